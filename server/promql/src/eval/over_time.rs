//! Sums, means, extremes and quantiles of the samples in a span.

use super::over::Window;

/// A sum that keeps what rounding loses.
#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() { (self.sum - sum) + value } else { (value - sum) + self.sum };
        self.sum = sum;
    }

    pub fn total(self) -> f64 {
        if self.sum.is_infinite() { self.sum } else { self.sum + self.lost }
    }
}

fn total(values: &[f64]) -> f64 {
    let mut sum = Sum::default();
    values.iter().for_each(|value| sum.add(*value));
    sum.total()
}

pub(super) fn sum(window: &Window) -> Option<f64> {
    Some(total(window.values))
}

pub(super) fn count(window: &Window) -> Option<f64> {
    Some(window.values.len() as f64)
}

pub(super) fn avg(window: &Window) -> Option<f64> {
    let (sum, count) = (total(window.values), window.values.len() as f64);
    let overflown = !sum.is_finite() && window.values.iter().all(|value| value.is_finite());
    Some(if overflown { window.values.iter().map(|value| value / count).sum() } else { sum / count })
}

pub(super) fn min(window: &Window) -> Option<f64> {
    window.values.iter().copied().reduce(|least, value| if value < least || least.is_nan() { value } else { least })
}

pub(super) fn max(window: &Window) -> Option<f64> {
    window.values.iter().copied().reduce(|most, value| if value > most || most.is_nan() { value } else { most })
}

pub(super) fn last(window: &Window) -> Option<f64> {
    Some(window.last())
}

pub(super) fn present(_: &Window) -> Option<f64> {
    Some(1.0)
}

pub(super) fn stdvar(window: &Window) -> Option<f64> {
    let (mut mean, mut squares, mut count) = (Sum::default(), Sum::default(), 0.0);
    for value in window.values {
        count += 1.0;
        let away = value - mean.total();
        mean.add(away / count);
        squares.add(away * (value - mean.total()));
    }
    Some(squares.total() / count)
}

pub(super) fn stddev(window: &Window) -> Option<f64> {
    stdvar(window).map(f64::sqrt)
}

pub(super) fn quantile_over_time(window: &Window) -> Option<f64> {
    Some(quantile(window.params[0], &mut window.values.to_vec()))
}

/// The quantile between the two nearest ranks; values that are not a number count as least. Sorts `values`.
pub(super) fn quantile(q: f64, values: &mut [f64]) -> f64 {
    if values.is_empty() || q.is_nan() {
        return f64::NAN;
    }
    if q < 0.0 {
        return f64::NEG_INFINITY;
    }
    if q > 1.0 {
        return f64::INFINITY;
    }
    values.sort_by(|one, other| one.partial_cmp(other).unwrap_or_else(|| other.is_nan().cmp(&one.is_nan())));
    let rank = q * (values.len() - 1) as f64;
    let low = rank.floor() as usize;
    let high = (low + 1).min(values.len() - 1);
    let weight = rank - rank.floor();
    values[low] * (1.0 - weight) + values[high] * weight
}
