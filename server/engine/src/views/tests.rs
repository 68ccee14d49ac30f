//! Two services with hand-made roll-ups. Fraud score: uptime priced at 1,000 USD/h; October 744 h with 2.44 h down, baseline 0.99:
//! (7.44 − 2.44) × 1000 = 5,000.00. Product ranker: response time and predictions, not priced; cost 744.00 a month.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use domain::config::{Change, Configuration, Edge, Item, NodeId};
use domain::delivery::{Chosen, History};
use domain::evidence::Standing;
use domain::ids::{MappingId, ServiceId};
use domain::ports::Preview;
use domain::sample::{Fixed, MonthSummary, SeriesKey, Summary};
use domain::time::{DAY_MS, HOUR_MS, Month, SLOT_MS, parse_instant};
use domain::value::Facts;
use serde_json::{Value, json};

use super::*;

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn at(text: &str) -> i64 {
    parse_instant(text, chrono_tz::UTC).unwrap()
}

fn company() -> Configuration {
    let items: Vec<(&str, Value)> = vec![
        ("workspace", json!({"name": "Pasar", "time_zone": "UTC", "currency": "USD"})),
        ("person", json!({"email": "ana@example.com", "name": "Ana Reyes", "role": "ml-lead"})),
        ("team", json!({"id": "risk", "name": "Risk", "lead": "ana@example.com"})),
        ("service", json!({"id": "fraud", "name": "Fraud score", "team": "risk", "purpose": "Stops stolen cards."})),
        ("service", json!({"id": "ranker", "name": "Product ranker", "team": "risk"})),
        ("indicator", json!({"service": "fraud", "metric": "uptime"})),
        ("indicator", json!({"service": "fraud", "metric": "accuracy"})),
        ("indicator", json!({"service": "ranker", "metric": "latency"})),
        ("indicator", json!({"service": "ranker", "metric": "predictions"})),
        ("kpi", json!({"id": "orders", "name": "Orders", "unit": "USD", "kind": "counter"})),
        ("kpi", json!({"id": "visits", "name": "Visits", "unit": "visit", "kind": "counter"})),
        ("objective", json!({"id": "grow", "name": "Earn more per visit", "owner": "ana@example.com", "kpis": ["orders"]})),
        ("objective", json!({"id": "trust", "name": "Be trusted", "kpis": []})),
        ("edge", json!({"from": "objective:trust", "to": "kpi:orders"})),
        (
            "driver",
            json!({"id": "per-hour", "name": "revenue per hour", "unit": "USD/h",
            "values": [{"from": "2026-01-01", "value": "1000", "by": "ana@example.com"}]}),
        ),
        ("driver", json!({"id": "sales", "name": "sales", "unit": "USD", "series": {"kpi": "orders"}})),
        (
            "baseline",
            json!({"service": "fraud", "metric": "uptime", "from": "2026-01-01", "method": "assumption", "value": "0.99",
            "approved_by": "ana@example.com"}),
        ),
        ("target", json!({"service": "fraud", "metric": "uptime", "from": "2026-01", "value": "0.9995", "owner": "ana@example.com"})),
        (
            "target",
            json!({"service": "ranker", "metric": "latency", "statistic": "p99", "from": "2026-01", "value": "400", "owner": "ana@example.com"}),
        ),
        (
            "cost",
            json!({"id": "ranker-cloud", "service": "ranker", "part": "cloud", "name": "Cloud",
            "values": [{"from": "2026-08", "per_month": "744", "by": "ana@example.com"}]}),
        ),
        (
            "mapping",
            json!({"id": "fraud-hours", "name": "Checkout hours kept open", "service": "fraud", "metric": "uptime",
            "template": "revenue_protected", "kpi": "orders", "owner": "ana@example.com",
            "versions": [{"from": "2026-01-01", "factors": ["per-hour"]}]}),
        ),
        (
            "mapping",
            json!({"id": "fraud-sales", "name": "Sales share", "service": "fraud", "template": "own_chain", "owner": "ana@example.com",
            "versions": [{"from": "2026-01-01", "factors": ["sales"], "retired": true}]}),
        ),
    ];
    let configuration = Configuration::from_items(items.into_iter().map(|(kind, value)| Item::from_value(kind, value).unwrap())).unwrap();
    configuration.check().unwrap();
    configuration
}

fn put(facts: &mut Facts, series: &str, text: &str, summary: Summary, last_ms: i64) {
    let window = month(text).window(chrono_tz::UTC);
    let days = u32::try_from(window.until(facts.now_ms).ms() / DAY_MS).unwrap();
    let seen = if series.ends_with("latency") || series.ends_with("predictions") { days * 288 } else { days };
    let measured = MonthSummary { window, summary, intervals_seen: seen, last_ms, down_by_hour_of_week_ms: vec![0; 168] };
    facts.months.insert((SeriesKey::parse(series).unwrap(), month(text)), measured);
}

fn facts() -> Facts {
    let mut facts = Facts { now_ms: at("2026-11-06 12:00"), ..Facts::default() };
    let end = at("2026-11-01") - SLOT_MS;
    let down_ms = 244 * HOUR_MS / 100;
    put(&mut facts, "fraud/uptime", "2026-10", Summary::State { up_ms: 744 * HOUR_MS - down_ms, down_ms, excluded_ms: 0 }, end);
    let bounds = vec![Fixed::whole(100), Fixed::whole(500)];
    let counts = vec![Fixed::whole(90), Fixed::whole(10), Fixed::ZERO];
    put(&mut facts, "ranker/latency", "2026-10", Summary::Histogram { bounds, counts }, end);
    put(&mut facts, "ranker/predictions", "2026-10", Summary::Counter { sum: Fixed::whole(1_240) }, end);
    put(&mut facts, "kpi/orders", "2026-10", Summary::Counter { sum: Fixed::whole(90_000) }, end);
    facts
}

#[test]
fn the_snapshot_is_the_same_for_the_same_month_and_no_other() {
    let report = month_report(&company(), &facts(), month("2026-10"), domain::close::State::Open).unwrap();
    assert_eq!(report.snapshot.len(), 64);
    assert_eq!(report.snapshot, snapshot(&report).unwrap());
    let mut moved = facts();
    moved.months.get_mut(&(SeriesKey::parse("ranker/predictions").unwrap(), month("2026-10"))).unwrap().last_ms -= 1;
    assert_ne!(month_report(&company(), &moved, month("2026-10"), domain::close::State::Open).unwrap().snapshot, report.snapshot);
}

#[test]
fn services_are_listed_with_their_state() {
    let rows = services(&company(), &facts(), month("2026-10")).unwrap();
    assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Fraud score", "Product ranker"]);
    assert_eq!(rows[0].totals.unwrap().net.minor, 500_000);
    assert_eq!(rows[0].nets.iter().flatten().count(), 1);
    let uptime = &rows[0].tiles[0];
    // 741.56 of 744 hours.
    assert_eq!(uptime.figure.as_deref(), Some("99.672\u{a0}%"));
    assert_eq!((uptime.target.as_deref(), uptime.target_met), (Some("99.950\u{a0}%"), Some(false)));
    assert_eq!(uptime.late_by_ms, None, "a month that is over is not late");
    assert_eq!(rows[0].gaps, ["Accuracy: nothing was measured in October 2026."]);
    // p99 has the target: rank 99 of 100 lies 9/10 into 100–500 ms.
    let latency = &rows[1].tiles[0];
    assert_eq!((latency.figure.as_deref(), latency.qualifier.as_str(), latency.target_met), (Some("460\u{a0}ms"), "p99", Some(false)));
}

#[test]
fn late_data_is_told_by_cadence() {
    let (configuration, mut facts) = (company(), facts());
    // Uptime is due every 5 minutes: late after 10. The newest slot is 25 minutes old.
    let up_ms = facts.now_ms - at("2026-11-01") - 25 * 60_000;
    let newest = facts.now_ms - 25 * 60_000;
    put(&mut facts, "fraud/uptime", "2026-11", Summary::State { up_ms, down_ms: 0, excluded_ms: 0 }, newest);
    // A daily series is late after 2 days; this one's newest sample is from the month before.
    let ratio = Summary::Ratio { numerator: Fixed::whole(9), denominator: Fixed::whole(10) };
    put(&mut facts, "fraud/accuracy", "2026-10", ratio, at("2026-10-31"));
    let rows = services(&configuration, &facts, month("2026-11")).unwrap();
    let uptime = &rows.iter().find(|row| row.name == "Fraud score").unwrap().tiles[0];
    assert_eq!((uptime.late_by_ms, uptime.qualifier.as_str()), (Some(15 * 60_000), "month to date"));
    let gaps = &rows.iter().find(|row| row.name == "Fraud score").unwrap().gaps;
    assert_eq!(
        gaps[..],
        [
            "Uptime: late. The newest sample is from 6 Nov 2026, 11:35.".to_owned(),
            "Accuracy: nothing was measured in November 2026. The newest sample is from 31 Oct 2026, 00:00.".to_owned()
        ]
    );
}

#[test]
fn a_service_has_its_month_by_day() {
    let id = ServiceId::parse("fraud").unwrap();
    let series = SeriesKey::parse("fraud/uptime").unwrap();
    let day = Summary::State { up_ms: 23 * HOUR_MS, down_ms: HOUR_MS, excluded_ms: 0 };
    let days = BTreeMap::from([((series, 3), day), ((SeriesKey::parse("kpi/orders").unwrap(), 3), Summary::Counter { sum: Fixed::ONE })]);
    let start = at("2026-10-03 02:00");
    let spans = [(start, start + 147 * 60_000)];
    let seen = |id: &ServiceId| {
        let window = month("2026-10").window(chrono_tz::UTC);
        let events = events(id, &History::default(), &Chosen::new(), &company().settings, window, window.end_ms);
        Seen { days: &days, outages: &spans, events }
    };
    let view = service(&company(), &facts(), &id, month("2026-10"), &[month("2026-10")], seen(&id)).unwrap();
    assert_eq!(
        view.headline.replace('\u{a0}', " "),
        "Fraud score earned USD 5,000 in October, its first month measured. We avoided 5.0 hours of downtime, worth about USD 5,000."
    );
    let names: Vec<_> = view.sections.iter().map(|section| (section.tile.name.as_str(), section.business)).collect();
    assert_eq!(names, [("Uptime", false), ("Accuracy", false), ("Orders", true)]);
    let points = &view.sections[0].points;
    assert_eq!(points.len(), 31);
    // 23 of 24 hours; a day without samples is a gap.
    assert_eq!((points[2].value.unwrap().to_string(), points[3].value), ("95.833".to_owned(), None));
    assert_eq!(view.sections[0].target.unwrap().to_string(), "99.950");
    assert_eq!(view.outages, [(spans[0].0, spans[0].1, "2\u{a0}h 27\u{a0}min".to_owned())]);
    assert_eq!((view.lines.len(), view.value.len(), view.trend_months.len()), (1, 13, 13));
    assert_eq!(view.technical.unwrap().title, "Uptime, %");
    assert_eq!(view.business.unwrap().values[12].unwrap().to_string(), "90000");
    assert!(view.costs.is_empty(), "the other service's cost is not here");
    let nobody = ServiceId::parse("nobody").unwrap();
    assert!(service(&company(), &facts(), &nobody, month("2026-10"), &[], seen(&nobody)).is_err());
}

#[test]
fn the_value_map_carries_money_up_once() {
    let view = value_map(&company(), &facts(), month("2026-10")).unwrap();
    let names: Vec<_> = view.roots.iter().map(|root| (root.name.as_str(), root.amount.map(|amount| amount.minor))).collect();
    assert_eq!(
        names,
        [
            ("Earn more per visit", Some(500_000)),
            ("Be trusted", Some(500_000)),
            ("Visits", None),
            ("Accuracy", None),
            ("Response time", None),
            ("Predictions", None)
        ]
    );
    let (listed, drawn) = (&view.roots[0].children[0], &view.roots[1].children[0]);
    assert_eq!((listed.name.as_str(), listed.removable, drawn.removable), ("Orders", false, true));
    let line = &listed.children[0];
    assert_eq!((line.name.as_str(), line.note.as_str(), line.amount.unwrap().minor), ("Uptime", "Fraud score", 500_000));
    assert_eq!(line.mapping.as_ref().unwrap().as_str(), "fraud-hours");
    assert_eq!((view.n_mappings, view.total.minor, view.unattached.len()), (1, 500_000, 0));
}

#[test]
fn two_ways_down_to_a_mapping_count_it_once() {
    let mut configuration = company();
    let node = |text: &str| NodeId::parse(text).unwrap();
    configuration.edges.insert(Edge { from: node("objective:grow"), to: node("kpi:visits") });
    configuration.edges.insert(Edge { from: node("kpi:visits"), to: node("kpi:orders") });
    let view = value_map(&configuration, &facts(), month("2026-10")).unwrap();
    assert_eq!(view.roots[0].children.len(), 2);
    assert_eq!(view.roots[0].amount.unwrap().minor, 500_000);
}

#[test]
fn a_hierarchy_that_doubles_at_every_level_is_still_drawn() {
    let mut configuration = company();
    let node = |level: usize, side: char| NodeId::parse(&format!("kpi:k{level}{side}")).unwrap();
    for level in 0..22 {
        for (from, to) in [('a', 'a'), ('a', 'b'), ('b', 'a'), ('b', 'b')] {
            configuration.edges.insert(Edge { from: node(level, from), to: node(level + 1, to) });
        }
    }
    configuration.edges.insert(Edge { from: NodeId::parse("objective:trust").unwrap(), to: node(0, 'a') });
    fn count(nodes: &[domain::ports::NodeView]) -> usize {
        nodes.iter().map(|node| 1 + count(&node.children)).sum()
    }
    assert!(count(&value_map(&configuration, &facts(), month("2026-10")).unwrap().roots) < 5_000);
}

#[test]
fn the_editor_gets_inputs_or_the_reason() {
    let (configuration, facts) = (company(), facts());
    let id = MappingId::parse("fraud-hours").unwrap();
    let october = mapping_inputs(&configuration, &facts, &id, month("2026-10")).unwrap();
    assert_eq!(october.saved.unwrap().amount.minor, 500_000);
    assert!(october.problem.is_none());
    assert_eq!(domain::value::evaluate(&october.input.unwrap()).unwrap().amount.minor, 500_000);
    let september = mapping_inputs(&configuration, &facts, &id, month("2026-09")).unwrap();
    assert!(september.input.is_none() && september.saved.is_none());
    assert!(september.problem.unwrap().contains("nothing was measured of uptime in September"));
    assert!(mapping_inputs(&configuration, &facts, &MappingId::parse("none").unwrap(), month("2026-10")).is_err());
    let mapping = configuration.mappings[&id].clone();
    let preview = Preview { version: mapping.versions[0].clone(), mapping, month: month("2026-10") };
    assert_eq!(domain::value::evaluate(&preview_inputs(&configuration, &facts, &preview).unwrap().input).unwrap().amount.minor, 500_000);
}

#[test]
fn drivers_with_their_volumes_and_uses() {
    let view = drivers(&company(), &facts(), month("2026-10")).unwrap();
    assert_eq!(view.volumes, [("sales".to_owned(), Some(90_000.into()))]);
    let uses: Vec<_> = view.uses.iter().map(|(driver, mappings)| (driver.as_str(), mappings[0].as_str())).collect();
    assert_eq!(uses, [("per-hour", "fraud-hours"), ("sales", "fraud-sales")]);
    assert_eq!(drivers(&company(), &facts(), month("2026-09")).unwrap().volumes[0].1, None);
}

#[test]
fn months_and_the_one_that_opens_first() {
    let (configuration, mut facts) = (company(), facts());
    let rows = months(&configuration, &facts, &crate::flows::cache::Stages::default()).unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.month.to_string(), row.n_lines, row.to_date)).collect::<Vec<_>>(),
        [("2026-10".into(), 1, false)]
    );
    assert_eq!(default_month(&configuration, &facts).unwrap(), month("2026-10"));
    facts.months.clear();
    assert_eq!(default_month(&configuration, &facts).unwrap(), month("2026-11"));
}

#[test]
fn a_test_stands_in_the_running_month_as_it_does_today() {
    let mut configuration = company();
    for (id, valid_until) in [("lasts", "2026-11-28"), ("gone", "2026-11-05")] {
        let test = json!({"id": id, "service": "fraud", "kind": "proportion", "from": "2026-05-01", "to": "2026-05-31", "exposed_share": "1",
            "valid_until": valid_until, "control": {"n": 1000, "successes": 100}, "treatment": {"n": 1000, "successes": 150}});
        configuration = configuration.with(&Change::Put(Box::new(Item::from_value("test", test).unwrap()))).unwrap();
    }
    let (facts, today) = (facts(), domain::time::parse_day("2026-11-06").unwrap());
    let of = |text: &str| {
        let page = evidence::Evidence { configuration: &configuration, facts: &facts, ledger: None, month: month(text), today };
        let view = page.view(Vec::new(), &domain::ports::PlanQuestion::default()).unwrap();
        view.tests.iter().map(|test| (test.test.id.to_string(), test.standing)).collect::<Vec<_>>()
    };
    let (lasts, gone) = ("lasts".to_owned(), "gone".to_owned());
    // Both were in force when October ended.
    assert_eq!(of("2026-10"), [(gone.clone(), Standing::InForce), (lasts.clone(), Standing::InForce)]);
    assert_eq!(of("2026-11"), [(gone, Standing::Expired), (lasts, Standing::InForce)]);
}
