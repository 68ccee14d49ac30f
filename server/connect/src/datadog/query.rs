//! What a metrics query answers.

use domain::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::failure;

/// A value of the time from an instant on, in Unix milliseconds; null where nothing was measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub at_ms: i64,
    pub step_ms: i64,
    pub value: Value,
}

#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    status: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    series: Vec<Series>,
}

#[derive(Deserialize)]
struct Series {
    #[serde(default)]
    scope: String,
    /// Seconds between two points, which grow with the time that was asked for.
    interval: i64,
    pointlist: Vec<(f64, Value)>,
}

/// The points of the one series; none of a metric that nothing was sent of.
///
/// # Errors
/// What Datadog reports, and more than one series.
pub fn read(answer: Answer, host: &str) -> Result<Vec<Point>> {
    if answer.status == "error" || !answer.error.is_empty() {
        return Err(Error::invalid(format!("{host} does not take the question: {}", failure::shortened(&answer.error))));
    }
    match &answer.series[..] {
        [] => Ok(Vec::new()),
        [series] => {
            let step_ms = series.interval.saturating_mul(1000);
            Ok(series.pointlist.iter().map(|(at, value)| Point { at_ms: at.round() as i64, step_ms, value: value.clone() }).collect())
        }
        [first, second, ..] => Err(Error::invalid(format!(
            "the query answers {} series ({}, {}…) where one is wanted: aggregate it, for example with sum:NAME{{service:fraud}} and without “by”",
            answer.series.len(),
            first.scope,
            second.scope
        ))),
    }
}
