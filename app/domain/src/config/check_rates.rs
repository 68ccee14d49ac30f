//! What must hold of exchange rates, of units that name currencies, and of costs that are made of a quantity and a price.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::check::within;
use super::item::Item;
use super::money_model::{Cost, Driver};
use super::plan::Configuration;
use super::pool::Rate;
use crate::money::Currency;
use crate::unit::Unit;
use crate::{Error, Result};

/// Bounds of a rate: far outside what any two currencies have been, so that a slip of the keyboard is seen.
const SMALLEST: Decimal = Decimal::from_parts(1, 0, 0, false, 12);
const LARGEST: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);

impl Configuration {
    pub(super) fn check_rates(&self) -> Result<()> {
        self.rates.values().try_for_each(|rate| self.check_rate(rate).map_err(|error| within("rate", &rate.currency, error)))
    }

    pub(super) fn check_rate(&self, rate: &Rate) -> Result<()> {
        if rate.currency == self.currency() {
            return Err(Error::field("currency", format!("{} is the workspace's own currency and needs no rate", rate.currency)));
        }
        let (mut days, mut months) = (BTreeSet::new(), BTreeSet::new());
        for value in &rate.values {
            let (again, when) = match (value.on, value.month) {
                (Some(day), None) => (!days.insert(day), day.to_string()),
                (None, Some(month)) => (!months.insert(month), month.to_string()),
                (None, None) => return Err(Error::field("on", "say of which day (on) or of which month's average (month) the rate is")),
                (Some(_), Some(_)) => return Err(Error::field("on", "a rate is of a day (on) or a month's average (month), not both")),
            };
            if again {
                return Err(Error::field("on", format!("two rates for {when} overlap: keep one")));
            }
            if value.value.0 < SMALLEST || value.value.0 > LARGEST {
                let message =
                    format!("{} is no rate: it is what 1 {} was in {}, above zero", value.value.0, rate.currency, self.currency());
                return Err(Error::field("value", message));
            }
        }
        Ok(())
    }

    /// The currency to which a chain's units cancel.
    ///
    /// # Errors
    /// Two currencies in one chain; what is left over.
    pub(super) fn check_cancels(&self, unit: &Unit) -> Result<Currency> {
        if let Some(currency) = unit.as_money() {
            return Ok(currency);
        }
        check_one_currency(unit)?;
        let wanted = unit.currencies().into_iter().next().unwrap_or(self.currency());
        unit.check_money(wanted).map(|()| wanted)
    }

    /// A mapping or a cost that is stated in another currency needs at least one recorded rate of it. A month without one is told in that month.
    pub(super) fn check_rate_recorded(&self, item: &Item) -> Result<()> {
        let known = |field: &str, currency: Currency| {
            let is_known = currency == self.currency() || self.rates.get(&currency).is_some_and(|rate| !rate.values.is_empty());
            let message = format!(
                "no exchange rate of {currency} is recorded, so its money could not be counted in {}: record one first, under Drivers, from a \
                 CSV file of rates, or as [[rate]] in the same configuration file",
                self.currency()
            );
            if is_known { Ok(()) } else { Err(Error::field(field, message)) }
        };
        match item {
            Item::Mapping(mapping) => {
                let mut valid = mapping.versions.iter().filter(|version| !version.retired);
                valid.try_for_each(|version| {
                    let field = if version.cells.is_empty() { "factors" } else { "cells" };
                    known(field, self.check_cancels(&self.version_unit(mapping, version)?)?)
                })
            }
            .map_err(|error| within("mapping", &mapping.id, error)),
            Item::Cost(cost) => {
                let mut stated = cost.values.iter().filter_map(|value| value.currency);
                let priced =
                    cost.price.as_ref().and_then(|price| Unit::parse(&self.drivers.get(price)?.unit).ok()).unwrap_or_else(Unit::one);
                stated
                    .try_for_each(|currency| known("currency", currency))
                    .and_then(|()| priced.currencies().into_iter().try_for_each(|currency| known("price", currency)))
                    .map_err(|error| within("cost", &cost.id, error))
            }
            _ => Ok(()),
        }
    }

    /// Values a month, or a quantity and a price whose units cancel to money.
    pub(super) fn check_cost(&self, cost: &Cost) -> Result<()> {
        match (&cost.quantity, &cost.price) {
            (None, None) if cost.values.is_empty() => {
                Err(Error::field("values", "give it a value per month, or the drivers of its quantity and its price"))
            }
            (None, None) => Ok(()),
            (Some(_), Some(_)) if !cost.values.is_empty() => {
                Err(Error::field("values", "a cost is a value per month, or a quantity times a price: not both"))
            }
            (Some(quantity), Some(price)) => {
                let find = |field: &str, id| {
                    let missing = || Error::field(field, format!("there is no driver “{id}”: add it under Drivers first"));
                    let driver: &Driver = self.drivers.get(id).ok_or_else(missing)?;
                    Unit::parse(&driver.unit)
                };
                let (quantity, price) = (find("quantity", quantity)?, find("price", price)?);
                self.check_cancels(&quantity.times(&price)).map(drop).map_err(|error| match error {
                    Error::Invalid { message, .. } => Error::field("price", message),
                    other => other,
                })
            }
            (Some(_), None) => Err(Error::field("price", "name the driver that is the price of one")),
            (None, Some(_)) => Err(Error::field("quantity", "name the driver that is the quantity of the month")),
        }
    }
}

/// Refuses a unit that speaks of two currencies: amounts are stated in one, and recorded rates convert.
pub(super) fn check_one_currency(unit: &Unit) -> Result<()> {
    let named: Vec<String> = unit.currencies().iter().map(ToString::to_string).collect();
    match named.len() {
        0 | 1 => Ok(()),
        _ => Err(Error::field(
            "unit",
            format!("{} are mixed: state amounts in one currency; recorded exchange rates convert it", named.join(" and ")),
        )),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::super::change::Change;
    use super::super::item::Item;
    use super::super::plan::Configuration;
    use crate::Error;

    fn with(items: &[(&str, Value)]) -> crate::Result<()> {
        let base = [
            ("workspace", json!({"name": "Pasar", "time_zone": "Asia/Jakarta", "currency": "USD"})),
            ("team", json!({"id": "growth", "name": "Growth"})),
            ("service", json!({"id": "ranker", "name": "Ranker", "team": "growth"})),
            ("driver", json!({"id": "hours", "name": "Hours", "unit": "gpu*h", "series": {"id": "push"}})),
        ];
        let items = base.iter().chain(items).map(|(kind, value)| Item::from_value(kind, value.clone()).unwrap());
        Configuration::from_items(items).unwrap().check()
    }

    fn field(items: &[(&str, Value)]) -> (String, String) {
        match with(items).unwrap_err() {
            Error::Invalid { field, message } => (field.unwrap_or_default(), message),
            other => (String::new(), other.to_string()),
        }
    }

    fn rate(currency: &str, values: Value) -> (&'static str, Value) {
        ("rate", json!({"currency": currency, "values": values}))
    }

    fn driver(id: &str, unit: &str) -> (&'static str, Value) {
        ("driver", json!({"id": id, "name": id, "unit": unit, "values": [{"from": "2026-01-01", "value": "1", "by": "a@example.com"}]}))
    }

    #[test]
    fn a_rate_is_of_a_day_or_of_a_month() {
        let (day, month) = (
            json!({"on": "2026-10-01", "value": "0.74", "by": "a@example.com"}),
            json!({"month": "2026-10", "value": "0.75", "by": "a@example.com"}),
        );
        with(&[rate("SGD", json!([day, month]))]).unwrap();
        let both = json!({"on": "2026-10-01", "month": "2026-10", "value": "1", "by": "a@example.com"});
        assert_eq!(field(&[rate("SGD", json!([both]))]).0, "on");
        assert_eq!(field(&[rate("SGD", json!([{"value": "1", "by": "a@example.com"}]))]).0, "on");
    }

    #[test]
    fn overlapping_dates_are_refused() {
        let day = |value: &str| json!({"on": "2026-10-01", "value": value, "by": "a@example.com"});
        let (named, message) = field(&[rate("SGD", json!([day("0.74"), day("0.75")]))]);
        assert_eq!((named.as_str(), message.as_str()), ("on", "rate SGD: two rates for 2026-10-01 overlap: keep one"));
        let month = json!({"month": "2026-10", "value": "0.75", "by": "a@example.com"});
        assert!(field(&[rate("SGD", json!([month, month]))]).1.contains("2026-10 overlap"));
    }

    #[test]
    fn a_rate_is_positive_and_not_of_the_own_currency() {
        for bad in ["0", "-0.74", "0.0000000000001", "1000000000001"] {
            let (named, message) = field(&[rate("SGD", json!([{"on": "2026-10-01", "value": bad, "by": "a@example.com"}]))]);
            assert_eq!(named, "value", "{bad}: {message}");
        }
        with(&[rate("SGD", json!([{"on": "2026-10-01", "value": "1000000000000", "by": "a@example.com"}]))]).unwrap();
        assert_eq!(field(&[rate("USD", json!([]))]).0, "currency");
    }

    #[test]
    fn units_that_mix_two_currencies_are_refused() {
        assert!(field(&[driver("odd", "USD/SGD")]).1.contains("SGD and USD are mixed"));
        let mapping = |factors: Value| {
            (
                "mapping",
                json!({"id": "m", "name": "M", "service": "ranker", "template": "own_chain",
            "owner": "a@example.com", "versions": [{"from": "2026-01-01", "factors": factors}]}),
            )
        };
        let all = [driver("fee", "SGD/order"), driver("orders", "order"), driver("per", "1/USD"), driver("dollars", "USD/order")];
        let chain = |factors| field(&[&all[..], &[mapping(factors)]].concat()).1;
        assert!(chain(json!(["fee", "dollars", "orders", "orders"])).contains("are mixed"));
        assert!(chain(json!(["fee"])).contains("the units do not cancel to SGD: 1/order is left over"), "{}", chain(json!(["fee"])));
        assert!(chain(json!(["orders"])).contains("no factor is in USD") || chain(json!(["orders"])).contains("order is left over"));
        // Any one currency is money.
        with(&[&all[..], &[mapping(json!(["fee", "orders"]))]].concat()).unwrap();
    }

    #[test]
    fn a_currency_nobody_has_a_rate_of_is_refused_at_its_field() {
        let base = [
            ("workspace", json!({"name": "Pasar", "time_zone": "Asia/Jakarta", "currency": "USD"})),
            ("team", json!({"id": "growth", "name": "Growth"})),
            ("service", json!({"id": "ranker", "name": "Ranker", "team": "growth"})),
            driver("fee", "THB"),
        ];
        let item = |(kind, value): &(&str, Value)| Item::from_value(kind, value.clone()).unwrap();
        let before = Configuration::from_items(base.iter().map(item)).unwrap();
        let put = |what: &(&str, Value)| Change::Put(Box::new(item(what)));
        let mapping = |more: Value| {
            let mut version = json!({"from": "2026-01-01", "factors": ["fee"]});
            version.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            (
                "mapping",
                json!({"id": "m", "name": "M", "service": "ranker", "template": "own_chain", "owner": "a@example.com", "versions": [version]}),
            )
        };
        let cost = |value: Value| ("cost", json!({"id": "gpu", "service": "ranker", "part": "cloud", "name": "GPU", "values": [value]}));
        let billed = json!({"from": "2026-01", "per_month": "5", "currency": "THB", "by": "a@example.com"});
        for (what, at) in [(mapping(json!({})), "factors"), (cost(billed.clone()), "currency")] {
            match before.with(&put(&what)).unwrap_err() {
                Error::Invalid { field, message } => {
                    assert_eq!(field.as_deref(), Some(at));
                    assert!(message.contains("no exchange rate of THB is recorded") && message.contains("record one first"), "{message}");
                }
                other => unreachable!("{other}"),
            }
        }
        // The rate may come in the same file; one of any month is enough, since a month without one is told in that month.
        let known = rate("THB", json!([{"on": "2025-01-07", "value": "0.03", "by": "a@example.com"}]));
        before.with_all(&[put(&mapping(json!({}))), put(&cost(billed)), put(&known)]).unwrap();
        before.with(&put(&mapping(json!({"retired": true})))).unwrap();
        // A driver that changes its currency takes its mappings along.
        let own = before.with_all(&[put(&driver("fee", "USD")), put(&mapping(json!({})))]).unwrap();
        assert!(own.with(&put(&driver("fee", "THB"))).unwrap_err().to_string().contains("no exchange rate of THB"));
        // One that was there already holds no other change up.
        let unchecked = [base.as_slice(), &[mapping(json!({}))]].concat();
        let old = Configuration::from_items(unchecked.iter().map(item)).unwrap();
        old.with(&put(&driver("other", "1"))).unwrap();
    }

    #[test]
    fn a_cost_has_one_form_and_its_units_cancel() {
        let cost = |body: Value| {
            let mut whole = json!({"id": "gpu", "service": "ranker", "part": "cloud", "name": "GPU"});
            whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
            ("cost", whole)
        };
        let values = json!([{"from": "2026-01", "per_month": "5", "by": "a@example.com"}]);
        let price = driver("price", "SGD/gpu/h");
        with(&[price.clone(), cost(json!({"quantity": "hours", "price": "price"}))]).unwrap();
        for (body, at) in [
            (json!({}), "values"),
            (json!({"values": values, "quantity": "hours", "price": "price"}), "values"),
            (json!({"quantity": "hours"}), "price"),
            (json!({"price": "price"}), "quantity"),
            (json!({"quantity": "none", "price": "price"}), "quantity"),
            (json!({"quantity": "price", "price": "hours"}), ""),
            (json!({"quantity": "hours", "price": "hours"}), "price"),
        ] {
            let outcome = with(&[price.clone(), cost(body.clone())]);
            match at {
                // The order of the two does not matter to the units.
                "" => outcome.unwrap(),
                at => assert!(matches!(outcome.unwrap_err(), Error::Invalid { field: Some(field), .. } if field == at), "{body}"),
            }
        }
    }
}
