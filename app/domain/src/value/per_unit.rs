//! A chain as finance books it: so many of something, at so much each.

use rust_decimal::Decimal;

use super::chain::{Term, TermRole};
use crate::exact::Exact;
use crate::unit::Unit;

/// Most decimals of a rate; one that needs more is rounded.
const RATE_DECIMALS: u32 = 12;

/// Quantity × rate is the amount before it is rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerUnit {
    /// The difference that the chain starts with, in the direction that is better; else its first factor.
    pub quantity: Decimal,
    /// Of the quantity, as configurations write it.
    pub unit: String,
    /// What one of them is worth, in the major unit of the amount's currency; at most 12 decimals.
    pub rate: Decimal,
}

impl PerUnit {
    /// Splits a chain. None for one that is not a quantity at one rate: kinds of outcome that are added up, hours that have their own
    /// price each, no chain at all, or more digits than a decimal holds.
    pub fn of(chain: &[Term]) -> Option<Self> {
        let (first, rest) = chain.split_first()?;
        let (quantity, rest) = match (first.role, rest.split_first()) {
            (TermRole::First, Some((second, rest))) if second.role == TermRole::Second => {
                (first.value.0.checked_sub(second.value.0)?, rest)
            }
            (TermRole::Factor, _) => (first.value.0, rest),
            (TermRole::Complement, _) => (Decimal::ONE.checked_sub(first.value.0)?, rest),
            _ => return None,
        };
        let plain = |term: &Term| matches!(term.role, TermRole::Factor | TermRole::Complement) && term.at_actual.is_none();
        if first.at_actual.is_some() || !rest.iter().all(plain) {
            return None;
        }
        let (mut rate, mut unit) = (Exact::one(), parsed(first)?);
        for term in rest {
            let value = Exact::from(term.value.0);
            rate = rate.times(&if term.role == TermRole::Complement { Exact::one().minus(&value) } else { value });
            unit = unit.times(&parsed(term)?);
        }
        let rate = rate.times(unit.scale()).round(RATE_DECIMALS).ok()?.normalize();
        Some(Self { quantity, unit: first.unit.clone(), rate })
    }
}

fn parsed(term: &Term) -> Option<Unit> {
    Unit::parse(if term.unit.is_empty() { "1" } else { &term.unit }).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::value::{ChainInput, evaluate};
    use serde_json::json;

    fn split(input: serde_json::Value) -> Option<(String, String, String)> {
        let input: ChainInput = serde_json::from_value(input).unwrap();
        let per_unit = PerUnit::of(&evaluate(&input).unwrap().chain)?;
        Some((per_unit.quantity.to_string(), per_unit.unit, per_unit.rate.to_string()))
    }

    #[test]
    fn quantity_times_rate_is_the_amount() {
        let chain = |template: &str, better: &str, unit: &str, actual: &str, baseline: &str, factors: serde_json::Value| {
            split(json!({"template": template, "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": better,
                "indicator": {"name": "", "unit": unit, "actual": {"value": actual}, "baseline": {"value": baseline}}, "factors": factors}))
        };
        let hours =
            json!([{"name": "a", "value": "28400", "unit": "USD/h"}, {"name": "b", "value": "0.35", "unit": "1", "complement": true}]);
        // (5.20 − 1.85) h at 28,400 × 0.65.
        let expected = Some(("3.35".to_owned(), "h".to_owned(), "18460".to_owned()));
        assert_eq!(chain("revenue_protected", "lower", "h", "1.85", "5.20", hours.clone()), expected);
        // The same in minutes: a rate is of the unit that the quantity is told in.
        let expected = Some(("201".to_owned(), "min".to_owned(), "307.666666666667".to_owned()));
        assert_eq!(chain("revenue_protected", "lower", "min", "111", "312", hours), expected);
        // Points are hundredths.
        let shares = json!([{"name": "a", "value": "1000", "unit": "decision"}, {"name": "b", "value": "0.47", "unit": "USD/decision"}]);
        let expected = Some(("-1.7".to_owned(), "pt".to_owned(), "4.7".to_owned()));
        assert_eq!(chain("accuracy_lift", "higher", "pt", "71.8", "73.5", shares), expected);
        let own = json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": "higher",
            "factors": [{"name": "a", "value": "5", "unit": "order"}, {"name": "b", "value": "2.50", "unit": "USD/order"}]});
        assert_eq!(split(own), Some(("5".to_owned(), "order".to_owned(), "2.5".to_owned())));
        let apart = json!([{"name": "a", "value": "28400", "at_actual": "9000", "unit": "USD/h"}]);
        assert_eq!(chain("revenue_protected", "lower", "h", "1.85", "5.20", apart), None);
        assert_eq!(PerUnit::of(&[]), None);
    }
}
