//! Experiments that other systems ran, on their way to a test record.

use chrono::NaiveDate;
use domain::Result;
use domain::config::{Decision, Design, Number, RecordedArm, Test};
use domain::evidence::{Arm, TestInput, TestMetric, TestResult, evaluate};
use domain::ids::{ServiceId, TestId};

/// One measure of one variation against the control, over the whole time of an experiment that has ended. Nothing in it is analysed: what the test shows is
/// computed from its arms, here as everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// Its name at the source: told twice, it is one.
    pub key: String,
    /// As people call the experiment, with the variation where there are several.
    pub name: String,
    /// As the source calls what was measured.
    pub measure: String,
    pub metric: TestMetric,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub control: Arm,
    pub treatment: Arm,
    /// Planned shares of control and treatment.
    pub expected_split: Option<[Number; 2]>,
    /// What keeps it from being a test of two arms as they were; it is shown, and counts for nothing until a person has looked.
    pub doubts: Vec<String>,
    pub link: Option<String>,
}

impl Experiment {
    /// What the test shows, with the check of its split.
    ///
    /// # Errors
    /// Arms that cannot be.
    pub fn evaluate(&self) -> Result<TestResult> {
        evaluate(&TestInput {
            metric: self.metric,
            control: self.control.clone(),
            treatment: self.treatment.clone(),
            confidence: None,
            expected_split: self.expected_split,
        })
    }

    /// The record of a randomised test, for a person to complete: indicator levels, exposed share and KPI are not the source's to know.
    pub fn record(&self, id: TestId, service: ServiceId, valid_until: NaiveDate) -> Test {
        let arm = |arm: &Arm| RecordedArm { n: arm.n, successes: arm.successes, mean: arm.mean, variance: arm.variance, indicator: None };
        Test {
            id,
            name: self.name.clone(),
            service,
            metric: None,
            kpi: None,
            programme: String::new(),
            design: Design::Randomised,
            kind: self.metric,
            unit: None,
            from: self.from,
            to: self.to,
            exposed_share: None,
            control: arm(&self.control),
            treatment: arm(&self.treatment),
            expected_split: self.expected_split,
            confidence: None,
            stopped_early: false,
            mixed_assignment: false,
            repeats: None,
            valid_until,
            decision: Decision::Open,
            link: self.link.clone().unwrap_or_default(),
        }
    }
}
