//! Labels at the line's end, notes and the target's name.

use super::super::measure::{Measure, ticks_width};
use super::{Plot, band};
use crate::canvas::{Canvas, Drawn, Frame, Type};
use crate::label::{Room, Spot, spread};
use crate::palette::Role;
use crate::pen::Anchor;
use crate::series::finite;
use crate::spec::MonthTrend;
use crate::surface::Surface;
use crate::text::Weight;

/// A label at the line's end: value, words, look.
pub(super) struct End {
    pub(super) value: f64,
    pub(super) text: String,
    pub(super) look: Type,
}

impl Plot<'_> {
    pub(super) fn words<S: Surface>(&self, canvas: &Canvas<'_, S>, target: &[Vec<(f64, f64)>]) -> Drawn<S> {
        let em = canvas.style.font;
        let half = canvas.half_line();
        let mut room = Room::new(Frame { x: 0.0, y: 1.2 * em, width: self.right, height: self.bottom + 0.3 * em });
        let line: Vec<_> = self.steps().iter().filter_map(|step| Some((step.x, self.y.at(step.y?)))).collect();
        room.line(&line);
        target.iter().for_each(|line| room.line(line));
        self.band_edges().iter().for_each(|edge| room.line(edge));
        for value in &self.rules.at {
            let width = ticks_width(canvas, &self.rules, &self.measure);
            room.text(Spot::new(self.left - 0.67 * em, self.y.at(*value) + half, Anchor::End), width, em);
        }
        self.end_words(canvas)?;
        self.notes(canvas, &mut room)?;
        self.target_word(canvas, &mut room, target)
    }

    /// The labels at the line's end, moved apart.
    pub(super) fn end_words<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let known = self.trend.months.iter().rposition(|month| finite(month.value).is_some());
        let Some(x) = known.and_then(|month| self.x.get(month)) else {
            return Ok(());
        };
        let wanted: Vec<_> = self.ends.iter().map(|end| self.y.at(end.value) + canvas.half_line()).collect();
        let low = self.top - canvas.half_line();
        let places = spread(&wanted, canvas.style.label_gap, low, self.bottom + canvas.half_line());
        let x = x + canvas.style.last_dot + 0.5 * canvas.style.font;
        for (end, y) in self.ends.iter().zip(places) {
            canvas.text(x, y, &end.text, end.look)?;
        }
        Ok(())
    }

    pub(super) fn notes<S: Surface>(&self, canvas: &Canvas<'_, S>, room: &mut Room) -> Drawn<S> {
        let em = canvas.style.font;
        for note in &self.trend.notes {
            let month = self.trend.months.get(note.month).and_then(|month| finite(month.value));
            let (Some(value), Some(x)) = (month, self.x.get(note.month)) else {
                continue;
            };
            let y = self.y.at(value);
            let below = self.measure.money && value < 0.0;
            let look = if below { Type::new(Role::Loss).weight(Weight::Medium).halo() } else { Type::new(Role::Ink2).halo() };
            let (under, over) = (y + 1.5 * em, y - 0.9 * em);
            let beside = 0.7 * em;
            let interval = self.trend.months.get(note.month).and_then(band);
            let (low, high) = interval.map_or((y, y), |(low, high)| (self.y.at(low), self.y.at(high)));
            let spots = [
                Spot::new(*x, under, Anchor::Middle),
                Spot::new(x + beside, y + 1.15 * em, Anchor::Start),
                Spot::new(x - beside, under, Anchor::Start),
                Spot::new(*x, over, Anchor::Middle),
                Spot::new(x - beside, over, Anchor::End),
                Spot::new(x - beside, y + 1.15 * em, Anchor::End),
                Spot::new(x + beside, over, Anchor::Start),
                // Beyond the band.
                Spot::new(*x, low + 1.2 * em, Anchor::Middle),
                Spot::new(x - beside, low + 1.2 * em, Anchor::Start),
                Spot::new(x + beside, low + 1.2 * em, Anchor::Start),
                Spot::new(*x, high - 0.6 * em, Anchor::Middle),
                Spot::new(x + beside, high - 0.6 * em, Anchor::End),
            ];
            let full = (!canvas.narrow()).then_some(note.text.full.as_str());
            for text in full.into_iter().chain([note.text.shortest()]) {
                if let Some(spot) = room.place(&spots, canvas.measure(text, look), em) {
                    canvas.text(spot.x, spot.y, text, look.anchor(spot.anchor))?;
                    break;
                }
            }
        }
        Ok(())
    }

    pub(super) fn target_word<S: Surface>(&self, canvas: &Canvas<'_, S>, room: &mut Room, target: &[Vec<(f64, f64)>]) -> Drawn<S> {
        let em = canvas.style.font;
        let look = Type::new(Role::Ink2).halo();
        let text = canvas.fit(&self.trend.target_label, self.right - self.left, look);
        let levels = target.iter().flat_map(|line| line.chunks_exact(2));
        let half = canvas.measure(&text, look) / 2.0;
        let inside = |x: f64| x.min(self.right - half).max(self.left + half);
        let spots: Vec<_> = levels
            .flat_map(|level| {
                let (x, y) = (inside((level[0].0 + level[1].0) / 2.0), level[0].1);
                [Spot::new(x, y - 0.45 * em, Anchor::Middle), Spot::new(x, y + 1.1 * em, Anchor::Middle)]
            })
            .collect();
        match room.place(&spots, canvas.measure(&text, look), em) {
            Some(spot) => canvas.text(spot.x, spot.y, &text, look.anchor(spot.anchor)),
            None => Ok(()),
        }
    }
}

/// Labels of the last known month: its value, and the ends of its interval if it is the last month of all.
pub(super) fn end_labels<S: Surface>(trend: &MonthTrend, measure: &Measure, canvas: &Canvas<'_, S>) -> Vec<End> {
    let known = trend.months.iter().enumerate().rev();
    let last = known.filter_map(|(index, month)| Some((index, month, finite(month.value)?))).next();
    let Some((index, month, value)) = last else {
        return Vec::new();
    };
    let role = if measure.money && value < 0.0 { Role::Loss } else { Role::Ink };
    let own = Type::new(role).weight(Weight::SemiBold).halo().own();
    let label = Type::new(Role::Ink3);
    let name = |text: String, noun: &str| {
        if canvas.narrow() || noun.is_empty() { text } else { format!("{text} {noun}") }
    };
    let mut ends = vec![End { value, text: name(measure.value(value), &trend.name), look: own }];
    if let Some((low, high)) = band(month)
        && index + 1 == trend.months.len()
    {
        for (value, noun) in [(high, "high"), (low, "low")] {
            ends.push(End { value, text: name(measure.bare(value), noun), look: label });
        }
    }
    ends
}
