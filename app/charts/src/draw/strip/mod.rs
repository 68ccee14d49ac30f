//! One strip of a time axis.

mod fit;
mod marks;
mod words;

use super::events;
use super::measure::rules;
use super::strips::Layout;
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::label::Room;
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::Scale;
use crate::spec::{AxisTick, Marks, Strip, Strips};
use crate::surface::Surface;
pub(in crate::draw) use fit::Fitted;

/// Height of the labels under the last strip, in em.
pub(super) const LABELS: f64 = 1.83;

/// One strip with events behind it and, if it is the last, the time axis under it.
pub(super) fn draw<S: Surface>(strips: &Strips, index: usize, layout: &Layout, canvas: &Canvas<'_, S>) -> Drawn<S> {
    let (Some(strip), Some(fitted)) = (strips.strips.get(index), layout.rows.get(index)) else {
        return Ok(());
    };
    let em = canvas.style.font;
    let last = index + 1 == strips.strips.len();
    let bottom = canvas.height - if last { LABELS * em } else { 0.0 };
    let washed = canvas.part(Frame { x: 0.0, y: 0.0, width: canvas.width, height: bottom });
    events::behind(strips, layout, &washed, 0.0)?;
    let row = Row { strip, fitted, layout, y: Scale::new(fitted.rules.low, fitted.rules.high, bottom - 0.83 * em, 1.33 * em), bottom };
    row.draw(canvas)?;
    if last {
        time_labels(&strips.axis.ticks, layout, canvas, bottom)?;
    }
    Ok(())
}

fn time_labels<S: Surface>(ticks: &[AxisTick], layout: &Layout, canvas: &Canvas<'_, S>, top: f64) -> Drawn<S> {
    let em = canvas.style.font;
    let look = Type::new(Role::Ink3).anchor(Anchor::Middle);
    let mut free = f64::NEG_INFINITY;
    for tick in ticks {
        let x = layout.x.at(tick.at);
        let text = if canvas.narrow() { tick.label.shortest() } else { &tick.label.full };
        let half = canvas.measure(text, look) / 2.0;
        if x - half > free {
            canvas.down(x, top, top + 0.33 * em, Pen::new(Role::Rule2, canvas.style.tick))?;
            canvas.text(x, top + 1.42 * em, text, look)?;
            free = x + half + 0.5 * em;
        }
    }
    Ok(())
}

/// A strip in its place.
struct Row<'a> {
    strip: &'a Strip,
    fitted: &'a Fitted,
    layout: &'a Layout,
    y: Scale,
    bottom: f64,
}

impl Row<'_> {
    fn draw<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let layout = self.layout;
        let em = canvas.style.font;
        let numbers = layout.left - 0.5 * em;
        let spans = (numbers, layout.left, layout.right);
        rules(canvas, (&self.fitted.rules, &self.fitted.measure), &self.y, spans)?;
        if let Marks::Line(samples) = &self.strip.marks {
            self.band(canvas, samples)?;
        }
        let style = canvas.style;
        let baseline = Pen::new(Role::Ink2, style.baseline).dashed(style.baseline_dash);
        let target = Pen::new(Role::Ink, style.target).dashed(style.target_dash).round();
        let mut room = Room::new(Frame { x: layout.left, y: 0.0, width: layout.right - layout.left, height: self.bottom });
        for (reference, pen) in [(&self.strip.baseline, baseline), (&self.strip.target, target)] {
            let line = reference.as_ref().map_or_else(Vec::new, |reference| self.level(reference));
            room.line(&line);
            canvas.line(&line, pen)?;
        }
        match &self.strip.marks {
            Marks::Line(samples) => self.line(canvas, samples, &mut room)?,
            Marks::Columns(columns) => self.columns(canvas, columns, &mut room)?,
        }
        self.notes(canvas, &mut room)?;
        self.ends(canvas)
    }

    /// Values beyond the scale end at its edge.
    fn edge(&self, value: f64) -> f64 {
        value.max(self.fitted.rules.low).min(self.fitted.rules.high)
    }
}
