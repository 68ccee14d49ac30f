//! What the comparison with Prometheus cannot show: figures that hold longer than its lookback, and the caps.

#![allow(clippy::unwrap_used)]

use promql::{Answer, Error, Grid, LOOKBACK_MS, Labels, Query, SeriesData, evaluate_instant, evaluate_range, storage::STALE_BITS};

const DAY_MS: i64 = 86_400_000;

/// Two months of 30 days: 5, then 7; then nothing.
fn monthly() -> Vec<Vec<SeriesData>> {
    let series = SeriesData {
        labels: Labels::new([("__name__", "value"), ("service", "fraud")]),
        at_ms: vec![0, 30 * DAY_MS, 60 * DAY_MS],
        values: vec![5.0, 7.0, f64::from_bits(STALE_BITS)],
        holds_ms: Some(32 * DAY_MS),
    };
    vec![vec![series]]
}

fn value(text: &str, at_ms: i64) -> Option<f64> {
    match evaluate_instant(&Query::parse(text).unwrap(), &monthly(), at_ms, LOOKBACK_MS).unwrap() {
        Answer::Vector(samples) => samples.first().map(|sample| sample.value),
        _ => None,
    }
}

#[test]
fn a_figure_of_a_month_holds_until_its_end_and_is_counted_once() {
    assert_eq!([0, 29, 30, 59, 60].map(|day| value("value", day * DAY_MS)), [Some(5.0), Some(5.0), Some(7.0), Some(7.0), None]);
    assert_eq!(value("sum_over_time(value[90d])", 70 * DAY_MS), Some(12.0));
}

fn refused(text: &str, grid: Grid) -> Error {
    Query::parse(text).and_then(|query| evaluate_range(&query, &monthly(), grid, LOOKBACK_MS)).unwrap_err()
}

#[test]
fn what_would_take_too_much_is_refused() {
    let grid = Grid { start_ms: 0, end_ms: 11_001_000, step_ms: 1_000 };
    assert_eq!((refused("value", grid).status(), refused("value", grid).kind()), (400, "bad_data"));
    let fine = Grid { end_ms: 11_000_000, ..grid };
    assert!(evaluate_range(&Query::parse("value").unwrap(), &monthly(), fine, LOOKBACK_MS).is_ok());
    assert_eq!(refused("max_over_time(value[100y:1ms])", fine).status(), 422);
    assert_eq!(refused("count_over_time(vector(1)[100y:1h])", fine).status(), 422);
    assert_eq!(refused("1", Grid { step_ms: 0, ..grid }).status(), 400);
    assert_eq!(refused("1", Grid { start_ms: i64::MIN, end_ms: i64::MIN, step_ms: 1 }).status(), 400);
}

#[test]
fn no_text_makes_it_panic() {
    let deep = [("(", ")"), ("-", ""), ("abs(", ")"), ("1+", ""), ("a or ", ""), ("sum(", ")"), ("max_over_time(", "[5m:1m])")];
    for (open, close) in deep {
        for depth in [50, 150, 1_900, 40_000] {
            let text = format!("{}a{}", open.repeat(depth), close.repeat(depth));
            assert_eq!(Query::parse(&text).is_ok(), depth == 50, "{open} {depth}");
        }
    }
    let odd = [
        "",
        "#",
        "a[1e300]",
        "a[inf]",
        "a[5m:nan]",
        "a offset 1e300",
        "a @ 1e300",
        "a @ -inf",
        "\u{0}",
        "é",
        "a{b=\"\\x\"}",
        "'\\",
        "{{",
        "a[",
        "a[5m:",
        "a @",
        "a offset",
        "1e",
        "0x",
        "((((",
        "a{__name__=\"b\"}",
        "a{b=~\"(\"}",
        "a{b=~\"(\\\\pL{999}){999}\"}",
        "sum by (",
        "`",
        "a[99999999999999999y]",
    ];
    for text in odd {
        assert!(Query::parse(text).is_err(), "{text}");
    }
}
