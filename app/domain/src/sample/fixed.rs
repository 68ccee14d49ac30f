//! Fixed-point numbers, so that sums are the same in any order.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::{Error, Result};

/// Decimals kept of a sample: one billionth.
const DECIMALS: u32 = 9;
const ONE: i128 = 1_000_000_000;
/// Larger magnitudes are refused; a sum of 10¹² samples still fits.
const MAX_UNITS: i128 = 9_000_000_000_000_000_000;

/// A number in billionths. Addition is exact and in any order gives the same sum, which floating point does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Fixed(i128);

impl Fixed {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self(ONE);

    /// From a whole number.
    pub fn whole(value: i64) -> Self {
        Self(i128::from(value) * ONE)
    }

    /// From a decimal, rounded half to even at the ninth place.
    pub fn from_decimal(value: Decimal) -> Result<Self> {
        let rounded = value.round_dp_with_strategy(DECIMALS, rust_decimal::RoundingStrategy::MidpointNearestEven);
        let scaled = rounded.mantissa() * 10i128.pow(DECIMALS - rounded.scale());
        if scaled.abs() > MAX_UNITS * ONE {
            return Err(Error::field("value", format!("{value} is too large to hold")));
        }
        Ok(Self(scaled))
    }

    /// From a double as it prints (the shortest decimal that reads back as the same double).
    ///
    /// # Errors
    /// NaN and infinities are refused, and magnitudes above 9 × 10¹⁸.
    pub fn from_f64(value: f64) -> Result<Self> {
        if !value.is_finite() {
            return Err(Error::field("value", format!("{value} is not a number: leave the sample out when nothing was measured")));
        }
        if value.abs() > 9e18 {
            return Err(Error::field("value", format!("{value:e} is too large to hold")));
        }
        if value.abs() < 1e-12 {
            return Ok(Self::ZERO);
        }
        let text = format!("{value}");
        let decimal = text.parse::<Decimal>().map_err(|_| Error::field("value", format!("{text} is not a number")))?;
        Self::from_decimal(decimal)
    }

    /// From text such as `12.5` or `1e3`.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let bad = || Error::field("value", format!("“{text}” is not a number"));
        let decimal = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(text)).map_err(|_| match text.parse::<f64>() {
            Ok(value) if !value.is_finite() => {
                Error::field("value", format!("“{text}” is not a number: leave the sample out when nothing was measured"))
            }
            _ => bad(),
        })?;
        Self::from_decimal(decimal)
    }

    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Product with a whole number.
    pub fn times(self, n: i64) -> Self {
        Self(self.0.saturating_mul(i128::from(n)))
    }

    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// In billionths, for storage.
    pub fn units(self) -> i128 {
        self.0
    }

    /// From billionths, for storage.
    pub fn from_units(units: i128) -> Self {
        Self(units)
    }

    /// As an exact fraction.
    pub fn exact(self) -> Exact {
        Exact::ratio(self.0, ONE).unwrap_or_else(|_| Exact::zero())
    }

    /// Nearest double, for charts.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// Rounded half to even.
    pub fn round(self, decimals: u32) -> Result<Decimal> {
        self.exact().round(decimals)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn doubles_enter_as_they_print() {
        for (value, expected) in [(0.1, "0.1"), (1e-9, "0.000000001"), (4e-10, "0"), (1234.5678, "1234.5678"), (-2.5, "-2.5"), (0.0, "0")] {
            assert_eq!(Fixed::from_f64(value).unwrap().round(9).unwrap().normalize().to_string(), expected);
        }
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e19, f64::MAX] {
            assert!(Fixed::from_f64(bad).is_err(), "{bad}");
        }
        for bad in ["NaN", "inf", "", "n/a", "1,000", "99999999999999999999"] {
            assert!(Fixed::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Fixed::parse("1e3").unwrap(), Fixed::whole(1000));
    }
}
