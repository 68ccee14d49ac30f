//! A randomised test, a holdout or a quasi-experiment, as it is recorded.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::factor::Number;
use crate::evidence::{Arm, TestInput, TestMetric};
use crate::ids::{KpiId, ServiceId, TestId};

/// How the control group came about. It decides the grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// Units were assigned by chance, for the length of the test.
    #[default]
    Randomised,
    /// A group is kept without the model, for as long as the effect is claimed.
    Holdout,
    /// Before and after, regions, matched groups.
    QuasiExperiment,
}

/// What was decided on the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    #[default]
    Open,
    Shipped,
    Dropped,
}

/// One arm, with the level of the service's indicator in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedArm {
    pub n: Number,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successes: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variance: Option<Number>,
    /// Level of the indicator in this arm, in the metric's unit: what a slope divides by, and the edge of the tested range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<Number>,
}

impl RecordedArm {
    /// The counts alone.
    pub fn arm(&self) -> Arm {
        Arm { n: self.n, successes: self.successes, mean: self.mean, variance: self.variance }
    }
}

/// A test as it was run. Its analysis is computed from this, never typed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub id: TestId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub service: ServiceId,
    /// The indicator whose levels differed between the arms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// The business measure that was compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kpi: Option<KpiId>,
    /// Tests of one programme measure the same thing; five or more are shrunk towards their mean.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub programme: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub design: Design,
    pub kind: TestMetric,
    /// What a success is of a unit, or the mean's unit per unit: `order/visitor`, `min/session`. By default what lets the chain cancel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Share of the eligible units that the treatment reaches now. An effect cannot be claimed without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exposed_share: Option<Number>,
    pub control: RecordedArm,
    pub treatment: RecordedArm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_split: Option<[Number; 2]>,
    /// Of the intervals, in per cent; 95 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Number>,
    /// Ended because of what it showed, before its planned end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stopped_early: bool,
    /// Units were seen in both arms.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mixed_assignment: bool,
    /// The test that this one repeats: together they are grade A.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<TestId>,
    /// Last day on which the effect counts in full.
    pub valid_until: NaiveDate,
    #[serde(default, skip_serializing_if = "is_default")]
    pub decision: Decision,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link: String,
    /// Key of the experiment that it was taken over from, such as `growthbook/exp_1/var_b/met_orders`: no two tests have the same.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Test {
    /// The name, or the id where none was given.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }

    /// What the analysis is computed from.
    pub fn input(&self) -> TestInput {
        TestInput {
            metric: self.kind,
            control: self.control.arm(),
            treatment: self.treatment.arm(),
            confidence: self.confidence,
            expected_split: self.expected_split,
        }
    }
}
