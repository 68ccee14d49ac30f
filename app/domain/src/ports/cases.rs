//! Predictions and their outcomes, by id.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ImportReport, RowAnswer};
use crate::Result;
use crate::access::Viewer;
use crate::config::ReferencePeriod;
use crate::ids::ServiceId;
use crate::prediction::{Cells, Class, Drift};
use crate::time::Month;

/// What a model said of a case.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WirePrediction {
    pub id: Value,
    /// RFC 3339, or Unix milliseconds.
    pub time: Value,
    /// The class: text, number or truth.
    pub prediction: Value,
    #[serde(default)]
    pub score: Value,
    #[serde(default)]
    pub features: BTreeMap<String, Value>,
}

/// What came out.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireOutcome {
    pub id: Value,
    pub outcome: Value,
    /// When that was known.
    #[serde(default)]
    pub time: Value,
}

/// One answer per row, in the order told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseAnswers {
    pub predictions: Vec<RowAnswer>,
    pub outcomes: Vec<RowAnswer>,
}

/// A service's predictions of a month, as far as their outcomes are known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PredictionMonth {
    pub service: ServiceId,
    pub month: Month,
    pub positive: Option<Class>,
    pub reference: Option<ReferencePeriod>,
    pub all: PredictionCounts,
    /// Labelled cases, by the class that was predicted and the one that came out.
    pub outcomes: Vec<OutcomeCount>,
    /// The month against the reference period: of what was predicted, and of each watched feature.
    pub drift: Vec<DriftOf>,
    /// Local days with a prediction.
    pub days: Vec<PredictionDay>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictionCounts {
    pub predictions: u64,
    pub labelled: u64,
    /// Labelled cases whose very class was predicted.
    pub right: u64,
    /// None without a positive class.
    pub cells: Option<Cells>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeCount {
    pub prediction: Class,
    pub outcome: Class,
    pub n: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictionDay {
    pub day: NaiveDate,
    #[serde(flatten)]
    pub counts: PredictionCounts,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriftOf {
    /// `prediction`, `score`, or a feature's name.
    pub of: String,
    /// None where there is no reference, or no value on either side.
    pub drift: Option<Drift>,
}

/// Taking predictions and outcomes, and reading what they come to.
#[async_trait]
pub trait Cases: Send + Sync {
    /// Takes what is told of a service; durable before it returns. The same told twice counts once, another value replaces.
    async fn tell_cases(
        &self,
        viewer: &Viewer,
        service: &ServiceId,
        predictions: Vec<WirePrediction>,
        outcomes: Vec<WireOutcome>,
    ) -> Result<CaseAnswers>;
    /// A CSV with the header `id,service,time,prediction[,score,outcome,outcome_time,feature:NAME…]`.
    async fn import_predictions(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport>;
    /// A month of a service; the current one where none is named.
    async fn predictions(&self, viewer: &Viewer, service: &ServiceId, month: Option<Month>) -> Result<PredictionMonth>;
}
