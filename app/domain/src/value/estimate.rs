//! The inputs of one chain. They are the body of `POST /api/v1/mappings/preview`, so a script, the editor in the browser and the
//! month's ledger all hand the same thing to [`super::evaluate`].

use serde::{Deserialize, Serialize};

use super::tested::Tested;
use crate::config::{Number, Shape, Template};
use crate::evidence::Grade;
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

    /// The same in another measure: value, low and high each turned by `into`.
    ///
    /// # Errors
    /// Those of `into`.
    pub(super) fn each(&self, into: impl Fn(Number) -> crate::Result<Number>) -> crate::Result<Self> {
        let (low, high) = (self.low.map(&into).transpose()?, self.high.map(&into).transpose()?);
        Ok(Self { value: into(self.value)?, low, high, ..self.clone() })
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
    /// How well the baseline is proved; without it, it is taken as an assumption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_grade: Option<Grade>,
    /// The configured baseline, as in [`crate::config::Item::id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_id: Option<String>,
    /// Where its effect was tested: what lies beyond is priced at the edge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tested: Option<Tested>,
}

/// What a factor is in the chain: which bar of the bridge its change belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The measured side of an indicator.
    Indicator,
    Baseline,
    /// Counted things of the month.
    Volume,
    /// What one is worth; also shares and margins.
    #[default]
    UnitValue,
    /// What a test showed.
    Effect,
    /// From another currency to the reporting one.
    ExchangeRate,
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
    #[serde(default)]
    pub part: Part,
    /// Stated by who knows the record behind it; otherwise read from `evidence`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// The recorded test behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
    /// `record`, `test`, `assumption` or `none`, with the source: free words, printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The driver's id, where the factor is a configured driver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
}

impl FactorInput {
    /// A certain value without evidence.
    pub fn plain(name: impl Into<String>, value: Number, unit: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value,
            unit: unit.into(),
            complement: false,
            at_actual: None,
            low: None,
            high: None,
            confidence: None,
            shape: None,
            part: Part::default(),
            grade: None,
            test: None,
            evidence: None,
            driver: None,
        }
    }

    /// How well the factor is proved; none for a fact of record, which neither proves nor weakens an effect.
    pub fn grade(&self) -> Option<Grade> {
        match self.part {
            Part::Volume | Part::ExchangeRate => None,
            _ => self.grade.or_else(|| Grade::of_words(self.evidence.as_deref())),
        }
    }
}

/// One kind of outcome: its count against the count expected at baseline rates, and the signed value of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellInput {
    pub count: IndicatorInput,
    pub value: FactorInput,
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
    /// In place of the indicator: kinds of outcome, added up before the factors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<CellInput>,
    pub factors: Vec<FactorInput>,
}

impl ChainInput {
    /// The grade of the line: that of its weakest part. What nothing speaks against and nothing proves rests on the assumption that
    /// nothing of it would have happened anyway.
    pub fn grade(&self) -> Grade {
        let baseline = |indicator: &IndicatorInput| indicator.baseline_grade.unwrap_or(Grade::D);
        let indicators = self.indicator.iter().chain(self.cells.iter().map(|cell| &cell.count)).map(baseline);
        let factors = self.factors.iter().chain(self.cells.iter().map(|cell| &cell.value)).filter_map(FactorInput::grade);
        indicators.chain(factors).max().unwrap_or(Grade::D)
    }
}
