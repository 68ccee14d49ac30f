//! The scale of a strip and the labels at its right end.

use super::super::measure::{Measure, ticks_width};
use crate::canvas::{Canvas, Type};
use crate::palette::Role;
use crate::scale::{Rules, extent};
use crate::series::finite;
use crate::spec::{Marks, Reference, Strip};
use crate::surface::Surface;
use crate::text::Weight;

/// Room beyond the usual values where a spike is cut, as a share of their span.
const HEADROOM: f64 = 0.5;

/// A strip with its scale.
pub(in crate::draw) struct Fitted {
    pub(super) rules: Rules,
    pub(super) measure: Measure,
    pub(super) ends: Vec<(f64, End)>,
}

/// A label at the right end.
#[derive(Clone)]
pub(super) struct End {
    pub(super) text: String,
    pub(super) look: Type,
}

impl Fitted {
    pub(in crate::draw) fn new<S: Surface>(strip: &Strip, canvas: &Canvas<'_, S>) -> Self {
        let rules = fitted_rules(strip);
        // The unit stands beside the strip.
        let money = matches!(strip.marks, Marks::Columns(_)).then(|| rules.low.abs().max(rules.high.abs()));
        let measure = Measure::apart(money, canvas.style.separators);
        let ends = end_labels(strip, &measure, canvas);
        Self { rules, measure, ends }
    }

    pub(in crate::draw) fn numbers_width<S: Surface>(&self, canvas: &Canvas<'_, S>) -> f64 {
        ticks_width(canvas, &self.rules, &self.measure)
    }

    pub(in crate::draw) fn ends_width<S: Surface>(&self, canvas: &Canvas<'_, S>) -> f64 {
        let widths = self.ends.iter().map(|(_, end)| canvas.measure(&end.text, end.look));
        widths.fold(0.0, f64::max)
    }
}

fn levels(reference: &Option<Reference>) -> impl Iterator<Item = f64> + '_ {
    reference.iter().flat_map(|reference| reference.steps.iter().map(|(_, level)| *level))
}

fn fitted_rules(strip: &Strip) -> Rules {
    let references = levels(&strip.baseline).chain(levels(&strip.target));
    match (&strip.marks, strip.shown) {
        (Marks::Columns(columns), _) => {
            let values = columns.iter().filter_map(|(_, value)| *value);
            let (low, high) = extent(values.chain(references).chain([0.0])).unwrap_or((0.0, 1.0));
            Rules::fitted(low, high, 4)
        }
        (Marks::Line(_), Some((low, high))) => Rules::fixed(low, high, 3),
        (Marks::Line(samples), None) => {
            let values: Vec<_> = samples.iter().filter_map(|sample| finite(sample.value)).collect();
            let bands = samples.iter().flat_map(|sample| [finite(sample.low), finite(sample.high)]);
            let others: Vec<_> = bands.flatten().chain(references).collect();
            let (low, high) = without_spikes(&values, &others).unwrap_or((0.0, 1.0));
            Rules::fitted(low, high, 3)
        }
    }
}

/// Ends of the scale. Rare values far from the rest (beyond three times the span from the 5th to the 95th of a
/// hundred values, levels and band) are left outside, so that one spike does not press the month flat.
fn without_spikes(values: &[f64], others: &[f64]) -> Option<(f64, f64)> {
    let (low, high) = extent(values.iter().chain(others).copied())?;
    if values.len() < 12 {
        return Some((low, high));
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (first, last) = (sorted.len() / 20, sorted.len() - 1 - sorted.len() / 20);
    let usual = extent(others.iter().copied().chain(sorted.get(first..=last)?.iter().copied()))?;
    let span = usual.1 - usual.0;
    let within = |value: &f64| *value >= usual.0 - 3.0 * span && *value <= usual.1 + 3.0 * span;
    let kept = extent(values.iter().copied().filter(within).chain([usual.0, usual.1]))?;
    // Where a spike leaves the scale there is room to see it go and to name it.
    let room = HEADROOM * span;
    let under = if low < kept.0 { room } else { 0.0 };
    let over = if high > kept.1 { room } else { 0.0 };
    Some((kept.0 - under, kept.1 + over))
}

fn end_labels<S: Surface>(strip: &Strip, measure: &Measure, canvas: &Canvas<'_, S>) -> Vec<(f64, End)> {
    let word = |text: &str| {
        if canvas.narrow() { text.chars().take(12).collect() } else { text.to_owned() }
    };
    let last = match &strip.marks {
        Marks::Line(samples) => samples.iter().rev().find_map(|sample| finite(sample.value)),
        Marks::Columns(columns) => columns.iter().rev().find_map(|(_, value)| finite(*value)),
    };
    let text = match (&strip.end, &strip.marks, last) {
        (Some(end), ..) => Some(if canvas.narrow() { end.shortest().to_owned() } else { end.full.clone() }),
        (None, Marks::Line(_), Some(value)) => Some(measure.value(value)),
        (None, ..) => None,
    };
    let weight = match strip.marks {
        Marks::Line(_) => Weight::SemiBold,
        Marks::Columns(_) => Weight::Medium,
    };
    let own = text.zip(last).map(|(text, value)| {
        let look = Type::new(Role::Ink).weight(weight).own();
        (value, End { text, look })
    });
    let references = [&strip.target, &strip.baseline].into_iter().flatten().filter_map(|reference| {
        let (_, level) = reference.steps.last()?;
        let label = &reference.label;
        let text = if canvas.narrow() { word(label.shortest()) } else { label.full.clone() };
        Some((*level, End { text, look: Type::new(Role::Ink2) }))
    });
    own.into_iter().chain(references).collect()
}
