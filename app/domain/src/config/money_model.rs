//! What turns an indicator into money: drivers, costs, baselines, targets, mappings. Dated things carry `from`; a successor starts
//! at its date and nothing recorded is edited.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::factor::{Basis, Evidence, FactorRef, Number, Shape};
use super::template::Template;
use crate::ids::{CostId, DriverId, Email, KpiId, MappingId, PoolId, ServiceId, SourceId, TestId};
use crate::metric::Statistic;
use crate::money::Currency;
use crate::sample::SeriesKey;
use crate::time::Month;

/// A business input: revenue per hour, value per decision, a volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Driver {
    pub id: DriverId,
    pub name: String,
    /// In the notation of [`crate::unit`].
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<DriverValue>,
    /// A volume is a series, not a constant: the month's figure is the factor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<SeriesRef>,
    /// Prices lost hours at their own hour of the week, from this KPI's history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour_of_week: Option<KpiId>,
}

impl Driver {
    /// The value valid on a day.
    pub fn value_on(&self, day: NaiveDate) -> Option<&DriverValue> {
        self.values.iter().filter(|value| value.from <= day).max_by_key(|value| value.from)
    }
}

/// A dated value with its uncertainty and its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriverValue {
    pub from: NaiveDate,
    pub value: Number,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Number>,
    /// Per cent between low and high: 80, 90 or 95.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    #[serde(default)]
    pub evidence: Evidence,
    /// Where it was read: `ledger 2026-Q2`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    pub by: Email,
}

/// The series behind a volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum SeriesRef {
    Kpi {
        kpi: KpiId,
    },
    Indicator {
        service: ServiceId,
        metric: String,
    },
    /// The driver's own series `driver/ID`, filled from this source.
    Own {
        id: SourceId,
    },
}

impl SeriesRef {
    /// Is it the driver's own series, filled from that source?
    pub fn is_from(&self, source: &SourceId) -> bool {
        matches!(self, Self::Own { id } if id == source)
    }
}

impl SeriesRef {
    /// The key, for the driver that holds this reference.
    pub fn key(&self, driver: &DriverId) -> SeriesKey {
        match self {
            Self::Kpi { kpi } => SeriesKey::Kpi(kpi.clone()),
            Self::Indicator { service, metric } => SeriesKey::Indicator { service: service.clone(), metric: metric.clone() },
            Self::Own { .. } => SeriesKey::Driver(driver.clone()),
        }
    }
}

/// Which bill a cost is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CostPart {
    Cloud,
    Licences,
    People,
}

impl CostPart {
    pub const ALL: [Self; 3] = [Self::Cloud, Self::Licences, Self::People];

    pub fn name(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::Licences => "licences",
            Self::People => "people",
        }
    }
}

/// A part of the cost to run a service, per whole month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    pub id: CostId,
    pub service: ServiceId,
    pub part: CostPart,
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<CostValue>,
    /// In place of values: the month's figure of one driver times another, as GPU hours × price of a GPU hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<DriverId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<DriverId>,
}

/// A month's cost, from a month on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostValue {
    pub from: Month,
    pub per_month: Number,
    /// The workspace's currency where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    pub by: Email,
}

impl Cost {
    /// The value valid in a month.
    pub fn value_in(&self, month: Month) -> Option<&CostValue> {
        self.values.iter().filter(|value| value.from <= month).max_by_key(|value| value.from)
    }
}

/// How a baseline came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaselineMethod {
    /// Computed from the named months' records.
    Months,
    /// Stated by somebody.
    Assumption,
}

/// What an indicator would have been. Dated, approved, immutable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    pub service: ServiceId,
    pub metric: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub statistic: Statistic,
    pub from: NaiveDate,
    pub method: BaselineMethod,
    /// The months it was computed from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<Month>,
    /// In the metric's unit (uptime as a share of 1); computed and stored when the method is `months`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Number>,
    /// Of low and high, in per cent, and the shape between them; computed and stored when the method is `months`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// Observations behind the value: cases where they are counted, else months; computed and stored when the method is `months`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    pub approved_by: Email,
}

/// Where an indicator should be from a month on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub service: ServiceId,
    pub metric: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub statistic: Statistic,
    pub from: Month,
    pub value: Number,
    /// Where it turns from near to missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amber: Option<Number>,
    pub owner: Email,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// An edge from an indicator to a KPI, and to money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub id: MappingId,
    /// What it did, in plain words: `Checkout hours kept open`.
    pub name: String,
    pub service: ServiceId,
    /// None only for an own chain without an indicator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub statistic: Statistic,
    pub template: Template,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kpi: Option<KpiId>,
    /// The outcome it claims from, whose claims are capped together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<PoolId>,
    #[serde(default)]
    pub basis: Basis,
    pub owner: Email,
    pub versions: Vec<MappingVersion>,
}

impl Mapping {
    /// The version valid in a month: the last one that had started by its first day, or, for the month in which the mapping
    /// itself starts, by its last day.
    pub fn version_in(&self, month: Month) -> Option<&MappingVersion> {
        let started = |day: NaiveDate| self.versions.iter().filter(move |version| version.from <= day).max_by_key(|version| version.from);
        started(month.first_day()).or_else(|| started(month.last_day()))
    }
}

/// The factors from a date on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingVersion {
    pub from: NaiveDate,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<FactorRef>,
    /// The test whose lift or slope enters the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// Confusion cells with the value of one case each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<CellRef>,
    /// A margin that converts the mapping's basis to the reporting basis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<DriverId>,
    /// No more lines from this date on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Which lift of a test enters a chain: its volume must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LiftKind {
    /// Per exposed unit: successes, or the mean, of a unit.
    #[default]
    Absolute,
    /// Per cent of the successes or the sum that there would have been.
    Relative,
}

/// The effect of a recorded test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    pub test: TestId,
    #[serde(default, skip_serializing_if = "is_default")]
    pub lift: LiftKind,
    /// The volume counts exposed units alone: the test's exposed share is not applied a second time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub volume_is_exposed: bool,
}

/// One confusion cell: the metric that counts its share of all decisions, and the signed value of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellRef {
    /// `true-positive-share` and the like: a ratio of cases over decisions.
    pub metric: String,
    pub value: DriverId,
}
