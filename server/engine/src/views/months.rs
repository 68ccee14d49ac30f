//! Months that can be opened.

use std::collections::BTreeSet;

use domain::Result;
use domain::config::Configuration;
use domain::ports::ReportRow;
use domain::report::TRAIL_MONTHS;
use domain::time::Month;
use domain::value::{Facts, ledger};

/// The months of `facts` with their totals, newest first.
pub fn months(configuration: &Configuration, facts: &Facts) -> Result<Vec<ReportRow>> {
    let measured: BTreeSet<Month> = facts.months.keys().map(|(_, month)| *month).collect();
    let row = |month: &Month| {
        let ledger = ledger(configuration, *month, facts)?;
        Ok(ReportRow {
            month: *month,
            to_date: ledger.to_date,
            totals: ledger.totals,
            n_lines: ledger.lines.len(),
            n_not_claimed: ledger.effects_not_claimed(),
        })
    };
    measured.iter().rev().map(row).collect()
}

/// The last ended month with a line, else the current one. `facts` holds the months before now, 13 at most are looked at.
pub fn default_month(configuration: &Configuration, facts: &Facts) -> Result<Month> {
    let current = Month::at(facts.now_ms, configuration.settings.zone()?);
    for back in 1..=TRAIL_MONTHS {
        if !ledger(configuration, current.plus(-back), facts)?.lines.is_empty() {
            return Ok(current.plus(-back));
        }
    }
    Ok(current)
}
