//! The port of sources.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::config::{Configuration, Source, SourceKind};
use domain::ids::SourceId;
use domain::ports::{SourceCheck, SourceRow, Sources};
use domain::sample::{MonthSummary, SeriesKey};
use domain::time::Month;
use domain::{Error, Result};
use rust_decimal::Decimal;

use super::back_fill_days::Days;
use super::fed::{Fed, fed_by};
use super::pass::Due;
use super::state::{DELAY_S, state_of};
use crate::context::Engine;
use crate::store::{source_state, summaries};

#[async_trait]
impl Sources for Engine {
    async fn sources(&self, viewer: &Viewer) -> Result<Vec<SourceRow>> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let now_ms = self.clock.now_ms();
        let month = Month::at(now_ms, configuration.settings.zone()?);
        let newest = self.newest_by_series(&viewer.workspace, &configuration).await?;
        let mut connection = self.store.read().await?;
        let states = source_state::all(&mut connection, &viewer.workspace).await?;
        let this_month: BTreeMap<SeriesKey, MonthSummary> = summaries::months(&mut connection, &viewer.workspace, month, month)
            .await?
            .into_iter()
            .map(|((series, _), summary)| (series, summary))
            .collect();
        let mut rows = Vec::new();
        for source in with_built_in(&configuration)? {
            let fed = fed_by(&configuration, &source.id)?;
            let stored = states.get(&source.id).cloned().unwrap_or_default();
            let newest_ms = fed.iter().filter_map(|fed| newest.get(&fed.series).copied()).chain(stored.newest_ms).max();
            let interval_s = fed.iter().map(|fed| fed.shape.interval_s).min().unwrap_or_default();
            let delay_s = source.delay.unwrap_or(DELAY_S);
            rows.push(SourceRow {
                state: state_of(source.kind, &stored, newest_ms, interval_s, delay_s, now_ms),
                newest_ms,
                coverage: lowest_coverage(&fed, &this_month, now_ms),
                series: fed.into_iter().map(|fed| fed.series).collect(),
                last_error: stored.last_error,
                source,
            });
        }
        Ok(rows)
    }

    async fn test_source(&self, viewer: &Viewer, source: &SourceId) -> Result<Vec<SourceCheck>> {
        viewer.authorize(Action::EditSources)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let source = asked(&configuration, source)?;
        Ok(super::check::check(source, &fed_by(&configuration, &source.id)?, self.until_ms(source)).await)
    }

    async fn start_back_fill(&self, viewer: &Viewer, source: &SourceId, months: u32) -> Result<()> {
        viewer.authorize(Action::EditSources)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let source = asked(&configuration, source)?;
        let days = Days::of(months, self.clock.now_ms(), configuration.settings.zone()?)?;
        if fed_by(&configuration, &source.id)?.is_empty() {
            return Err(Error::conflict(format!("no indicator and no KPI is fed by {}: add one first", source.title())));
        }
        self.change_state(&viewer.workspace, &source.id, |state| {
            (state.back_fill_done, state.back_fill_total) = (Some(0), Some(days.total()));
        })
        .await?;
        self.collecting.wake.notify_one();
        Ok(())
    }

    async fn collect_once(&self, viewer: &Viewer) -> Result<Vec<(SourceId, Result<u64>)>> {
        viewer.authorize(Action::EditSources)?;
        self.collect_pass(viewer, Due::All).await
    }
}

/// The source, if it is one that can be asked.
fn asked<'a>(configuration: &'a Configuration, id: &SourceId) -> Result<&'a Source> {
    let source = configuration.sources.get(id).ok_or_else(|| Error::not_found("source", id))?;
    if source.kind == SourceKind::Prometheus {
        return Ok(source);
    }
    Err(Error::conflict(format!("{} is not asked for samples: they arrive by HTTP or as files", source.title())))
}

/// The named sources, and of the built-in ones those that feed something.
fn with_built_in(configuration: &Configuration) -> Result<Vec<Source>> {
    let mut sources: Vec<Source> = configuration.sources.values().cloned().collect();
    for (id, kind) in [("push", SourceKind::Push), ("csv", SourceKind::Csv)] {
        let id = SourceId::parse(id)?;
        if !configuration.sources.contains_key(&id) && !fed_by(configuration, &id)?.is_empty() {
            sources.push(Source { id, name: kind.name().to_owned(), kind, url: None, secret_env: None, delay: None });
        }
    }
    Ok(sources)
}

/// A series without any sample this month covers nothing.
fn lowest_coverage(fed: &[Fed], months: &BTreeMap<SeriesKey, MonthSummary>, now_ms: i64) -> Option<Decimal> {
    fed.iter().map(|fed| months.get(&fed.series).map_or(Decimal::ZERO, |month| month.coverage(fed.shape, now_ms).share)).min()
}
