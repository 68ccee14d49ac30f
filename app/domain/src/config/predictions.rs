//! How a service's predictions are judged and compared.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::check::within;
use super::{Configuration, Indicator};
use crate::ids::ServiceId;
use crate::prediction::{Class, Needs, SCORE, needs};
use crate::{Error, Result};

/// The source of series that are computed from predictions and their outcomes.
pub const PREDICTIONS: &str = "predictions";
/// Most features of a service, and the longest name of one in bytes.
const FEATURES_MAX: usize = 50;
const NAME_MAX: usize = 64;
/// Longest reference period and longest wait for a label.
const REFERENCE_DAYS_MAX: i64 = 366;
const LABEL_DAYS_MAX: u32 = 3_650;

/// What must be known to judge predictions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predictions {
    /// The class that precision, recall and the shares of errors are about: `fraud`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive: Option<Class>,
    /// Days after a prediction in which its label is taken.
    #[serde(default = "label_days_default", skip_serializing_if = "is_default")]
    pub label_days: u32,
    /// What drift is measured against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ReferencePeriod>,
    /// Features whose drift is watched.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub features: BTreeMap<String, FeatureKind>,
}

/// Local days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferencePeriod {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl ReferencePeriod {
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// How a feature's values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeatureKind {
    Number,
    Category,
}

impl Default for Predictions {
    fn default() -> Self {
        Self { positive: None, label_days: label_days_default(), reference: None, features: BTreeMap::new() }
    }
}

fn label_days_default() -> u32 {
    180
}

fn is_default(days: &u32) -> bool {
    *days == label_days_default()
}

impl Predictions {
    fn check(&self) -> Result<()> {
        if !(1..=LABEL_DAYS_MAX).contains(&self.label_days) {
            return Err(Error::field("label_days", format!("labels are awaited 1 to {LABEL_DAYS_MAX} days")));
        }
        if let Some(ReferencePeriod { from, to }) = self.reference
            && !(0..REFERENCE_DAYS_MAX).contains(&(to - from).num_days())
        {
            return Err(Error::field(
                "reference",
                format!("the reference period has 1 to {REFERENCE_DAYS_MAX} days, from its first to its last"),
            ));
        }
        if self.features.len() > FEATURES_MAX {
            return Err(Error::field("features", format!("at most {FEATURES_MAX} features are watched")));
        }
        let plain = |name: &&String| !name.trim().is_empty() && name.trim() == name.as_str() && name.len() <= NAME_MAX && *name != SCORE;
        if let Some(name) = self.features.keys().find(|name| !plain(name)) {
            let message = format!("“{name}” is no name of a feature: at most {NAME_MAX} bytes, no blanks around it, and not {SCORE}");
            return Err(Error::field("features", message));
        }
        let lower: BTreeSet<String> = self.features.keys().map(|name| name.to_lowercase()).collect();
        if lower.len() < self.features.len() {
            return Err(Error::field("features", "two features differ in capitals only, which headers of files do not tell apart"));
        }
        Ok(())
    }
}

impl Configuration {
    /// How the predictions of a service are judged.
    ///
    /// # Errors
    /// No such service, or one that takes no predictions.
    pub fn predictions_of(&self, service: &ServiceId) -> Result<&Predictions> {
        let found = self.services.get(service).ok_or_else(|| Error::field("service", format!("there is no service “{service}”")))?;
        let missing = || Error::field("service", format!("{service} takes no predictions yet: give it a table [service.predictions]"));
        found.predictions.as_ref().ok_or_else(missing)
    }

    pub(super) fn check_predictions(&self) -> Result<()> {
        for service in self.services.values() {
            service.predictions.iter().try_for_each(Predictions::check).map_err(|error| within("service", &service.id, error))?;
        }
        let fed = self.indicators.values().filter(|indicator| indicator.source.id.as_str() == PREDICTIONS);
        fed.into_iter().try_for_each(|indicator| self.check_fed(indicator).map_err(|error| within("indicator", &indicator.series(), error)))
    }

    fn check_fed(&self, indicator: &Indicator) -> Result<()> {
        let Some(needs) = needs(&indicator.metric) else {
            return Err(Error::field("source", format!("{} is not computed from predictions and outcomes", indicator.metric)));
        };
        let stated = self.predictions_of(&indicator.service)?;
        let (complete, wants) = match needs {
            Needs::Cases => (true, ""),
            Needs::Positive => (stated.positive.is_some(), "positive, the class it is about"),
            Needs::Reference => (stated.reference.is_some(), "reference, the days to compare with"),
            Needs::Features => (stated.reference.is_some() && !stated.features.is_empty(), "reference and features"),
        };
        if complete {
            Ok(())
        } else {
            Err(Error::field("predictions", format!("[service.predictions] of {} needs {wants}", indicator.service)))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn company(predictions: &str, metric: &str) -> Result<Configuration> {
        let text = format!(
            r#"{{"workspace": {{"name": "A", "time_zone": "Asia/Jakarta", "currency": "USD"}},
            "team": [{{"id": "risk", "name": "Risk"}}],
            "service": [{{"id": "fraud", "name": "Fraud", "team": "risk", "predictions": {predictions}}}],
            "indicator": [{{"service": "fraud", "metric": "{metric}", "source": {{"id": "predictions"}}}}]}}"#
        );
        let tables: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
        let mut items = Vec::new();
        for (kind, value) in tables {
            let each = match value {
                serde_json::Value::Array(each) => each,
                one => vec![one],
            };
            for value in each {
                items.push(crate::config::Item::from_value(&kind, value)?);
            }
        }
        let configuration = Configuration::from_items(items)?;
        configuration.check()?;
        Ok(configuration)
    }

    #[test]
    fn what_a_metric_needs_must_be_stated() {
        let whole = r#"{"positive": "fraud", "reference": {"from": "2026-01-01", "to": "2026-01-31"}, "features": {"amount": "number"}}"#;
        for metric in ["accuracy", "recall", "prediction-drift", "feature-drift", "label-age"] {
            assert_eq!(company(whole, metric).unwrap().predictions_of(&ServiceId::parse("fraud").unwrap()).unwrap().label_days, 180);
        }
        for (predictions, metric, said) in [
            ("{}", "recall", "needs positive"),
            ("{}", "prediction-drift", "needs reference"),
            (r#"{"reference": {"from": "2026-01-01", "to": "2026-01-31"}}"#, "feature-drift", "needs reference and features"),
            ("{}", "uptime", "not computed from predictions"),
            ("null", "accuracy", "takes no predictions yet"),
            (r#"{"reference": {"from": "2026-02-01", "to": "2026-01-31"}}"#, "accuracy", "1 to 366 days"),
            (r#"{"label_days": 0}"#, "accuracy", "1 to 3650 days"),
            (r#"{"features": {"score": "number"}}"#, "accuracy", "no name of a feature"),
            (r#"{"features": {"a": "number", "A": "category"}}"#, "accuracy", "capitals only"),
        ] {
            let error = company(predictions, metric).unwrap_err().to_string();
            assert!(error.contains(said), "{predictions} {metric}: {error}");
        }
    }
}
