//! What samples say, and what they do not.

use serde_json::json;

use super::Company;
use crate::metric::Statistic;
use crate::sample::{Availability, Fixed, Reading, Sample, Summary};
use crate::time::{HOUR_MS, Month, parse_instant, parse_zone};
use crate::value::Reason;

const MINUTE_MS: i64 = 60_000;

/// Ranker's hours of downtime at 1,000.00 each, against the 5.208 h of October at an uptime of 0.9930.
fn watched(checks: Vec<Sample>) -> Company {
    Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "uptime"}))
        .with(
            "baseline",
            json!({"service": "ranker", "metric": "uptime", "from": "2026-01-01", "method": "assumption", "value": "0.9930",
                "approved_by": "dewi@example.com"}),
        )
        .driver("hour", "USD/h", "1000", "record")
        .chain("up", &["hour"], json!({"metric": "uptime", "template": "revenue_protected"}))
        .samples("ranker/uptime", "2026-10", &checks)
}

fn at(text: &str) -> i64 {
    parse_instant(text, parse_zone("Asia/Singapore").unwrap()).unwrap()
}

fn checks(from: &str, to: &str, every_ms: i64, value: f64) -> Vec<Sample> {
    let (from, to) = (at(from), at(to));
    let step = usize::try_from(every_ms).unwrap();
    (from..to).step_by(step).map(|at_ms| Sample { at_ms, reading: Reading::check(value) }).collect()
}

#[test]
fn missing_samples_as_uptime() {
    // Up at every check of the first 15 days, then silence: 15 of 31 days and ten minutes are known, and nothing is claimed of them.
    let ledger = watched(checks("2026-10-01 00:00", "2026-10-16 00:00", 5 * MINUTE_MS, 1.0)).ledger("2026-10");
    assert!(ledger.lines.is_empty());
    assert!(matches!(&ledger.not_claimed[0].reason, Reason::LowCoverage { share, .. } if share.to_string() == "0.4840"));
}

#[test]
fn share_of_checks_used_as_share_of_time() {
    // Down from noon for half an hour, checked every minute then and every five minutes else: 30 of 8,952 checks would make 2.49 h of
    // the month's 744; by the clock it was 0.50 h.
    let mut month = checks("2026-10-01 00:00", "2026-10-12 12:00", 5 * MINUTE_MS, 1.0);
    month.extend(checks("2026-10-12 12:00", "2026-10-12 12:30", MINUTE_MS, 0.0));
    month.extend(checks("2026-10-12 12:30", "2026-11-01 00:00", 5 * MINUTE_MS, 1.0));
    let company = watched(month);
    assert_eq!(company.input("up", "2026-10").indicator.unwrap().actual.value.0.to_string(), "0.50");
    // (5.21 − 0.50) × 1,000.00
    assert_eq!(company.ledger("2026-10").lines[0].amount.minor, 471_000);
}

#[test]
fn month_cut_in_utc() {
    // An hour at each noon of October; 5 more just after the local midnight that begins it (30 September in UTC), and 7 just after the one
    // that ends it (31 October in UTC). 31 + 5 = 36 h belong to it, by UTC it would be 38.
    let hours = |at_ms: i64, n: i64| Sample { at_ms, reading: Reading::Increment { by: Fixed::whole(n) } };
    let mut samples = vec![hours(at("2026-10-01 00:10"), 5)];
    samples.extend((1..=31).map(|day| hours(at(&format!("2026-10-{day:02} 12:00")), 1)));
    samples.push(hours(at("2026-11-01 00:10"), 7));
    let company = Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "hours-by-hand"}))
        .with(
            "baseline",
            json!({"service": "ranker", "metric": "hours-by-hand", "from": "2026-01-01", "method": "assumption", "value": "50",
                "approved_by": "dewi@example.com"}),
        )
        .driver("rate", "USD/h", "20", "record")
        .chain("hand", &["rate"], json!({"metric": "hours-by-hand", "template": "team_time"}))
        .samples("ranker/hours-by-hand", "2026-10", &samples);
    // (50 − 36) × 20.00
    assert_eq!(company.ledger("2026-10").lines[0].amount.minor, 28_000);
}

#[test]
fn dst_months() {
    // Berlin's October has an hour twice, its March lacks one: 745 and 743 hours. One hour down is 1 ÷ 745 of the former.
    let hours = |month: &str| Month::parse(month).unwrap().window(parse_zone("Europe/Berlin").unwrap()).ms() / HOUR_MS;
    assert_eq!((hours("2026-10"), hours("2026-03"), hours("2026-09")), (745, 743, 720));
    let known = Availability::of(744 * HOUR_MS, HOUR_MS, 0, 745 * HOUR_MS);
    assert_eq!(known.uptime().unwrap().round(6).unwrap().to_string(), "0.998658");
    assert_eq!(known.coverage().unwrap().round(4).unwrap().to_string(), "1.0000");
}

#[test]
fn averaged_percentiles() {
    // 1,000 answers within 100 ms by day, 10 within 100 to 200 ms by night. The 959.5th of 1,010 lies at 95.95 ms; the mean of the two
    // p95, 95 and 195 ms, would say 145.
    let part = |counts: [i64; 3]| Summary::Histogram {
        bounds: vec![Fixed::whole(100), Fixed::whole(200)],
        counts: counts.map(Fixed::whole).to_vec(),
    };
    let (day, night) = (part([1000, 0, 0]), part([0, 10, 0]));
    let p95 = |summary: &Summary| summary.rounded(Statistic::P95, 2).unwrap().to_string();
    assert_eq!([p95(&day), p95(&night)], ["95.00", "195.00"]);
    assert_eq!(p95(&Summary::merged([&day, &night]).unwrap().unwrap()), "95.95");
}

#[test]
fn counter_resets() {
    // 100, 150, then a restart: 20, 60. It grew by 50, 20 and 40.
    let totals = [100, 150, 20, 60].into_iter().zip(1..);
    let samples: Vec<Sample> = totals
        .map(|(total, day)| Sample { at_ms: at(&format!("2026-10-0{day} 12:00")), reading: Reading::Total { total: Fixed::whole(total) } })
        .collect();
    let company = Company::new().with("indicator", json!({"service": "ranker", "metric": "predictions"}));
    let company = company.samples("ranker/predictions", "2026-10", &samples);
    assert_eq!(company.measured("ranker/predictions", "2026-10").figure(Statistic::Value, 0).unwrap().to_string(), "110");
}

#[test]
fn overlapping_incidents_added() {
    // Two probes tell of one outage: down from 12:00 to 12:30, and from 12:15 to 12:45. That is 0.75 h, not an hour.
    let mut month = checks("2026-10-01 00:00", "2026-10-12 12:00", 5 * MINUTE_MS, 1.0);
    month.extend(checks("2026-10-12 12:00", "2026-10-12 12:30", 5 * MINUTE_MS, 0.0));
    month.extend(checks("2026-10-12 12:16", "2026-10-12 12:45", 5 * MINUTE_MS, 0.0));
    month.extend(checks("2026-10-12 12:45", "2026-11-01 00:00", 5 * MINUTE_MS, 1.0));
    month.sort_by_key(|sample| sample.at_ms);
    assert_eq!(watched(month).input("up", "2026-10").indicator.unwrap().actual.value.0.to_string(), "0.75");
}

#[test]
fn labels_that_are_early_and_selected() {
    // Outcomes of the first 20 days are known, and better than the baseline: 20 of 31 days do not speak for the month.
    let judged = |day: i64| Sample {
        at_ms: at(&format!("2026-10-{day:02} 12:00")),
        reading: Reading::Ratio { numerator: Fixed::whole(97), denominator: Fixed::whole(100) },
    };
    let company = |days: i64| {
        Company::new()
            .with("indicator", json!({"service": "ranker", "metric": "accuracy"}))
            .with(
                "baseline",
                json!({"service": "ranker", "metric": "accuracy", "from": "2026-01-01", "method": "assumption", "value": "0.92",
                    "approved_by": "dewi@example.com"}),
            )
            .driver("cases", "transaction", "1000", "record")
            .driver("worth", "USD/transaction", "2", "record")
            .chain("m", &["cases", "worth"], json!({"metric": "accuracy", "template": "accuracy_lift"}))
            .samples("ranker/accuracy", "2026-10", &(1..=days).map(judged).collect::<Vec<_>>())
            .ledger("2026-10")
    };
    let early = company(20);
    assert!(early.lines.is_empty());
    assert!(matches!(&early.not_claimed[0].reason, Reason::LowCoverage { share, .. } if share.to_string() == "0.6452"));
    // (0.97 − 0.92) × 1,000 × 2.00
    assert_eq!(company(31).lines[0].amount.minor, 10_000);
}
