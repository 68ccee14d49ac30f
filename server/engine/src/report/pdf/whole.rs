//! Whole units for page 1 and charts: rounded so that every printed sum adds up.

use domain::format::decimal;
use domain::money::{Currency, Money};
use rust_decimal::Decimal;

/// Parts of one picture, in whole units or in whole millions where a unit would be too fine to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    currency: Currency,
    million: bool,
}

impl Whole {
    /// Millions from 10¹¹ on, the same for all amounts of the report.
    pub fn of(amounts: impl IntoIterator<Item = Money>, currency: Currency) -> Self {
        let limit = 100_000_000_000i128 * 10i128.pow(currency.minor_digits());
        Self { currency, million: amounts.into_iter().any(|amount| i128::from(amount.minor).abs() >= limit) }
    }

    /// `USD`, or `USD million`.
    pub fn unit(self) -> String {
        if self.million { format!("{} million", self.currency) } else { self.currency.to_string() }
    }

    /// The parts by largest remainder: their sum is the rounded sum (half to even).
    pub fn split(self, parts: &[Money]) -> Vec<i64> {
        let total = parts.iter().map(|part| i128::from(part.minor)).sum();
        self.split_to(parts, self.round(total))
    }

    /// The parts by largest remainder so that they sum to `total`, which is within 1 of their exact sum.
    pub fn split_to(self, parts: &[Money], total: i64) -> Vec<i64> {
        let scale = self.scale();
        let mut units: Vec<i64> = parts.iter().map(|part| part.minor.div_euclid(scale)).collect();
        let missing = usize::try_from(total - units.iter().sum::<i64>()).unwrap_or(0);
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|index| (std::cmp::Reverse(parts[*index].minor.rem_euclid(scale)), *index));
        order.iter().take(missing).for_each(|index| units[*index] += 1);
        units
    }

    /// One amount by itself, half to even.
    pub fn units(self, amount: Money) -> i64 {
        self.round(i128::from(amount.minor))
    }

    /// `USD 10,086`, or `VND 12,346 million`.
    pub fn money(self, amount: Money) -> String {
        let million = if self.million { "\u{a0}million" } else { "" };
        format!("{}\u{a0}{}{million}", self.currency, self.one(amount))
    }

    /// In the unit of the page, for the length of a bar.
    pub fn length(self, amount: Money) -> f64 {
        amount.to_f64() / if self.million { 1e6 } else { 1.0 }
    }

    fn scale(self) -> i64 {
        10i64.pow(self.currency.minor_digits()) * if self.million { 1_000_000 } else { 1 }
    }

    fn round(self, minor: i128) -> i64 {
        let scale = i128::from(self.scale());
        let (quotient, rest) = (minor.div_euclid(scale), minor.rem_euclid(scale));
        let up = rest * 2 > scale || rest * 2 == scale && quotient % 2 != 0;
        i64::try_from(quotient + i128::from(up)).unwrap_or(i64::MAX)
    }

    /// One amount by itself.
    pub fn one(self, amount: Money) -> String {
        figure(self.units(amount))
    }
}

/// `−11,061`.
pub fn figure(units: i64) -> String {
    decimal(Decimal::from(units))
}

/// `+4,290`, `−11,061`, `0`.
pub fn signed(units: i64) -> String {
    if units > 0 { format!("+{}", figure(units)) } else { figure(units) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn millions_add_up_like_units() {
        let currency = Currency::parse("VND").unwrap();
        let money = |minor| Money { minor, currency };
        let parts = [money(400_000_600_000), money(100_000_600_000), money(-300_000_600_000)];
        let whole = Whole::of(parts, currency);
        assert_eq!(whole.unit(), "VND million");
        // 400,000.6 + 100,000.6 − 300,000.6 = 200,000.6 → 200,001
        let units = whole.split(&parts);
        assert_eq!(units.iter().sum::<i64>(), 200_001);
        assert!(units.iter().zip(parts).all(|(unit, part)| (unit * 1_000_000 - part.minor).abs() < 1_000_000));
        assert_eq!(Whole::of([money(99_999_999_999)], currency).unit(), "VND");
        assert_eq!(signed(-3), "\u{2212}3");
    }
}
