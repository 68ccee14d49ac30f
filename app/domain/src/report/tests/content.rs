use super::*;
use crate::config::Template;
use crate::format;
use crate::value::{ChangeKind, Reason};

#[test]
fn the_month_worked_out_by_hand() {
    let report = report("2026-10");
    let totals = report.ledger.totals;
    let minor = [totals.gains, totals.losses, totals.overlap, totals.benefit, totals.cost, totals.net].map(|money| money.minor);
    assert_eq!(minor, [124_080, -195_000, 0, -70_920, 300_000, -370_920]);
    // −709.20 ÷ 3,000 = −0.2364
    assert_eq!(totals.return_on_cost.unwrap().to_string(), "-0.24");
    assert_eq!(report.previous.unwrap().net.minor, 145_300);
    let by_template: Vec<_> = report.by_template.iter().map(|(template, money)| (*template, money.minor)).collect();
    assert_eq!(by_template, [(Template::RevenueProtected, -195_000), (Template::AccuracyLift, 124_080)]);
    assert_eq!(by_template.iter().map(|(_, minor)| minor).sum::<i64>(), totals.benefit.minor);
    assert_eq!(report.ledger.not_claimed.len(), 1, "engagement is measured and nobody has priced it");
    assert_eq!(report.ledger.not_claimed[0].reason, Reason::NoMapping);
    assert_eq!(report.snapshot, "");
}

#[test]
fn changes_lead_from_net_to_net() {
    let report = report("2026-10");
    let rows: Vec<_> = report.changes.iter().map(|row| (row.name.as_str(), row.kind, row.change.minor)).collect();
    assert_eq!(rows, [("Checkout hours kept open", ChangeKind::Line, -598_000), ("Right picks", ChangeKind::Line, 81_780)]);
    let net_change = report.ledger.totals.net.minor - report.previous.unwrap().net.minor;
    assert_eq!(report.changes.iter().map(|row| row.change.minor).sum::<i64>(), net_change);
}

#[test]
fn the_bridge_says_by_which_causes() {
    let bridge = report("2026-10").bridge.unwrap();
    assert_eq!((bridge.from, bridge.to, bridge.before.minor, bridge.after.minor), (month("2026-09"), month("2026-10"), 145_300, -370_920));
    let bars: Vec<_> = bridge.bars.iter().map(|bar| (bar.title.as_str(), bar.amount.minor)).collect();
    // Fraud: 9.44 h more at 650; October has 24 hours more, of which the same baseline allows 0.24 h, at 650.
    // Ranker: 0.47 × (0.0132 − 0.0090) × 150,000 = 296.10 and 0.47 × 0.0111 × 100,000 = 521.70.
    assert_eq!(bars, [("Time the models were down", -613_600), ("Number of cases and hours", 67_770), ("Models that got better", 29_610)]);
    assert_eq!(bars.iter().map(|bar| bar.1).sum::<i64>(), bridge.after.minor - bridge.before.minor);
    let down = &bridge.bars[0].parts[0];
    assert_eq!(plain(&down.detail), "downtime from 1.00 to 10.44 h");
    assert_eq!(down.mapping.as_ref().map(|id| id.as_str()), Some("fraud-hours"));
    assert!(report("2026-09").bridge.is_none(), "the first month has nothing to come from");
}

#[test]
fn services_add_up_to_the_company() {
    let report = report("2026-10");
    let rows: Vec<_> = report.services.iter().map(|row| (row.name.as_str(), row.totals.net.minor, row.change.unwrap().minor)).collect();
    // Ranker: 1,240.80 − 2,000; September 423 − 2,000. Fraud: −1,950 − 1,000; September 4,030 − 1,000.
    assert_eq!(rows, [("Product ranker", -75_920, 81_780), ("Fraud score", -295_000, -598_000)]);
    assert_eq!(rows.iter().map(|row| row.1).sum::<i64>(), report.ledger.totals.net.minor);
    let nets: Vec<_> = report.services[1].nets.iter().map(|net| net.map(|net| net.minor)).collect();
    assert_eq!(nets.len(), 13);
    // Lines stand in the order of the services, so that page, PDF and JSON give them the same number.
    let lines: Vec<_> = report.ledger.lines.iter().map(|line| line.mapping.as_str()).collect();
    assert_eq!(lines, ["ranker-right", "fraud-hours"]);
    assert_eq!(nets[11..], [Some(303_000), Some(-295_000)]);
    assert!(nets[..11].iter().all(Option::is_none), "before the first sample the value is unknown, not minus its cost");
    assert_eq!((report.services[0].team.as_str(), report.services[0].owner_name.as_str()), ("Risk", "Ana Reyes"));
}

#[test]
fn a_month_without_samples_and_lines_is_unknown() {
    let report = report("2026-10");
    let known: Vec<bool> = report.trend.iter().map(|point| point.totals.is_some()).collect();
    assert_eq!(known.iter().filter(|known| **known).count(), 2);
    assert!(known[11] && known[12]);
    assert_eq!(report.trend[0].month, month("2025-10"));
}

#[test]
fn the_trend_shows_the_priced_indicator_in_printed_units() {
    let report = report("2026-10");
    let fraud = report.service_trends.iter().find(|trend| trend.name == "Fraud score").unwrap();
    let technical = fraud.technical.as_ref().unwrap();
    assert_eq!((technical.title.as_str(), technical.decimals), ("Uptime, %", 3));
    // 719/720 and 733.56/744
    let last: Vec<_> = technical.values[11..].iter().map(|value| value.unwrap().to_string()).collect();
    assert_eq!(last, ["99.861", "98.597"]);
    assert_eq!(technical.baseline.unwrap().to_string(), "99.000");
    assert_eq!(technical.target.unwrap().to_string(), "99.950");
    assert!(technical.values[..11].iter().all(Option::is_none) && technical.gaps.is_empty());
    let business = fraud.business.as_ref().unwrap();
    assert_eq!((business.title.as_str(), business.values[12].unwrap().to_string()), ("Orders, USD", "600000".to_owned()));
    assert_eq!(fraud.value[12].unwrap().minor, -195_000);
    let ranker = report.service_trends.iter().find(|trend| trend.name == "Product ranker").unwrap();
    assert_eq!(ranker.technical.as_ref().unwrap().values[12].unwrap().to_string(), "93.42");
    assert!(ranker.business.is_none());
    assert_eq!(report.service_trends[0].name, "Fraud score", "largest amount first");
}

#[test]
fn low_coverage_is_not_claimed_and_leaves_a_gap() {
    let mut facts = facts();
    // 600 of 744 hours are known: 80.65 %.
    uptime(&mut facts, "2026-10", "599", "1");
    let report = build(&company(), &facts, month("2026-10")).unwrap();
    assert_eq!(report.ledger.lines.len(), 1);
    let refused = report.ledger.not_claimed.iter().find(|seen| seen.name == "Checkout hours kept open").unwrap();
    assert!(matches!(refused.reason, Reason::LowCoverage { .. }));
    assert_eq!(plain(&refused.why), "No figure: coverage 80.6 %, under 90 %");
    assert_eq!(report.ledger.totals.benefit.minor, 124_080);
    let fraud = report.service_trends.iter().find(|trend| trend.name == "Fraud score").unwrap();
    let technical = fraud.technical.as_ref().unwrap();
    assert_eq!((technical.values[12], technical.gaps.as_slice()), (None, &[month("2026-10")][..]));
    assert_eq!(fraud.value[12], None);
    let row = report.coverage.iter().find(|row| row.service_name == "Fraud score").unwrap();
    assert_eq!((row.share.unwrap().to_string(), row.enough), ("0.8065".to_owned(), false));
    let ended = &report.changes[0];
    assert_eq!((ended.kind, ended.change.minor), (ChangeKind::EndedLine, -403_000));
}

#[test]
fn drivers_baselines_and_coverage_as_used() {
    let report = report("2026-10");
    let drivers: Vec<_> = report.drivers.iter().map(|row| (row.id.as_str(), row.value.0.to_string(), row.evidence.as_str())).collect();
    let expected = [("decisions", "200000", "record"), ("per-decision", "0.47", "assumption"), ("per-hour", "1000", "record")];
    assert_eq!(drivers[..3], expected.map(|(id, value, evidence)| (id, value.to_owned(), evidence)));
    assert_eq!((drivers[3].0, report.drivers[3].set_by.as_str()), ("returns", "Ana Reyes"));
    assert!(report.drivers[0].from.is_none(), "a volume is the month's own record");
    let baselines: Vec<_> = report.baselines.iter().map(|row| (row.metric_name.as_str(), row.value.0.to_string())).collect();
    assert_eq!(baselines, [("Uptime", "0.99".to_owned()), ("Accuracy", "0.9210".to_owned())]);
    assert_eq!(report.coverage.len(), 3);
    assert!(report.coverage.iter().all(|row| row.enough && row.last_ms.is_some()));
}

#[test]
fn decisions_are_open_follow_ups() {
    let report = report("2026-10");
    assert_eq!(report.decisions.len(), 1);
    let decision = &report.decisions[0];
    assert_eq!(
        (decision.title.as_str(), decision.amount.unwrap().minor, decision.owner_name.as_str()),
        ("Pay for a spare", 25_050, "Ana Reyes")
    );
    let september = super::report("2026-09");
    assert_eq!(september.decisions.iter().map(|decision| decision.title.as_str()).collect::<Vec<_>>(), ["Done before"]);
}

#[test]
fn a_month_to_date_is_not_compared() {
    let mut facts = facts();
    // 5 days and a half: 132 h, 0.5 h down; baseline 1.32 h; (1.32 − 0.50) × 1000 × 0.65 = 533.00; cost 132/720 of 3,000 = 550.00.
    uptime(&mut facts, "2026-11", "131.5", "0.5");
    let report = build(&company(), &facts, month("2026-11")).unwrap();
    assert!(report.ledger.to_date && report.previous.is_none() && report.changes.is_empty() && report.reasons.is_empty());
    assert!(report.bridge.is_none());
    assert_eq!((report.ledger.totals.benefit.minor, report.ledger.totals.cost.minor), (53_300, 55_000));
    assert!(report.services.iter().all(|row| row.change.is_none()));
    assert_eq!(report.as_of_ms, facts.now_ms);
    assert!(plain(&report.lead).starts_with("Figures run to 6 Nov 2026, 12:00; a part of a month is not compared with a whole one."));
}

#[test]
fn the_same_facts_give_the_same_json() {
    let json = serde_json::to_string(&report("2026-10")).unwrap();
    assert_eq!(json, serde_json::to_string(&report("2026-10")).unwrap());
    let back: MonthReport = serde_json::from_str(&json).unwrap();
    assert_eq!(back, report("2026-10"));
    assert_eq!(format::whole(back.ledger.totals.net), "−3,709");
}
