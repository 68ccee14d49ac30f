//! The files of finance: the same amounts in each, the same bytes for the same report, and nothing that a spreadsheet would run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod attached;
mod csv;
mod journal;
mod same;
mod xlsx;

use std::collections::BTreeMap;

use domain::money::{Currency, Money};
use domain::report::MonthReport;
use domain::value::Totals;

use super::pdf::tests::sample;

/// Three lines, one of them in a pool that takes 2,320.00 back, and two costs.
///
/// | | |
/// | --- | ---: |
/// | 222 GPU h × 2.38 | 528.36 |
/// | (1.10 − 3.45) h × 21,300 × 0.31 × 0.65 = −10,086.0825 | −10,086.08 |
/// | 2.80 h × 16,900 | 47,320.00 |
/// | gains 47,848.36 − losses 10,086.08 − overlap 2,320.00 | 35,442.28 |
/// | cost 6,485.63 + 8,460.90 | 14,946.53 |
/// | net | 20,495.75 |
fn small() -> MonthReport {
    let mut report = sample::report().unwrap();
    let ledger = &mut report.ledger;
    ledger.lines.retain(|line| ["recommender-1", "fraud-2", "search-4"].contains(&line.mapping.as_str()));
    ledger.costs.retain(|cost| cost.service.as_str() == "fraud");
    let pooled = ledger.lines.last_mut().unwrap();
    pooled.pool = Some(domain::ids::PoolId::parse("answers").unwrap());
    pooled.overlap = Some(Money { minor: -232_000, currency: report.currency });
    (pooled.low, pooled.median, pooled.high) = (Some(cents(4_010_000)), Some(cents(4_730_000)), Some(cents(5_500_050)));
    ledger.totals = Totals::of(&ledger.lines, &ledger.costs, report.currency).unwrap();
    report.services.retain(|service| ["recommender", "fraud", "search"].contains(&service.service.as_str()));
    for service in &mut report.services {
        service.totals = report.ledger.service_totals(&service.service).unwrap();
    }
    report
}

fn cents(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("USD").unwrap() }
}

/// Rows of a CSV by its header.
fn table(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = ::csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let row = |record: ::csv::StringRecord| header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn the_small_report_adds_up_by_hand() {
    let totals = small().ledger.totals;
    let all = [totals.gains, totals.losses, totals.overlap, totals.benefit, totals.cost, totals.net];
    assert_eq!(all.map(|money| money.minor), [4_784_836, -1_008_608, -232_000, 3_544_228, 1_494_653, 2_049_575]);
}
