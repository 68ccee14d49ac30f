//! Baselines by months: their figures are computed from the records once, and stored.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::Result;
use domain::access::Viewer;
use domain::baseline::{Asked, BaselineWindows, from_records, months_read, refusal, windows};
use domain::config::{Baseline, BaselineMethod, Configuration, Item};
use domain::ids::WorkspaceId;
use domain::metric;
use domain::sample::{MonthSummary, SeriesKey};
use sqlx::AnyConnection;

use super::configuration::stored;
use crate::context::Engine;
use crate::store::audit::NewEvent;
use crate::store::{self, audit, items, source_state, summaries};

impl Engine {
    /// The configuration, after baselines whose months have become complete since have got their figures. While a back-fill runs,
    /// months are still growing and nothing is computed.
    pub(crate) async fn settled(&self, workspace: &WorkspaceId) -> Result<(i64, Arc<Configuration>)> {
        let (revision, configuration) = self.current(workspace).await?;
        if open(&configuration).is_empty() {
            return Ok((revision, configuration));
        }
        let now_ms = self.clock.now_ms();
        {
            let mut connection = self.store.read().await?;
            let filling = source_state::all(&mut connection, workspace).await?.values().any(|state| state.back_fill_total.is_some());
            if filling || compute_baselines(&mut connection, workspace, &configuration, now_ms).await?.is_empty() {
                return Ok((revision, configuration));
            }
        }
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        store::bump_revision(connection, workspace).await?;
        if let Some(configuration) = stored(connection, workspace).await? {
            for (id, baseline) in compute_baselines(connection, workspace, &configuration, now_ms).await? {
                let before = configuration.find("baseline", &id).map(|item| item.to_json()).transpose()?;
                let item = Item::Baseline(baseline);
                items::put(connection, workspace, &item).await?;
                let event = NewEvent {
                    at_ms: now_ms,
                    actor: "modelworth",
                    action: "compute_baseline",
                    subject: &item.subject(),
                    before,
                    after: Some(item.to_json()?),
                };
                audit::record(connection, workspace, event).await?;
            }
        }
        writing.commit().await?;
        self.current(workspace).await
    }

    /// What records say of months that may become a baseline.
    pub(super) async fn look_at_months(&self, viewer: &Viewer, asked: &Asked) -> Result<BaselineWindows> {
        let (first, last) = months_read(asked)?;
        let at = self.standing(viewer).await?;
        let series = SeriesKey::indicator(&asked.service, &asked.metric)?;
        let records = summaries::months_of(&mut *self.store.read().await?, &viewer.workspace, &series, first, last).await?;
        windows(&at.configuration, asked, &records, self.figures_ms())
    }
}

/// Baselines by months without a figure.
fn open(configuration: &Configuration) -> Vec<(&String, &Baseline)> {
    let open = |baseline: &Baseline| baseline.method == BaselineMethod::Months && baseline.value.is_none();
    configuration.baselines.iter().filter(|(_, baseline)| open(baseline)).collect()
}

/// Figures of baselines by months that have none yet, where every month has ended and is measured as the workspace demands of a
/// claimed line. A month of a few stray samples would otherwise be frozen into the baseline.
pub(super) async fn compute_baselines(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    configuration: &Configuration,
    now_ms: i64,
) -> Result<Vec<(String, Baseline)>> {
    let open = open(configuration);
    let months: BTreeSet<_> = open.iter().flat_map(|(_, baseline)| &baseline.months).copied().collect();
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
    let known = summaries::months(connection, workspace, *first, *last).await?;
    let mut computed = Vec::new();
    for (id, baseline) in open {
        let series = SeriesKey::indicator(&baseline.service, &baseline.metric)?;
        let Ok(shape) = configuration.shape(&series) else { continue };
        let found = metric::find(&baseline.metric)?;
        let (zone, threshold) = (configuration.settings.zone()?, configuration.settings.coverage_threshold);
        let months = baseline.months.iter().map(|month| {
            let record = known.get(&(series.clone(), *month));
            let refused = refusal(found, baseline.statistic, shape, threshold, month.window(zone), record, now_ms);
            record.filter(|_| refused.is_none())
        });
        let months: Option<Vec<&MonthSummary>> = months.collect();
        if let Some(figures) = months.and_then(|months| from_records(found, baseline.statistic, &months).ok()) {
            computed.push((id.clone(), figures.fill(baseline)));
        }
    }
    Ok(computed)
}
