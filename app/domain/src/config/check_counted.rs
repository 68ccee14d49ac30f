//! What must hold of sources that count money in a currency of their own.

use super::check::within;
use super::money_model::SeriesRef;
use super::plan::Configuration;
use crate::ids::SourceId;
use crate::money::Currency;
use crate::unit::Unit;
use crate::{Error, Result};

impl Configuration {
    /// A source that counts money feeds series in its own currency alone: a month's rate converts what is made of them, and nothing else does.
    pub(super) fn check_counted_money(&self) -> Result<()> {
        for indicator in self.indicators.values() {
            let unit = self.metric_unit(indicator.metric()?.unit);
            self.counts_in(&indicator.source.id, &unit).map_err(|error| within("indicator", &indicator.series(), error))?;
        }
        for kpi in self.kpis.values() {
            self.counts_in(&kpi.source.id, &kpi.unit).map_err(|error| within("kpi", &kpi.id, error))?;
        }
        for driver in self.drivers.values() {
            if let Some(SeriesRef::Own { id }) = &driver.series {
                self.counts_in(id, &driver.unit).map_err(|error| within("driver", &driver.id, error))?;
            }
        }
        Ok(())
    }

    fn counts_in(&self, source: &SourceId, unit: &str) -> Result<()> {
        let Some(source) = self.sources.get(source) else { return Ok(()) };
        let code = source.option("currency");
        if code.is_empty() || Unit::parse(unit)?.as_money() == Some(Currency::parse(code)?) {
            return Ok(());
        }
        let message = format!("{} counts {code}, and this is in {unit}: feed a KPI in {code} from it and price that", source.title());
        Err(Error::field("source", message))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::*;
    use crate::config::Item;
    use crate::report::tests::company;

    /// The company reports in dollars.
    fn checked(currency: &str, kind: &str, mut fed: Value) -> Result<()> {
        fed["source"] = json!({"id": "cluster", "query": "namespace=fraud"});
        let source = json!({"id": "cluster", "kind": "opencost", "url": "http://opencost:9003", "options": {"currency": currency}});
        let items = [Item::from_value("source", source)?, Item::from_value(kind, fed)?];
        Configuration::from_items(company().items().into_iter().chain(items))?.check()
    }

    #[test]
    fn a_cost_is_kept_in_the_currency_it_is_counted_in() {
        let indicator = || json!({"service": "fraud", "metric": "cost-allocated"});
        let kpi = |unit: &str| json!({"id": "cluster", "name": "Cluster", "unit": unit, "kind": "counter", "decimals": 2});
        assert_eq!(checked("USD", "indicator", indicator()), Ok(()));
        assert_eq!(checked("SGD", "kpi", kpi("SGD")), Ok(()));
        for (currency, kind, fed, expected) in [
            ("SGD", "indicator", indicator(), "indicator fraud/cost-allocated: cluster counts SGD, and this is in USD: feed a KPI in SGD"),
            ("USD", "kpi", kpi("SGD"), "kpi cluster: cluster counts USD, and this is in SGD"),
            ("USD", "kpi", kpi("order"), "counts USD, and this is in order"),
            ("dollars", "kpi", kpi("USD"), "“dollars” is not an ISO 4217 currency code"),
            ("", "kpi", kpi("USD"), "OpenCost needs currency"),
        ] {
            let message = checked(currency, kind, fed).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
