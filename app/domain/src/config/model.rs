//! The company and its models: settings, people, teams, services, indicators, KPIs, objectives, sources.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::factor::Basis;
use crate::access::Role;
use crate::ids::{Email, KpiId, ObjectiveId, ServiceId, SourceId, TeamId};
use crate::metric::{self, Better, Kind, Metric};
use crate::money::Currency;
use crate::sample::{SeriesKey, SeriesShape};
use crate::time::{format_duration_s, parse_duration_s};
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
}

/// One metric of the catalogue for one service, and where its samples come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub service: ServiceId,
    pub metric: String,
    /// Expected distance of two samples, as `1m` or `1d`; by default the metric's cadence.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_duration")]
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
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_duration")]
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

/// What kind of system a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    Prometheus,
    /// Samples arrive by `POST /api/v1/samples`.
    Push,
    /// Samples arrive as files.
    Csv,
}

impl SourceKind {
    /// As read by people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prometheus => "Prometheus",
            Self::Push => "Sent by HTTP",
            Self::Csv => "Files",
        }
    }
}

/// A system that samples come from. `push` and `csv` exist without being named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: SourceId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub kind: SourceKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the environment variable with the bearer token; the secret itself is never written here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_env: Option<String>,
    /// How long the system needs until a span is complete; evaluated spans end that long before now.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_duration")]
    pub delay: Option<u32>,
}

impl Source {
    /// The name, or the id where none was given.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }
}

/// Which source feeds a series, and what to ask it. Queries are evaluated at every expected interval, from 15 seconds to 5 minutes;
/// a counter, numerator, denominator or histogram query must give growth over that step: `increase(x[5m])` for 5 minutes or more.
/// A ratio needs both parts at an instant: `… or vector(0)` says that a missing numerator is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRef {
    pub id: SourceId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// Cumulative buckets by `le`; bounds are in the unit of `scale` × the metric's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub histogram: Option<String>,
    /// What the source's numbers are multiplied by: 1000 where it counts seconds and the metric milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "rust_decimal::serde::str_option")]
    pub scale: Option<Decimal>,
}

impl Default for SourceRef {
    fn default() -> Self {
        Self {
            id: SourceId::parse("push").unwrap_or_else(|_| unreachable!("a literal slug")),
            query: None,
            numerator: None,
            denominator: None,
            histogram: None,
            scale: None,
        }
    }
}

/// Durations as `5m` in files.
mod optional_duration {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(seconds: &Option<u32>, serializer: S) -> Result<S::Ok, S::Error> {
        match seconds {
            Some(seconds) => serializer.serialize_str(&super::format_duration_s(*seconds)),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| super::parse_duration_s(&text).map_err(D::Error::custom)).transpose()
    }
}
