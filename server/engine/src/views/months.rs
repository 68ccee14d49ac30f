//! Months that can be opened.

use std::collections::{BTreeMap, BTreeSet};

use domain::Result;
use domain::close::{State, differences};
use domain::config::Configuration;
use domain::ports::ReportRow;
use domain::report::TRAIL_MONTHS;
use domain::time::Month;
use domain::value::{Facts, ledger};

use crate::flows::cache::Stages;

/// The months of `facts` with their totals, newest first; of a closed month also what records since would change.
pub fn months(configuration: &Configuration, facts: &Facts, stages: &Stages) -> Result<Vec<ReportRow>> {
    let measured: BTreeSet<Month> = facts.months.keys().map(|(_, month)| *month).chain(facts.closed.keys().copied()).collect();
    let open = Facts { closed: BTreeMap::new(), ..facts.clone() };
    let row = |month: &Month| {
        let revision = stages.closed.get(month).copied();
        let mut pending = None;
        let ledger = match facts.closed.get(month) {
            Some(closed) => {
                let now = ledger(configuration, *month, &open)?;
                if !differences(&closed.ledger, &now)?.is_empty() {
                    pending = Some(now.totals.net.less(closed.ledger.totals.net)?);
                }
                closed.ledger.clone()
            }
            None => ledger(configuration, *month, facts)?,
        };
        let state = match revision {
            Some(revision) => State::of_revision(revision),
            None if stages.reviews.contains_key(month) => State::InReview,
            None => State::Open,
        };
        Ok(ReportRow {
            month: *month,
            state,
            revision,
            pending,
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
