//! Notes of a strip, names of cut values, labels at the right end.

use super::Row;
use crate::canvas::{Canvas, Drawn, Type};
use crate::label::{Room, Spot, spread};
use crate::palette::Role;
use crate::pen::Anchor;
use crate::series::{Step, finite};
use crate::spec::Marks;
use crate::surface::Surface;
use crate::text::Weight;

/// Words of a value outside the scale.
const OFF_SCALE: &str = "off the scale";

/// Most excursions that are named in one strip.
const MOST_NAMED: usize = 3;

impl Row<'_> {
    /// Names the values beyond the scale, largest first.
    pub(super) fn off_scale<S: Surface>(&self, canvas: &Canvas<'_, S>, steps: &[Step], room: &mut Room) -> Drawn<S> {
        let (low, high) = (self.fitted.rules.low, self.fitted.rules.high);
        let beyond = |step: &Step| step.y.map_or(0.0, |y| (y - high).max(low - y).max(0.0));
        let mut spikes: Vec<&Step> =
            steps.split(|step| beyond(step) == 0.0).filter_map(|run| run.iter().max_by(|a, b| beyond(a).total_cmp(&beyond(b)))).collect();
        spikes.sort_by(|a, b| beyond(b).total_cmp(&beyond(a)));
        let em = canvas.style.font;
        let look = Type::new(Role::Ink2).halo();
        for spike in spikes.into_iter().take(MOST_NAMED) {
            let Some(value) = spike.y else { continue };
            let (word, y) = if value > high { ("peak", self.y.at(high) + 0.6 * em) } else { ("low", self.y.at(low) - 0.1 * em) };
            let short = format!("{word} {}", self.fitted.measure.value(value));
            let full = (!canvas.narrow()).then(|| format!("{short}, {OFF_SCALE}"));
            let spots =
                [1.0, 2.0, 3.0].map(|ems| [Spot::new(spike.x + ems * em, y, Anchor::Start), Spot::new(spike.x - ems * em, y, Anchor::End)]);
            let spots = spots.as_flattened();
            for text in full.into_iter().chain([short]) {
                if let Some(spot) = room.place(spots, canvas.measure(&text, look), em) {
                    canvas.text(spot.x, spot.y, &text, look.anchor(spot.anchor))?;
                    break;
                }
            }
        }
        Ok(())
    }

    pub(super) fn notes<S: Surface>(&self, canvas: &Canvas<'_, S>, room: &mut Room) -> Drawn<S> {
        let em = canvas.style.font;
        for note in &self.strip.notes {
            let (value, beside, signed) = match &self.strip.marks {
                Marks::Line(samples) => (value_at(samples.iter().map(|s| (s.at, s.value)), note.at), 0.7 * em, false),
                Marks::Columns(columns) => {
                    let half = self.column_width(columns) / 2.0;
                    (value_at(columns.iter().copied(), note.at), half + 0.6 * em, true)
                }
            };
            let x = self.layout.x.at(note.at);
            let value = value.map(|value| self.edge(value));
            let y = self.y.at(value.unwrap_or(self.fitted.rules.low));
            let loss = signed && value.is_some_and(|value| value < 0.0);
            let look = if loss { Type::new(Role::Loss).weight(Weight::Medium).halo() } else { Type::new(Role::Ink2).halo() };
            let spots = [
                Spot::new(x + beside, y + 0.2 * em, Anchor::Start),
                Spot::new(x - beside, y + 0.2 * em, Anchor::End),
                Spot::new(x, y - 0.8 * em, Anchor::Middle),
                Spot::new(x, y + 1.4 * em, Anchor::Middle),
                Spot::new(x + beside, y + 1.2 * em, Anchor::Start),
                Spot::new(x - beside, y + 1.2 * em, Anchor::End),
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

    pub(super) fn ends<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        let half = canvas.half_line();
        let em = canvas.style.font;
        let wanted = self.fitted.ends.iter().map(|(value, _)| self.y.at(self.edge(*value)) + half);
        let wanted: Vec<_> = wanted.collect();
        let places = spread(&wanted, canvas.style.label_gap, em, self.bottom - 0.42 * em);
        let x = self.layout.right + 0.5 * em;
        for ((_, end), y) in self.fitted.ends.iter().zip(places) {
            let text = crate::text::cut(&end.text, canvas.width - x, canvas.size(end.look), end.look.weight);
            canvas.text(x, y, &text, end.look)?;
        }
        Ok(())
    }
}

/// The value nearest to `at`.
fn value_at(values: impl Iterator<Item = (f64, Option<f64>)>, at: f64) -> Option<f64> {
    values
        .filter_map(|(place, value)| Some((place, finite(value)?)))
        .min_by(|a, b| (a.0 - at).abs().total_cmp(&(b.0 - at).abs()))
        .map(|(_, value)| value)
}
