//! The company and its models: settings, people, teams, services, indicators, KPIs, objectives, sources.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::factor::Basis;
use super::predictions::Predictions;
use super::source::SourceRef;
use crate::access::Role;
use crate::ids::{Email, KpiId, ObjectiveId, ServiceId, TeamId};
use crate::metric::{self, Better, Kind, Metric};
use crate::money::Currency;
use crate::sample::{SeriesKey, SeriesShape};
use crate::{Result, time};

/// The workspace itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub name: String,
    /// IANA name; months are cut in it.
    pub time_zone: String,
    pub currency: Currency,
    /// Basis in which totals are reported.
    #[serde(default)]
    pub basis: Basis,
    /// Share of a month that must be measured before a line is claimed.
    #[serde(default = "coverage_default", with = "rust_decimal::serde::str")]
    pub coverage_threshold: Decimal,
    /// Days after the month's end in which late data is expected.
    #[serde(default = "grace_default")]
    pub grace_days: u32,
    /// How long before an incident a release may lie that it is laid to; a day where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::optional_duration")]
    pub incident_window: Option<u32>,
    /// Marks invented data on every page and report.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sample_data: bool,
}

fn coverage_default() -> Decimal {
    Decimal::new(90, 2)
}

fn grace_default() -> u32 {
    3
}

impl Settings {
    /// The zone; checked when the settings were written.
    pub fn zone(&self) -> Result<chrono_tz::Tz> {
        time::parse_zone(&self.time_zone)
    }

    /// How long before an incident a release may lie that it is laid to.
    pub fn incident_window_ms(&self) -> i64 {
        self.incident_window.map_or(crate::delivery::WINDOW_DEFAULT_MS, |seconds| i64::from(seconds) * 1000)
    }
}

/// Somebody with an account; the first sign-in claims the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub email: Email,
    pub name: String,
    pub role: Role,
}

/// A team that owns services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Email>,
}

/// Life stage of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    Trial,
    #[default]
    Production,
    Retired,
}

/// A model in production, with its inventory entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub id: ServiceId,
    pub name: String,
    pub team: TeamId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_owner: Option<Email>,
    #[serde(default)]
    pub stage: Stage,
    /// In the company's own words: `low`, `limited`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub risk_tier: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<NaiveDate>,
    /// One sentence: what it does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// How its predictions are judged, where they are sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictions: Option<Predictions>,
}

/// One metric of the catalogue for one service, and where its samples come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub service: ServiceId,
    pub metric: String,
    /// Expected distance of two samples, as `1m` or `1d`; by default the metric's cadence.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::optional_duration")]
    pub expected_interval: Option<u32>,
    #[serde(default)]
    pub source: SourceRef,
}

impl Indicator {
    /// The catalogue entry.
    pub fn metric(&self) -> Result<&'static Metric> {
        metric::find(&self.metric)
    }

    pub fn series(&self) -> SeriesKey {
        SeriesKey::Indicator { service: self.service.clone(), metric: self.metric.clone() }
    }

    /// Kind and expected interval.
    pub fn shape(&self) -> Result<SeriesShape> {
        let metric = self.metric()?;
        Ok(SeriesShape { kind: metric.kind, interval_s: self.expected_interval.unwrap_or(metric.cadence.interval_s()) })
    }
}

/// A business measure with its own series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kpi {
    pub id: KpiId,
    pub name: String,
    pub unit: String,
    pub kind: Kind,
    #[serde(default = "higher")]
    pub better: Better,
    /// Decimals it is printed with.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub decimals: u32,
    /// Expected distance of two samples; a day by default.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::optional_duration")]
    pub expected_interval: Option<u32>,
    #[serde(default)]
    pub source: SourceRef,
}

fn higher() -> Better {
    Better::Higher
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Kpi {
    pub fn series(&self) -> SeriesKey {
        SeriesKey::Kpi(self.id.clone())
    }

    /// Kind and expected interval.
    pub fn shape(&self) -> SeriesShape {
        SeriesShape { kind: self.kind, interval_s: self.expected_interval.unwrap_or(86_400) }
    }
}

/// A strategic goal: the top of the hierarchy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    pub id: ObjectiveId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Email>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kpis: Vec<KpiId>,
}
