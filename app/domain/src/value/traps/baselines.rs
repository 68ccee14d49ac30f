//! The range of what would have been: it is the baseline's own, turned into what the line counts.

use serde_json::json;

use super::Company;
use crate::sample::Summary;
use crate::time::HOUR_MS;
use crate::value::{Estimate, ValueLine};

fn digits(estimate: &Estimate) -> [String; 3] {
    [Some(estimate.value), estimate.low, estimate.high].map(|number| number.map_or_else(|| "–".to_owned(), |number| number.0.to_string()))
}

fn baseline(metric: &str, value: &str, low: &str, high: &str) -> serde_json::Value {
    json!({"service": "ranker", "metric": metric, "from": "2026-01-01", "method": "assumption", "value": value, "low": low, "high": high,
        "approved_by": "dewi@example.com"})
}

fn is_ranged(line: &ValueLine) -> bool {
    line.low.zip(line.high).is_some_and(|(low, high)| low.minor < line.amount.minor && line.amount.minor < high.minor)
}

#[test]
fn higher_uptime_is_less_downtime() {
    // October has 744 h. At an uptime of 0.9930, from 0.9920 to 0.9935, it would have been down 0.0070 × 744 = 5.208 h, at least
    // 0.0065 × 744 = 4.836 h and at most 0.0080 × 744 = 5.952 h.
    let company = Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "uptime"}))
        .with("baseline", baseline("uptime", "0.9930", "0.9920", "0.9935"))
        .driver("hour", "USD/h", "1000", "record")
        .chain("up", &["hour"], json!({"metric": "uptime", "template": "revenue_protected"}))
        .month("ranker/uptime", "2026-10", Summary::State { up_ms: 742 * HOUR_MS, down_ms: 2 * HOUR_MS, excluded_ms: 0 });
    let indicator = company.input("up", "2026-10").indicator.unwrap();
    assert_eq!(digits(&indicator.baseline), ["5.21", "4.84", "5.95"]);
    assert_eq!(digits(&indicator.actual), ["2.00", "–", "–"]);
    let line = company.ranges("2026-10").lines.remove(0);
    // (5.21 − 2.00) × 1,000; the range lies within the ends: 2,840.00 to 3,950.00.
    assert_eq!(line.amount.minor, 321_000);
    assert!(is_ranged(&line) && line.low.unwrap().minor > 284_000 && line.high.unwrap().minor < 395_000, "{:?} {:?}", line.low, line.high);
}

#[test]
fn a_month_to_date_keeps_the_share_of_the_range_too() {
    // Noon of 10 January: 9.5 of 31 days. 310 h, from 279 to 341: × 9.5 ÷ 31 = 95, 85.5 and 104.5.
    let company = Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "hours-by-hand"}))
        .with("baseline", baseline("hours-by-hand", "310", "279", "341"))
        .driver("rate", "USD/h", "20", "record")
        .chain("hand", &["rate"], json!({"metric": "hours-by-hand", "template": "team_time"}))
        .counter("ranker/hours-by-hand", "2026-10", 200)
        .counter("ranker/hours-by-hand", "2027-01", 60);
    let whole = company.input("hand", "2026-10").indicator.unwrap();
    assert_eq!(digits(&whole.baseline), ["310", "279", "341"]);
    let to_date = company.input("hand", "2027-01").indicator.unwrap();
    assert_eq!(digits(&to_date.baseline), ["95.0", "85.5", "104.5"]);
    let line = company.ranges("2027-01").lines.remove(0);
    // 9.5 ÷ 31 = 0.30645…; 310 × 0.306452 = 95.000…
    let note = "Baseline: an assumption, approved by Dewi Anggraini; 310 a month × 0.306452 of it, which has passed";
    assert_eq!(line.baseline_note, note);
    assert!(line.amount.minor == 70_000 && is_ranged(&line), "{:?} {:?}", line.low, line.high);
}
