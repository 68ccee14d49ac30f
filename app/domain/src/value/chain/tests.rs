//! Amounts computed by hand, and what is refused.
#![allow(clippy::unwrap_used)]
use super::*;
use crate::format;
use crate::value::{chain_line, chain_names};

fn input(json: serde_json::Value) -> ChainInput {
    serde_json::from_value(json).unwrap()
}

fn base(template: &str, better: &str, unit: &str, actual: &str, baseline: &str, factors: &[(&str, &str, bool)]) -> ChainInput {
    let factors: Vec<_> = factors
        .iter()
        .map(|(value, unit, complement)| serde_json::json!({"name": "f", "value": value, "unit": unit, "complement": complement}))
        .collect();
    input(serde_json::json!({"template": template, "month": "2026-10", "time_zone": "Asia/Singapore", "currency": "USD", "better": better,
        "indicator": {"name": "x", "unit": unit, "actual": {"value": actual}, "baseline": {"value": baseline}}, "factors": factors}))
}

#[test]
fn golden_amounts_computed_by_hand() {
    for (chain, minor) in [
        // (5.20 − 1.85) × 28400 × 0.65 = 61841.00
        (base("revenue_protected", "lower", "h", "1.85", "5.20", &[("28400", "USD/h", false), ("0.35", "1", true)]), 6_184_100),
        // (0.9342 − 0.9210) × 2318400 × 0.47 = 14383.3536
        (
            base("accuracy_lift", "higher", "1", "0.9342", "0.9210", &[("2318400", "decision", false), ("0.47", "USD/decision", false)]),
            1_438_335,
        ),
        // (71.8 − 73.5) pt ÷ 100 × 2318400 × 0.47 = −18524.016
        (
            base("accuracy_lift", "higher", "pt", "71.8", "73.5", &[("2318400", "decision", false), ("0.47", "USD/decision", false)]),
            -1_852_402,
        ),
        // (0.0031 − 0.0024) × 877640 = 614.348
        (base("cost_saved", "lower", "USD/prediction", "0.0024", "0.0031", &[("877640", "prediction", false)]), 61_435),
        // (1340 − 902) × 18.60 = 8146.80
        (base("team_time", "lower", "h", "902", "1340", &[("18.60", "USD/h", false)]), 814_680),
        // 90 min less than 2 h, at 30 USD/h: 45.00
        (base("team_time", "lower", "min", "30", "120", &[("30", "USD/h", false)]), 4_500),
        // (610 − 388) × 2.38 = 528.36
        (base("own_chain", "lower", "gpu*h", "388", "610", &[("2.38", "USD/gpu/h", false)]), 52_836),
    ] {
        assert_eq!(evaluate(&chain).unwrap().amount.minor, minor, "{chain:?}");
    }
}

#[test]
fn an_hour_of_week_profile_prints_two_terms() {
    // (1.10 × 16900 − 3.45 × 21300) × 0.31 × 0.65 = −11061.3425, a tie at the third digit only.
    let mut chain =
        base("revenue_protected", "lower", "h", "3.45", "1.10", &[("16900", "USD/h", false), ("0.31", "1", false), ("0.35", "1", true)]);
    chain.factors[0].at_actual = Some(Number::parse("21300").unwrap());
    let valued = evaluate(&chain).unwrap();
    assert_eq!(valued.amount.minor, -1_106_134);
    assert_eq!(chain_line(&valued.chain).replace(format::NBSP, " "), "(1.10 h × 16,900 USD/h − 3.45 h × 21,300 USD/h) × 0.31 × (1 − 0.35)");
    // The dearer price is said to be that of the lost hours.
    let names = chain_names(&valued.chain);
    assert_eq!(names, "1.10 baseline x; 16,900 f; 3.45 x; 21,300 f, mean of the hours that were lost; 0.31 f; 0.35 f");
}

#[test]
fn an_own_chain_may_have_no_indicator() {
    let chain =
        input(serde_json::json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": "higher",
        "factors": [{"name": "calls", "value": 26200, "unit": "call"}, {"name": "kept", "value": "5.0", "unit": "pt"},
                    {"name": "value", "value": "84.20", "unit": "USD/call"}]}));
    // 26200 × 0.05 × 84.20 = 110302.00
    let valued = evaluate(&chain).unwrap();
    assert_eq!(valued.amount.minor, 11_030_200);
    assert_eq!(chain_line(&valued.chain).replace(format::NBSP, " "), "26,200 call × 5.0 pt × 84.20 USD/call");
}

#[test]
fn kinds_of_outcome_are_added_up() {
    // ((412 − 450.5) × −42 + (9120 − 9004.25) × 3.10) × 0.8 = (1617 + 358.825) × 0.8 = 1580.66
    let cell = |name: &str, count: &str, expected: &str, value: &str| {
        serde_json::json!({"count": {"name": name, "unit": "case", "actual": {"value": count}, "baseline": {"value": expected}},
            "value": {"name": "value", "value": value, "unit": "USD/case"}})
    };
    let mut body = serde_json::json!({"template": "outcome_cells", "month": "2026-10", "time_zone": "UTC", "currency": "USD",
        "better": "higher", "cells": [cell("missed", "412", "450.5", "-42"), cell("caught", "9120", "9004.25", "3.10")],
        "factors": [{"name": "margin", "value": "0.8", "unit": "1"}]});
    let valued = evaluate(&input(body.clone())).unwrap();
    assert_eq!(valued.amount.minor, 158_066);
    assert_eq!(
        chain_line(&valued.chain).replace(format::NBSP, " "),
        "((412 case − 450.5 case) × −42 USD/case + (9,120 case − 9,004.25 case) × 3.10 USD/case) × 0.8"
    );
    body["cells"][1]["value"]["unit"] = serde_json::json!("IDR/case");
    assert!(evaluate(&input(body.clone())).unwrap_err().to_string().contains("have one unit"));
    body["cells"] = serde_json::json!([]);
    assert!(evaluate(&input(body)).is_err());
}

#[test]
fn the_grade_is_that_of_the_weakest_part() {
    let mut chain = base("accuracy_lift", "higher", "1", "0.9", "0.8", &[("100", "order", false), ("2", "USD/order", false)]);
    assert_eq!(evaluate(&chain).unwrap().grade, Grade::D);
    chain.indicator.as_mut().unwrap().baseline_grade = Some(Grade::C);
    chain.factors[0].part = Part::Volume;
    chain.factors[1].evidence = Some("record: ledger".into());
    assert_eq!(evaluate(&chain).unwrap().grade, Grade::C);
    // A constant that calls itself a test, without a recorded one, stays an assumption: it never becomes measured.
    chain.factors[1].evidence = Some("test: four weeks".into());
    assert_eq!(evaluate(&chain).unwrap().grade, Grade::D);
    chain.factors[1].grade = Some(Grade::A);
    assert_eq!(evaluate(&chain).unwrap().grade, Grade::C);
    chain.factors[1] = FactorInput { grade: None, evidence: Some("none".into()), ..chain.factors[1].clone() };
    assert_eq!(evaluate(&chain).unwrap().grade, Grade::E);
}

#[test]
fn units_that_do_not_cancel_are_named() {
    let chain = base("revenue_protected", "lower", "h", "1", "2", &[("5", "USD/transaction", false)]);
    assert_eq!(evaluate(&chain).unwrap_err().to_string(), "the units do not cancel to USD: time/transaction is left over");
    let chain = base("accuracy_lift", "higher", "ms", "1", "2", &[("5", "USD", false)]);
    assert!(evaluate(&chain).unwrap_err().to_string().contains("prices a share"));
    let mut chain = base("team_time", "lower", "h", "1", "2", &[("5", "USD/h", false)]);
    chain.time_zone = "Mars/Base".into();
    assert!(evaluate(&chain).is_err());
}

#[test]
fn losses_are_not_clamped_and_ties_go_to_even() {
    let chain = base("team_time", "lower", "h", "3", "2", &[("0.125", "USD/h", false)]);
    assert_eq!(evaluate(&chain).unwrap().amount.minor, -12);
}
