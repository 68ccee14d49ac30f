//! Reports of a month.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::Result;
use domain::access::Viewer;
use domain::ports::{Closing, ReportRow, Reports};
use domain::report::{MonthReport, ReportFormat};
use domain::time::Month;

use crate::context::Engine;
use crate::error::internal;
use crate::store::summaries;
use crate::views;

#[async_trait]
impl Reports for Engine {
    async fn months(&self, viewer: &Viewer) -> Result<Vec<ReportRow>> {
        let (revision, configuration) = self.settled(&viewer.workspace).await?;
        let recorded = summaries::recorded_months(&mut *self.store.read().await?, &viewer.workspace).await?;
        let stages = self.stages(&viewer.workspace, revision).await?;
        let recorded: BTreeSet<Month> = recorded.into_iter().chain(stages.closed.keys().copied()).collect();
        let recorded: Vec<Month> = recorded.into_iter().collect();
        let facts = self.facts(&viewer.workspace, revision, &configuration, &recorded, self.figures_ms()).await?;
        views::months(&configuration, &facts, &stages)
    }

    async fn month_report(&self, viewer: &Viewer, month: Month) -> Result<MonthReport> {
        self.report(viewer, month).await.map(|report| (*report).clone())
    }

    async fn report_file(&self, viewer: &Viewer, month: Month, format: ReportFormat) -> Result<Vec<u8>> {
        let report = self.report(viewer, month).await?;
        // To the byte as it was issued, whatever this program would write.
        match (format, &report.issue) {
            (ReportFormat::Pdf, Some(issue)) => return self.issued_pdf(viewer, month, issue.revision).await,
            (ReportFormat::Json, Some(issue)) => return self.issued_json(&viewer.workspace, month, issue.revision).await,
            _ => {}
        }
        let accounts = match format {
            ReportFormat::Journal => self.settled(&viewer.workspace).await?.1.journal.clone(),
            _ => None,
        };
        // Drawing takes long enough to keep other requests waiting.
        let drawn = tokio::task::spawn_blocking(move || crate::report::write(&report, accounts.as_ref(), format)).await;
        drawn.map_err(|fault| internal("report", fault))?
    }
}
