//! Histograms as Prometheus has them: counts up to each bound, their sum and their number.

use std::iter::once;
use std::sync::LazyLock;

use crate::series::{Batch, FULL, STALE, Series, weight};

/// The most bounds of one histogram.
pub const MAX_BOUNDS: usize = 250;
/// The bounds of values that come without any are 2^(k/4) from this k, about 0.001 …
pub(crate) const LOWEST: i32 = -40;
/// … to this one, 131,072: 1 ms to 36 hours in seconds, 1 µs to 131 s in milliseconds.
pub(crate) const HIGHEST: i32 = 68;

/// Bounds that never change, so that no bucket appears later and misses its first counts. One in four is a power of two, and a bucket is
/// 19 % wide. Values of 0 and below count in the lowest bucket.
pub(crate) static FIXED: LazyLock<Vec<f64>> = LazyLock::new(|| (LOWEST..=HIGHEST).map(bound).collect());

/// 2^(k/4), the same digits on every machine.
fn bound(k: i32) -> f64 {
    const QUARTERS: [f64; 4] = [1.0, 1.189_207_115_002_721, std::f64::consts::SQRT_2, 1.681_792_830_507_429];
    let quarter = QUARTERS.get(k.rem_euclid(4) as usize).copied().unwrap_or(1.0);
    quarter * 2f64.powi(k.div_euclid(4))
}

/// The fixed bucket of a value: its place in [`FIXED`], or one beyond.
pub(crate) fn fixed_bucket(value: f64) -> usize {
    FIXED.partition_point(|bound| *bound < value)
}

/// Counts that lie apart: not yet added up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Histogram {
    /// Upper bounds of the buckets, rising, without the infinite one.
    pub bounds: Vec<f64>,
    /// One count more than there are bounds.
    pub counts: Vec<f64>,
    /// Of all values, where the sender knows it.
    pub sum: Option<f64>,
    /// Number of values.
    pub count: f64,
    /// Does it only say that the series ended?
    pub ended: bool,
}

impl Histogram {
    /// No values yet, between the fixed bounds.
    pub fn fixed() -> Self {
        Self { bounds: FIXED.clone(), counts: vec![0.0; FIXED.len() + 1], sum: Some(0.0), ..Self::default() }
    }

    /// Counts a value that stands for `weight` of them; one that is no number has no bucket and is not counted.
    pub fn add(&mut self, value: f64, weight: f64) {
        if value.is_nan() {
            return;
        }
        if let Some(count) = self.counts.get_mut(fixed_bucket(value)) {
            *count += weight;
        }
        self.count += weight;
        self.sum = self.sum.map(|sum| sum + value * weight);
    }

    /// Why it cannot be one.
    fn fault(&self, name: &str) -> Option<String> {
        if self.bounds.len() > MAX_BOUNDS {
            Some(format!("{name} has {} bounds: at most {MAX_BOUNDS} are kept", self.bounds.len()))
        } else if self.counts.len() != self.bounds.len() + 1 {
            Some(format!("{name} has {} bounds and {} counts: there must be one count more", self.bounds.len(), self.counts.len()))
        } else if self.bounds.iter().any(|bound| bound.is_nan()) || self.bounds.windows(2).any(|pair| pair[0] >= pair[1]) {
            Some(format!("{name} has bounds that do not rise"))
        } else {
            None
        }
    }

    /// Adds its series `x_bucket` with `le`, `x_count` and `x_sum`; it is rejected as one.
    pub fn push(&self, batch: &mut Batch, name: &str, labels: &[(String, String)], at_ms: i64, growth: bool) {
        if let Some(fault) = self.fault(name) {
            return batch.rejected.add(1, fault);
        }
        // Name and `le` are labels of all of them, of less than 450 bytes.
        if !batch.has_room((self.bounds.len() + 3) * (weight(labels) + 450)) {
            return batch.rejected.add(1, FULL);
        }
        let series = |suffix: &str, le: Option<String>, value: f64| {
            let labels = labels.iter().cloned().chain(le.map(|le| ("le".to_owned(), le)));
            let mut series = Series::new(&format!("{name}{suffix}"), labels)?.with(at_ms, if self.ended { STALE } else { value });
            series.growth = growth;
            Ok(series)
        };
        // The longest name with the most labels: when it stands, so do the others.
        let before = batch.rejected.count;
        batch.push(series("_bucket", Some("+Inf".to_owned()), self.count), 1);
        if batch.rejected.count > before {
            return;
        }
        let mut below = 0.0;
        for (bound, count) in self.bounds.iter().zip(&self.counts).filter(|(bound, _)| bound.is_finite()) {
            below += count;
            batch.push(series("_bucket", Some(bound.to_string()), below), 1);
        }
        let rest = once(("_count", self.count)).chain(self.sum.map(|sum| ("_sum", sum)));
        for (suffix, value) in rest {
            batch.push(series(suffix, None, value), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_bounds_are_quarters_of_powers_of_two() {
        assert_eq!(FIXED.len(), 109);
        assert_eq!((FIXED[0], FIXED[40], FIXED[44], FIXED[108]), (1.0 / 1024.0, 1.0, 2.0, 131_072.0));
        for (place, bound) in FIXED.iter().enumerate() {
            let exact = ((place as f64 - 40.0) / 4.0).exp2();
            assert!((bound / exact - 1.0).abs() < 1e-15, "{bound} {exact}");
        }
    }

    #[test]
    fn a_value_on_a_bound_is_within_it() {
        assert_eq!((fixed_bucket(1.0), fixed_bucket(1.0000001), fixed_bucket(0.0), fixed_bucket(-5.0)), (40, 41, 0, 0));
        assert_eq!((fixed_bucket(131_072.0), fixed_bucket(1e9), fixed_bucket(f64::INFINITY)), (108, 109, 109));
    }

    #[test]
    fn counts_are_added_up() {
        let mut batch = Batch::default();
        let histogram = Histogram { bounds: vec![1.0, 2.5], counts: vec![3.0, 0.0, 4.0], sum: None, count: 7.0, ended: false };
        histogram.push(&mut batch, "h", &[("m".to_owned(), "a".to_owned())], 5, true);
        let told: Vec<_> = batch.series.iter().map(|s| (s.to_string(), s.samples[0].value, s.growth)).collect();
        assert_eq!(
            told,
            [
                (r#"h_bucket{le="+Inf",m="a"}"#.to_owned(), 7.0, true),
                (r#"h_bucket{le="1",m="a"}"#.to_owned(), 3.0, true),
                (r#"h_bucket{le="2.5",m="a"}"#.to_owned(), 3.0, true),
                (r#"h_count{m="a"}"#.to_owned(), 7.0, true),
            ]
        );
    }

    #[test]
    fn what_is_no_histogram_is_rejected_as_one() {
        let cases = [
            (vec![1.0], vec![1.0], "h has 1 bounds and 1 counts: there must be one count more"),
            (vec![2.0, 1.0], vec![1.0; 3], "h has bounds that do not rise"),
            (vec![f64::NAN], vec![1.0; 2], "h has bounds that do not rise"),
            (vec![1.0; 300], vec![1.0; 301], "h has 300 bounds: at most 250 are kept"),
        ];
        for (bounds, counts, reason) in cases {
            let mut batch = Batch::default();
            Histogram { bounds, counts, ..Histogram::default() }.push(&mut batch, "h", &[], 5, false);
            assert!(batch.series.is_empty());
            assert_eq!((batch.rejected.count, batch.rejected.reason.as_deref()), (1, Some(reason)));
        }
    }
}
