#![allow(clippy::unwrap_used)]
use domain::config::SourceRef;
use domain::sample::{SeriesKey, SeriesShape};

use super::*;

fn fed(kind: Kind, names: &[(&str, &str)], scale: Option<Decimal>) -> Fed {
    let name = |key: &str| names.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned());
    let from =
        SourceRef { query: name("query"), numerator: name("numerator"), denominator: name("denominator"), scale, ..SourceRef::default() };
    Fed { series: SeriesKey::parse("fraud/accuracy").unwrap(), shape: SeriesShape { kind, interval_s: 86_400 }, from }
}

fn point(at_ms: i64, run: &str, step: i64, value: f64) -> Point {
    Point { at_ms, run: run.to_owned(), step, value }
}

fn fixed(text: &str) -> Fixed {
    Fixed::parse(text).unwrap()
}

fn ratio(numerator: &str, denominator: &str) -> Reading {
    Reading::Ratio { numerator: fixed(numerator), denominator: fixed(denominator) }
}

#[test]
fn a_share_counts_as_one_or_as_its_weight_says() {
    let alone = fed(Kind::Ratio, &[("query", "e/acc")], None);
    let got = Asked::of(&alone).unwrap().samples(vec![point(5, "a", 0, 0.9)], Vec::new()).unwrap();
    assert_eq!(got, [Sample { at_ms: 5, reading: ratio("0.9", "1") }]);
    let weighed = fed(Kind::Ratio, &[("query", "e/acc"), ("denominator", "e/judged")], Some(Decimal::new(1, 2)));
    let second = vec![point(6, "a", 0, 200.0), point(7, "b", 1, 300.0)];
    let first = vec![point(5, "a", 0, 90.0), point(5, "b", 1, 50.0), point(8, "c", 0, 1.0)];
    let got = Asked::of(&weighed).unwrap().samples(first, second).unwrap();
    // 90 % of 200 and 50 % of 300 at one instant; the third has no weight.
    assert_eq!(got, [Sample { at_ms: 5, reading: ratio("330", "500") }]);
}

#[test]
fn parts_of_a_ratio_belong_to_one_run_and_step() {
    let parts = fed(Kind::Ratio, &[("numerator", "e/right"), ("denominator", "e/judged")], None);
    let got = Asked::of(&parts)
        .unwrap()
        .samples(vec![point(1, "a", 0, 9.0), point(2, "a", 1, 8.0)], vec![point(3, "a", 0, 10.0), point(3, "b", 1, 10.0)])
        .unwrap();
    assert_eq!(got, [Sample { at_ms: 1, reading: ratio("9", "10") }]);
}

#[test]
fn every_other_kind_takes_the_value() {
    let names = [("query", "e/x")];
    for (kind, value, expected) in [
        (Kind::Gauge, 0.25, Reading::gauge(fixed("0.25"))),
        (Kind::Counter, 3.0, Reading::Increment { by: fixed("3") }),
        (Kind::LoneQuantile, 81.5, Reading::Quantile { value: fixed("81.5") }),
        (Kind::State, 0.0, Reading::State { up_share: Fixed::ZERO }),
    ] {
        let fed = fed(kind, &names, None);
        let got = Asked::of(&fed).unwrap().samples(vec![point(1, "a", 0, value)], Vec::new()).unwrap();
        assert_eq!(got, [Sample { at_ms: 1, reading: expected }]);
    }
    let counter = fed(Kind::Counter, &names, None);
    let negative = Asked::of(&counter).unwrap().samples(vec![point(1, "a", 0, -1.0)], Vec::new()).unwrap_err();
    assert!(negative.to_string().contains("cannot be negative"));
    assert!(Asked::of(&fed(Kind::Histogram, &names, None)).unwrap_err().to_string().contains("no buckets"));
}
