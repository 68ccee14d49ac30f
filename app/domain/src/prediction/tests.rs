//! Days against what scikit-learn and SciPy say of the same cases, and in any order.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::metric::{Kind, Statistic};
use crate::sample::{Reading, Summary};
use crate::time::{local, parse_day, parse_instant, parse_zone};

const CASES: &str = include_str!("../../../../tests/golden/predictions.csv");
const EXPECTED: &str = include_str!("../../../../tests/golden/predictions.json");

fn cases() -> Vec<Case> {
    let zone = parse_zone("Asia/Jakarta").unwrap();
    let read = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let at_ms = parse_instant(cells[1], zone).unwrap();
        let mut inputs = vec![(SCORE.to_owned(), Input::Number(Bin::of(cells[3].parse().unwrap()).unwrap()))];
        if !cells[6].is_empty() {
            inputs.push(("amount".to_owned(), Input::Number(Bin::of(cells[6].parse().unwrap()).unwrap())));
        }
        inputs.push(("country".to_owned(), Input::Category(cells[7].to_owned())));
        let predicted = Predicted { at_ms, day: local(at_ms, zone).date(), class: Class::parse(cells[2]).unwrap(), inputs };
        let labelled = (!cells[4].is_empty())
            .then(|| Labelled { class: Class::parse(cells[4]).unwrap(), at_ms: Some(parse_instant(cells[5], zone).unwrap()) });
        Case { predicted: Some(predicted), labelled }
    };
    CASES.lines().skip(1).map(read).collect()
}

fn days(cases: &[Case]) -> BTreeMap<NaiveDate, Day> {
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    cases.iter().for_each(|case| days.entry(case.day().unwrap()).or_default().put(case).unwrap());
    days
}

fn value(reading: &Reading) -> f64 {
    match reading {
        Reading::Ratio { numerator, denominator } => numerator.to_f64() / denominator.to_f64(),
        Reading::Increment { by } => by.to_f64(),
        Reading::Gauge { value, .. } => value.to_f64(),
        other => panic!("{other:?}"),
    }
}

fn near(name: &str, got: Option<f64>, expected: &Value, within: f64) {
    let expected = expected.as_f64();
    let same = match (got, expected) {
        (Some(got), Some(expected)) => (got - expected).abs() <= within * expected.abs().max(1e-3),
        (None, None) => true,
        _ => false,
    };
    assert!(same, "{name}: {got:?}, and by itself {expected:?}");
}

fn compare(name: &str, day: &Day, reference: &Day, expected: &Value) {
    let positive = Class::parse("fraud").unwrap();
    let cells = Cells::of(day, &positive);
    for (key, n) in [("tp", cells.tp), ("fp", cells.fp), ("fn", cells.fn_), ("tn", cells.tn)] {
        assert_eq!(Some(n), expected["quality"][key].as_u64(), "{name} {key}");
    }
    for (metric, needs) in METRICS {
        if matches!(needs, Needs::Cases | Needs::Positive) {
            let got = figure(metric, day, Some(&positive)).unwrap().as_ref().map(value);
            near(&format!("{name} {metric}"), got, &expected["quality"][metric], 1e-9);
        }
    }
    let drifts = [
        ("prediction", of_categories(&reference.predicted, &day.predicted)),
        ("score", of_numbers(&reference.numbers["score"], &day.numbers["score"])),
        ("amount", of_numbers(&reference.numbers["amount"], &day.numbers["amount"])),
        ("country", of_categories(&reference.categories["country"], &day.categories["country"])),
    ];
    for (of, drift) in drifts {
        let (drift, expected) = (drift.unwrap(), &expected["drift"][of]);
        let counts = [("n", drift.n), ("n_reference", drift.n_reference), ("groups", drift.groups as u64)];
        counts.iter().for_each(|(key, n)| assert_eq!(Some(*n), expected[key].as_u64(), "{name} {of} {key}"));
        for (key, got) in [
            ("psi", Some(drift.psi)),
            ("jensen_shannon", Some(drift.jensen_shannon)),
            ("ks", drift.ks),
            ("chi_square", drift.chi_square),
            ("cramers_v", drift.cramers_v),
        ] {
            near(&format!("{name} {of} {key}"), got, &expected[key], 1e-9);
        }
    }
}

#[test]
fn figures_and_drift_are_those_of_scikit_learn_and_scipy() {
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    let days = days(&cases());
    let day = |key: &str| parse_day(expected["reference"][key].as_str().unwrap()).unwrap();
    let sum = |range: &mut dyn Iterator<Item = &Day>| {
        range.fold(Day::default(), |mut sum, day| {
            sum.merge(day);
            sum
        })
    };
    let reference = sum(&mut days.range(day("from")..=day("to")).map(|(_, day)| day));
    let mut n_unknown = 0;
    for (day, cells) in &days {
        compare(&day.to_string(), cells, &reference, &expected["days"][day.to_string()]);
        n_unknown += usize::from(expected["days"][day.to_string()]["quality"]["precision"].is_null());
    }
    assert_eq!((days.len(), n_unknown), (10, 1), "a day on which nothing was flagged has no precision");
    compare("all", &sum(&mut days.values()), &reference, &expected["all"]);
}

#[test]
fn days_roll_up_to_the_figure_of_all_cases() {
    let positive = Class::parse("fraud").unwrap();
    let days = days(&cases());
    let mut whole = Day::default();
    days.values().for_each(|day| whole.merge(day));
    for metric in ["accuracy", "f1", "recall", "precision"] {
        let summary = |reading: &Reading| match reading {
            Reading::Ratio { numerator, denominator } => Summary::Ratio { numerator: *numerator, denominator: *denominator },
            other => panic!("{other:?}"),
        };
        let read = |day: &Day| figure(metric, day, Some(&positive)).unwrap();
        let parts: Vec<Summary> = days.values().filter_map(|day| read(day).as_ref().map(summary)).collect();
        let figure = Summary::merged(&parts).unwrap().unwrap().figure(Statistic::Value);
        let expected = summary(&read(&whole).unwrap()).figure(Statistic::Value);
        assert_eq!(figure.unwrap().round(12).unwrap(), expected.unwrap().round(12).unwrap(), "{metric}");
    }
    assert!(METRICS.iter().all(|(metric, _)| crate::metric::find(metric).is_ok_and(|metric| metric.kind != Kind::State)));
}

#[test]
fn nothing_to_judge_is_unknown() {
    let positive = Class::parse("1").unwrap();
    for (metric, _) in METRICS {
        assert_eq!(figure(metric, &Day::default(), Some(&positive)).unwrap(), None, "{metric}");
    }
    let empty = (Numbers::default(), Categories::default());
    assert!(of_numbers(&empty.0, &empty.0).is_none() && of_categories(&empty.1, &empty.1).is_none());
}

#[test]
fn a_day_refuses_what_is_no_class_and_no_category() {
    let mut day = Day::default();
    let case = |class: String, category: String| Case {
        predicted: Some(Predicted {
            at_ms: 0,
            day: NaiveDate::default(),
            class: Class::parse(&class).unwrap(),
            inputs: vec![("country".to_owned(), Input::Category(category))],
        }),
        labelled: None,
    };
    (0..CLASSES_MAX).for_each(|n| day.put(&case(n.to_string(), "ID".to_owned())).unwrap());
    let before = day.clone();
    assert!(day.put(&case("one-more".to_owned(), "ID".to_owned())).unwrap_err().to_string().contains("send a class"));
    assert!(day == before, "nothing of it was counted");
    (1..CATEGORIES_MAX).for_each(|n| day.put(&case("0".to_owned(), format!("c{n}"))).unwrap());
    assert!(day.put(&case("0".to_owned(), "one-more".to_owned())).unwrap_err().to_string().contains("no category to compare"));
}

/// Something that is told of a case.
#[derive(Debug, Clone)]
enum Told {
    Prediction(usize),
    Outcome(usize),
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Predictions and outcomes told in any order, some of them twice, come to the same days.
    #[test]
    fn any_order_gives_the_same_days(order in Just((0..600).flat_map(|n| [Told::Prediction(n), Told::Outcome(n)]).collect::<Vec<_>>()).prop_shuffle(), again in proptest::collection::vec(0usize..1200, 0..100)) {
        let cases = cases();
        let mut told = order.clone();
        told.extend(again.iter().map(|n| order[*n].clone()));
        let mut known = vec![Case::default(); cases.len()];
        let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
        for event in told {
            let (Told::Prediction(n) | Told::Outcome(n)) = event;
            let before = known[n].clone();
            match event {
                Told::Prediction(_) => drop(known[n].predict(cases[n].predicted.clone().unwrap())),
                Told::Outcome(_) => drop(cases[n].labelled.clone().map(|labelled| known[n].label(labelled))),
            }
            if let Some(day) = before.day() {
                days.entry(day).or_default().take(&before);
            }
            if let Some(day) = known[n].day() {
                days.entry(day).or_default().put(&known[n]).unwrap();
            }
        }
        prop_assert!(days == self::days(&cases));
    }
}
