//! From what a query answers to samples, by the kind of the series.

use std::collections::{BTreeMap, btree_map::Entry};

use domain::metric::Kind;
use domain::sample::{Fixed, Reading, Sample};
use domain::{Error, Result};
use rust_decimal::Decimal;

use super::{Line, Point, failure};

/// What the queries of one series answered over one span.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// `query`, `numerator` or `histogram`.
    pub first: Vec<Line>,
    /// `denominator`.
    pub second: Vec<Line>,
}

/// Samples of a series, in time order.
///
/// - state: the check at `t`; NaN is unknown from `t`.
/// - gauge and lone quantile: the value at `t`; what is not a number is left out.
/// - counter, ratio, histogram: growth over the step that ends at `t`, so the sample stands at `t − step`, in the span it
///   describes. A ratio needs both parts: where one is missing nothing is known (`or vector(0)` in the query says that a missing
///   counter means none). Cumulative buckets become counts per bucket, the open one last.
///
/// `scale` multiplies values and bucket bounds, and a ratio's numerator.
///
/// # Errors
/// More than one series where one is wanted, buckets without `le`, negative growth.
pub fn samples(kind: Kind, answers: &Answers, step_s: i64, scale: Option<Decimal>) -> Result<Vec<Sample>> {
    let grown = |at_ms: i64| at_ms - step_s * 1000;
    let mut samples = Vec::new();
    match kind {
        Kind::State => {
            for point in only("query", &answers.first)? {
                let reading = if point.value.is_finite() { Reading::check(point.value) } else { Reading::Unknown };
                samples.push(Sample { at_ms: point.at_ms, reading });
            }
        }
        Kind::Gauge | Kind::LoneQuantile | Kind::Counter => {
            for point in finite(only("query", &answers.first)?) {
                let value = scaled(point.value, scale)?;
                samples.push(match kind {
                    Kind::Gauge => Sample { at_ms: point.at_ms, reading: Reading::gauge(value) },
                    Kind::Counter => Sample { at_ms: grown(point.at_ms), reading: Reading::Increment { by: value } },
                    _ => Sample { at_ms: point.at_ms, reading: Reading::Quantile { value } },
                });
            }
        }
        Kind::Ratio => {
            let below: BTreeMap<i64, f64> = finite(only("denominator", &answers.second)?).map(|point| (point.at_ms, point.value)).collect();
            for point in finite(only("numerator", &answers.first)?) {
                let Some(denominator) = below.get(&point.at_ms) else { continue };
                let (numerator, denominator) = (scaled(point.value, scale)?, Fixed::from_f64(*denominator)?);
                samples.push(Sample { at_ms: grown(point.at_ms), reading: Reading::Ratio { numerator, denominator } });
            }
        }
        Kind::Histogram => {
            for (at_ms, reading) in histograms(&answers.first, scale)? {
                samples.push(Sample { at_ms: grown(at_ms), reading });
            }
        }
    }
    samples.iter().try_for_each(|sample| sample.reading.check_fits(kind))?;
    Ok(samples)
}

fn only<'a>(what: &str, lines: &'a [Line]) -> Result<&'a [Point]> {
    match lines {
        [] => Ok(&[]),
        [line] => Ok(&line.points),
        [first, second, ..] => Err(failure::several(what, lines.len(), &named(first), &named(second))),
    }
}

fn named(line: &Line) -> String {
    let name = line.labels.get("__name__").map_or("", String::as_str);
    let labels: Vec<String> =
        line.labels.iter().filter(|(label, _)| *label != "__name__").take(4).map(|(label, value)| format!("{label}=\"{value}\"")).collect();
    format!("{name}{{{}}}", labels.join(","))
}

fn finite(points: &[Point]) -> impl Iterator<Item = Point> {
    points.iter().copied().filter(|point| point.value.is_finite())
}

fn scaled(value: f64, scale: Option<Decimal>) -> Result<Fixed> {
    let value = Fixed::from_f64(value)?;
    let Some(scale) = scale else { return Ok(value) };
    let product = value.round(9)?.checked_mul(scale);
    Fixed::from_decimal(product.ok_or_else(|| Error::field("scale", format!("a value times {scale} is too large to hold")))?)
}

/// Counts per bucket at every instant at which all buckets have a number.
fn histograms(lines: &[Line], scale: Option<Decimal>) -> Result<BTreeMap<i64, Reading>> {
    let mut buckets: BTreeMap<Fixed, BTreeMap<i64, f64>> = BTreeMap::new();
    let mut all: Option<BTreeMap<i64, f64>> = None;
    for line in lines {
        let by_time = finite(&line.points).map(|point| (point.at_ms, point.value)).collect();
        let le = line.labels.get("le").ok_or_else(|| shape("has no label le"))?;
        let taken = match le.parse::<f64>() {
            Ok(bound) if bound == f64::INFINITY => all.replace(by_time).is_some(),
            Ok(bound) if bound.is_finite() => match buckets.entry(scaled(bound, scale)?) {
                Entry::Vacant(free) => {
                    free.insert(by_time);
                    false
                }
                Entry::Occupied(_) => true,
            },
            _ => return Err(shape(&format!("has le=\"{le}\", which is not a number"))),
        };
        if taken {
            return Err(shape(&format!("answers several series with le=\"{le}\"")));
        }
    }
    if lines.is_empty() {
        return Ok(BTreeMap::new());
    }
    let all = all.ok_or_else(|| shape("lacks the bucket le=\"+Inf\""))?;
    if buckets.is_empty() {
        return Err(shape("has no bucket but le=\"+Inf\""));
    }
    let bounds: Vec<Fixed> = buckets.keys().copied().collect();
    let mut readings = BTreeMap::new();
    for (at_ms, total) in all {
        let Some(cumulative) = buckets.values().map(|bucket| bucket.get(&at_ms).copied()).collect::<Option<Vec<f64>>>() else { continue };
        let counts = counts_per_bucket(cumulative.into_iter().chain([total]))?;
        readings.insert(at_ms, Reading::Histogram { bounds: bounds.clone(), counts });
    }
    Ok(readings)
}

/// Extrapolated growth can dip from one bucket to the next; like `histogram_quantile`, a dip counts as no growth.
fn counts_per_bucket(cumulative: impl Iterator<Item = f64>) -> Result<Vec<Fixed>> {
    let mut below = Fixed::ZERO;
    cumulative
        .map(|through| {
            let through = Fixed::from_f64(through)?.max(below);
            let count = through.minus(below);
            below = through;
            Ok(count)
        })
        .collect()
}

fn shape(fault: &str) -> Error {
    Error::invalid(format!("the histogram query {fault}: write it as sum by (le) (increase(NAME_bucket[5m]))"))
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
