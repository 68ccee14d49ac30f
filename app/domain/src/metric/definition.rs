//! What a metric is.

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The category sets cadence, staleness and the section of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    Reliability,
    Quality,
    Efficiency,
    BusinessImpact,
    Delivery,
}

impl Category {
    pub const ALL: [Self; 5] = [Self::Reliability, Self::Quality, Self::Efficiency, Self::BusinessImpact, Self::Delivery];

    /// As read by people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reliability => "Reliability",
            Self::Quality => "Quality",
            Self::Efficiency => "Efficiency",
            Self::BusinessImpact => "Business impact",
            Self::Delivery => "Delivery",
        }
    }
}

/// The kind decides what a slot stores and the only legal roll-up (see `docs/methodology.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Durations of up, degraded, down, excluded; they add.
    State,
    /// Numerator and denominator; sum each, then divide.
    Ratio,
    /// Increments; they add.
    Counter,
    /// Count, sum, min, max, last; a (weighted) mean.
    Gauge,
    /// Bucket counts; merge, then read a percentile.
    Histogram,
    /// A percentile computed outside; cannot be merged, never priced.
    LoneQuantile,
}

impl Kind {
    pub fn key(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Ratio => "ratio",
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
            Self::LoneQuantile => "lone-quantile",
        }
    }
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    Higher,
    Lower,
}

/// How often it is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cadence {
    FiveMinutes,
    Daily,
    OnEvents,
}

impl Cadence {
    /// In words: `every 5 minutes`.
    pub fn words(self) -> &'static str {
        match self {
            Self::FiveMinutes => "every 5 minutes",
            Self::Daily => "daily",
            Self::OnEvents => "on events",
        }
    }

    /// The expected distance of two samples, in seconds, when the indicator does not say otherwise.
    pub fn interval_s(self) -> u32 {
        match self {
            Self::FiveMinutes => 300,
            Self::Daily | Self::OnEvents => 86_400,
        }
    }
}

/// What is read from a rolled-up series as its one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Statistic {
    /// The roll-up of the kind: uptime, ratio, sum, mean.
    #[default]
    Value,
    P50,
    P95,
    P99,
}

impl Statistic {
    /// The quantile in hundredths, for histograms.
    pub fn percent(self) -> Option<u32> {
        match self {
            Self::Value => None,
            Self::P50 => Some(50),
            Self::P95 => Some(95),
            Self::P99 => Some(99),
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
        }
    }
}

/// One entry of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Stable key, as in files and URLs: `error-rate`.
    pub key: &'static str,
    /// As read by people: `Error rate`.
    pub name: &'static str,
    pub category: Category,
    pub kind: Kind,
    /// In the notation of [`crate::unit`]; `CUR` stands for the workspace's currency.
    pub unit: &'static str,
    pub better: Better,
    pub cadence: Cadence,
    /// Stated precision: decimals to which an indicator is rounded before it is printed and priced.
    pub decimals: u32,
    /// One sentence in plain words.
    pub sentence: &'static str,
}

impl Metric {
    /// Checks that `statistic` can be read from this kind: percentiles come from histograms alone.
    pub fn check_statistic(&self, statistic: Statistic) -> Result<()> {
        match (self.kind, statistic.percent()) {
            (Kind::Histogram, None) => {
                Err(Error::field("statistic", format!("{} is a histogram: say which percentile, p50, p95 or p99", self.key)))
            }
            (Kind::Histogram, Some(_)) | (_, None) => Ok(()),
            (_, Some(_)) => Err(Error::field(
                "statistic",
                format!("{} has no {}: percentiles are read from merged histogram buckets, never averaged", self.key, statistic.key()),
            )),
        }
    }

    /// Is it a time that something takes, in all or per case?
    pub fn is_duration(&self) -> bool {
        ["ms", "s", "min", "h", "d"].contains(&self.unit.split('/').next().unwrap_or_default())
    }

    /// May this metric be turned into money?
    pub fn check_priceable(&self) -> Result<()> {
        if self.kind == Kind::LoneQuantile {
            return Err(Error::field(
                "metric",
                format!(
                    "{} is a percentile computed outside: it cannot be merged, so it is shown but never priced; send latency buckets instead",
                    self.key
                ),
            ));
        }
        Ok(())
    }

    /// Is a change from `baseline` to `actual` an improvement, by this metric's direction?
    pub fn improved<T: PartialOrd>(&self, baseline: &T, actual: &T) -> bool {
        match self.better {
            Better::Higher => actual > baseline,
            Better::Lower => actual < baseline,
        }
    }
}
