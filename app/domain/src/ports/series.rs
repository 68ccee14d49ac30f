//! The data beneath a printed value: a series by month and day, and its samples.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::ids::SourceId;
use crate::metric::{Kind, Statistic};
use crate::sample::{Fixed, Reading, SeriesKey, Summary};
use crate::time::{Month, Window};

/// A month of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesMonth {
    pub series: SeriesKey,
    pub name: String,
    pub unit: String,
    pub kind: Kind,
    pub month: Month,
    pub time_zone: String,
    pub window: Window,
    /// Share of 1 that was measured; none where nothing was.
    pub coverage: Option<Decimal>,
    /// Newest sample.
    pub last_ms: Option<i64>,
    pub roll_up: Option<RollUp>,
    /// Local days with a sample.
    pub days: Vec<DayRollUp>,
}

/// One local day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRollUp {
    pub day: NaiveDate,
    pub roll_up: RollUp,
}

/// What a span adds up to: the figures by the kind's only legal roll-up, and what they were computed from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RollUp {
    /// Uptime, ratio, sum, mean or worst value, with the digits that enter a chain; none where it is undefined.
    pub value: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99: Option<Decimal>,
    /// Milliseconds of each state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub down_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Decimal>,
    /// Upper edges of the buckets; the last bucket is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bounds: Vec<Decimal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Decimal>,
}

/// A sample as it was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesSample {
    pub at_ms: i64,
    pub source: SourceId,
    /// `check`, `excluded`, `unknown`, `ratio`, `increment`, `total`, `gauge`, `histogram` or `quantile`.
    pub kind: String,
    /// Of a check the share of traffic that works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bounds: Vec<Decimal>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Decimal>,
}

/// All the digits that are kept, without idle zeros.
fn kept(value: Fixed) -> Option<Decimal> {
    value.round(9).ok().map(|value| value.normalize())
}

fn all_kept(values: &[Fixed]) -> Vec<Decimal> {
    values.iter().filter_map(|value| kept(*value)).collect()
}

impl RollUp {
    /// Of a summary, figures rounded half to even to the metric's stated decimals.
    pub fn of(summary: &Summary, decimals: u32) -> Self {
        let figure = |statistic| summary.rounded(statistic, decimals);
        let mut made = Self { value: figure(Statistic::Value), ..Self::default() };
        match summary {
            Summary::State { up_ms, down_ms, excluded_ms } => {
                (made.up_ms, made.down_ms, made.excluded_ms) = (Some(*up_ms), Some(*down_ms), Some(*excluded_ms));
            }
            Summary::Ratio { numerator, denominator } => (made.numerator, made.denominator) = (kept(*numerator), kept(*denominator)),
            Summary::Counter { .. } => {}
            Summary::Gauge { n, weight, min, max, last, .. } => {
                (made.n, made.weight) = (Some(*n), kept(*weight));
                (made.min, made.max, made.last) = (kept(*min), kept(*max), kept(*last));
            }
            Summary::Histogram { bounds, counts } => {
                (made.p50, made.p95, made.p99) = (figure(Statistic::P50), figure(Statistic::P95), figure(Statistic::P99));
                (made.bounds, made.counts) = (all_kept(bounds), all_kept(counts));
            }
            Summary::Quantile { last, max, .. } => (made.last, made.max) = (kept(*last), kept(*max)),
        }
        made
    }
}

impl SeriesSample {
    /// Of a reading.
    pub fn of(at_ms: i64, source: SourceId, reading: &Reading) -> Self {
        let (kind, value) = match reading {
            Reading::State { up_share } => ("check", kept(*up_share)),
            Reading::Excluded => ("excluded", None),
            Reading::Unknown => ("unknown", None),
            Reading::Ratio { .. } => ("ratio", None),
            Reading::Increment { by } => ("increment", kept(*by)),
            Reading::Total { total } => ("total", kept(*total)),
            Reading::Gauge { value, .. } => ("gauge", kept(*value)),
            Reading::Histogram { .. } => ("histogram", None),
            Reading::Quantile { value } => ("quantile", kept(*value)),
        };
        let mut made = Self {
            at_ms,
            source,
            kind: kind.to_owned(),
            value,
            numerator: None,
            denominator: None,
            weight: None,
            bounds: Vec::new(),
            counts: Vec::new(),
        };
        match reading {
            Reading::Ratio { numerator, denominator } => (made.numerator, made.denominator) = (kept(*numerator), kept(*denominator)),
            Reading::Gauge { weight, .. } => made.weight = kept(*weight),
            Reading::Histogram { bounds, counts } => (made.bounds, made.counts) = (all_kept(bounds), all_kept(counts)),
            _ => {}
        }
        made
    }
}
