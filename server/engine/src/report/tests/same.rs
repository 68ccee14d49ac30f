//! One report, five forms, the same amounts and bytes.

use std::collections::BTreeMap;

use domain::money::Money;
use domain::report::{MonthReport, ReportFormat};
use rust_decimal::Decimal;

use super::super::pdf::tests::sample;
use super::super::{csv, json, write, xlsx};
use super::xlsx::{Book, cells};
use super::{small, table};

/// Amount by id.
type Amounts = BTreeMap<String, Decimal>;

fn of_csv(report: &MonthReport) -> Amounts {
    table(&csv::write(report).unwrap()).into_iter().map(|row| (row["id"].clone(), row["amount"].parse().unwrap())).collect()
}

fn of_json(report: &MonthReport) -> Amounts {
    let read: MonthReport = serde_json::from_slice(&json::write(report).unwrap()).unwrap();
    assert_eq!(&read, report);
    let lines = read.ledger.lines.iter().map(|line| (line.mapping.to_string(), line.amount));
    let costs = read.ledger.costs.iter().map(|cost| (cost.cost.to_string(), cost.amount));
    lines.chain(costs).map(|(id, amount): (String, Money)| (id, amount.decimal())).collect()
}

fn of_xlsx(report: &MonthReport) -> Amounts {
    let mut book = Book::read(&xlsx::write(report).unwrap());
    let rows = ["Ledger", "Costs"].into_iter().flat_map(|sheet| book.rows(sheet)).collect::<Vec<_>>();
    let rows = rows.into_iter().filter(|row| row["Id"] != "Total");
    rows.map(|row| (row["Id"].clone(), row["Amount"].parse().unwrap())).collect()
}

#[test]
fn csv_workbook_and_json_say_the_same_amounts() {
    for report in [small(), sample::report().unwrap()] {
        let expected = of_json(&report);
        assert_eq!(expected.len(), report.ledger.lines.len() + report.ledger.costs.len());
        assert_eq!(of_csv(&report), expected);
        assert_eq!(of_xlsx(&report), expected);
    }
}

#[test]
fn equal_reports_are_equal_files() {
    let accounts = serde_json::json!({"counter": "1", "overlap": "2", "cost": {"cloud": "3", "people": "3"},
        "benefit": {"own_chain": "4", "revenue_protected": "4"}});
    let accounts = serde_json::from_value(accounts).unwrap();
    let (report, mut other) = (small(), small());
    other.ledger.lines[0].amount.minor += 1;
    for format in ReportFormat::ALL {
        let file = |report: &MonthReport| write(report, Some(&accounts), format).unwrap();
        let first = file(&report);
        // Maps in other crates are laid out by chance: a few turns would show it.
        (0..5).for_each(|_| assert!(file(&report) == first, "{format:?}"));
        assert!(file(&other) != first, "{format:?}");
    }
    assert!(cells(&xlsx::write(&report).unwrap(), "docProps/core.xml").contains("2026-10-31T16:00:00Z"), "the month's end in Singapore");
}
