//! The cost to run of a month: billed a month, or a quantity at a price, each in its own currency.

use super::chain::price;
use super::estimate::{ChainInput, FactorInput, Part};
use super::ledger::Scope;
use super::line::{CostLine, NotClaimed, Reason};
use super::unclaimed::{Refused, refuse};
use crate::Result;
use crate::config::{Cost, CostValue, Driver, FactorRef, Number, Template};
use crate::exact::Exact;
use crate::ids::DriverId;
use crate::metric::Better;
use crate::money::Money;

/// A cost, with its chain where it is made of something.
type Costed = (CostLine, Option<ChainInput>);

impl Scope<'_> {
    /// Every cost of the month, and those that are not known with the reason: they are in no total, and the totals say so.
    pub(super) fn costs(&self) -> Result<(Vec<CostLine>, Vec<NotClaimed>)> {
        let (mut lines, mut unknown) = (Vec::new(), Vec::new());
        if self.window.ms() == 0 {
            return Ok((lines, unknown));
        }
        for cost in self.configuration.costs.values() {
            match self.cost(cost)? {
                None => {}
                Some(Ok((line, _))) => lines.push(line),
                Some(Err(refused)) => {
                    let reason = Reason::CostNotKnown { cost: cost.id.clone() };
                    let refused = Refused { reason, ..refused };
                    unknown.push(self.not_claimed(&format!("Cost to run, {}", cost.name), &cost.service, refused, None));
                }
            }
        }
        Ok((lines, unknown))
    }

    /// The chains of those costs that are made of something.
    pub(super) fn cost_chains(&self) -> Result<Vec<ChainInput>> {
        let mut chains = Vec::new();
        for cost in self.configuration.costs.values() {
            if let Some(Ok((_, chain))) = self.cost(cost)? {
                chains.extend(chain);
            }
        }
        Ok(chains)
    }

    /// None before the cost has started.
    fn cost(&self, cost: &Cost) -> Result<Option<Result<Costed, Refused>>> {
        let made = match (&cost.quantity, &cost.price) {
            (Some(quantity), Some(price)) => self.consumed(cost, quantity, price)?,
            _ => match cost.value_in(self.month) {
                Some(value) => Some(self.billed(cost, value)?),
                None => None,
            },
        };
        Ok(made)
    }

    fn billed(&self, cost: &Cost, value: &CostValue) -> Result<Result<Costed, Refused>> {
        let reporting = self.configuration.currency();
        let currency = value.currency.unwrap_or(reporting);
        let empty = CostLine {
            cost: cost.id.clone(),
            name: cost.name.clone(),
            service: cost.service.clone(),
            service_name: self.service_name(&cost.service),
            part: cost.part,
            amount: Money::zero(reporting),
            local: None,
            chain: Vec::new(),
            source: value.source.clone(),
        };
        if currency == reporting {
            let elapsed = Exact::ratio(self.window.ms().into(), self.whole.ms().max(1).into())?;
            let amount = Money::round(&Exact::from(value.per_month.0).times(&elapsed), reporting)?;
            return Ok(Ok((CostLine { amount, ..empty }, None)));
        }
        let bill = FactorInput {
            evidence: Some(if value.source.is_empty() { "record".to_owned() } else { format!("record: {}", value.source) }),
            ..FactorInput::plain(format!("{} a month", cost.name), value.per_month, currency.code())
        };
        let factors = std::iter::once(bill).chain(self.elapsed_share()?).collect();
        self.priced_cost(empty, factors)
    }

    /// None while the price has not started.
    fn consumed(&self, cost: &Cost, quantity: &DriverId, price: &DriverId) -> Result<Option<Result<Costed, Refused>>> {
        let drivers = (self.configuration.drivers.get(quantity), self.configuration.drivers.get(price));
        let (Some(of), Some(at)) = drivers else {
            let message = "A driver of it does not exist".to_owned();
            return Ok(Some(Err(refuse(Reason::Unpriceable { message: message.clone() }, message, "Correct the cost"))));
        };
        if at.series.is_none() && at.value_on(self.month.last_day()).is_none() {
            return Ok(None);
        }
        let (quantity, price) = match (self.entering(of, Part::Volume), self.entering(at, Part::UnitValue)) {
            (Ok(quantity), Ok(price)) => (quantity, price),
            (Err(refused), _) | (_, Err(refused)) => return Ok(Some(Err(refused))),
        };
        // What was measured is of the elapsed time already; a stated quantity is of a whole month.
        let elapsed = if of.series.is_none() { self.elapsed_share()? } else { None };
        let line = CostLine {
            cost: cost.id.clone(),
            name: cost.name.clone(),
            service: cost.service.clone(),
            service_name: self.service_name(&cost.service),
            part: cost.part,
            amount: Money::zero(self.configuration.currency()),
            local: None,
            chain: Vec::new(),
            source: format!("{} × {}", of.name, at.name),
        };
        self.priced_cost(line, [Some(quantity), Some(price), elapsed].into_iter().flatten().collect()).map(Some)
    }

    fn entering(&self, driver: &Driver, part: Part) -> Result<FactorInput, Refused> {
        self.factor(&FactorRef::Driver(driver.id.clone())).map(|factor| FactorInput { part, ..factor })
    }

    /// None for a month that has ended.
    fn elapsed_share(&self) -> Result<Option<FactorInput>> {
        let Some(share) = self.elapsed()? else { return Ok(None) };
        let name = format!("elapsed share of {}", self.month.title());
        Ok(Some(FactorInput { part: Part::Volume, ..FactorInput::plain(name, Number(share), "1") }))
    }

    /// The line with what its factors come to: the very function that prices mappings, with the rate where one is needed.
    fn priced_cost(&self, line: CostLine, factors: Vec<FactorInput>) -> Result<Result<Costed, Refused>> {
        let input = self.chain(Template::OwnChain, Better::Higher, None, Vec::new(), factors);
        let input = match self.with_rate(input) {
            Ok(input) => input,
            Err(refused) => return Ok(Err(refused)),
        };
        Ok(match price(&input) {
            Ok(valued) => Ok((CostLine { amount: valued.amount, local: valued.local, chain: valued.chain, ..line }, Some(input))),
            Err(error) => {
                let message = error.to_string();
                Err(refuse(Reason::Unpriceable { message: message.clone() }, message, "Correct the cost"))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    //! October 2026 of the ranker: 388.5 GPU hours at 3.20 SGD are 1,243.20 SGD; at 0.75 USD/SGD 932.40 USD.
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::*;
    use crate::config::{Configuration, Item};
    use crate::report::tests::{company, facts, month, put};
    use crate::sample::{Fixed, Summary};
    use crate::value::{Facts, Ledger, ledger};

    fn with(costs: &[Value], rate: bool) -> Configuration {
        let by = "ana@example.com";
        let value = |value: &str| json!([{"from": "2026-09-01", "value": value, "evidence": "record", "source": "invoice", "by": by}]);
        let mut all = vec![
            ("driver", json!({"id": "gpu-hours", "name": "GPU hours", "unit": "gpu*h", "series": {"kpi": "gpu"}})),
            ("kpi", json!({"id": "gpu", "name": "GPU hours", "unit": "gpu*h", "kind": "counter", "decimals": 1})),
            ("driver", json!({"id": "gpu-price", "name": "price of a GPU hour", "unit": "SGD/gpu/h", "values": value("3.20")})),
            ("driver", json!({"id": "seats", "name": "seats", "unit": "seat", "values": value("40")})),
            ("driver", json!({"id": "seat-price", "name": "price of a seat", "unit": "USD/seat", "values": value("25.00")})),
        ];
        if rate {
            let value = json!({"month": "2026-10", "value": "0.75", "source": "MAS", "by": by});
            let november = json!({"on": "2026-11-02", "value": "0.80", "source": "MAS", "by": by});
            all.push(("rate", json!({"currency": "SGD", "values": [value, november]})));
        }
        let items = all.into_iter().map(|(kind, value)| Item::from_value(kind, value).unwrap());
        let costs = costs.iter().map(|body| {
            let mut cost = json!({"id": "c", "service": "ranker", "part": "cloud", "name": "GPU"});
            cost.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
            Item::from_value("cost", cost).unwrap()
        });
        let company = company().items().into_iter().filter(|item| item.kind() != "cost");
        let configuration = Configuration::from_items(company.chain(items).chain(costs)).unwrap();
        configuration.check().unwrap();
        configuration
    }

    fn measured() -> Facts {
        let mut facts = facts();
        put(&mut facts, "kpi/gpu", "2026-10", Summary::Counter { sum: Fixed::parse("388.5").unwrap() });
        put(&mut facts, "kpi/gpu", "2026-11", Summary::Counter { sum: Fixed::parse("50").unwrap() });
        facts
    }

    fn of(configuration: &Configuration, text: &str) -> Ledger {
        ledger(configuration, month(text), &measured()).unwrap()
    }

    fn only(ledger: &Ledger) -> (String, Option<String>) {
        let [cost] = &ledger.costs[..] else { unreachable!("{:?}", ledger.costs) };
        (cost.amount.decimal().to_string(), cost.local.map(|local| local.decimal().to_string()))
    }

    #[test]
    fn a_quantity_at_a_price_in_another_currency() {
        let configuration = with(&[json!({"quantity": "gpu-hours", "price": "gpu-price"})], true);
        let october = of(&configuration, "2026-10");
        assert_eq!(only(&october), ("932.40".to_owned(), Some("1243.20".to_owned())));
        let parts: Vec<Part> = october.costs[0].chain.iter().map(|term| term.part).collect();
        assert_eq!(parts, [Part::Volume, Part::UnitValue, Part::ExchangeRate]);
        // To date the measured quantity is that of the elapsed time: 50 × 3.20 × 0.80, no share of it.
        assert_eq!(only(&of(&configuration, "2026-11")), ("128.00".to_owned(), Some("160.00".to_owned())));
        // August had no price yet: the cost had not started.
        assert!(of(&configuration, "2026-08").costs.is_empty() && of(&configuration, "2026-08").totals.unknown_costs == 0);
    }

    /// 8,000.50 SGD were counted in October; at 0.75 USD/SGD 6,000.375 USD, and half to even 6,000.38.
    #[test]
    fn a_measured_amount_of_money_is_a_quantity_at_one() {
        let value = json!([{"from": "2026-09-01", "value": "1", "evidence": "record", "source": "as counted", "by": "ana@example.com"}]);
        let items = [
            ("kpi", json!({"id": "cluster", "name": "Cluster", "unit": "SGD", "kind": "counter", "decimals": 2})),
            ("driver", json!({"id": "cluster", "name": "cost in the cluster", "unit": "SGD", "series": {"kpi": "cluster"}})),
            ("driver", json!({"id": "as-counted", "name": "as counted", "unit": "1", "values": value})),
        ];
        let items = items.into_iter().map(|(kind, value)| Item::from_value(kind, value).unwrap());
        let configuration =
            with(&[json!({"values": [{"from": "2026-09", "per_month": "1", "source": "x", "by": "ana@example.com"}]})], true);
        let mut cost = json!({"id": "c", "service": "ranker", "part": "cloud", "name": "GPU"});
        cost.as_object_mut().unwrap().extend(json!({"quantity": "cluster", "price": "as-counted"}).as_object().unwrap().clone());
        let rest = configuration.items().into_iter().filter(|item| item.kind() != "cost");
        let configuration = Configuration::from_items(rest.chain(items).chain([Item::from_value("cost", cost).unwrap()])).unwrap();
        configuration.check().unwrap();
        let mut facts = facts();
        put(&mut facts, "kpi/cluster", "2026-10", Summary::Counter { sum: Fixed::parse("8000.5").unwrap() });
        let october = ledger(&configuration, month("2026-10"), &facts).unwrap();
        assert_eq!(only(&october), ("6000.38".to_owned(), Some("8000.50".to_owned())));
    }

    #[test]
    fn a_stated_quantity_counts_for_the_elapsed_share() {
        let configuration = with(&[json!({"quantity": "seats", "price": "seat-price"})], false);
        assert_eq!(only(&of(&configuration, "2026-10")), ("1000.00".to_owned(), None));
        // 5.5 of 30 days: 0.183333 as printed; 40 × 25 × 0.183333 = 183.333.
        let november = of(&configuration, "2026-11");
        assert_eq!(only(&november).0, "183.33");
        assert_eq!(november.costs[0].chain[2].value.0.to_string(), "0.183333");
    }

    #[test]
    fn a_bill_in_another_currency() {
        let values = json!([{"from": "2026-09", "per_month": "1999.99", "currency": "SGD", "source": "invoice", "by": "ana@example.com"}]);
        let configuration = with(&[json!({"values": values})], true);
        // 1999.99 × 0.75 = 1499.9925
        assert_eq!(only(&of(&configuration, "2026-10")), ("1499.99".to_owned(), Some("1999.99".to_owned())));
        // 1999.99 × 0.183333 = 366.66416667 SGD; × 0.80 = 293.33133334 USD.
        assert_eq!(only(&of(&configuration, "2026-11")), ("293.33".to_owned(), Some("366.66".to_owned())));
    }

    #[test]
    fn a_cost_that_is_not_known_is_shown_and_marks_the_totals() {
        // No rate in October; and no volume in September.
        for (rate, text, why) in [(false, "2026-10", "No rate"), (true, "2026-09", "No volume")] {
            let found = of(&with(&[json!({"quantity": "gpu-hours", "price": "gpu-price"})], rate), text);
            assert!(found.costs.is_empty());
            assert_eq!((found.totals.unknown_costs, found.totals.return_on_cost), (1, None));
            let seen = found.unknown_costs().next().unwrap();
            assert!(seen.why.starts_with(why) && seen.name == "Cost to run, GPU", "{seen:?}");
            let ranker = found.service_totals(&seen.service).unwrap();
            assert_eq!((ranker.unknown_costs, ranker.return_on_cost), (1, None));
            let fraud = crate::ids::ServiceId::parse("fraud").unwrap();
            assert_eq!(found.service_totals(&fraud).unwrap().unknown_costs, 0);
        }
    }
}
