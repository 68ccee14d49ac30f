//! Lifts: of whom, of what, how far, and for how long.

use serde_json::{Value, json};

use super::Company;
use crate::evidence::Grade;
use crate::value::{Ledger, Reason, chain_line};

/// Of 10,000 visitors each, 500 bought at an accuracy of 0.92 and 560 at 0.95: a lift of 0.0060, 12 %, and 0.2 per accuracy.
pub(super) fn test(more: Value) -> Value {
    let mut test = json!({"id": "t", "service": "ranker", "metric": "accuracy", "kind": "proportion", "from": "2026-05-01", "to": "2026-05-31",
        "valid_until": "2026-12-31", "exposed_share": "0.5",
        "control": {"n": 10000, "successes": 500, "indicator": "0.92"}, "treatment": {"n": 10000, "successes": 560, "indicator": "0.95"}});
    test.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    test
}

pub(super) fn mapping(template: &str, metric: Option<&str>, effect: Value, factors: &[&str]) -> Value {
    let mut mapping = json!({"id": "m", "name": "m", "service": "ranker", "template": template, "owner": "ana@example.com",
        "versions": [{"from": "2026-01-01", "effect": effect, "factors": factors}]});
    if let Some(metric) = metric {
        mapping["metric"] = json!(metric);
    }
    mapping
}

pub(super) fn company(test: Value, mapping: Value) -> Company {
    Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "accuracy"}))
        .with(
            "baseline",
            json!({"service": "ranker", "metric": "accuracy", "from": "2026-01-01", "method": "months", "value": "0.9200",
            "months": ["2025-10", "2025-11", "2025-12"], "approved_by": "dewi@example.com"}),
        )
        .with("driver", json!({"id": "visitors", "name": "visitors", "unit": "visitor", "series": {"id": "push"}}))
        .with("driver", json!({"id": "orders", "name": "orders", "unit": "order", "series": {"id": "push"}}))
        .driver("worth", "USD/order", "10", "record")
        .with("test", test)
        .with("mapping", mapping)
        .counter("driver/visitors", "2026-10", 100_000)
        .counter("driver/orders", "2026-10", 4_000)
        .ratio("ranker/accuracy", "2026-10", 9_400, 10_000)
}

fn lift(effect: Value, factors: &[&str]) -> Company {
    company(test(json!({})), mapping("direct_test_lift", None, effect, factors))
}

fn only(ledger: &Ledger) -> (i64, Grade, String) {
    let line = &ledger.lines[0];
    (line.amount.minor, line.grade, chain_line(&line.chain).replace(crate::format::NBSP, " "))
}

#[test]
fn conversion_through_quality_is_a_slope() {
    // (0.94 − 0.92) × 0.2 × 0.5 × 100,000 × 10 = 2,000.00; the baseline from records makes it C.
    let with = |test| company(test, mapping("conversion_through_quality", Some("accuracy"), json!({"test": "t"}), &["visitors", "worth"]));
    let ledger = with(test(json!({}))).ledger("2026-10");
    let (amount, grade, chain) = only(&ledger);
    assert_eq!((amount, grade), (200_000, Grade::C));
    assert_eq!(chain, "(0.9400 − 0.9200) × 0.2 order/visitor × 0.5 × 100,000 visitor × 10 USD/order");
    // Everything reached: the share of 1 is not printed.
    let all = only(&with(test(json!({"exposed_share": "1"}))).ledger("2026-10"));
    assert_eq!((all.0, all.2.contains("0.5")), (400_000, false));
}

#[test]
fn the_report_lists_the_tests_it_rests_on() {
    let mapping = mapping("conversion_through_quality", Some("accuracy"), json!({"test": "t"}), &["visitors", "worth"]);
    let report = company(test(json!({})), mapping).report("2026-10");
    let [row] = &report.tests[..] else { unreachable!("{:?}", report.tests) };
    // 560 ÷ 10,000 − 500 ÷ 10,000 = 0.0060; over 0.95 − 0.92 it is 0.2, as in the chain.
    let shown = |shown: crate::evidence::Estimated| shown.value.0.normalize().to_string();
    assert_eq!((row.lift.map(shown), row.counted.map(shown)), (Some("0.006".into()), Some("0.2".into())));
    assert_eq!((row.shrunk, row.grade, row.verdict().as_str()), (None, Some(Grade::B), "Valid, grade B"));
    assert_eq!(crate::report::TestRow::arm_words(&row.treatment), "560 of 10,000");
    // What is refused is there with its reason.
    let split = json!({"treatment": {"n": 11000, "successes": 616, "indicator": "0.95"}});
    let refused = lift_of(test(split)).report("2026-10");
    assert_eq!(refused.tests[0].verdict(), "Not valid");
    let reason = "The split failed its check: 10,000 against 11,000 units, planned 0.5 to 0.5 (p < 0.001); the test earns nothing";
    assert_eq!(refused.tests[0].reasons[0], reason);
}

fn lift_of(test: Value) -> Company {
    company(test, mapping("direct_test_lift", None, json!({"test": "t"}), &["visitors", "worth"]))
}

#[test]
fn outside_the_tested_range_the_figure_stops_at_its_edge() {
    let mapping = mapping("conversion_through_quality", Some("accuracy"), json!({"test": "t"}), &["visitors", "worth"]);
    let ledger = company(test(json!({})), mapping).ratio("ranker/accuracy", "2026-10", 9_700, 10_000).ledger("2026-10");
    // (0.95 − 0.92) × 0.2 × 0.5 × 100,000 × 10
    assert_eq!(ledger.lines[0].amount.minor, 300_000);
    let note = ledger.lines[0].notes[0].replace(crate::format::NBSP, " ");
    assert_eq!(note, "Accuracy was 97.00 %; nothing above 95.00 % was tested, and the figure stops there");
    assert_eq!(ledger.not_claimed[0].reason, Reason::OutsideRange);
}

#[test]
fn a_range_that_reaches_beyond_the_tested_levels_is_told() {
    // The test knows 0.92 to 0.95. A baseline of 0.9300, from 0.9100 to 0.9400, is counted from 0.9200.
    let mapping = mapping("conversion_through_quality", Some("accuracy"), json!({"test": "t"}), &["visitors", "worth"]);
    let company = company(test(json!({})), mapping).with(
        "baseline",
        json!({"service": "ranker", "metric": "accuracy", "from": "2026-02-01", "method": "assumption", "value": "0.9300", "low": "0.9100",
            "high": "0.9400", "approved_by": "dewi@example.com"}),
    );
    let baseline = company.input("m", "2026-10").indicator.unwrap().held().baseline.clone();
    assert_eq!([baseline.low, baseline.high].map(|end| end.unwrap().0.to_string()), ["0.92", "0.9400"]);
    let ledger = company.ledger("2026-10");
    let note = ledger.lines[0].notes[0].replace(crate::format::NBSP, " ");
    assert_eq!(
        note,
        "The baseline of accuracy is stated from 91.00 % to 94.00 %; its range is counted within the tested 92.00 % to 95.00 %"
    );
    assert!(ledger.not_claimed.is_empty(), "the figure itself lies within");
}

#[test]
fn lift_on_unexposed_traffic() {
    // 0.006 × 0.5 × 100,000 × 10; counted once where the volume holds exposed units alone.
    assert_eq!(only(&lift(json!({"test": "t"}), &["visitors", "worth"]).ledger("2026-10")).0, 300_000);
    let exposed = lift(json!({"test": "t", "volume_is_exposed": true}), &["visitors", "worth"]);
    assert_eq!(only(&exposed.ledger("2026-10")), (600_000, Grade::B, "0.006 order/visitor × 100,000 visitor × 10 USD/order".to_owned()));
    let mut unknown = test(json!({}));
    unknown.as_object_mut().unwrap().remove("exposed_share");
    let refused = company(unknown, mapping("direct_test_lift", None, json!({"test": "t"}), &["visitors", "worth"])).refused();
    assert!(refused.contains("states no exposed share"), "{refused}");
}

#[test]
fn lift_types_mixed() {
    // Relative: 12 % × 0.5 × 4,000 orders × 10. An absolute lift does not multiply orders, nor a relative one visitors.
    assert_eq!(only(&lift(json!({"test": "t", "lift": "relative"}), &["orders", "worth"]).ledger("2026-10")).0, 240_000);
    let refused = lift(json!({"test": "t"}), &["orders", "worth"]).refused();
    assert!(refused.contains("the lift of a share multiplies exposed units"), "{refused}");
    let refused = lift(json!({"test": "t", "lift": "relative"}), &["visitors", "worth"]).refused();
    assert!(
        refused.contains("left over") && refused.contains("for exposed units such as visitor leave lift = \"relative\" out"),
        "{refused}"
    );
    let slope = mapping("conversion_through_quality", Some("accuracy"), json!({"test": "t", "lift": "relative"}), &["visitors", "worth"]);
    assert!(company(test(json!({})), slope).refused().contains("a slope is an absolute lift"));
}

#[test]
fn novelty_and_annualising() {
    // In force until 31 December 2026; one grade lower until 2 August 2027 (214 days more); then not claimed.
    let of = |valid_until: &str, to: &str| {
        let test = test(json!({"valid_until": valid_until, "to": to}));
        company(test, mapping("direct_test_lift", None, json!({"test": "t"}), &["visitors", "worth"])).ledger("2026-10")
    };
    assert_eq!(only(&of("2026-10-31", "2026-05-31")).1, Grade::B);
    let expired = of("2026-10-30", "2026-05-31");
    assert_eq!(only(&expired).1, Grade::C);
    assert!(expired.lines[0].notes[0].contains("one grade lower"), "{:?}", expired.lines[0].notes);
    // Valid for 30 days, and 30 days more: until 30 July.
    let gone = of("2026-06-30", "2026-05-31");
    assert!(gone.lines.is_empty() && gone.not_claimed[0].why.contains("a second term has passed"), "{:?}", gone.not_claimed);
    let early = of("2027-10-30", "2026-11-20");
    assert!(early.lines.is_empty() && early.not_claimed[0].why.contains("had not ended"));
}

#[test]
fn a_month_to_date_asks_for_a_tests_term_today() {
    // It is 10 January 2027: a test that is valid until the 28th counts in full, one until the 10th on its last day; one until the 9th has expired.
    let of = |valid_until: &str| {
        let company = company(
            test(json!({"valid_until": valid_until})),
            mapping("direct_test_lift", None, json!({"test": "t"}), &["visitors", "worth"]),
        );
        let ledger = company.counter("driver/visitors", "2027-01", 30_000).ledger("2027-01");
        (only(&ledger).1, ledger.lines[0].notes.len())
    };
    assert_eq!([of("2027-01-28"), of("2027-01-10"), of("2027-01-09")], [(Grade::B, 0), (Grade::B, 0), (Grade::C, 1)]);
}

#[test]
fn a_test_that_fails_its_checks_earns_nothing() {
    for (failed, why) in [
        (json!({"stopped_early": true}), "earns nothing"),
        (json!({"mixed_assignment": true}), "earns nothing"),
        (json!({"treatment": {"n": 11000, "successes": 616, "indicator": "0.95"}}), "The split failed its check"),
    ] {
        let ledger =
            company(test(failed), mapping("direct_test_lift", None, json!({"test": "t"}), &["visitors", "worth"])).ledger("2026-10");
        assert!(ledger.lines.is_empty() && ledger.not_claimed[0].why.contains(why), "{:?}", ledger.not_claimed);
    }
}

#[test]
fn engagement_through_latency_counts_per_100_ms() {
    // 6.0 minutes at 400 ms, 6.3 at 300 ms: 0.3 min per 100 ms faster. (400 − 310) ÷ 100 × 0.3 × 100,000 × 0.02 = 540.00
    let test = json!({"id": "t", "service": "ranker", "metric": "latency", "kind": "mean", "unit": "min/session", "from": "2026-05-01",
        "to": "2026-05-31", "valid_until": "2026-12-31", "exposed_share": "1",
        "control": {"n": 5000, "mean": "6.0", "variance": "4", "indicator": "400"}, "treatment": {"n": 5000, "mean": "6.3", "variance": "4", "indicator": "300"}});
    let mut mapping = mapping("engagement_through_latency", Some("latency"), json!({"test": "t"}), &["sessions", "minute"]);
    mapping["statistic"] = json!("p95");
    let bounds: Vec<_> = [300, 310, 320].map(crate::sample::Fixed::whole).to_vec();
    let counts: Vec<_> = [0, 100, 0, 0].map(crate::sample::Fixed::whole).to_vec();
    let company = Company::new()
        .with("indicator", json!({"service": "ranker", "metric": "latency", "expected_interval": "1d"}))
        .with(
            "baseline",
            json!({"service": "ranker", "metric": "latency", "statistic": "p95", "from": "2026-01-01", "method": "assumption",
            "value": "450", "approved_by": "dewi@example.com"}),
        )
        .with("driver", json!({"id": "sessions", "name": "sessions", "unit": "session", "series": {"id": "push"}}))
        .driver("minute", "USD/min", "0.02", "record")
        .with("test", test)
        .with("mapping", mapping)
        .counter("driver/sessions", "2026-10", 100_000)
        .month("ranker/latency", "2026-10", crate::sample::Summary::Histogram { bounds, counts });
    let mut ledger = company.ledger("2026-10");
    // The baseline of 450 lies beyond what was tested, and enters as 400.
    assert_eq!(ledger.not_claimed[0].reason, Reason::OutsideRange);
    let line = ledger.lines.remove(0);
    // p95 of 100 answers between 300 and 310 ms, linear: 309.5, rounded half to even to whole ms.
    assert_eq!(line.chain[1].value.0.to_string(), "310", "{:?}", line.chain);
    assert_eq!(line.amount.minor, 54_000);
    assert_eq!(
        chain_line(&line.chain).replace(crate::format::NBSP, " "),
        "(400 ms − 310 ms) × 0.3 min/session 100ms × 100,000 session × 0.02 USD/min"
    );
}

#[test]
fn outcomes_by_kind_of_error() {
    // Of 10,000 decisions 400 were missed (4.5 % expected: 450.0) at −42, and 9,000 caught (88 %: 8,800.0) at 3.10:
    // (400 − 450) × −42 + (9,000 − 8,800) × 3.10 = 2,100 + 620 = 2,720.00
    let cell = |company: Company, metric: &str, baseline: &str, n: i64| {
        company
            .with("indicator", json!({"service": "ranker", "metric": metric}))
            .with(
                "baseline",
                json!({"service": "ranker", "metric": metric, "from": "2026-01-01", "method": "assumption", "value": baseline,
                "approved_by": "dewi@example.com"}),
            )
            .ratio(&format!("ranker/{metric}"), "2026-10", n, 10_000)
    };
    let company = Company::new().driver("missed", "USD/case", "-42", "record").driver("caught", "USD/case", "3.10", "record").with(
        "mapping",
        json!({"id": "m", "name": "m", "service": "ranker", "template": "outcome_cells", "owner": "ana@example.com", "versions": [
            {"from": "2026-01-01", "cells": [{"metric": "false-negative-share", "value": "missed"}, {"metric": "true-positive-share", "value": "caught"}]}]}),
    );
    let company = cell(cell(company, "false-negative-share", "0.045", 400), "true-positive-share", "0.88", 9_000);
    let (amount, grade, chain) = only(&company.ledger("2026-10"));
    assert_eq!((amount, grade), (272_000, Grade::D));
    assert_eq!(chain, "(400 case − 450.0 case) × −42 USD/case + (9,000 case − 8,800.0 case) × 3.10 USD/case");
}

#[test]
fn a_holdout_overrules_the_sum_of_single_tests() {
    // Single claim: 0.006 × 0.5 × 100,000 × 10 = 3,000.00. The holdout: 520 of 10,000 against 500: 0.002 × 0.5 × 100,000 × 10 = 1,000.00.
    let mut mapping = mapping("direct_test_lift", None, json!({"test": "t"}), &["visitors", "worth"]);
    mapping["pool"] = json!("checkout");
    let company = company(test(json!({})), mapping)
        .with("test", test(json!({"id": "h", "design": "holdout", "treatment": {"n": 10000, "successes": 520, "indicator": "0.95"}})))
        .with("pool", json!({"id": "checkout", "name": "Checkout", "holdout": {"test": "h", "factors": ["visitors", "worth"]}}));
    let ledger = company.ledger("2026-10");
    assert_eq!((ledger.pools[0].overlap.minor, ledger.lines[0].overlap.unwrap().minor), (-200_000, -200_000));
    assert_eq!(ledger.totals.benefit.minor, 100_000);
    let refused = company.with("pool", json!({"id": "other", "name": "Other", "holdout": {"test": "t", "factors": []}})).refused();
    assert!(refused.contains("no holdout"), "{refused}");
}
