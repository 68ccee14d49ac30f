//! A measured effect with the digits that are printed, and that enter a chain.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::lift::{Lift, normal_critical};
use crate::config::Number;
use crate::exact::Exact;
use crate::math::exp;
use crate::{Error, Result};

/// Significant digits of a printed effect.
const DIGITS: u32 = 4;
/// Confidence of every [`Estimated`], in per cent; its shape is normal.
pub const CONFIDENCE: u32 = 95;

/// An effect with its 95 % interval, each rounded half to even to four significant digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimated {
    pub value: Number,
    pub low: Number,
    pub high: Number,
}

impl Estimated {
    /// From an interval at 95 %; none where it has no ends. `exact` decides the value's ties, where the fraction is known.
    pub(super) fn of(lift: Lift, exact: Option<&Exact>) -> Result<Option<Self>> {
        let (Some(value), Some(low), Some(high)) = (lift.value, lift.low, lift.high) else { return Ok(None) };
        let exact = exact.and_then(|exact| exact.round(20).ok()).filter(|value| value.abs() > Decimal::new(1, 9));
        let value = exact.map_or_else(|| printed(value), |value| Ok(rounded(value)))?;
        Ok(Some(Self { value, low: printed(low)?, high: printed(high)? }))
    }

    /// From a normal distribution of the effect.
    pub(super) fn normal(mean: f64, sd: f64) -> Result<Self> {
        let half = critical() * sd;
        Ok(Self { value: printed(mean)?, low: printed(mean - half)?, high: printed(mean + half)? })
    }

    /// From a normal distribution of the logarithm of treatment over control.
    pub(super) fn log_ratio(mean: f64, sd: f64) -> Result<Self> {
        let (half, over) = (critical() * sd, |x: f64| printed(exp(x) - 1.0));
        Ok(Self { value: over(mean)?, low: over(mean - half)?, high: over(mean + half)? })
    }

    /// Divided by a certain number that is not zero; a negative one turns the interval round.
    pub(super) fn over(lift: Lift, exact: Option<&Exact>, divisor: Decimal) -> Result<Option<Self>> {
        let by = Number(divisor).to_f64("indicator")?;
        let divided = |end: Option<f64>| end.map(|end| end / by);
        let (low, high) = if by < 0.0 { (lift.high, lift.low) } else { (lift.low, lift.high) };
        let exact = exact.map(|exact| exact.over(&Exact::from(divisor))).transpose()?;
        Self::of(Lift { value: divided(lift.value), low: divided(low), high: divided(high) }, exact.as_ref())
    }
}

/// Two-sided critical value at 95 %.
pub(super) fn critical() -> f64 {
    normal_critical(f64::from(CONFIDENCE) / 100.0)
}

/// A double with the digits that are printed.
pub(super) fn printed(x: f64) -> Result<Number> {
    let decimal = Decimal::from_f64_retain(x).ok_or_else(|| Error::invalid("the numbers are too large to compute with"))?;
    Ok(rounded(decimal))
}

fn rounded(decimal: Decimal) -> Number {
    Number(decimal.round_sf_with_strategy(DIGITS, RoundingStrategy::MidpointNearestEven).unwrap_or(decimal))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn four_digits_half_to_even() {
        for (x, text) in [(0.0123456, "0.01235"), (50_123.0, "50120"), (-0.00012344, "-0.0001234"), (0.05, "0.05000"), (0.0, "0")] {
            assert_eq!(printed(x).unwrap().0.to_string(), text, "{x}");
        }
        // 0.10005 and 0.10015 are ties as fractions, and none as doubles.
        let of = |numerator| {
            let lift = Lift { value: Some(numerator as f64 / 1e6), low: Some(0.0), high: Some(1.0) };
            Estimated::of(lift, Some(&Exact::ratio(numerator, 1_000_000).unwrap())).unwrap().unwrap().value.0.to_string()
        };
        assert_eq!([of(100_050), of(100_150), of(-100_050)], ["0.1000", "0.1002", "-0.1000"]);
        assert!(printed(f64::NAN).is_err() && printed(1e40).is_err());
    }

    #[test]
    fn a_negative_divisor_turns_the_interval_round() {
        let lift = Lift { value: Some(0.02), low: Some(0.01), high: Some(0.03) };
        let slope = Estimated::over(lift, None, Decimal::from(-4)).unwrap().unwrap();
        assert_eq!([slope.value, slope.low, slope.high].map(|n| n.0.to_string()), ["-0.005000", "-0.007500", "-0.002500"]);
    }
}
