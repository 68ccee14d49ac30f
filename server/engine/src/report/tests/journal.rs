//! The month as a journal entry.

use domain::config::Journal;
use domain::report::MonthReport;
use rust_decimal::Decimal;
use serde_json::json;

use super::super::journal::write;
use super::super::pdf::tests::sample;
use super::{small, table};

fn accounts() -> Journal {
    serde_json::from_value(json!({
        "counter": "2190", "overlap": "4190",
        "benefit": {"own_chain": "4110", "revenue_protected": "4120"},
        "cost": {"cloud": "6110", "people": "6120"}}))
    .unwrap()
}

/// By hand: a benefit is a credit, a loss and a cost are debits, and the counter account takes the net value.
const ENTRY: &str = "date,account,amount,memo\r\n\
    2026-10-31,4110,-528.36,\"2026-10 Fewer idle GPU hours (recommender-1), grade D, USD\"\r\n\
    2026-10-31,4120,10086.08,\"2026-10 Downtime of the fraud score (fraud-2), grade D, USD\"\r\n\
    2026-10-31,4120,-47320.00,\"2026-10 Search answers lost (search-4), grade D, USD\"\r\n\
    2026-10-31,4190,2320.00,\"2026-10 Search answers lost (search-4), overlap, USD\"\r\n\
    2026-10-31,6110,6485.63,\"2026-10 Cloud (fraud-cloud), cloud, USD\"\r\n\
    2026-10-31,6120,8460.90,\"2026-10 People (fraud-people), people, USD\"\r\n\
    2026-10-31,2190,20495.75,\"2026-10 net value of models, USD\"\r\n";

#[test]
fn an_entry_is_as_by_hand() {
    assert_eq!(String::from_utf8(write(&small(), Some(&accounts())).unwrap()).unwrap(), ENTRY);
}

fn sum(report: &MonthReport, accounts: &Journal) -> Decimal {
    table(&write(report, Some(accounts)).unwrap()).iter().map(|row| row["amount"].parse::<Decimal>().unwrap()).sum()
}

#[test]
fn debits_and_credits_come_to_nothing() {
    let mut all = accounts();
    for template in domain::config::Template::ALL {
        all.benefit.insert(template, format!("41-{}", template.key()));
    }
    for part in domain::config::CostPart::ALL {
        all.cost.insert(part, "61".to_owned());
    }
    for report in [small(), sample::report().unwrap()] {
        assert_eq!(sum(&report, &all), Decimal::ZERO);
    }
    let mut nothing = small();
    (nothing.ledger.lines, nothing.ledger.costs) = (Vec::new(), Vec::new());
    assert_eq!(write(&nothing, Some(&all)).unwrap(), b"date,account,amount,memo\r\n");
}

#[test]
fn accounts_that_are_missing_are_named_together() {
    let refused = |accounts: Option<&Journal>| {
        let error = write(&small(), accounts).unwrap_err();
        assert_eq!(error.status(), 409);
        error.to_string()
    };
    assert!(refused(None).contains("add a [journal] table"));
    let fewer = Journal { overlap: None, benefit: [].into(), cost: [].into(), ..accounts() };
    let expected = "no account for benefit.own_chain, benefit.revenue_protected, cost.cloud, cost.people, overlap: add it to [journal]";
    assert_eq!(refused(Some(&fewer)), expected);
    let mut without = small();
    without.ledger.lines.iter_mut().for_each(|line| line.overlap = None);
    without.ledger.costs[0].amount.minor = 0;
    let fewer = Journal { overlap: None, cost: [(domain::config::CostPart::People, "6120".to_owned())].into(), ..accounts() };
    assert!(write(&without, Some(&fewer)).is_ok(), "what is not needed may be missing");
}

#[test]
fn accounts_and_memos_are_no_formulas() {
    let rows = table(&write(&small(), Some(&Journal { counter: "=1+1".to_owned(), ..accounts() })).unwrap());
    assert_eq!(rows.last().unwrap()["account"], "'=1+1");
}
