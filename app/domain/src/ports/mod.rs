//! What the pages, the API and the command line may ask of the engine: one trait per area, and nothing else.
//!
//! Every call names its viewer, and through it the workspace. Implementations authorize, check, write in one transaction with the
//! audit event, and wake the task that cares.

mod access;
mod cases;
mod closing;
mod collect;
mod events;
mod evidence;
mod model;
mod observe;
mod receive;
mod reports;
mod series;
mod sharing;
mod views;

use std::sync::Arc;

pub use access::{Accounts, FirstAdmin, Session, TokenEntry};
pub use cases::{CaseAnswers, Cases, DriftOf, OutcomeCount, PredictionCounts, PredictionDay, PredictionMonth, WireOutcome, WirePrediction};
pub use closing::{CloseOrder, Closing, Review, Revision, Verdict};
pub use collect::{
    Found, ImportReport, RejectedRow, RowAnswer, RowOutcome, RunFile, Samples, SecretOf, SourceCheck, SourceRow, SourceState, Sources,
    Tracker, WireSample,
};
pub use events::{DeploymentRow, EventReceipt, Events, Hook, HookAnswer, IncidentRow, Release, ServiceEvents, WireEvent};
pub use evidence::{EndedExperiment, Evidence, EvidenceView, PlanQuestion, PlanRow, QueueRow, TakenOver, TestUse, TestView};
pub use model::{Models, Preview};
pub use observe::{Asked, Observations, Over, QueryError};
pub use receive::{Datadog, Format, Push, Receipt, Receiving};
pub use reports::Reports;
pub use series::{DayRollUp, RollUp, SeriesMonth, SeriesSample};
pub use sharing::{NewShare, ShareRow, Sharing};
pub use views::{
    CategorySection, CurrencyRow, DriverView, EndedTest, MappingInputs, NodeView, Overview, PreviewInputs, ReportRow, SeriesPoint,
    ServiceListRow, ServiceView, Tile, ValueMapView,
};

/// All ports together, as they stand in the server's state and in the pages' context.
#[derive(Clone)]
pub struct Ports {
    pub accounts: Arc<dyn Accounts>,
    pub models: Arc<dyn Models>,
    pub samples: Arc<dyn Samples>,
    pub sources: Arc<dyn Sources>,
    pub reports: Arc<dyn Reports>,
    pub closing: Arc<dyn Closing>,
    pub sharing: Arc<dyn Sharing>,
    pub evidence: Arc<dyn Evidence>,
    pub receiving: Arc<dyn Receiving>,
    pub cases: Arc<dyn Cases>,
    pub events: Arc<dyn Events>,
    pub observations: Arc<dyn Observations>,
}
