//! Units of factors, and the check that a chain's units cancel to money.

use std::collections::BTreeMap;

use crate::exact::Exact;
use crate::money::Currency;
use crate::{Error, Result};

/// One base dimension. Times convert among each other; counted things do not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    Currency(Currency),
    /// Base: second.
    Time,
    /// A counted thing by its singular name.
    Thing(String),
}

/// A product of powers of dimensions with a scale to base units, e.g. `USD/h` or `gpu*h`.
#[derive(Debug, Clone)]
pub struct Unit {
    powers: BTreeMap<Dimension, i32>,
    scale: Exact,
}

/// Seconds (as numerator over denominator) of the time units.
const TIMES: [(&str, i128, i128); 5] = [("ms", 1, 1000), ("s", 1, 1), ("min", 60, 1), ("h", 3600, 1), ("d", 86_400, 1)];

impl Unit {
    /// The unit of a plain ratio.
    pub fn one() -> Self {
        Self { powers: BTreeMap::new(), scale: Exact::one() }
    }

    /// Parses `1`, `pt`, `h`, `USD/transaction`, `gpu*h`, `USD/h` and the like.
    ///
    /// # Errors
    /// Names the part that is not a unit, and how units are written.
    pub fn parse(text: &str) -> Result<Self> {
        let mut unit = Self::one();
        for (index, part) in text.split('/').enumerate() {
            for symbol in part.split('*') {
                unit = unit.with_symbol(symbol.trim(), if index == 0 { 1 } else { -1 }, text)?;
            }
        }
        Ok(unit)
    }

    fn with_symbol(mut self, symbol: &str, power: i32, whole: &str) -> Result<Self> {
        let scale_by = |unit: &mut Self, scale: Exact| -> Result<()> {
            unit.scale = if power > 0 { unit.scale.times(&scale) } else { unit.scale.over(&scale)? };
            Ok(())
        };
        let dimension = if symbol == "1" {
            return Ok(self);
        } else if symbol == "pt" {
            scale_by(&mut self, Exact::ratio(1, 100)?)?;
            return Ok(self);
        } else if let Some((_, n, d)) = TIMES.iter().find(|(name, ..)| *name == symbol) {
            scale_by(&mut self, Exact::ratio(*n, *d)?)?;
            Dimension::Time
        } else if let Some((n, d)) = multiple(symbol) {
            scale_by(&mut self, Exact::ratio(n, d)?)?;
            Dimension::Time
        } else if symbol.len() == 3 && symbol.bytes().all(|b| b.is_ascii_uppercase()) {
            Dimension::Currency(Currency::parse(symbol)?)
        } else if !symbol.is_empty() && symbol.len() <= 40 && symbol.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
            Dimension::Thing(symbol.to_owned())
        } else {
            return Err(Error::field(
                "unit",
                format!(
                    "“{symbol}” in “{whole}” is not a unit: use a currency code, ms s min h d, pt, 1, or a counted thing in the singular, joined by * and /"
                ),
            ));
        };
        let entry = self.powers.entry(dimension.clone()).or_insert(0);
        *entry += power;
        if *entry == 0 {
            self.powers.remove(&dimension);
        }
        Ok(self)
    }

    /// The product of two units.
    pub fn times(&self, other: &Self) -> Self {
        let mut powers = self.powers.clone();
        for (dimension, power) in &other.powers {
            let entry = powers.entry(dimension.clone()).or_insert(0);
            *entry += power;
            if *entry == 0 {
                powers.remove(dimension);
            }
        }
        Self { powers, scale: self.scale.times(&other.scale) }
    }

    /// How many base units one of this is: 3600 for `h`, 1/100 for `pt`.
    pub fn scale(&self) -> &Exact {
        &self.scale
    }

    /// Do both measure the same thing, up to a scale?
    pub fn same_dimension(&self, other: &Self) -> bool {
        self.powers == other.powers
    }

    /// The currency, if the unit is exactly one currency to the power of one.
    pub fn as_money(&self) -> Option<Currency> {
        match self.powers.iter().next() {
            Some((Dimension::Currency(currency), 1)) if self.powers.len() == 1 => Some(*currency),
            _ => None,
        }
    }

    /// The currency a unit such as `USD/h` speaks of, if it has exactly one in the numerator.
    pub fn currency(&self) -> Option<Currency> {
        let mut found = self.powers.iter().filter_map(|(dimension, power)| match dimension {
            Dimension::Currency(currency) if *power == 1 => Some(*currency),
            _ => None,
        });
        let first = found.next();
        if found.next().is_some() { None } else { first }
    }

    /// Every currency that the unit speaks of, in the order of their codes.
    pub fn currencies(&self) -> Vec<Currency> {
        let named = self.powers.keys().filter_map(|dimension| match dimension {
            Dimension::Currency(currency) => Some(*currency),
            _ => None,
        });
        named.collect()
    }

    /// The share of successes that turns this into money, where it is units × money per success: `order/visitor` for
    /// `visitor*USD/order`.
    pub fn share_that_cancels(&self) -> Option<String> {
        let things = |wanted: i32| {
            let mut found = self.powers.iter().filter_map(move |(dimension, power)| match dimension {
                Dimension::Thing(thing) if *power == wanted => Some(thing.clone()),
                _ => None,
            });
            found.next()
        };
        let counted = self.powers.len() == 3 && self.currency().is_some();
        counted.then(|| Some(format!("{}/{}", things(-1)?, things(1)?))).flatten()
    }

    /// Checks that this is money in `currency`.
    ///
    /// # Errors
    /// Names what is left over after cancelling, or the missing currency.
    pub fn check_money(&self, currency: Currency) -> Result<()> {
        let mut rest = self.powers.clone();
        let entry = rest.entry(Dimension::Currency(currency)).or_insert(0);
        *entry -= 1;
        let missing = *entry < 0;
        rest.retain(|_, power| *power != 0);
        if rest.is_empty() {
            return Ok(());
        }
        if let Some(other) = self.as_money() {
            let message = format!("the units cancel to {other}: a rate from {other} to {currency} is needed for the month");
            return Err(Error::field("unit", message));
        }
        let left = Self { powers: rest.clone(), scale: Exact::one() };
        let message = if missing && rest.len() == 1 {
            format!("the units leave no money: no factor is in {currency}")
        } else {
            rest.remove(&Dimension::Currency(currency));
            let left_over = if missing { Self { powers: rest, scale: Exact::one() } } else { left };
            format!("the units do not cancel to {currency}: {left_over} is left over")
        };
        Err(Error::field("unit", message))
    }
}

/// `100ms`: so many of a time unit, as effects of response time are stated per 100 ms; in seconds.
fn multiple(symbol: &str) -> Option<(i128, i128)> {
    let digits = symbol.bytes().take_while(u8::is_ascii_digit).count();
    let count: i128 = symbol.get(..digits).filter(|text| (1..=4).contains(&text.len()))?.parse().ok().filter(|count| *count > 0)?;
    let (_, n, d) = TIMES.iter().find(|(name, ..)| *name == &symbol[digits..])?;
    Some((count * n, *d))
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |dimension: &Dimension| match dimension {
            Dimension::Currency(currency) => currency.to_string(),
            Dimension::Time => "time".to_owned(),
            Dimension::Thing(thing) => thing.clone(),
        };
        let side = |sign: i32| {
            let parts: Vec<String> = self
                .powers
                .iter()
                .filter(|(_, power)| power.signum() == sign)
                .flat_map(|(dimension, power)| std::iter::repeat_n(name(dimension), power.unsigned_abs() as usize))
                .collect();
            parts
        };
        let (above, below) = (side(1).join("*"), side(-1));
        write!(f, "{}", if above.is_empty() { "1" } else { &above })?;
        below.iter().try_for_each(|part| write!(f, "/{part}"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn product(units: &[&str]) -> Unit {
        units.iter().fold(Unit::one(), |product, unit| product.times(&Unit::parse(unit).unwrap()))
    }

    #[test]
    fn chains_that_cancel_to_money() {
        let usd = Currency::parse("USD").unwrap();
        for chain in [
            &["h", "USD/h", "1"][..],
            &["1", "transaction", "USD/transaction"],
            &["gpu*h", "USD/gpu/h"],
            &["min", "USD/h"],
            &["pt", "pt/pt", "visitor", "USD/visitor"],
            &["USD"],
            &["ms", "min/session/100ms", "session", "USD/h"],
        ] {
            product(chain).check_money(usd).unwrap();
        }
        // 90 min at 10 USD/h: the scale carries 1/60.
        assert_eq!(product(&["min", "USD/h"]).scale().times(&Exact::from(60)).round_scaled(6).unwrap(), 1_000_000);
    }

    #[test]
    fn a_multiple_of_a_time_carries_its_scale() {
        // 300 ms × 2 min per 100 ms: 6 min.
        assert_eq!(product(&["ms", "min/session/100ms"]).scale().times(&Exact::from(600)).round_scaled(0).unwrap(), 360);
        assert!(Unit::parse("0ms").is_err() && Unit::parse("100").is_err() && Unit::parse("100visitor").is_err());
    }

    #[test]
    fn what_is_left_over_is_named() {
        let usd = Currency::parse("USD").unwrap();
        for (chain, expected) in [
            (&["h", "USD/transaction"][..], "the units do not cancel to USD: time/transaction is left over"),
            (&["h", "1"], "the units do not cancel to USD: time is left over"),
            (&["h", "IDR/h"], "the units cancel to IDR: a rate from IDR to USD is needed for the month"),
            (&["1"], "the units leave no money: no factor is in USD"),
            (&["USD/h", "USD/h", "h*h"], "the units do not cancel to USD: USD is left over"),
        ] {
            assert_eq!(product(chain).check_money(usd).unwrap_err().to_string(), expected, "{chain:?}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in ["", "%", "usd per hour", "ABC", "h//s", "USD/Transaction", "*"] {
            assert!(Unit::parse(bad).is_err(), "{bad}");
        }
    }
}
