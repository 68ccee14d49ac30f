//! Exact rational arithmetic for chains: no rounding until the one that is printed.

use num_bigint::{BigInt, Sign};
use num_traits::{One, Signed, Zero};
use rust_decimal::Decimal;

use crate::{Error, Result};

/// An exact fraction with a positive denominator. Products of printed factors never lose a digit, so a tie
/// at the last unit is a true tie.
#[derive(Debug, Clone)]
pub struct Exact {
    numerator: BigInt,
    denominator: BigInt,
}

impl Exact {
    /// The number one, the neutral factor of a product.
    pub fn one() -> Self {
        Self { numerator: BigInt::one(), denominator: BigInt::one() }
    }

    /// The number zero.
    pub fn zero() -> Self {
        Self { numerator: BigInt::zero(), denominator: BigInt::one() }
    }

    /// `numerator / denominator`; an error if the denominator is zero.
    pub fn ratio(numerator: i128, denominator: i128) -> Result<Self> {
        if denominator == 0 {
            return Err(Error::invalid("division by zero"));
        }
        let sign = if denominator < 0 { -1 } else { 1 };
        Ok(Self { numerator: BigInt::from(numerator) * sign, denominator: BigInt::from(denominator).abs() })
    }

    /// The product.
    pub fn times(&self, other: &Self) -> Self {
        Self { numerator: &self.numerator * &other.numerator, denominator: &self.denominator * &other.denominator }
    }

    /// The quotient; an error when `other` is zero.
    pub fn over(&self, other: &Self) -> Result<Self> {
        if other.numerator.is_zero() {
            return Err(Error::invalid("division by zero"));
        }
        let sign = if other.numerator.sign() == Sign::Minus { -1 } else { 1 };
        Ok(Self { numerator: &self.numerator * &other.denominator * sign, denominator: &self.denominator * other.numerator.abs() })
    }

    /// The sum.
    pub fn plus(&self, other: &Self) -> Self {
        if self.denominator == other.denominator {
            return Self { numerator: &self.numerator + &other.numerator, denominator: self.denominator.clone() };
        }
        Self {
            numerator: &self.numerator * &other.denominator + &other.numerator * &self.denominator,
            denominator: &self.denominator * &other.denominator,
        }
    }

    /// The difference.
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&Self { numerator: -&other.numerator, denominator: other.denominator.clone() })
    }

    /// Is it nothing at all?
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    /// Both over one denominator, so that sums of their products stay short.
    pub fn alike(self, other: Self) -> (Self, Self) {
        if self.denominator < other.denominator {
            let (other, own) = other.alike(self);
            return (own, other);
        }
        // Decimals: one denominator is a multiple of the other.
        let (times, rest) = (&self.denominator / &other.denominator, &self.denominator % &other.denominator);
        if rest.is_zero() {
            let other = Self { numerator: other.numerator * times, denominator: self.denominator.clone() };
            return (self, other);
        }
        let denominator = &self.denominator * &other.denominator;
        let (first, second) = (self.numerator * other.denominator, other.numerator * self.denominator);
        (Self { numerator: first, denominator: denominator.clone() }, Self { numerator: second, denominator })
    }

    /// Over [`Exact::denominator`].
    pub fn numerator(&self) -> &BigInt {
        &self.numerator
    }

    /// Above zero; not the smallest there is.
    pub fn denominator(&self) -> &BigInt {
        &self.denominator
    }

    /// The product with `numerator / denominator`, of which the denominator must be above zero.
    pub(crate) fn scaled(&self, numerator: &BigInt, denominator: &BigInt) -> Self {
        Self { numerator: &self.numerator * numerator, denominator: &self.denominator * denominator }
    }

    /// Rounded to `decimals` places, half to even, as a scaled integer (`1.005` at 2 places is `100`).
    /// An error when the result does not fit 64 bits.
    pub fn round_scaled(&self, decimals: u32) -> Result<i64> {
        i64::try_from(self.round_big(decimals)).map_err(|_| Error::invalid("the amount is too large to hold"))
    }

    /// Rounded to `decimals` places, half to even, as a decimal. An error beyond 28 digits.
    pub fn round(&self, decimals: u32) -> Result<Decimal> {
        let too_large = || Error::invalid("the number is too large to hold");
        let scaled = i128::try_from(self.round_big(decimals)).map_err(|_| too_large())?;
        Decimal::try_from_i128_with_scale(scaled, decimals).map_err(|_| too_large())
    }

    /// Nearest double, for charts and statistics only.
    pub fn to_f64(&self) -> f64 {
        use num_traits::ToPrimitive;
        match self.round(9) {
            Ok(decimal) => decimal.to_f64().unwrap_or(f64::NAN),
            Err(_) => self.numerator.to_f64().unwrap_or(f64::NAN) / self.denominator.to_f64().unwrap_or(f64::NAN),
        }
    }

    fn round_big(&self, decimals: u32) -> BigInt {
        let scaled = &self.numerator * BigInt::from(10u8).pow(decimals);
        let (negative, scaled) = (scaled.is_negative(), scaled.abs());
        let (mut whole, rest) = (&scaled / &self.denominator, &scaled % &self.denominator);
        let twice = rest * 2u8;
        let odd = (&whole % 2u8).is_one();
        if twice > self.denominator || (twice == self.denominator && odd) {
            whole += 1u8;
        }
        if negative { -whole } else { whole }
    }
}

impl From<Decimal> for Exact {
    fn from(decimal: Decimal) -> Self {
        Self { numerator: BigInt::from(decimal.mantissa()), denominator: BigInt::from(10u8).pow(decimal.scale()) }
    }
}

impl From<i64> for Exact {
    fn from(whole: i64) -> Self {
        Self { numerator: BigInt::from(whole), denominator: BigInt::one() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn decimal(text: &str) -> Exact {
        text.parse::<Decimal>().unwrap().into()
    }

    #[test]
    fn rounds_half_to_even() {
        for (text, places, expected) in [
            ("0.005", 2, 0),
            ("0.015", 2, 2),
            ("0.025", 2, 2),
            ("-0.005", 2, 0),
            ("-0.015", 2, -2),
            ("2.5", 0, 2),
            ("3.5", 0, 4),
            ("2.5000000000000000000000001", 0, 3),
            ("-2.5", 0, -2),
            ("10", 2, 1000),
        ] {
            assert_eq!(decimal(text).round_scaled(places).unwrap(), expected, "{text} at {places}");
        }
    }

    #[test]
    fn a_product_beyond_28_digits_keeps_its_tie_breaker() {
        // 1.000000000000001² × 0.5 is just above one half: a decimal of 28 digits would see a tie and round to 0.
        let tiny = decimal("1.000000000000001");
        assert_eq!(tiny.times(&tiny).times(&decimal("0.5")).round_scaled(0).unwrap(), 1);
    }

    #[test]
    fn thirds_and_signs_are_exact() {
        let third = Exact::from(1).over(&Exact::from(-3)).unwrap();
        assert_eq!(third.times(&Exact::from(3)).round_scaled(5).unwrap(), -100_000);
        assert_eq!(third.minus(&third).round_scaled(5).unwrap(), 0);
        assert!(Exact::from(1).over(&Exact::zero()).is_err());
        assert_eq!(Exact::ratio(1, -8).unwrap().round(2).unwrap().to_string(), "-0.12");
    }

    #[test]
    fn alike_keeps_the_values() {
        for (a, b) in [("1.5", "-0.25"), ("0.25", "7"), ("3", "4")] {
            let (x, y) = decimal(a).alike(decimal(b));
            assert_eq!(x.denominator(), y.denominator());
            assert!(x.minus(&decimal(a)).is_zero() && y.minus(&decimal(b)).is_zero());
        }
        let third = Exact::ratio(1, 3).unwrap();
        let (x, y) = third.clone().alike(decimal("0.5"));
        assert_eq!((x.denominator(), x.minus(&third).is_zero(), y.minus(&decimal("0.5")).is_zero()), (y.denominator(), true, true));
    }

    #[test]
    fn too_large_is_an_error_not_a_wrap() {
        let big = decimal("79228162514264337593543950335");
        assert!(big.times(&big).round_scaled(2).is_err());
        assert!(big.times(&big).round(2).is_err());
    }
}
