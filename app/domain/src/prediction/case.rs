//! One case: what the model said, and what came out, whichever is told first.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Bin, Class};

/// Where a prediction's score stands among its inputs; no feature may have this name.
pub const SCORE: &str = "score";

/// A feature's value as it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    Number(Bin),
    Category(String),
}

/// What the model said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predicted {
    pub at_ms: i64,
    /// In the workspace's zone.
    pub day: NaiveDate,
    pub class: Class,
    /// By name, each once.
    pub inputs: Vec<(String, Input)>,
}

/// What came out, and when that was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    pub class: Class,
    #[serde(default)]
    pub at_ms: Option<i64>,
}

/// A case by its id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Case {
    pub predicted: Option<Predicted>,
    pub labelled: Option<Labelled>,
}

impl Case {
    /// Takes a prediction in place of the one before; false when it says the same.
    pub fn predict(&mut self, predicted: Predicted) -> bool {
        let changed = self.predicted.as_ref() != Some(&predicted);
        self.predicted = Some(predicted);
        changed
    }

    /// Takes an outcome in place of the one before; false when it says the same.
    pub fn label(&mut self, labelled: Labelled) -> bool {
        let changed = self.labelled.as_ref() != Some(&labelled);
        self.labelled = Some(labelled);
        changed
    }

    /// The day in which it counts; none before its prediction is told.
    pub fn day(&self) -> Option<NaiveDate> {
        self.predicted.as_ref().map(|predicted| predicted.day)
    }

    /// From prediction to outcome; none where the outcome has no time, or one before the prediction.
    pub fn age_ms(&self) -> Option<i64> {
        let age_ms = self.labelled.as_ref()?.at_ms? - self.predicted.as_ref()?.at_ms;
        (age_ms >= 0).then_some(age_ms)
    }
}
