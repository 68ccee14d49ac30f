//! A small company, worked out by hand.
//!
//! Fraud score, revenue protected, 1,000 USD/h, 35 % of lost orders return, baseline uptime 0.99:
//! September (720 h), 1 h down: (7.20 − 1.00) × 1000 × 0.65 = 4,030.00
//! October (744 h), 10.44 h down: (7.44 − 10.44) × 1000 × 0.65 = −1,950.00
//! Product ranker, accuracy lift, baseline 0.9210, 0.47 USD per decision:
//! September, 100,000 decisions at 0.9300: 0.0090 × 100,000 × 0.47 = 423.00
//! October, 200,000 decisions at 0.9342: 0.0132 × 200,000 × 0.47 = 1,240.80
//! Cost to run: 1,000 + 2,000 each month from August on.
//! Net: September 4,453 − 3,000 = 1,453.00; October −709.20 − 3,000 = −3,709.20.
#![allow(clippy::unwrap_used, clippy::panic)]

mod content;
mod narrative;
mod properties;
mod what_if;

use serde_json::{Value, json};

use crate::config::{Configuration, Item};
use crate::report::{MonthReport, build};
use crate::sample::{Fixed, MonthSummary, SeriesKey, Summary};
use crate::time::{HOUR_MS, Month, parse_instant, parse_zone};
use crate::value::Facts;

pub fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

pub fn company() -> Configuration {
    let items: Vec<(&str, Value)> = vec![
        ("workspace", json!({"name": "Pasar", "time_zone": "Asia/Singapore", "currency": "USD"})),
        ("person", json!({"email": "ana@example.com", "name": "Ana Reyes", "role": "ml-lead"})),
        ("team", json!({"id": "risk", "name": "Risk", "lead": "ana@example.com"})),
        ("service", json!({"id": "fraud", "name": "Fraud score", "team": "risk"})),
        ("service", json!({"id": "ranker", "name": "Product ranker", "team": "risk"})),
        ("indicator", json!({"service": "fraud", "metric": "uptime"})),
        ("indicator", json!({"service": "ranker", "metric": "accuracy"})),
        ("indicator", json!({"service": "ranker", "metric": "engagement"})),
        ("kpi", json!({"id": "orders", "name": "Orders", "unit": "USD", "kind": "counter"})),
        (
            "driver",
            json!({"id": "per-hour", "name": "revenue per hour", "unit": "USD/h",
            "values": [{"from": "2026-01-01", "value": "1000", "evidence": "record", "source": "ledger", "by": "ana@example.com"}]}),
        ),
        (
            "driver",
            json!({"id": "returns", "name": "share that returns", "unit": "1",
            "values": [{"from": "2026-01-01", "value": "0.35", "low": "0.20", "high": "0.50", "by": "ana@example.com"}]}),
        ),
        ("driver", json!({"id": "decisions", "name": "decisions", "unit": "decision", "series": {"id": "push"}})),
        (
            "driver",
            json!({"id": "per-decision", "name": "value per decision", "unit": "USD/decision",
            "values": [{"from": "2026-01-01", "value": "0.47", "by": "ana@example.com"}]}),
        ),
        (
            "baseline",
            json!({"service": "fraud", "metric": "uptime", "from": "2026-01-01", "method": "assumption", "value": "0.99",
            "approved_by": "ana@example.com"}),
        ),
        (
            "baseline",
            json!({"service": "ranker", "metric": "accuracy", "from": "2026-01-01", "method": "assumption", "value": "0.9210",
            "approved_by": "ana@example.com"}),
        ),
        ("target", json!({"service": "fraud", "metric": "uptime", "from": "2026-01", "value": "0.9995", "owner": "ana@example.com"})),
        (
            "cost",
            json!({"id": "fraud-cloud", "service": "fraud", "part": "cloud", "name": "Cloud",
            "values": [{"from": "2026-08", "per_month": "1000", "by": "ana@example.com"}]}),
        ),
        (
            "cost",
            json!({"id": "ranker-cloud", "service": "ranker", "part": "cloud", "name": "Cloud",
            "values": [{"from": "2026-08", "per_month": "2000", "by": "ana@example.com"}]}),
        ),
        (
            "mapping",
            json!({"id": "fraud-hours", "name": "Checkout hours kept open", "service": "fraud", "metric": "uptime",
            "template": "revenue_protected", "kpi": "orders", "owner": "ana@example.com",
            "versions": [{"from": "2026-01-01", "factors": ["per-hour", {"complement": "returns"}]}]}),
        ),
        (
            "mapping",
            json!({"id": "ranker-right", "name": "Right picks", "service": "ranker", "metric": "accuracy",
            "template": "accuracy_lift", "owner": "ana@example.com",
            "versions": [{"from": "2026-01-01", "factors": ["decisions", "per-decision"]}]}),
        ),
        (
            "follow-up",
            json!({"id": "spare", "title": "Pay for a spare", "owner": "ana@example.com", "from": "2026-10", "due": "2026-11-20",
            "amount": "250.50", "service": "fraud"}),
        ),
        (
            "follow-up",
            json!({"id": "old", "title": "Done before", "owner": "ana@example.com", "from": "2026-08", "due": "2026-09-20",
            "done": "2026-10-30"}),
        ),
        ("follow-up", json!({"id": "later", "title": "Not yet", "owner": "ana@example.com", "from": "2026-11", "due": "2026-12-20"})),
    ];
    let configuration = Configuration::from_items(items.into_iter().map(|(kind, value)| Item::from_value(kind, value).unwrap())).unwrap();
    configuration.check().unwrap();
    configuration
}

/// Roll-ups of September and October, seen from 6 November.
pub fn facts() -> Facts {
    let mut facts = Facts { now_ms: parse_instant("2026-11-06 12:00", zone()).unwrap(), ..Facts::default() };
    uptime(&mut facts, "2026-09", "719", "1");
    uptime(&mut facts, "2026-10", "733.56", "10.44");
    for (month, right, judged, decisions, engaged) in [("2026-09", 93_000, 100_000, 100_000, 40), ("2026-10", 93_420, 100_000, 200_000, 50)]
    {
        put(&mut facts, "ranker/accuracy", month, Summary::Ratio { numerator: Fixed::whole(right), denominator: Fixed::whole(judged) });
        put(&mut facts, "ranker/engagement", month, Summary::Ratio { numerator: Fixed::whole(engaged), denominator: Fixed::whole(100) });
        put(&mut facts, "driver/decisions", month, Summary::Counter { sum: Fixed::whole(decisions) });
        put(&mut facts, "kpi/orders", month, Summary::Counter { sum: Fixed::whole(decisions * 3) });
    }
    facts
}

pub fn uptime(facts: &mut Facts, month: &str, up_h: &str, down_h: &str) {
    let ms = |hours: &str| (hours.parse::<rust_decimal::Decimal>().unwrap() * rust_decimal::Decimal::from(HOUR_MS)).try_into().unwrap();
    put(facts, "fraud/uptime", month, Summary::State { up_ms: ms(up_h), down_ms: ms(down_h), excluded_ms: 0 });
}

/// A month in which every day has a sample.
pub fn put(facts: &mut Facts, series: &str, text: &str, summary: Summary) {
    let window = month(text).window(zone());
    let days = u32::try_from(window.until(facts.now_ms).ms() / (24 * HOUR_MS)).unwrap();
    let last_ms = window.until(facts.now_ms).end_ms - 300_000;
    let down_by_hour_of_week_ms = if series.ends_with("uptime") { vec![0; 168] } else { Vec::new() };
    let measured = MonthSummary { window, summary, intervals_seen: days, last_ms, down_by_hour_of_week_ms };
    facts.months.insert((SeriesKey::parse(series).unwrap(), month(text)), measured);
}

pub fn zone() -> chrono_tz::Tz {
    parse_zone("Asia/Singapore").unwrap()
}

pub fn report(text: &str) -> MonthReport {
    build(&company(), &facts(), month(text)).unwrap()
}

/// With plain spaces, for comparison.
pub fn plain(text: &str) -> String {
    text.replace(crate::format::NBSP, " ")
}
