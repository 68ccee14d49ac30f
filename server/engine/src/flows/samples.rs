//! Writing samples: merged, rolled up and durable before the answer.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::config::Configuration;
use domain::ids::{SourceId, WorkspaceId};
use domain::ports::{ImportReport, RowAnswer, RowOutcome, RunFile, Samples, WireSample};
use domain::sample::{Sample, SeriesKey};
use domain::{Error, Result};
use sqlx::AnyConnection;

use super::{costs, import, rates, runs, wire};
use crate::context::Engine;
use crate::store::audit::NewEvent;
use crate::store::roll_up::{Frame, plan};
use crate::store::{self, audit};

/// A sample may be this far ahead of the server's clock: 5 minutes, for clocks that differ.
pub const AHEAD_MAX_MS: i64 = 300_000;
/// Most samples of one request.
pub const REQUEST_MAX: usize = 50_000;

/// A row on its way in: its place in the request or file, and what it says.
pub struct Row {
    pub place: usize,
    pub series: SeriesKey,
    pub sample: Sample,
}

/// What became of the rows that were written, by place.
pub type Outcomes = BTreeMap<usize, RowOutcome>;

impl Engine {
    /// Writes rows of one source in one transaction with one audit event.
    pub(crate) async fn write_rows(
        &self,
        viewer: &Viewer,
        configuration: &Configuration,
        source: &SourceId,
        rows: Vec<Row>,
        action: Option<&str>,
    ) -> Result<Outcomes> {
        let mut writing = self.store.write().await?;
        store::bump_revision(writing.connection(), &viewer.workspace).await?;
        let outcomes = merge_rows(writing.connection(), &viewer.workspace, configuration, source, rows).await?;
        let n_changed = outcomes.values().filter(|outcome| matches!(outcome, RowOutcome::Accepted)).count();
        if n_changed > 0 {
            if let Some(action) = action {
                let after = serde_json::json!({ "source": source.as_str(), "changed": n_changed, "rows": outcomes.len() });
                let event = NewEvent {
                    at_ms: self.clock.now_ms(),
                    actor: &viewer.actor,
                    action,
                    subject: "samples",
                    before: None,
                    after: Some(after.to_string()),
                };
                audit::record(writing.connection(), &viewer.workspace, event).await?;
            }
            writing.commit().await?;
        }
        Ok(outcomes)
    }
}

/// Merges rows of one source within a transaction. Rows that cannot be merged are rejected one series at a time.
pub async fn merge_rows(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    configuration: &Configuration,
    source: &SourceId,
    rows: Vec<Row>,
) -> Result<Outcomes> {
    let mut by_series: BTreeMap<SeriesKey, Vec<Row>> = BTreeMap::new();
    rows.into_iter().for_each(|row| by_series.entry(row.series.clone()).or_default().push(row));
    let zone = configuration.settings.zone()?;
    let mut outcomes = Outcomes::new();
    for (series, rows) in by_series {
        let samples: Vec<Sample> = rows.iter().map(|row| row.sample.clone()).collect();
        let frame = Frame { shape: configuration.shape(&series)?, zone };
        let plan = match plan(&mut *connection, workspace, &series, frame, source, &samples).await {
            Ok(plan) => plan,
            Err(error @ Error::Invalid { .. }) => {
                let rejected = rejection(&error);
                outcomes.extend(rows.iter().map(|row| (row.place, rejected.clone())));
                continue;
            }
            Err(error) => return Err(error),
        };
        for (row, changed) in rows.iter().zip(&plan.changed) {
            outcomes.insert(row.place, if *changed { RowOutcome::Accepted } else { RowOutcome::Duplicate });
        }
        plan.store(&mut *connection, workspace).await?;
    }
    Ok(outcomes)
}

/// The answer for a row that an error is about.
pub fn rejection(error: &Error) -> RowOutcome {
    let field = match error {
        Error::Invalid { field, .. } => field.clone(),
        _ => None,
    };
    RowOutcome::Rejected { field, reason: error.to_string() }
}

/// A built-in source.
pub fn built_in(id: &str) -> Result<SourceId> {
    SourceId::parse(id)
}

#[async_trait]
impl Samples for Engine {
    async fn write_samples(&self, viewer: &Viewer, samples: Vec<WireSample>) -> Result<Vec<RowAnswer>> {
        viewer.authorize(Action::WriteSamples)?;
        if samples.len() > REQUEST_MAX {
            return Err(Error::invalid(format!("a request takes at most {REQUEST_MAX} samples: send {} in parts", samples.len())));
        }
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let latest_ms = self.clock.now_ms() + AHEAD_MAX_MS;
        let (mut rows, mut outcomes, n) = (Vec::new(), Outcomes::new(), samples.len());
        for (place, sample) in samples.iter().enumerate() {
            match wire::parse(&configuration, sample, latest_ms) {
                Ok((series, sample)) => rows.push(Row { place, series, sample }),
                Err(error) => drop(outcomes.insert(place, rejection(&error))),
            }
        }
        outcomes.extend(self.write_rows(viewer, &configuration, &built_in("push")?, rows, Some("write_samples")).await?);
        Ok((0..n).filter_map(|row| Some(RowAnswer { row, outcome: outcomes.remove(&row)? })).collect())
    }

    /// Connector passes write many small pieces; they have no audit event, their progress stands in the source's state.
    async fn write_series(&self, viewer: &Viewer, series: &SeriesKey, source: &SourceId, samples: Vec<Sample>) -> Result<u64> {
        viewer.authorize(Action::WriteSamples)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let kind = configuration.shape(series)?.kind;
        let latest_ms = self.clock.now_ms() + AHEAD_MAX_MS;
        for sample in &samples {
            wire::check_reading(series, kind, &sample.reading)?;
            wire::check_time(sample.at_ms, latest_ms)?;
        }
        let rows = samples.into_iter().enumerate().map(|(place, sample)| Row { place, series: series.clone(), sample }).collect();
        let outcomes = self.write_rows(viewer, &configuration, source, rows, None).await?;
        let rejected = outcomes.values().find_map(|outcome| match outcome {
            RowOutcome::Rejected { field, reason } => Some(Error::Invalid { field: field.clone(), message: reason.clone() }),
            _ => None,
        });
        match rejected {
            Some(error) => Err(error),
            None => Ok(outcomes.values().filter(|outcome| matches!(outcome, RowOutcome::Accepted)).count() as u64),
        }
    }

    async fn import_samples(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport> {
        viewer.authorize(Action::WriteSamples)?;
        import::run(self, viewer, csv, import::Form::Samples).await
    }

    async fn import_kpis(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport> {
        viewer.authorize(Action::WriteSamples)?;
        import::run(self, viewer, csv, import::Form::Kpis).await
    }

    async fn import_rates(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport> {
        rates::import(self, viewer, csv).await
    }

    async fn import_costs(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport> {
        costs::run(self, viewer, csv).await
    }

    async fn import_run(&self, viewer: &Viewer, file: RunFile<'_>) -> Result<ImportReport> {
        runs::run(self, viewer, file).await
    }

    async fn last_import(&self, viewer: &Viewer) -> Result<Option<ImportReport>> {
        Ok(self.last_imports.get(viewer))
    }
}
