//! From values to places, and the few rules that a reader needs.

use crate::pen::{UNITS, units};
use crate::series::drawable;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

/// A linear scale from values to px or pt.
#[derive(Clone)]
pub(crate) struct Scale {
    range: RangedCoordf64,
    limit: (i32, i32),
}

impl Scale {
    /// `low` lies at `from`, `high` at `to`. A range without extent is widened, so every value has a place.
    pub(crate) fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        let (low, high) = widened(low, high);
        Self { range: (low..high).into(), limit: (units(from), units(to)) }
    }

    /// Place of `value`. What lies further outside than the scale is long, has its place there: plotters counts in
    /// `i32`, and nobody sees it anyway.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let (low, high) = (self.range.range().start, self.range.range().end);
        let value = value.max(low - (high - low)).min(high + (high - low));
        f64::from(self.range.map(&value, self.limit)) / UNITS
    }
}

/// Ends of a scale and where its rules lie.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rules {
    /// Low end of the scale: at or below the lowest rule and value.
    pub(crate) low: f64,
    /// High end of the scale.
    pub(crate) high: f64,
    /// Values with a rule, ascending.
    pub(crate) at: Vec<f64>,
    /// Distance of two rules.
    pub(crate) step: f64,
}

impl Rules {
    /// Two to `most` rules (`most` at least 3) at round values for values from `low` to `high`.
    pub(crate) fn fitted(low: f64, high: f64, most: usize) -> Self {
        let (low, high) = widened(low, high);
        let most = most.max(3) as f64;
        let step = step_for(low, high, most);
        let (mut first, mut last) = ((low / step).ceil(), (high / step).floor());
        // A rule just outside closes the scale, where the reader looks for the next round value.
        if last - first + 1.0 < most && (last + 1.0) * step - high < 0.5 * step {
            last += 1.0;
        }
        if last - first + 1.0 < most && low - (first - 1.0) * step < 0.5 * step {
            first -= 1.0;
        }
        let mut at = Vec::new();
        let mut count = first;
        while count <= last && at.len() < 16 {
            at.push(if count == 0.0 { 0.0 } else { count * step });
            count += 1.0;
        }
        Self { low: low.min(first * step), high: high.max(last * step), at, step }
    }

    /// The same rules on a fixed scale.
    pub(crate) fn fixed(low: f64, high: f64, most: usize) -> Self {
        let (low, high) = widened(low, high);
        let mut rules = Self::fitted(low, high, most);
        rules.at.retain(|value| (low..=high).contains(value));
        Self { low, high, ..rules }
    }
}

/// The smallest round step with at most `most` multiples from `low` to `high`.
fn step_for(low: f64, high: f64, most: f64) -> f64 {
    let power = 10f64.powf(((high - low) / most).log10().floor() - 1.0);
    let steps = [1.0, 2.0, 2.5, 5.0];
    let fits = |step: &f64| (high / step).floor() - (low / step).ceil() + 1.0 <= most;
    (0..5).flat_map(|decade| steps.map(|step| step * power * 10f64.powi(decade))).find(fits).unwrap_or(high - low)
}

fn widened(low: f64, high: f64) -> (f64, f64) {
    let (low, high) = if low <= high { (low, high) } else { (high, low) };
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-9 {
        (low, high)
    } else if size > 0.0 {
        (low - size * 0.1, high + size * 0.1)
    } else {
        // Nothing but zeros: most such series are counts, which never go below it.
        (0.0, 1.0)
    }
}

/// Lowest and highest of `values`; `None` without any.
pub(crate) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|value| drawable(*value)).fold(None, |ends, value| {
        let (low, high) = ends.unwrap_or((value, value));
        Some((f64::min(low, value), f64::max(high, value)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_round_and_few() {
        let rules = Rules::fitted(-270_000.0, 1_490_000.0, 4);
        assert_eq!(rules.at, [0.0, 500_000.0, 1_000_000.0, 1_500_000.0]);
        assert_eq!(rules.high, 1_500_000.0);
        for (low, high) in [(0.26, 0.52), (25.7, 29.4), (-11.0, 23.5), (0.0, 1.2e10), (5.0, 5.0), (0.0, 0.0), (-3e-7, 4e-7)] {
            let rules = Rules::fitted(low, high, 3);
            assert!((2..=3).contains(&rules.at.len()), "{low} to {high}: {rules:?}");
            assert!(rules.low <= low && rules.high >= high, "{rules:?}");
        }
    }

    #[test]
    fn every_value_has_a_place_on_a_flat_scale() {
        let scale = Scale::new(5.0, 5.0, 100.0, 20.0);
        assert!((59.9..60.1).contains(&scale.at(5.0)));
    }
}
