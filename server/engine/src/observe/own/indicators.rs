//! Indicators as series: what each slot rolls up to.

use domain::Result;
use domain::access::Viewer;
use domain::config::{Configuration, Indicator};
use domain::metric::{Kind, Statistic};
use domain::ports::QueryError;
use domain::sample::SeriesKey;
use domain::time::{Window, utc_day};
use promql::{LOOKBACK_MS, Labels, NAME, Selection, SeriesData, storage};

use crate::context::Engine;
use crate::store::summaries;

pub(super) const INDICATOR: &str = "modelworth_indicator";

/// The percentiles of an indicator that keeps buckets.
const PERCENTILES: [Statistic; 3] = [Statistic::P50, Statistic::P95, Statistic::P99];

/// One series of an indicator.
struct Line<'a> {
    indicator: &'a Indicator,
    statistic: Statistic,
    labels: Labels,
}

fn lines(configuration: &Configuration) -> Result<Vec<Line<'_>>> {
    let mut lines = Vec::new();
    for indicator in configuration.indicators.values() {
        let metric = indicator.metric()?;
        let unit = configuration.metric_unit(metric.unit);
        let labels = [(NAME, INDICATOR), ("service", indicator.service.as_str()), ("metric", metric.key), ("unit", &unit)];
        let statistics = if metric.kind == Kind::Histogram { &PERCENTILES[..] } else { &[Statistic::Value] };
        for statistic in statistics {
            let statistic_label = if *statistic == Statistic::Value { "" } else { statistic.key() };
            let labels = Labels::new(labels.into_iter().chain([("statistic", statistic_label)]));
            lines.push(Line { indicator, statistic: *statistic, labels });
        }
    }
    Ok(lines)
}

/// Labels of all indicators.
pub(super) fn labels(configuration: &Configuration) -> Result<Vec<Labels>> {
    Ok(lines(configuration)?.into_iter().map(|line| line.labels).collect())
}

/// A slot's figure stands at the start of the slot and holds for the indicator's expected interval.
pub(super) async fn series(
    engine: &Engine,
    viewer: &Viewer,
    configuration: &Configuration,
    need: &Selection,
) -> Result<Vec<SeriesData>, QueryError> {
    let mut lines = lines(configuration)?;
    lines.retain(|line| storage::all_match(&need.matchers, &line.labels));
    let mut keys: Vec<SeriesKey> = lines.iter().map(|line| line.indicator.series()).collect();
    keys.sort();
    keys.dedup();
    let longest_ms = lines.iter().map(|line| holds_ms(line.indicator)).collect::<Result<Vec<_>>>()?.into_iter().max().unwrap_or_default();
    let window = Window { start_ms: need.from_ms - longest_ms, end_ms: need.until_ms + 1 };
    let range = (utc_day(window.start_ms), utc_day(window.end_ms));
    let days = summaries::day_slots(&mut *engine.store.read().await?, &viewer.workspace, &keys, range.0, range.1).await?;
    let mut found = Vec::new();
    for line in lines {
        let slots = days.get(&line.indicator.series()).into_iter().flatten().flat_map(|(day, slots)| slots.within(*day, window));
        let figures = slots.filter_map(|slot| Some((slot.start_ms, slot.summary.figure(line.statistic)?.to_f64())));
        let (at_ms, values): (Vec<i64>, Vec<f64>) = figures.unzip();
        if !at_ms.is_empty() {
            found.push(SeriesData { labels: line.labels, at_ms, values, holds_ms: Some(holds_ms(line.indicator)?) });
        }
    }
    Ok(found)
}

fn holds_ms(indicator: &Indicator) -> Result<i64> {
    Ok(LOOKBACK_MS.max(i64::from(indicator.shape()?.interval_s) * 1000))
}
