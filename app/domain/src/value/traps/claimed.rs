//! What is claimed of what was measured.

use serde_json::json;

use super::Company;
use crate::evidence::Grade;
use crate::sample::Summary;
use crate::time::HOUR_MS;
use crate::value::Reason;

fn baseline(metric: &str, value: &str) -> serde_json::Value {
    json!({"service": "ranker", "metric": metric, "from": "2026-01-01", "method": "assumption", "value": value, "approved_by": "dewi@example.com"})
}

#[test]
fn all_outage_revenue_taken_as_lost() {
    // 5.208 h would have been lost, 2 were; of the 1,000.00 of an hour 40 % return later: 3.21 × 1,000.00 × 0.6.
    let company = Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "uptime"}))
        .with("baseline", baseline("uptime", "0.9930"))
        .driver("hour", "USD/h", "1000", "record")
        .driver("returns", "1", "0.4", "record")
        .with(
            "mapping",
            json!({"id": "up", "name": "up", "service": "ranker", "template": "revenue_protected", "metric": "uptime",
                "owner": "ana@example.com", "versions": [{"from": "2026-01-01", "factors": ["hour", {"complement": "returns"}]}]}),
        )
        .month("ranker/uptime", "2026-10", Summary::State { up_ms: 742 * HOUR_MS, down_ms: 2 * HOUR_MS, excluded_ms: 0 });
    assert_eq!(company.ledger("2026-10").lines[0].amount.minor, 192_600);
}

#[test]
fn margin_called_revenue() {
    // Revenue is no contribution: it stands apart until a margin of 25 % converts 1,000.00 to 250.00.
    let shop = |margin: serde_json::Value| {
        let mut version = json!({"from": "2026-01-01", "factors": ["sales"]});
        version.as_object_mut().unwrap().extend(margin.as_object().unwrap().clone());
        Company::new()
            .driver("sales", "USD", "1000", "record")
            .driver("margin", "1", "0.25", "record")
            .with(
                "mapping",
                json!({"id": "m", "name": "m", "service": "ranker", "template": "own_chain", "basis": "revenue", "owner": "ana@example.com",
                    "versions": [version]}),
            )
            .ledger("2026-10")
    };
    let apart = shop(json!({}));
    assert_eq!(apart.totals.benefit.minor, 0);
    assert!(matches!(apart.not_claimed[0].reason, Reason::OtherBasis { .. }));
    assert_eq!(shop(json!({"margin": "margin"})).lines[0].amount.minor, 25_000);
}

#[test]
fn baseline_chosen_by_the_claimant() {
    let company = |approver: &str| {
        Company::new()
            .with("indicator", json!({"service": "ranker", "metric": "hours-by-hand"}))
            .with(
                "baseline",
                json!({"service": "ranker", "metric": "hours-by-hand", "from": "2026-01-01", "method": "months",
                    "months": ["2025-10", "2025-11", "2025-12"], "value": "50", "approved_by": approver}),
            )
            .driver("rate", "USD/h", "20", "record")
            .chain("hand", &["rate"], json!({"metric": "hours-by-hand", "template": "team_time"}))
    };
    let refused = company("ana@example.com").refused();
    assert!(refused.contains("ana@example.com owns the mapping and approved its baseline"), "{refused}");
    company("dewi@example.com").configuration();
}

#[test]
fn attributed_summed_with_incremental() {
    let ledger = Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "attributed-revenue"}))
        .driver("earned", "USD", "300", "assumption")
        .chain("m", &["earned"], json!({}))
        .counter("ranker/attributed-revenue", "2026-10", 90_000)
        .ledger("2026-10");
    assert_eq!(ledger.totals.benefit.minor, 30_000);
    let apart = &ledger.not_claimed[0];
    assert!(apart.reason == Reason::Attributed && apart.why.contains("never added"), "{}", apart.why);
}

#[test]
fn losses_hidden() {
    // (0.90 − 0.92) × 100,000 × 0.50, beside a gain of 300.00.
    let ledger = Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "accuracy"}))
        .with("baseline", baseline("accuracy", "0.92"))
        .driver("cases", "transaction", "100000", "record")
        .driver("worth", "USD/transaction", "0.50", "record")
        .driver("earned", "USD", "300", "assumption")
        .chain("worse", &["cases", "worth"], json!({"metric": "accuracy", "template": "accuracy_lift"}))
        .chain("gain", &["earned"], json!({}))
        .ratio("ranker/accuracy", "2026-10", 900, 1000)
        .ledger("2026-10");
    let totals = ledger.totals;
    assert_eq!((totals.gains.minor, totals.losses.minor, totals.benefit.minor), (30_000, -100_000, -70_000));
    assert!(ledger.lines.iter().any(|line| line.owner.as_str() == "ana@example.com" && line.amount.is_loss()), "a loss has its owner");
}

#[test]
fn intervals_added_end_to_end() {
    // Two independent lines of 100.00, each from 90 to 110 in four of five cases. Added end to end 180 to 220; drawn together the standard
    // deviation is √2 as wide: 200 ± 14.14.
    let stated = |id: &str| {
        json!({"id": id, "name": id, "unit": "USD", "values": [{"from": "2026-01-01", "value": "100", "low": "90", "high": "110",
            "confidence": 80, "shape": "normal", "evidence": "assumption", "source": "somewhere", "by": "dewi@example.com"}]})
    };
    let ledger = Company::new()
        .with("driver", stated("one"))
        .with("driver", stated("two"))
        .chain("a", &["one"], json!({}))
        .chain("b", &["two"], json!({}))
        .ranges("2026-10");
    let range = ledger.range.unwrap();
    assert!((range.low.to_f64() - 185.86).abs() < 0.8 && (range.high.to_f64() - 214.14).abs() < 0.8, "{range:?}");
}

#[test]
fn total_rounded_apart_from_its_rows() {
    // Three lines of 0.333 are 0.33 each, and 0.99 together; their unrounded sum would print as 1.00.
    let ledger = ["a", "b", "c"]
        .iter()
        .fold(Company::new().driver("third", "USD", "0.333", "record"), |company, id| company.chain(id, &["third"], json!({})))
        .ledger("2026-10");
    assert_eq!((ledger.lines.iter().map(|line| line.amount.minor).collect::<Vec<_>>(), ledger.totals.net.minor), (vec![33, 33, 33], 99));
}

#[test]
fn constants_that_turn_into_measured() {
    // Calling a constant a test gives it no grade: only a recorded test does.
    for evidence in ["test", "assumption"] {
        let ledger = Company::new().driver("lift", "USD", "300", evidence).chain("m", &["lift"], json!({})).ledger("2026-10");
        assert_eq!(ledger.lines[0].grade, Grade::D, "{evidence}");
    }
}
