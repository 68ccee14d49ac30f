#![allow(clippy::unwrap_used)]
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::config::Test;
use crate::ids::TestId;
use crate::time::parse_day;

/// `rec-v7`: 9,117 of 182,344 against 9,433 of 182,101.
fn body() -> Value {
    json!({
        "id": "rec-v7", "service": "recommender", "metric": "accuracy", "kpi": "checkout-conversion", "kind": "proportion",
        "from": "2026-05-04", "to": "2026-05-31", "valid_until": "2027-05-31", "exposed_share": "1",
        "control": {"n": 182344, "successes": 9117, "indicator": "0.9275"},
        "treatment": {"n": 182101, "successes": 9433, "indicator": "0.9412"},
    })
}

fn test(changes: Value) -> Test {
    let mut body = body();
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    serde_json::from_value(body).unwrap()
}

fn all(tests: &[Test]) -> BTreeMap<TestId, Test> {
    tests.iter().map(|test| (test.id.clone(), test.clone())).collect()
}

fn alone(changes: Value) -> Analysis {
    let test = test(changes);
    analyse(&test, &all(std::slice::from_ref(&test))).unwrap()
}

fn digits(estimated: Option<Estimated>) -> [String; 3] {
    let Estimated { value, low, high } = estimated.unwrap();
    [value, low, high].map(|number| number.0.to_string())
}

#[test]
fn a_test_is_read_with_four_digits() {
    let analysis = alone(json!({}));
    // 9433 ÷ 182101 − 9117 ÷ 182344 = 0.051800923… − 0.049998903… = 0.001802020…; ratio 1.036041…; intervals by statsmodels.
    assert_eq!(digits(analysis.absolute), ["0.001802", "0.0003748", "0.003229"]);
    assert_eq!(digits(analysis.relative), ["0.03604", "0.007391", "0.06551"]);
    // 0.001802020… ÷ (0.9412 − 0.9275) = 0.001802020… ÷ 0.0137
    assert_eq!(digits(analysis.slope), ["0.1315", "0.02736", "0.2357"]);
    let (low, high) = analysis.tested_range.unwrap();
    assert_eq!((low.0.to_string(), high.0.to_string()), ("0.9275".to_owned(), "0.9412".to_owned()));
    assert_eq!((analysis.valid, analysis.base_grade), (true, Some(Grade::B)));
    assert!(analysis.reasons.is_empty() && analysis.programme.not_shrunk.unwrap().contains("no programme"));
    // The printed interval is at 95 %, whatever the test's own says.
    let wider = alone(json!({"confidence": "99"}));
    assert_eq!(wider.absolute, analysis.absolute);
    assert!(wider.result.absolute.low < analysis.result.absolute.low);
}

#[test]
fn what_was_run_badly_earns_nothing() {
    for (changes, said) in [
        (json!({"stopped_early": true}), "stopped"),
        (json!({"mixed_assignment": true}), "both arms"),
        (json!({"control": {"n": 190000, "successes": 9117}}), "split failed"),
    ] {
        let analysis = alone(changes);
        assert_eq!((analysis.valid, analysis.result.valid, analysis.base_grade), (false, false, None), "{said}");
        assert!(analysis.reasons.iter().any(|reason| reason.contains(said)), "{:?}", analysis.reasons);
        assert_eq!(analysis.reasons, analysis.result.reasons);
    }
}

#[test]
fn trap_novelty_a_short_test_is_named() {
    let short = alone(json!({"to": "2026-05-09"}));
    assert!(short.valid && short.reasons[0].contains("6 days, less than a week"), "{:?}", short.reasons);
    assert!(alone(json!({"to": "2026-05-10"})).reasons.is_empty());
}

#[test]
fn the_design_decides_the_grade() {
    assert_eq!(alone(json!({"design": "holdout"})).base_grade, Some(Grade::A));
    // Groups that nobody assigned have no split to keep.
    let quasi = alone(json!({"design": "quasi-experiment", "control": {"n": 50000, "successes": 2500}}));
    assert_eq!((quasi.valid, quasi.base_grade, quasi.result.split_ratio_p), (true, Some(Grade::C), None));
}

#[test]
fn a_repeated_test_is_a_only_where_both_point_the_same_way() {
    let first = test(json!({}));
    let again = |changes: Value| {
        let mut body = json!({"id": "rec-v7-again", "repeats": "rec-v7", "from": "2026-07-01", "to": "2026-07-28"});
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        test(body)
    };
    let worse = json!({"control": {"n": 182344, "successes": 9433}, "treatment": {"n": 182101, "successes": 9117}});
    for (changes, grade) in [
        (json!({}), Grade::A),
        (worse, Grade::B),
        (json!({"stopped_early": true}), Grade::B),
        (json!({"design": "quasi-experiment"}), Grade::B),
        (json!({"kpi": "bounce"}), Grade::B),
    ] {
        let second = again(changes.clone());
        let both = all(&[first.clone(), second.clone()]);
        assert_eq!(analyse(&first, &both).unwrap().base_grade, Some(grade), "{changes}");
        let of_second = analyse(&second, &both).unwrap();
        assert!(!of_second.valid || of_second.base_grade == Some(grade) || second.design != first.design, "{changes}");
    }
    // Before the repetition ended there was one test.
    let both = all(&[first.clone(), again(json!({}))]);
    assert_eq!(analyse_as_of(&first, &both, parse_day("2026-07-27").unwrap()).unwrap().base_grade, Some(Grade::B));
    assert_eq!(analyse_as_of(&first, &both, parse_day("2026-07-28").unwrap()).unwrap().base_grade, Some(Grade::A));
}

fn programme(n: usize) -> Vec<Test> {
    let successes = [9433, 9200, 9150, 9600, 9050, 9300];
    (0..n)
        .map(|i| {
            let treatment = json!({"n": 182101, "successes": successes[i], "indicator": "0.9412"});
            test(json!({"id": format!("rec-{i}"), "programme": "ranking", "treatment": treatment, "to": format!("2026-05-2{i}")}))
        })
        .collect()
}

#[test]
fn trap_winners_curse_five_tests_are_shrunk_and_four_are_not() {
    let four = programme(4);
    let note = analyse(&four[0], &all(&four)).unwrap();
    assert_eq!((note.absolute_shrunk, note.programme.tests), (None, 4));
    assert!(note.programme.not_shrunk.unwrap().contains("4 valid of the 5 tests"));

    let five = programme(5);
    let best = analyse(&five[3], &all(&five)).unwrap();
    let (raw, shrunk) = (best.absolute.unwrap(), best.absolute_shrunk.unwrap());
    let width = |estimated: Estimated| estimated.high.0 - estimated.low.0;
    assert!(shrunk.value < raw.value && width(shrunk) < width(raw) && best.relative_shrunk.unwrap().value < best.relative.unwrap().value);
    assert_eq!((best.counted_absolute(), best.counted_relative()), (best.absolute_shrunk, best.relative_shrunk));
    let worst = analyse(&five[4], &all(&five)).unwrap();
    assert!(worst.absolute_shrunk.unwrap().value > worst.absolute.unwrap().value);
    // The slope is that of the lift that is counted.
    let (slope, change) = (best.slope.unwrap().value.0, "0.0137".parse::<rust_decimal::Decimal>().unwrap());
    assert!((slope * change - shrunk.value.0).abs() < "0.000001".parse().unwrap(), "{slope}");

    // The fifth test ended on the 24th: before, nobody could have shrunk.
    assert_eq!(analyse_as_of(&five[3], &all(&five), parse_day("2026-05-23").unwrap()).unwrap().absolute_shrunk, None);
}

#[test]
fn invalid_and_foreign_tests_do_not_make_a_programme() {
    for change in
        [json!({"stopped_early": true}), json!({"kpi": "bounce"}), json!({"programme": "search"}), json!({"design": "quasi-experiment"})]
    {
        let mut five = programme(5);
        let mut other = serde_json::to_value(&five[4]).unwrap();
        other.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        five[4] = serde_json::from_value(other).unwrap();
        let analysis = analyse(&five[0], &all(&five)).unwrap();
        assert_eq!((analysis.absolute_shrunk, analysis.programme.tests), (None, 4), "{change}");
    }
}

#[test]
fn a_programme_without_relative_lifts_shrinks_the_absolute_ones_alone() {
    let mut six = programme(6);
    for test in &mut six {
        test.control.successes = Some(crate::config::Number(0.into()));
    }
    let analysis = analyse(&six[0], &all(&six)).unwrap();
    assert!(analysis.absolute_shrunk.is_some() && analysis.relative_shrunk.is_none() && analysis.relative.is_none());
}

#[test]
fn no_slope_without_a_change_of_the_indicator() {
    let arm = json!({"n": 182344, "successes": 9117, "indicator": "0.9412"});
    let analysis = alone(json!({"control": arm}));
    assert!(analysis.slope.is_none() && analysis.reasons[0].contains("No slope"));
    assert!(alone(json!({"control": {"n": 182344, "successes": 9117}})).slope.is_none());
}

#[test]
fn a_test_expires_and_then_runs_out() {
    // The term is from 31 May 2026 to 31 May 2027: 365 days, so the second one ends on 30 May 2028.
    let test = test(json!({}));
    for (day, expected, grade) in [
        ("2026-05-30", Standing::NotYet, None),
        ("2026-05-31", Standing::InForce, Some(Grade::B)),
        ("2027-05-31", Standing::InForce, Some(Grade::B)),
        ("2027-06-30", Standing::Expired, Some(Grade::C)),
        ("2028-05-30", Standing::Expired, Some(Grade::C)),
        ("2028-05-31", Standing::RunOut, None),
    ] {
        let standing = standing(&test, parse_day(day).unwrap());
        assert_eq!((standing, standing.grade(Some(Grade::B))), (expected, grade), "{day}");
    }
    assert_eq!(Standing::InForce.grade(None), None);
}
