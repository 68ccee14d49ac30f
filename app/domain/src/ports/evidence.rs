//! Recorded tests, what rests on them, and the tests that would prove more.

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::Serialize;

use super::collect::ImportReport;
use crate::Result;
use crate::access::Viewer;
use crate::config::{Number, Test};
use crate::evidence::{Analysis, Completion, Experiment, Grade, SampleSize, Standing, TestResult};
use crate::ids::{MappingId, PoolId, ServiceId, SourceId, TestId};
use crate::money::{Currency, Money};
use crate::time::Month;

/// A mapping that counts a test's effect.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestUse {
    pub mapping: MappingId,
    pub name: String,
    /// Of the month; none where no line of the month rests on the test.
    pub amount: Option<Money>,
}

/// One recorded test, as it stood at the end of the month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestView {
    pub test: Test,
    pub service_name: String,
    pub metric_name: Option<String>,
    pub kpi_name: Option<String>,
    pub analysis: Analysis,
    pub standing: Standing,
    /// What it still earns.
    pub grade: Option<Grade>,
    /// Last day on which it earns anything.
    pub runs_out: NaiveDate,
    /// Size of the month's lines that rest on it, gains and losses alike.
    pub resting: Money,
    pub uses: Vec<TestUse>,
    /// Pools whose claims it overrules.
    pub pools: Vec<(PoolId, String)>,
}

/// A test that is worth repeating; the most money first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueueRow {
    pub test: TestId,
    pub name: String,
    pub service_name: String,
    pub resting: Money,
    pub standing: Standing,
    pub valid_until: NaiveDate,
    /// From today to the last valid day; negative after it.
    pub days_left: i64,
}

/// What a test must look like to prove a line that rests on an assumption.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanRow {
    pub mapping: MappingId,
    pub name: String,
    pub service: ServiceId,
    pub service_name: String,
    /// Size of the line: what the test would firm up.
    pub amount: Money,
    /// The share of units that succeed without the change.
    pub base_rate: Option<Number>,
    /// Smallest difference of shares that is worth seeing.
    pub effect: Option<Number>,
    /// Units of both arms a week.
    pub weekly: Option<Number>,
    pub size: Option<SampleSize>,
    /// Why there is no size, in plain words.
    pub missing: Option<String>,
}

/// Typed in place of what a line says; for one mapping.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanQuestion {
    pub mapping: String,
    pub base_rate: Option<Number>,
    pub effect: Option<Number>,
    pub weekly: Option<Number>,
}

/// The evidence page of a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceView {
    pub month: Month,
    pub months: Vec<Month>,
    pub currency: Currency,
    pub today: NaiveDate,
    /// The newest first.
    pub tests: Vec<TestView>,
    pub queue: Vec<QueueRow>,
    /// Lines of grade D; the most money first.
    pub planner: Vec<PlanRow>,
}

/// An experiment that a source says has ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EndedExperiment {
    pub experiment: Experiment,
    /// What our own analysis makes of its arms.
    pub result: Option<TestResult>,
    /// Why there is no result.
    pub refused: Option<String>,
    /// The test that it is recorded as.
    pub recorded: Option<TestId>,
}

/// What became of an experiment that was to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TakenOver {
    /// The test that it is recorded as.
    pub test: TestId,
    /// False where it was recorded before, and nothing changed.
    pub new: bool,
}

/// Reading and recording tests. Single ones are recorded through [`super::Models::change`].
#[async_trait]
pub trait Evidence: Send + Sync {
    async fn evidence(&self, viewer: &Viewer, month: Option<Month>, question: PlanQuestion) -> Result<EvidenceView>;
    /// What a source says has ended, the newest first. Its answer is kept for ten minutes.
    ///
    /// # Errors
    /// A source that tells of no experiments; as those of a pass where it does not answer.
    async fn experiments(&self, viewer: &Viewer, source: &SourceId) -> Result<Vec<EndedExperiment>>;
    /// Records one of them, by its key, as a test; once.
    ///
    /// # Errors
    /// As above; a test that may not be recorded, at its field.
    async fn take_over(&self, viewer: &Viewer, source: &SourceId, key: &str, rest: Completion) -> Result<TakenOver>;
    /// A CSV or XLSX with the header of docs/configuration.md; one row a test.
    async fn import_tests(&self, viewer: &Viewer, file: &[u8]) -> Result<ImportReport>;
}
