//! Mergeable summaries: the only thing a slot stores, so that any roll-up is exact.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Fixed;
use crate::exact::Exact;
use crate::metric::{Kind, Statistic};
use crate::{Error, Result};

/// What is known of a series over a span. Merging is associative and commutative, so hour, day and month are the same
/// whichever way they are added up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Summary {
    /// Milliseconds of each state; what is missing from the span is unknown.
    State {
        up_ms: i64,
        down_ms: i64,
        excluded_ms: i64,
    },
    Ratio {
        numerator: Fixed,
        denominator: Fixed,
    },
    Counter {
        sum: Fixed,
    },
    Gauge {
        n: u64,
        weighted_sum: Exactly,
        weight: Fixed,
        min: Fixed,
        max: Fixed,
        last: Fixed,
        last_ms: i64,
    },
    Histogram {
        bounds: Vec<Fixed>,
        counts: Vec<Fixed>,
    },
    Quantile {
        last: Fixed,
        last_ms: i64,
        max: Fixed,
    },
}

/// Sum of value × weight in 10⁻¹⁸, kept exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Exactly(i128);

impl Exactly {
    /// The product of two fixed-point numbers; saturates far outside any real metric (1.7 × 10²⁰).
    pub fn product(a: Fixed, b: Fixed) -> Self {
        Self(a.units().saturating_mul(b.units()))
    }

    fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    fn exact(self) -> Exact {
        Exact::ratio(self.0, 1_000_000_000_000_000_000).unwrap_or_else(|_| Exact::zero())
    }
}

impl Summary {
    /// The kind of metric it summarises.
    pub fn kind(&self) -> Kind {
        match self {
            Self::State { .. } => Kind::State,
            Self::Ratio { .. } => Kind::Ratio,
            Self::Counter { .. } => Kind::Counter,
            Self::Gauge { .. } => Kind::Gauge,
            Self::Histogram { .. } => Kind::Histogram,
            Self::Quantile { .. } => Kind::LoneQuantile,
        }
    }

    /// Adds another span's summary.
    ///
    /// # Errors
    /// Two kinds, or two bucket layouts, cannot be merged.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        match (self, other) {
            (Self::State { up_ms, down_ms, excluded_ms }, Self::State { up_ms: u, down_ms: d, excluded_ms: e }) => {
                *up_ms += u;
                *down_ms += d;
                *excluded_ms += e;
            }
            (Self::Ratio { numerator, denominator }, Self::Ratio { numerator: n, denominator: d }) => {
                *numerator = numerator.plus(*n);
                *denominator = denominator.plus(*d);
            }
            (Self::Counter { sum }, Self::Counter { sum: s }) => *sum = sum.plus(*s),
            (
                Self::Gauge { n, weighted_sum, weight, min, max, last, last_ms },
                Self::Gauge { n: n2, weighted_sum: s2, weight: w2, min: min2, max: max2, last: l2, last_ms: at2 },
            ) => {
                *n += n2;
                *weighted_sum = weighted_sum.plus(*s2);
                *weight = weight.plus(*w2);
                *min = (*min).min(*min2);
                *max = (*max).max(*max2);
                (*last_ms, *last) = (*last_ms, *last).max((*at2, *l2));
            }
            (Self::Histogram { bounds, counts }, Self::Histogram { bounds: b2, counts: c2 }) => {
                if bounds != b2 {
                    return Err(Error::invalid("two bucket layouts cannot be merged: start a new series, or send the old bounds"));
                }
                counts.iter_mut().zip(c2).for_each(|(count, more)| *count = count.plus(*more));
            }
            (Self::Quantile { last, last_ms, max }, Self::Quantile { last: l2, last_ms: at2, max: m2 }) => {
                *max = (*max).max(*m2);
                (*last_ms, *last) = (*last_ms, *last).max((*at2, *l2));
            }
            (mine, other) => {
                return Err(Error::invalid(format!("{} and {} samples cannot be merged", mine.kind().key(), other.kind().key())));
            }
        }
        Ok(())
    }

    /// Merges many; none for no span at all.
    pub fn merged<'a>(parts: impl IntoIterator<Item = &'a Self>) -> Result<Option<Self>> {
        let mut total: Option<Self> = None;
        for part in parts {
            match &mut total {
                None => total = Some(part.clone()),
                Some(total) => total.merge(part)?,
            }
        }
        Ok(total)
    }

    /// The exact figure of the span; none where it is undefined (no denominator, no samples, no known time).
    ///
    /// Uptime is up ÷ (up + down); a lone quantile is its worst value.
    pub fn figure(&self, statistic: Statistic) -> Option<Exact> {
        match self {
            Self::State { up_ms, down_ms, .. } => Exact::ratio((*up_ms).into(), i128::from(up_ms + down_ms)).ok(),
            Self::Ratio { numerator, denominator } => numerator.exact().over(&denominator.exact()).ok(),
            Self::Counter { sum } => Some(sum.exact()),
            Self::Gauge { weighted_sum, weight, .. } => weighted_sum.exact().over(&weight.exact()).ok(),
            Self::Histogram { bounds, counts } => quantile(bounds, counts, statistic.percent()?),
            Self::Quantile { max, .. } => Some(max.exact()),
        }
    }

    /// The figure rounded half to even to a stated precision.
    pub fn rounded(&self, statistic: Statistic, decimals: u32) -> Option<Decimal> {
        self.figure(statistic)?.round(decimals).ok()
    }

    /// Smallest and largest value, where the kind keeps them.
    pub fn extremes(&self) -> Option<(Fixed, Fixed)> {
        match self {
            Self::Gauge { min, max, .. } => Some((*min, *max)),
            _ => None,
        }
    }
}

/// Reads a percentile from bucket counts by linear interpolation inside the bucket, as Prometheus'
/// `histogram_quantile` does: the lowest bucket starts at zero (or at its bound, if that is not positive), and a rank in the
/// open bucket reads as the highest bound.
pub fn quantile(bounds: &[Fixed], counts: &[Fixed], percent: u32) -> Option<Exact> {
    let total = counts.iter().fold(Fixed::ZERO, |sum, count| sum.plus(*count));
    if total.is_zero() || total.is_negative() || bounds.is_empty() {
        return None;
    }
    let rank = total.exact().times(&Exact::ratio(percent.into(), 100).ok()?);
    let mut below = Fixed::ZERO;
    for (index, count) in counts.iter().enumerate() {
        let through = below.plus(*count);
        let reached = through.exact().minus(&rank).round(18).is_ok_and(|rest| !rest.is_sign_negative() || rest.is_zero());
        if reached && !count.is_zero() {
            let Some(upper) = bounds.get(index) else {
                return bounds.last().map(|bound| bound.exact());
            };
            let lower = match index {
                0 if upper.units() <= 0 => return Some(upper.exact()),
                0 => Fixed::ZERO,
                _ => bounds[index - 1],
            };
            let share = rank.minus(&below.exact()).over(&count.exact()).ok()?;
            return Some(lower.exact().plus(&upper.minus(lower).exact().times(&share)));
        }
        below = through;
    }
    bounds.last().map(|bound| bound.exact())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn fixed(text: &str) -> Fixed {
        Fixed::parse(text).unwrap()
    }

    #[test]
    fn percentiles_agree_with_prometheus() {
        // promtool: histogram_quantile over le = 0.1: 20, 0.5: 60, 1: 90, +Inf: 100.
        let bounds = [fixed("0.1"), fixed("0.5"), fixed("1")];
        let counts = [fixed("20"), fixed("40"), fixed("30"), fixed("10")];
        for (percent, expected) in [(10, "0.05"), (20, "0.1"), (50, "0.4"), (90, "1"), (95, "1"), (99, "1"), (75, "0.75")] {
            let got = quantile(&bounds, &counts, percent).unwrap().round(9).unwrap().normalize();
            assert_eq!(got.to_string(), expected, "p{percent}");
        }
        assert!(quantile(&bounds, &[Fixed::ZERO; 4], 50).is_none(), "no answer from no data");
    }

    #[test]
    fn kinds_and_layouts_do_not_mix() {
        let mut a = Summary::Counter { sum: fixed("1") };
        assert!(a.merge(&Summary::Ratio { numerator: Fixed::ZERO, denominator: Fixed::ONE }).is_err());
        let mut h = Summary::Histogram { bounds: vec![fixed("1")], counts: vec![Fixed::ONE, Fixed::ZERO] };
        let other = Summary::Histogram { bounds: vec![fixed("2")], counts: vec![Fixed::ONE, Fixed::ZERO] };
        assert!(h.merge(&other).unwrap_err().to_string().contains("bucket layouts"));
    }

    #[test]
    fn undefined_is_not_zero() {
        let empty = Summary::Ratio { numerator: Fixed::ZERO, denominator: Fixed::ZERO };
        assert!(empty.figure(Statistic::Value).is_none());
        let unknown = Summary::State { up_ms: 0, down_ms: 0, excluded_ms: 5 };
        assert!(unknown.figure(Statistic::Value).is_none());
    }

    fn any_summary(kind: Kind) -> BoxedStrategy<Summary> {
        let number = || (-1_000_000_000_000i128..1_000_000_000_000_000).prop_map(Fixed::from_units);
        match kind {
            Kind::State => (0..300_000i64, 0..300_000i64, 0..300_000i64)
                .prop_map(|(up_ms, down_ms, excluded_ms)| Summary::State { up_ms, down_ms, excluded_ms })
                .boxed(),
            Kind::Ratio => (number(), number()).prop_map(|(numerator, denominator)| Summary::Ratio { numerator, denominator }).boxed(),
            Kind::Counter => number().prop_map(|sum| Summary::Counter { sum }).boxed(),
            Kind::Gauge => (number(), number(), 0..1_000_000i64)
                .prop_map(|(value, weight, last_ms)| Summary::Gauge {
                    n: 1,
                    weighted_sum: Exactly::product(value, weight),
                    weight,
                    min: value,
                    max: value,
                    last: value,
                    last_ms,
                })
                .boxed(),
            Kind::Histogram => proptest::collection::vec(0..1_000_000i64, 4)
                .prop_map(|counts| Summary::Histogram {
                    bounds: [1, 5, 10].map(Fixed::whole).to_vec(),
                    counts: counts.into_iter().map(Fixed::whole).collect(),
                })
                .boxed(),
            Kind::LoneQuantile => (number(), 0..1_000i64).prop_map(|(max, last_ms)| Summary::Quantile { last: max, last_ms, max }).boxed(),
        }
    }

    fn parts() -> impl Strategy<Value = Vec<Summary>> {
        prop_oneof![
            Just(Kind::State),
            Just(Kind::Ratio),
            Just(Kind::Counter),
            Just(Kind::Gauge),
            Just(Kind::Histogram),
            Just(Kind::LoneQuantile)
        ]
        .prop_flat_map(|kind| proptest::collection::vec(any_summary(kind), 2..24))
    }

    proptest! {
        /// Slots into hours into days, or straight through, in any order: the same summary.
        #[test]
        fn roll_ups_are_exact_in_any_grouping(parts in parts(), cut in 1usize..23, turn in 0usize..24) {
            let whole = Summary::merged(&parts).unwrap().unwrap();
            let (left, right) = parts.split_at(cut.min(parts.len() - 1));
            let grouped = [Summary::merged(left).unwrap().unwrap(), Summary::merged(right).unwrap().unwrap()];
            prop_assert_eq!(&Summary::merged(&grouped).unwrap().unwrap(), &whole);
            let mut turned = parts.clone();
            turned.rotate_left(turn % parts.len());
            prop_assert_eq!(Summary::merged(&turned).unwrap().unwrap(), whole);
        }
    }
}
