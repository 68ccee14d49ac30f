//! The tests behind the month, as they stood in it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::content::TestRow;
use crate::Result;
use crate::config::{Configuration, Test};
use crate::evidence::{Estimated, analyse_as_of, standing};
use crate::ids::TestId;
use crate::time::local;
use crate::value::{Facts, Ledger, Limit, Part, Reason, Term};

/// By id.
pub fn tests(configuration: &Configuration, facts: &Facts, ledger: &Ledger) -> Result<Vec<TestRow>> {
    let day = ledger.month.as_of(local(facts.now_ms, configuration.settings.zone()?).date());
    let of_chains = terms(ledger).filter_map(|term| TestId::parse(term.test.as_deref()?).ok());
    let refused = ledger.not_claimed.iter().filter_map(|seen| match &seen.reason {
        Reason::Test { test } => Some(test.clone()),
        _ => None,
    });
    let used: BTreeSet<TestId> = of_chains.chain(refused).collect();
    used.iter().filter_map(|id| configuration.tests.get(id)).map(|test| row(configuration, ledger, test, day)).collect()
}

/// Of the lines, then of the holdouts that overrule pools.
fn terms(ledger: &Ledger) -> impl Iterator<Item = &Term> {
    let of_pools = ledger.pools.iter().filter_map(|row| match &row.limit {
        Some(Limit::Holdout { chain, .. }) => Some(chain),
        _ => None,
    });
    ledger.lines.iter().map(|line| &line.chain).chain(of_pools).flatten()
}

fn row(configuration: &Configuration, ledger: &Ledger, test: &Test, day: NaiveDate) -> Result<TestRow> {
    let analysis = analyse_as_of(test, &configuration.tests, day)?;
    let effect = terms(ledger).find(|term| term.part == Part::Effect && term.test.as_deref() == Some(test.id.as_str()));
    let counted = effect.and_then(|term| Some(Estimated { value: term.value, low: term.low?, high: term.high? }));
    Ok(TestRow {
        id: test.id.clone(),
        title: test.title().to_owned(),
        design: test.design,
        from: test.from,
        to: test.to,
        control: test.control.clone(),
        treatment: test.treatment.clone(),
        lift: analysis.absolute,
        shrunk: analysis.absolute_shrunk,
        counted,
        valid: analysis.valid,
        valid_until: test.valid_until,
        grade: standing(test, day).grade(analysis.base_grade),
        reasons: analysis.reasons,
    })
}
