#![allow(clippy::unwrap_used)]
use super::*;

fn line(labels: &[(&str, &str)], points: &[(i64, f64)]) -> Line {
    Line {
        labels: labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect(),
        points: points.iter().map(|(at_s, value)| Point { at_ms: at_s * 1000, value: *value }).collect(),
    }
}

fn one(points: &[(i64, f64)]) -> Answers {
    Answers { first: vec![line(&[], points)], second: Vec::new() }
}

fn fixed(text: &str) -> Fixed {
    Fixed::parse(text).unwrap()
}

fn at(at_s: i64, reading: Reading) -> Sample {
    Sample { at_ms: at_s * 1000, reading }
}

#[test]
fn a_check_stands_where_it_was_made_and_nan_is_unknown() {
    let got = samples(Kind::State, &one(&[(300, 1.0), (600, 0.0), (900, f64::NAN)]), 300, None).unwrap();
    let state = |up_share| Reading::State { up_share };
    assert_eq!(got, [at(300, state(Fixed::ONE)), at(600, state(Fixed::ZERO)), at(900, Reading::Unknown)]);
}

#[test]
fn growth_stands_in_the_span_it_describes() {
    let got = samples(Kind::Counter, &one(&[(600, 12.5), (900, f64::NAN)]), 300, Some(Decimal::from(2))).unwrap();
    assert_eq!(got, [at(300, Reading::Increment { by: fixed("25") })]);
    let refused = samples(Kind::Counter, &one(&[(600, -1.0)]), 300, None).unwrap_err();
    assert!(refused.to_string().contains("cannot be negative"));
}

#[test]
fn values_stand_where_they_were_read() {
    let got = samples(Kind::Gauge, &one(&[(600, 0.5), (900, f64::INFINITY)]), 300, None).unwrap();
    assert_eq!(got, [at(600, Reading::gauge(fixed("0.5")))]);
    let got = samples(Kind::LoneQuantile, &one(&[(600, 0.286)]), 300, Some(Decimal::from(1000))).unwrap();
    assert_eq!(got, [at(600, Reading::Quantile { value: fixed("286") })]);
}

#[test]
fn a_ratio_needs_both_parts() {
    let answers = Answers {
        first: vec![line(&[], &[(300, 1.0), (600, 2.0), (1200, 0.0)])],
        second: vec![line(&[], &[(300, 10.0), (600, f64::NAN), (900, 30.0), (1200, 0.0)])],
    };
    let got = samples(Kind::Ratio, &answers, 300, None).unwrap();
    let ratio = |numerator, denominator| Reading::Ratio { numerator: fixed(numerator), denominator: fixed(denominator) };
    assert_eq!(got, [at(0, ratio("1", "10")), at(900, ratio("0", "0"))]);
}

#[test]
fn cumulative_buckets_become_counts() {
    let answers = Answers {
        first: vec![
            line(&[("le", "+Inf")], &[(600, 10.0), (900, 8.0)]),
            line(&[("le", "1")], &[(600, 9.0), (900, 5.0)]),
            // A dip of extrapolation, and an instant without this bucket.
            line(&[("le", "0.05")], &[(600, 9.1)]),
        ],
        second: Vec::new(),
    };
    let got = samples(Kind::Histogram, &answers, 300, Some(Decimal::from(1000))).unwrap();
    let expected = Reading::Histogram { bounds: vec![fixed("50"), fixed("1000")], counts: vec![fixed("9.1"), fixed("0"), fixed("0.9")] };
    assert_eq!(got, [at(300, expected)]);
}

#[test]
fn wrong_shapes_say_how_to_write_the_query() {
    let two = vec![line(&[("__name__", "up"), ("job", "a")], &[]), line(&[("__name__", "up"), ("job", "b")], &[])];
    let buckets = |labels: &[&str]| labels.iter().map(|le| line(&[("le", le)], &[(1, 1.0)])).collect::<Vec<_>>();
    for (kind, first, expected) in [
        (Kind::State, two.clone(), "2 series (up{job=\"a\"}, up{job=\"b\"}) where one is wanted: aggregate it"),
        (Kind::Ratio, two.clone(), "the numerator answers 2 series"),
        (Kind::Histogram, two, "has no label le"),
        (Kind::Histogram, buckets(&["1", "1.0", "+Inf"]), "several series with le=\"1.0\""),
        (Kind::Histogram, buckets(&["1", "2"]), "lacks the bucket le=\"+Inf\""),
        (Kind::Histogram, buckets(&["+Inf"]), "no bucket but"),
        (Kind::Histogram, buckets(&["one", "+Inf"]), "not a number"),
    ] {
        let message = samples(kind, &Answers { first, second: Vec::new() }, 300, None).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
    for kind in [Kind::State, Kind::Ratio, Kind::Counter, Kind::Gauge, Kind::Histogram, Kind::LoneQuantile] {
        assert!(samples(kind, &Answers::default(), 300, None).unwrap().is_empty(), "no series is no sample, not zero");
    }
}
