//! The exchange rates that a month's lines and costs were converted with.

use std::collections::BTreeSet;

use super::super::content::RateRow;
use crate::config::Configuration;
use crate::value::{Facts, Ledger, rates::to_reporting};

/// By currency, as they were used.
pub fn rates(configuration: &Configuration, facts: &Facts, ledger: &Ledger) -> Vec<RateRow> {
    let locals = ledger.lines.iter().filter_map(|line| line.local).chain(ledger.costs.iter().filter_map(|cost| cost.local));
    let used: BTreeSet<_> = locals.map(|local| local.currency).collect();
    let row = |currency| {
        let rate = to_reporting(configuration, ledger.month, facts.now_ms, currency)?;
        let set_by = configuration.person_name(&rate.by);
        Some(RateRow { currency, reporting: rate.reporting, value: rate.value, days: rate.days, source: rate.source, set_by })
    };
    used.into_iter().filter_map(row).collect()
}
