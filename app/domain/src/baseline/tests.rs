#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::config::{Configuration, Item};
use crate::format::NBSP;
use crate::ids::ServiceId;
use crate::metric::{self, Statistic};
use crate::sample::{Fixed, MonthSummary, Summary};
use crate::time::{DAY_MS, Month, parse_instant, parse_zone};

/// Half way through November 2026.
fn now_ms() -> i64 {
    parse_instant("2026-11-15 12:00", parse_zone("UTC").unwrap()).unwrap()
}

fn configuration() -> Configuration {
    let items = [
        ("workspace", json!({"name": "Pasar", "time_zone": "UTC", "currency": "USD"})),
        ("indicator", json!({"service": "ranker", "metric": "accuracy"})),
        ("indicator", json!({"service": "ranker", "metric": "error-rate", "expected_interval": "1d"})),
        ("indicator", json!({"service": "ranker", "metric": "latency-p95"})),
        ("indicator", json!({"service": "ranker", "metric": "latency", "expected_interval": "1d"})),
    ];
    Configuration::from_items(items.map(|(kind, value)| Item::from_value(kind, value).unwrap())).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// A month with a sample on each of so many days.
fn measured(text: &str, summary: Summary, days: u32) -> MonthSummary {
    let window = month(text).window(parse_zone("UTC").unwrap());
    MonthSummary { window, summary, intervals_seen: days, last_ms: window.start_ms + DAY_MS, down_by_hour_of_week_ms: Vec::new() }
}

fn ratio(numerator: i64, denominator: i64) -> Summary {
    Summary::Ratio { numerator: Fixed::whole(numerator), denominator: Fixed::whole(denominator) }
}

fn buckets(bounds: &[i64], counts: &[i64]) -> Summary {
    let whole = |numbers: &[i64]| numbers.iter().map(|number| Fixed::whole(*number)).collect();
    Summary::Histogram { bounds: whole(bounds), counts: whole(counts) }
}

fn figures(metric: &str, statistic: Statistic, summaries: &[Summary]) -> crate::Result<[String; 4]> {
    let months: Vec<MonthSummary> = summaries.iter().map(|summary| measured("2026-01", summary.clone(), 31)).collect();
    let found = from_records(metric::find(metric)?, statistic, &months.iter().collect::<Vec<_>>())?;
    Ok([found.value.to_string(), found.low.to_string(), found.high.to_string(), found.n.to_string()])
}

/// Quantiles of Student's t at 0.9, from its tables: 1.885618 with 2 degrees of freedom, 1.637744 with 3.
#[test]
fn the_figure_is_the_roll_up_and_the_range_a_t_interval_of_the_months() {
    // 320 ÷ 400 = 0.8, where the mean of four months of these shares would be 0.775. Months 0.9, 0.8, 0.8, 0.6: their mean is 0.775, squared
    // distances 0.015625 + 2 × 0.000625 + 0.030625 = 0.0475; s ÷ √4 = √(0.0475 ÷ 3 ÷ 4) = 0.062915; × 1.637744 = 0.103038.
    let shares = [ratio(90, 100), ratio(80, 100), ratio(120, 150), ratio(30, 50)];
    assert_eq!(figures("accuracy", Statistic::Value, &shares).unwrap(), ["0.8000", "0.6970", "0.9030", "400"]);
    // p95 of the months, by linear interpolation: 150, 95, 190. All 500 answers: rank 475, 440 under 100 ms and 60 more under 200 ms:
    // 100 + 35 ÷ 60 × 100 = 158; the mean of the percentiles would be 145. Squared distances from it 25 + 2,500 + 2,025 = 4,550;
    // √(4,550 ÷ 2 ÷ 3) = 27.5379; × 1.885618 = 51.9.
    let bounds = [100, 200, 400];
    let times = [buckets(&bounds, &[90, 10, 0, 0]), buckets(&bounds, &[300, 0, 0, 0]), buckets(&bounds, &[50, 50, 0, 0])];
    assert_eq!(figures("latency", Statistic::P95, &times).unwrap(), ["158", "106", "210", "500"]);
    // Counters: the mean month, 104 ÷ 4 = 26. Squared distances 256 + 36 + 16 + 324 = 632; √(632 ÷ 3 ÷ 4) = 7.2572; × 1.637744 = 11.9.
    let counts = [10, 20, 30, 44].map(|sum| Summary::Counter { sum: Fixed::whole(sum) });
    assert_eq!(figures("incidents", Statistic::Value, &counts).unwrap(), ["26", "14", "38", "4"]);
    let same = [ratio(9, 10), ratio(90, 100), ratio(18, 20)];
    assert_eq!(figures("accuracy", Statistic::Value, &same).unwrap()[..3], ["0.9000", "0.9000", "0.9000"], "months that do not vary");
    assert!(figures("accuracy", Statistic::Value, &same[..2]).unwrap_err().to_string().contains("at least 3 comparable months"));
    let mixed = [times[0].clone(), times[1].clone(), buckets(&[50, 200, 400], &[1, 0, 0, 0])];
    assert!(figures("latency", Statistic::P95, &mixed).unwrap_err().to_string().contains("bucket layouts"));
}

fn look(metric: &str, statistic: Statistic, from: &str, to: &str, records: &[(&str, Summary, u32)]) -> crate::Result<BaselineWindows> {
    let asked = Asked {
        service: ServiceId::parse("ranker")?,
        metric: metric.to_owned(),
        statistic,
        from: Month::parse(from)?,
        to: Month::parse(to)?,
    };
    let records: BTreeMap<Month, MonthSummary> =
        records.iter().map(|(text, summary, days)| (month(text), measured(text, summary.clone(), *days))).collect();
    windows(&configuration(), &asked, &records, now_ms())
}

#[test]
fn each_month_that_does_not_count_says_why() {
    let records =
        [("2026-07", ratio(9, 10), 31), ("2026-08", ratio(9, 10), 25), ("2026-10", ratio(0, 0), 31), ("2026-11", ratio(9, 10), 14)];
    let found = look("accuracy", Statistic::Value, "2026-07", "2026-11", &records).unwrap();
    let reasons: Vec<_> = found.chosen.months.iter().map(|month| month.refused.clone().unwrap_or_default().replace(NBSP, " ")).collect();
    // 25 of 31 days: 80.6 %.
    let expected = ["", "coverage 80.6 %, under 90 %", "nothing was measured", "there was no case", "it has not ended"];
    assert_eq!(reasons, expected);
    assert_eq!((found.chosen.used(), &found.chosen.figures, found.unusually_bad), (vec![month("2026-07")], &None, None));
    let why = found.chosen.why.unwrap();
    assert!(why.starts_with("1 of 5 months is comparable, and a baseline needs 3. August 2026: coverage"), "{why}");
    assert_eq!(found.before.why.unwrap().split(". ").next().unwrap(), "0 of 5 months are comparable, and a baseline needs 3");

    let (old, new) = (buckets(&[100, 200], &[5, 5, 0]), buckets(&[50, 200], &[5, 5, 0]));
    let records = [("2026-05", old, 31), ("2026-06", new.clone(), 30), ("2026-07", new.clone(), 31), ("2026-08", new, 31)];
    let found = look("latency", Statistic::P95, "2026-05", "2026-08", &records).unwrap().chosen;
    assert_eq!(found.used(), ["2026-06", "2026-07", "2026-08"].map(month));
    assert!(found.months[0].refused.as_ref().unwrap().starts_with("its buckets are others than those of August 2026"));
    assert!(found.figures.is_some());
}

#[test]
fn a_question_that_cannot_be_answered_names_its_field() {
    let says = |metric, statistic, from, to| look(metric, statistic, from, to, &[]).unwrap_err().to_string();
    assert!(says("accuracy", Statistic::Value, "2026-07", "2026-06").contains("before July 2026"));
    assert!(says("accuracy", Statistic::Value, "2025-07", "2026-07").contains("13 months: choose at most 12"));
    assert!(says("latency", Statistic::Value, "2026-05", "2026-07").contains("say which percentile"));
    assert!(says("latency-p95", Statistic::Value, "2026-05", "2026-07").contains("cannot be merged"));
    assert!(says("recall", Statistic::Value, "2026-05", "2026-07").contains("no indicator “ranker/recall”"));
}

/// Three windows of a share of 1,000 cases a month, each around its middle: as chosen, right before, a year earlier.
fn around(metric: &str, middles: [i64; 3]) -> BaselineWindows {
    let windows = [["2026-08", "2026-09", "2026-10"], ["2026-05", "2026-06", "2026-07"], ["2025-08", "2025-09", "2025-10"]];
    let months = windows.iter().zip(middles).flat_map(|(months, middle)| months.iter().copied().zip([middle - 10, middle, middle + 10]));
    let records: Vec<(&str, Summary, u32)> = months.map(|(month, right)| (month, ratio(right, 1_000), 31)).collect();
    look(metric, Statistic::Value, "2026-08", "2026-10", &records).unwrap()
}

/// Middles ± 0.01: s = 0.01, and the range is ± 1.885618 × 0.01 ÷ √3 = 0.010887.
#[test]
fn months_that_were_worse_than_both_others_may_return_to_normal_by_themselves() {
    let bad = around("accuracy", [850, 880, 870]);
    assert_eq!(bad.unusually_bad, Some(true));
    let words = bad.judgement.replace(NBSP, " ");
    let figures = [
        "85.00 %; the months right before (May 2026 to July 2026) at 88.00 %, range 86.91 % to 89.09 %",
        "year earlier (August 2025 to October 2025) at 87.00 %",
    ];
    assert!(figures.iter().all(|figure| words.contains(figure)) && words.contains("return to normal"), "{words}");
    assert_eq!(around("accuracy", [850, 880, 855]).unusually_bad, Some(false), "as a year earlier: the season");
    assert_eq!(around("accuracy", [890, 850, 860]).unusually_bad, Some(false), "better months make a claim smaller");
    // Fewer errors are better: here the high months are the bad ones.
    assert_eq!(around("error-rate", [890, 850, 860]).unusually_bad, Some(true));
    assert_eq!(around("error-rate", [850, 880, 870]).unusually_bad, Some(false));
    // 0.8691 is the end of the range before: what stands on it is within it.
    assert_eq!(around("accuracy", [869, 880, 880]).unusually_bad, Some(true));
    assert_eq!(around("accuracy", [870, 880, 880]).unusually_bad, Some(false));

    let alone = look("accuracy", Statistic::Value, "2026-08", "2026-10", &["2026-08", "2026-09", "2026-10"].map(|m| (m, ratio(9, 10), 31)));
    assert!(alone.as_ref().unwrap().judgement.starts_with("Nothing to compare with"));
    assert_eq!(alone.unwrap().unusually_bad, None);
    let year: Vec<_> = (0..24).map(|n| month("2024-11").plus(n).to_string()).collect();
    let year: Vec<_> = year.iter().map(|month| (month.as_str(), ratio(9, 10), 31)).collect();
    let found = look("accuracy", Statistic::Value, "2025-11", "2026-10", &year).unwrap();
    assert_eq!((found.before.from, found.year_earlier), (month("2024-11"), None), "a year has one other window");
}
