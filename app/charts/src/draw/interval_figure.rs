//! The printed form of an interval: the figure over its place on an axis.

use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::format;
use crate::label::{Room, Spot};
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::{Rules, Scale, extent};
use crate::series::{drawable, finite};
use crate::spec::IntervalBar;
use crate::surface::Surface;
use crate::text::{self, Weight};

/// Height in em.
pub(super) const HEIGHT: f64 = 14.6;
/// Size of the figure, of the ends' numbers, in em.
const FIGURE: f64 = 2.0;

/// Heights of the parts, in em from the top.
const BAND: (f64, f64) = (6.5, 9.1);
const VALUE: (f64, f64) = (5.6, 10.0);
const AXIS: f64 = 11.2;
const UNDER: f64 = 13.3;

pub(super) fn draw<S: Surface>(bar: &IntervalBar, canvas: &Canvas<'_, S>) -> Drawn<S> {
    let em = canvas.style.font;
    let (value, low, high) = (finite(bar.value), finite(bar.low), finite(bar.high));
    let marks = [bar.target.as_ref(), bar.before.as_ref()].map(|mark| mark.filter(|(_, level)| drawable(*level)));
    let levels = marks.iter().flatten().map(|(_, level)| *level);
    let Some((least, most)) = extent([value, low, high].into_iter().flatten().chain(levels)) else {
        return Ok(());
    };
    let rules = Rules::fitted(least, most, 5);
    let x = Scale::new(rules.low, rules.high, 3.0 * em, canvas.width - 3.0 * em);
    for place in &rules.at {
        let pen = Pen::new(Role::Rule, canvas.style.rule);
        canvas.down(x.at(*place), VALUE.0 * em, VALUE.1 * em, pen)?;
    }
    let middle = (BAND.0 + BAND.1) / 2.0 * em;
    canvas.across(x.at(rules.low), x.at(rules.high), middle, Pen::new(Role::Rule, canvas.style.rule))?;
    if let (Some(low), Some(high)) = (low, high) {
        let frame = Frame { x: x.at(low), y: BAND.0 * em, width: x.at(high) - x.at(low), height: (BAND.1 - BAND.0) * em };
        canvas.block(frame, Role::Band)?;
        for end in [low, high] {
            let pen = Pen::new(Role::Accent, 1.6 * canvas.style.tick);
            canvas.down(x.at(end), BAND.0 * em, BAND.1 * em, pen)?;
        }
    }
    under(bar, canvas, &x, marks)?;
    if let Some(value) = value {
        let role = if value < 0.0 { Role::Loss } else { Role::Accent };
        canvas.down(x.at(value), VALUE.0 * em, VALUE.1 * em, Pen::new(role, 4.0 * canvas.style.tick))?;
    }
    over(bar, canvas, &x)?;
    axis(canvas, &rules, &x, marks.iter().flatten().map(|(_, level)| x.at(*level)).collect())
}

/// The figure and the ends of the interval, each over its place; the ends move aside for the figure.
fn over<S: Surface>(bar: &IntervalBar, canvas: &Canvas<'_, S>, x: &Scale) -> Drawn<S> {
    let em = canvas.style.font;
    let number = |value: f64| format::fixed(value, 0, canvas.style.separators);
    let mut room = Room::new(Frame { x: 0.0, y: 0.0, width: canvas.width, height: canvas.height });
    if let Some(value) = finite(bar.value) {
        let role = if value < 0.0 { Role::Loss } else { Role::Accent };
        let figure = Type::new(role).weight(Weight::SemiBold).anchor(Anchor::Middle);
        let text = number(value);
        let width = text::width(&text, FIGURE * em, Weight::SemiBold);
        let at = x.at(value).min(canvas.width - width / 2.0).max(width / 2.0);
        canvas.text(at, 1.0 * em, &bar.name, Type::new(Role::Ink2).anchor(Anchor::Middle))?;
        canvas.large(at, 3.0 * em, &text, FIGURE, figure)?;
        room.text(Spot::new(at, 3.0 * em, Anchor::Middle), width + em, FIGURE * em);
    }
    let word = Type::new(Role::Ink2);
    let amount = Type::new(Role::Ink).weight(Weight::SemiBold);
    for (end, name) in [(finite(bar.low), "low"), (finite(bar.high), "high")] {
        let Some(end) = end else { continue };
        let text = number(end);
        let width = canvas.measure(&text, amount).max(canvas.measure(name, word));
        let anchors = if name == "low" { [Anchor::Middle, Anchor::End] } else { [Anchor::Middle, Anchor::Start] };
        let spots = anchors.map(|anchor| Spot::new(x.at(end), 5.2 * em, anchor));
        if let Some(spot) = room.place(&spots, width, 2.0 * em) {
            canvas.text(spot.x, 4.0 * em, name, word.anchor(spot.anchor))?;
            canvas.text(spot.x, 5.2 * em, &text, amount.anchor(spot.anchor))?;
        }
    }
    Ok(())
}

type Mark<'a> = Option<&'a (crate::spec::Caption, f64)>;

/// Target and the value before, each with its line down to its words, which run away from each other.
fn under<S: Surface>(bar: &IntervalBar, canvas: &Canvas<'_, S>, x: &Scale, [target, before]: [Mark<'_>; 2]) -> Drawn<S> {
    let em = canvas.style.font;
    let style = canvas.style;
    let number = |value: f64| format::fixed(value, 0, style.separators);
    let looks = [
        (target, Pen::new(Role::Ink, style.target).dashed(style.target_dash).round(), Type::new(Role::Ink).weight(Weight::SemiBold)),
        (before, Pen::new(Role::Ink, style.tick), Type::new(Role::Ink2)),
    ];
    let other = |own: f64| [target, before].into_iter().flatten().map(|(_, level)| *level).find(|level| *level != own);
    for (mark, pen, look) in looks {
        let Some((label, level)) = mark else { continue };
        let at = x.at(*level);
        canvas.down(at, VALUE.0 * em, UNDER * em, pen)?;
        let right = match other(*level) {
            Some(other) => *level > other,
            None => *level >= finite(bar.value).unwrap_or(*level),
        };
        let (at, anchor) = if right { (at + 0.4 * em, Anchor::Start) } else { (at - 0.4 * em, Anchor::End) };
        canvas.text(at, UNDER * em, &format!("{} {}", label.full, number(*level)), look.anchor(anchor))?;
    }
    Ok(())
}

/// Numbers of the axis; one that would touch a line to a label under it is left out.
fn axis<S: Surface>(canvas: &Canvas<'_, S>, rules: &Rules, x: &Scale, lines: Vec<f64>) -> Drawn<S> {
    let em = canvas.style.font;
    let look = Type::new(Role::Ink3).anchor(Anchor::Middle);
    let decimals = format::decimals_of_step(rules.step);
    for value in &rules.at {
        let text = format::fixed(*value, decimals, canvas.style.separators);
        let half = canvas.measure(&text, look) / 2.0 + 0.4 * em;
        if lines.iter().all(|line| (line - x.at(*value)).abs() > half) {
            canvas.text(x.at(*value), AXIS * em, &text, look)?;
        }
    }
    Ok(())
}
