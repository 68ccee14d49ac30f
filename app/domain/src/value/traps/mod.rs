//! The traps that rules of money must not fall into, each a test named after it (docs/methodology.md). Figures are worked out by hand.
#![allow(clippy::unwrap_used)]

mod baselines;
mod claimed;
mod effects;
mod measured;
mod pools;
mod preview;

use serde_json::{Value, json};

use super::{ChainInput, Facts, Ledger, chain_input, ledger, ledger_with_ranges};
use crate::config::{Configuration, Item};
use crate::sample::{Fixed, MonthSummary, Sample, SeriesKey, Summary, roll_up_day};
use crate::time::{DAY_MS, Month, parse_instant, parse_zone, utc_day};

/// A company under test: one service `ranker`, people `ana` (ML lead) and `dewi` (finance).
pub struct Company {
    items: Vec<(String, Value)>,
    facts: Facts,
}

impl Company {
    pub fn new() -> Self {
        let mut company = Self { items: Vec::new(), facts: Facts::default() };
        company.facts.now_ms = parse_instant("2027-01-10 12:00", parse_zone("Asia/Singapore").unwrap()).unwrap();
        company
            .with("workspace", json!({"name": "Pasar", "time_zone": "Asia/Singapore", "currency": "USD", "basis": "contribution"}))
            .with("person", json!({"email": "ana@example.com", "name": "Ana Reyes", "role": "ml-lead"}))
            .with("person", json!({"email": "dewi@example.com", "name": "Dewi Anggraini", "role": "finance"}))
            .with("team", json!({"id": "risk", "name": "Risk", "lead": "ana@example.com"}))
            .with("service", json!({"id": "ranker", "name": "Ranker", "team": "risk"}))
    }

    pub fn with(mut self, kind: &str, item: Value) -> Self {
        self.items.push((kind.to_owned(), item));
        self
    }

    /// A driver with one value from January 2026.
    pub fn driver(self, id: &str, unit: &str, value: &str, evidence: &str) -> Self {
        let values = json!([{"from": "2026-01-01", "value": value, "evidence": evidence, "source": "somewhere", "by": "dewi@example.com"}]);
        self.with("driver", json!({"id": id, "name": id, "unit": unit, "values": values}))
    }

    /// A mapping of `ranker` without an indicator, so that it is worth exactly its factors.
    pub fn chain(self, id: &str, factors: &[&str], more: Value) -> Self {
        let mut mapping = json!({"id": id, "name": id, "service": "ranker", "template": "own_chain", "owner": "ana@example.com",
            "versions": [{"from": "2026-01-01", "factors": factors}]});
        mapping.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.with("mapping", mapping)
    }

    /// A month of a series with a sample on every day.
    pub fn month(mut self, series: &str, month: &str, summary: Summary) -> Self {
        let month = Month::parse(month).unwrap();
        let window = month.window(parse_zone("Asia/Singapore").unwrap());
        let days = u32::try_from(window.ms() / DAY_MS).unwrap();
        let down_by_hour_of_week_ms = if series.ends_with("uptime") { vec![0; 168] } else { Vec::new() };
        let measured = MonthSummary { window, summary, intervals_seen: days, last_ms: window.end_ms - 300_000, down_by_hour_of_week_ms };
        self.facts.months.insert((SeriesKey::parse(series).unwrap(), month), measured);
        self
    }

    pub fn counter(self, series: &str, month: &str, sum: i64) -> Self {
        self.month(series, month, Summary::Counter { sum: Fixed::whole(sum) })
    }

    pub fn ratio(self, series: &str, month: &str, numerator: i64, denominator: i64) -> Self {
        let (numerator, denominator) = (Fixed::whole(numerator), Fixed::whole(denominator));
        self.month(series, month, Summary::Ratio { numerator, denominator })
    }

    /// A month of a series as its samples roll up, by way of slots and days.
    pub fn samples(mut self, series: &str, month: &str, samples: &[Sample]) -> Self {
        let (series, month, zone) =
            (SeriesKey::parse(series).unwrap(), Month::parse(month).unwrap(), parse_zone("Asia/Singapore").unwrap());
        let (shape, window) = (self.unchecked().unwrap().shape(&series).unwrap(), month.window(zone));
        let mut slots = Vec::new();
        for day in utc_day(window.start_ms)..=utc_day(window.end_ms - 1) {
            slots.extend(roll_up_day(shape, day, samples).unwrap().within(day, window));
        }
        let measured = MonthSummary::of(shape, window, zone, &slots).unwrap().unwrap();
        self.facts.months.insert((series, month), measured);
        self
    }

    /// What was measured of a series in a month.
    pub fn measured(&self, series: &str, month: &str) -> &MonthSummary {
        &self.facts.months[&(SeriesKey::parse(series).unwrap(), Month::parse(month).unwrap())]
    }

    fn unchecked(&self) -> crate::Result<Configuration> {
        let items = self.items.iter().map(|(kind, value)| Item::from_value(kind, value.clone()));
        Configuration::from_items(items.collect::<crate::Result<Vec<_>>>()?)
    }

    /// Why the configuration is refused.
    pub fn refused(&self) -> String {
        self.unchecked().and_then(|configuration| configuration.check()).unwrap_err().to_string()
    }

    pub fn configuration(&self) -> Configuration {
        let configuration = self.unchecked().unwrap();
        configuration.check().unwrap();
        configuration
    }

    /// What the editor is given of a mapping's first version.
    pub fn input(&self, mapping: &str, month: &str) -> ChainInput {
        let configuration = self.unchecked().unwrap();
        let mapping = configuration.mappings.values().find(|found| found.id.as_str() == mapping).unwrap();
        chain_input(&configuration, Month::parse(month).unwrap(), &self.facts, mapping, &mapping.versions[0]).unwrap().0
    }

    pub fn report(&self, month: &str) -> crate::report::MonthReport {
        crate::report::build(&self.unchecked().unwrap(), &self.facts, Month::parse(month).unwrap()).unwrap()
    }

    pub fn ledger(&self, month: &str) -> Ledger {
        self.computed(month, ledger)
    }

    /// The ledger with the ranges of its lines.
    pub fn ranges(&self, month: &str) -> Ledger {
        self.computed(month, ledger_with_ranges)
    }

    fn computed(&self, month: &str, by: fn(&Configuration, Month, &Facts) -> crate::Result<Ledger>) -> Ledger {
        by(&self.configuration(), Month::parse(month).unwrap(), &self.facts).unwrap()
    }
}
