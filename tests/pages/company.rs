//! A company of two services whose October is worked out by hand, as facts that a test may change.

use domain::config::{Configuration, Item};
use domain::ports::{CategorySection, SeriesPoint, ServiceEvents, ServiceView, Tile};
use domain::sample::{Fixed, MonthSummary, SeriesKey, Summary};
use domain::time::{HOUR_MS, Month, Window, parse_instant, parse_zone};
use domain::value::Facts;
use serde_json::{Value, json};
use tests::Outcome;

pub fn empty() -> Outcome<Configuration> {
    Ok(Configuration::new(serde_json::from_value(json!({"name": "Pasar", "time_zone": "Asia/Singapore", "currency": "USD"}))?))
}

/// Revenue protected: (baseline hours down − hours down) × 1,000 USD/h. It costs 3,000 a month.
pub fn company() -> Outcome<Configuration> {
    let items: [(&str, Value); 10] = [
        ("workspace", json!({"name": "Pasar", "time_zone": "Asia/Singapore", "currency": "USD"})),
        ("person", json!({"email": "ana@example.com", "name": "Ana Reyes", "role": "ml-lead"})),
        ("team", json!({"id": "risk", "name": "Risk", "lead": "ana@example.com"})),
        ("service", json!({"id": "fraud", "name": "Fraud score", "team": "risk"})),
        ("indicator", json!({"service": "fraud", "metric": "uptime"})),
        ("indicator", json!({"service": "fraud", "metric": "engagement"})),
        (
            "driver",
            json!({"id": "per-hour", "name": "revenue per hour", "unit": "USD/h",
            "values": [{"from": "2026-01-01", "value": "1000", "evidence": "record", "source": "ledger", "by": "ana@example.com"}]}),
        ),
        (
            "baseline",
            json!({"service": "fraud", "metric": "uptime", "from": "2026-01-01", "method": "assumption", "value": "0.99",
            "approved_by": "ana@example.com"}),
        ),
        (
            "cost",
            json!({"id": "cloud", "service": "fraud", "part": "cloud", "name": "Cloud",
            "values": [{"from": "2026-08", "per_month": "3000", "by": "ana@example.com"}]}),
        ),
        (
            "mapping",
            json!({"id": "hours", "name": "Checkout hours kept open", "service": "fraud", "metric": "uptime",
            "template": "revenue_protected", "owner": "ana@example.com",
            "versions": [{"from": "2026-01-01", "factors": ["per-hour"]}]}),
        ),
    ];
    let items: Result<Vec<Item>, _> = items.into_iter().map(|(kind, value)| Item::from_value(kind, value)).collect();
    Ok(Configuration::from_items(items?)?)
}

/// September well, October with so many hours up and down; the rest of its 744 is unknown.
pub fn facts(up_h: i64, down_h: i64) -> Outcome<Facts> {
    let zone = parse_zone("Asia/Singapore")?;
    let mut facts = Facts { now_ms: parse_instant("2026-11-06 12:00", zone)?, ..Facts::default() };
    for (text, up_h, down_h) in [("2026-09", 719, 1), ("2026-10", up_h, down_h)] {
        let window = Month::parse(text)?.window(zone);
        let uptime = Summary::State { up_ms: up_h * HOUR_MS, down_ms: down_h * HOUR_MS, excluded_ms: 0 };
        let engagement = Summary::Ratio { numerator: Fixed::whole(40), denominator: Fixed::whole(100) };
        for (series, summary) in [("fraud/uptime", uptime), ("fraud/engagement", engagement)] {
            facts.months.insert((SeriesKey::parse(series)?, Month::parse(text)?), measured(window, summary));
        }
    }
    Ok(facts)
}

fn measured(window: Window, summary: Summary) -> MonthSummary {
    let intervals_seen = u32::try_from(window.ms() / (24 * HOUR_MS)).unwrap_or_default();
    MonthSummary { window, summary, intervals_seen, last_ms: window.end_ms - 300_000, down_by_hour_of_week_ms: vec![0; 168] }
}

/// The service's page for an October of which only the first and the third day are known.
pub fn service_with_a_gap() -> Outcome<ServiceView> {
    let value = |day: u32, value: Option<&str>| -> Outcome<SeriesPoint> {
        Ok(SeriesPoint { day, value: value.map(str::parse).transpose()?, min: None, max: None })
    };
    let metric = domain::metric::find("uptime")?;
    let tile = Tile {
        metric: metric.key.to_owned(),
        name: metric.name.to_owned(),
        sentence: metric.sentence.to_owned(),
        category: metric.category,
        kind: metric.kind,
        statistic: domain::metric::Statistic::Value,
        better: metric.better,
        figure: None,
        qualifier: String::new(),
        unit: "%".to_owned(),
        baseline: None,
        target: Some("99.900\u{a0}%".to_owned()),
        target_met: None,
        coverage: None,
        coverage_enough: false,
        as_of_ms: None,
        late_by_ms: None,
    };
    let series = domain::sample::SeriesKey::parse("fraud/uptime")?;
    let points = vec![value(1, Some("99.5"))?, value(2, None)?, value(3, Some("99.7"))?];
    Ok(ServiceView {
        service: domain::ids::ServiceId::parse("fraud")?,
        name: "Fraud score".to_owned(),
        purpose: String::new(),
        team: "Risk".to_owned(),
        owner_name: "Ana Reyes".to_owned(),
        business_owner_name: String::new(),
        risk_tier: String::new(),
        started: None,
        month: Month::parse("2026-10")?,
        months: Vec::new(),
        time_zone: "Asia/Singapore".to_owned(),
        now_ms: 0,
        headline: "Fraud score has no figure in October".to_owned(),
        totals: None,
        range: None,
        change: None,
        lines: Vec::new(),
        costs: Vec::new(),
        not_claimed: Vec::new(),
        sections: vec![CategorySection { series, tile, business: false, decimals: 1, points, baseline: None, target: None }],
        outages: Vec::new(),
        events: ServiceEvents {
            service: domain::ids::ServiceId::parse("fraud")?,
            from_ms: 0,
            until_ms: 0,
            deployments: Vec::new(),
            incidents: Vec::new(),
            outages: Vec::new(),
            incident_hours: rust_decimal::Decimal::ZERO,
            window_hours: rust_decimal::Decimal::from(24),
            figures: domain::delivery::Figures::default(),
        },
        tests: Vec::new(),
        technical: None,
        business: None,
        trend_months: Vec::new(),
        value: Vec::new(),
        gaps: Vec::new(),
    })
}
