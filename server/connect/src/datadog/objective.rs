//! Service level objectives: those of events give a share, those of time give uptime.

use domain::metric::{Better, Kind, find};
use domain::sample::{Fixed, Reading, Sample, SeriesKey};
use domain::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

use super::{Datadog, Day, slots};
use crate::failure;
use crate::fed::Fed;
use crate::json::number;

/// How a time counts in which Datadog had no data. Datadog's own figure counts it as up or down by the monitor's settings, and in time slices as up; here it
/// is not known unless the source says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoData {
    Unknown,
    Up,
    Down,
}

impl NoData {
    /// # Errors
    /// Names the known ones.
    pub fn parse(text: &str) -> Result<Self> {
        match text.trim() {
            "" | "unknown" => Ok(Self::Unknown),
            "up" => Ok(Self::Up),
            "down" => Ok(Self::Down),
            other => {
                Err(Error::field("options[no-data]", format!("“{other}” is no way to count time without data: write unknown, up or down")))
            }
        }
    }

    fn reading(self) -> Reading {
        match self {
            Self::Unknown => Reading::Unknown,
            Self::Up => Reading::check(1.0),
            Self::Down => Reading::check(0.0),
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Option<History>,
    #[serde(default)]
    errors: Option<Vec<Fault>>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(default)]
    error: String,
}

#[derive(Deserialize)]
struct History {
    overall: Option<Overall>,
    series: Option<Events>,
}

#[derive(Deserialize)]
struct Overall {
    history: Option<Vec<(f64, f64)>>,
}

#[derive(Deserialize)]
struct Events {
    /// Seconds between two instants.
    interval: i64,
    times: Vec<f64>,
    numerator: Counts,
    denominator: Counts,
}

#[derive(Deserialize)]
struct Counts {
    values: Vec<Value>,
}

impl Datadog {
    /// Samples of an objective by its id.
    pub(super) async fn objective(&self, fed: &Fed, id: &str, from_ms: i64, day: Day) -> Result<Vec<Sample>> {
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(Error::field("source", format!("“slo:{id}” is no id of an objective: it is the end of its page's address")));
        }
        let asked = [("from_ts", (day.from_ms / 1000).to_string()), ("to_ts", (day.until_ms / 1000).to_string())];
        let answer: Answer = self.ask(&format!("api/v1/slo/{id}/history"), &asked).await?;
        if let Some(fault) = answer.errors.iter().flatten().find(|fault| !fault.error.is_empty()) {
            return Err(Error::invalid(format!("{} has no history of slo:{id}: {}", self.http.host, failure::shortened(&fault.error))));
        }
        let history = answer.data.ok_or_else(|| failure::other_shape(&self.http, "missing field `data`"))?;
        match (fed.shape.kind, history.series, history.overall.and_then(|overall| overall.history)) {
            (Kind::Ratio, Some(events), _) => shares(&events, !is_better_higher(fed), from_ms, day),
            (Kind::State, _, Some(changes)) => Ok(states(&changes, self.no_data.clone()?, from_ms, day)),
            (Kind::State, Some(_), None) => {
                Err(Error::invalid(format!("slo:{id} counts events, not time: take it for error-rate, or another one for uptime")))
            }
            (Kind::Ratio, None, Some(_)) => {
                Err(Error::invalid(format!("slo:{id} measures time, not events: take it for uptime, or another one for a share")))
            }
            (Kind::Ratio | Kind::State, None, None) => Ok(Vec::new()),
            _ => Err(Error::invalid(format!("slo:{id} gives uptime or a share of events and nothing else: take a query"))),
        }
    }
}

/// An objective counts the good events: of a metric that is better when it is low, such as the error rate, the others are wanted.
fn is_better_higher(fed: &Fed) -> bool {
    match &fed.series {
        SeriesKey::Indicator { metric, .. } => find(metric).is_ok_and(|metric| metric.better == Better::Higher),
        SeriesKey::Kpi(_) | SeriesKey::Driver(_) => true,
    }
}

/// Good and valid events of each step.
fn shares(events: &Events, bad: bool, from_ms: i64, day: Day) -> Result<Vec<Sample>> {
    let counts = events.numerator.values.iter().zip(&events.denominator.values);
    let mut samples = Vec::new();
    for (at, (good, valid)) in events.times.iter().zip(counts) {
        let at_ms = at.round() as i64;
        if !day.holds(at_ms, events.interval.saturating_mul(1000), from_ms) {
            continue;
        }
        let (Some(good), Some(valid)) = (number(good), number(valid)) else { continue };
        let (good, denominator) = (Fixed::from_f64(good)?, Fixed::from_f64(valid)?);
        let numerator = if bad { denominator.minus(good) } else { good };
        let reading = Reading::Ratio { numerator, denominator };
        reading.check_fits(Kind::Ratio)?;
        samples.push(Sample { at_ms, reading });
    }
    Ok(samples)
}

/// The state at each change and, because a state is only held for two intervals, at each slot. It is 0 up, 1 down and 2 without data.
fn states(changes: &[(f64, f64)], no_data: NoData, from_ms: i64, day: Day) -> Vec<Sample> {
    let mut changes: Vec<(i64, f64)> = changes.iter().map(|(at_s, state)| ((at_s * 1000.0).round() as i64, *state)).collect();
    changes.sort_by_key(|(at_ms, _)| *at_ms);
    let mut instants: Vec<i64> = slots(day.from_ms, day.until_ms).chain(changes.iter().map(|(at_ms, _)| *at_ms)).collect();
    instants.sort_unstable();
    instants.dedup();
    let wanted = instants.into_iter().filter(|at_ms| *at_ms >= from_ms && *at_ms < day.until_ms);
    let state = |at_ms: i64| {
        let known = changes.partition_point(|(changed_ms, _)| *changed_ms <= at_ms);
        let (_, state) = changes.get(known.checked_sub(1)?)?;
        Some(match *state {
            0.0 => Reading::check(1.0),
            1.0 => Reading::check(0.0),
            _ => no_data.reading(),
        })
    };
    wanted.filter_map(|at_ms| Some(Sample { at_ms, reading: state(at_ms)? })).collect()
}
