//! The inputs of one chain. They are the body of `POST /api/v1/mappings/preview`, so a script, the editor in the browser and the
//! month's ledger all hand the same thing to [`super::evaluate`].

use serde::{Deserialize, Serialize};

use crate::config::{Number, Shape, Template};
use crate::metric::Better;
use crate::money::Currency;
use crate::time::Month;

/// A stated value with its optional uncertainty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
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
}

impl Estimate {
    /// A value without uncertainty.
    pub fn exact(value: rust_decimal::Decimal) -> Self {
        Self { value: Number(value), low: None, high: None, confidence: None, shape: None }
    }
}

/// An indicator and what it would have been, in one unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorInput {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What it is: lines with the same key share its draws.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    pub unit: String,
    pub actual: Estimate,
    pub baseline: Estimate,
}

/// One factor after the indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorInput {
    pub name: String,
    pub value: Number,
    pub unit: String,
    /// Enters as one less the value, printed as `(1 − 0.35)`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complement: bool,
    /// Where the actual side has a price of its own (lost hours at their hour of the week): the actual is multiplied by this and
    /// the baseline by `value`, two printed terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_actual: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// `record`, `test` or `assumption`, with the source: free words, printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The driver's id, where the factor is a configured driver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
}

/// Everything one chain needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainInput {
    /// Seeds the draws, with the month.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub workspace: String,
    pub template: Template,
    pub month: Month,
    pub time_zone: String,
    pub currency: Currency,
    pub better: Better,
    /// None only for an own chain of factors alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorInput>,
    pub factors: Vec<FactorInput>,
}
