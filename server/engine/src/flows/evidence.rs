//! Recorded tests and what rests on them.

use async_trait::async_trait;
use domain::Result;
use domain::access::Viewer;
use domain::evidence::Completion;
use domain::ids::SourceId;
use domain::ports::{EndedExperiment, Evidence, EvidenceView, ImportReport, PlanQuestion, TakenOver};
use domain::time::Month;

use super::import_tests;
use crate::context::Engine;
use crate::views;

#[async_trait]
impl Evidence for Engine {
    async fn evidence(&self, viewer: &Viewer, month: Option<Month>, question: PlanQuestion) -> Result<EvidenceView> {
        let at = self.standing(viewer).await?;
        let months = self.recorded_months(&at).await?;
        let month = match month {
            Some(month) => month,
            None => self.opening_month(&at).await?,
        };
        let measured = !at.configuration.services.is_empty() && !months.is_empty();
        let report = if measured { Some(self.report_at(&at, month).await?) } else { None };
        let facts = self.facts_of(&at, month).await?;
        let evidence = views::Evidence {
            configuration: &at.configuration,
            facts: &facts,
            ledger: report.as_ref().map(|report| &report.ledger),
            month,
            today: self.today(&at.configuration)?,
        };
        evidence.view(months, &question)
    }

    async fn experiments(&self, viewer: &Viewer, source: &SourceId) -> Result<Vec<EndedExperiment>> {
        self.list_experiments(viewer, source).await
    }

    async fn take_over(&self, viewer: &Viewer, source: &SourceId, key: &str, rest: Completion) -> Result<TakenOver> {
        self.take_over_experiment(viewer, source, key, rest).await
    }

    async fn import_tests(&self, viewer: &Viewer, file: &[u8]) -> Result<ImportReport> {
        import_tests::run(self, viewer, file).await
    }
}
