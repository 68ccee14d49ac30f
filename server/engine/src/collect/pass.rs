//! One pass over the sources of a workspace.

use std::collections::BTreeMap;

use connect::{Connector, Fed, Span, connect, days, fed_by};
use domain::access::Viewer;
use domain::config::{Configuration, Source};
use domain::ids::{SourceId, WorkspaceId};
use domain::metric::Kind;
use domain::ports::{Samples, SecretOf};
use domain::sample::{SeriesKey, hold_ms};
use domain::time::{DAY_MS, HOUR_MS, Month};
use domain::{Error, Result};
use futures_util::future::try_join_all;

use super::events;
use super::own_series::{OwnSeries, is_own};
use super::sources::all_sources;
use super::state::DELAY_S;
use crate::context::Engine;
use crate::store::source_state::StoredState;
use crate::store::{self, source_state, summaries};

/// Which series a pass asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Those expected more often than daily.
    Often,
    All,
}

/// What a source gave, up to the first failure.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub new: u64,
    pub newest_ms: Option<i64>,
    pub failure: Option<Error>,
}

impl Engine {
    /// Asks every system of the workspace for what is new since the newest stored slot, the last two slots again. Systems are asked side
    /// by side, so one that hangs keeps no other waiting. One line a source: samples that were new, or its failure, which is also
    /// remembered and leaves everything stored as it is.
    ///
    /// # Errors
    /// Only when our own store fails.
    pub async fn collect_pass(&self, viewer: &Viewer, due: Due) -> Result<Vec<(SourceId, Result<u64>)>> {
        let _turn = self.collecting.pass.lock().await;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let newest = self.newest_by_series(&viewer.workspace, &configuration).await?;
        let late_ms = self.raw.take_oldest(&viewer.workspace, due).await;
        let sources = all_sources(&configuration);
        let passes = sources
            .iter()
            .filter(|source| source.kind.is_asked())
            .map(|source| self.pass_over(viewer, &configuration, source, (due, late_ms), &newest));
        let lines: Vec<Option<_>> = try_join_all(passes).await?;
        self.follow_all(viewer, &configuration).await?;
        Ok(lines.into_iter().flatten().collect())
    }

    /// None when nothing is due.
    async fn pass_over(
        &self,
        viewer: &Viewer,
        configuration: &Configuration,
        source: &Source,
        (due, late_ms): (Due, Option<i64>),
        newest: &BTreeMap<SeriesKey, i64>,
    ) -> Result<Option<(SourceId, Result<u64>)>> {
        let is_due = |fed: &Fed| due == Due::All || fed.often() || events::tells(source, fed);
        let fed: Vec<Fed> = fed_by(configuration, &source.id)?.into_iter().filter(is_due).collect();
        if fed.is_empty() && due == Due::Often {
            return Ok(None);
        }
        let mut collected = Collected::default();
        match self.connector(viewer, source).await {
            Ok(connector) => {
                let until_ms = self.until_ms(source);
                for fed in &fed {
                    if events::tells(source, fed) {
                        let place = (source, fed);
                        if !self.collect_events(viewer, configuration, connector.as_ref(), place, None, &mut collected).await? {
                            break;
                        }
                        continue;
                    }
                    let from_ms = start_of(fed, newest.get(&fed.series).copied(), until_ms);
                    // Of series that are kept here it is known what came late.
                    let from_ms = if is_own(source) { late_ms.map_or(from_ms, |late_ms| late_ms.min(from_ms)) } else { from_ms };
                    if !self.collect_series(viewer, source, connector.as_ref(), fed, (from_ms, until_ms), &mut collected).await? {
                        break;
                    }
                }
            }
            Err(failure) => collected.failure = Some(failure),
        }
        collected.failure = collected.failure.or_else(|| self.collecting.last_scrape(&source.id));
        self.remember(&viewer.workspace, &source.id, &collected).await?;
        Ok(Some((source.id.clone(), collected.failure.map_or(Ok(collected.new), Err))))
    }

    /// The connector of a source, with its secret.
    ///
    /// # Errors
    /// A variable that is not set, a secret that cannot be unsealed, an address that cannot be asked.
    pub(crate) async fn connector(&self, viewer: &Viewer, source: &Source) -> Result<Box<dyn Connector + '_>> {
        self.connector_with(viewer, source, self.secret(viewer, source, SecretOf::Access).await?)
    }

    /// A secret of a source: the one that is kept sealed, else that of the environment variable it names for this use.
    ///
    /// # Errors
    /// A variable that is not set, a secret that cannot be unsealed.
    pub(crate) async fn secret(&self, viewer: &Viewer, source: &Source, of: SecretOf) -> Result<Option<String>> {
        match self.secret_of(&viewer.workspace, &source.id, of).await? {
            None => from_environment(source, of),
            sealed => Ok(sealed),
        }
    }

    /// The connector of a source that shows `secret`.
    ///
    /// # Errors
    /// An address that cannot be asked.
    pub(super) fn connector_with(&self, viewer: &Viewer, source: &Source, secret: Option<String>) -> Result<Box<dyn Connector + '_>> {
        Ok(match source.kind.key() {
            "received" => Box::new(OwnSeries::sent(self, &viewer.workspace)),
            "scrape" => Box::new(OwnSeries::scraped(self, &viewer.workspace, source, secret)?),
            _ => connect(source, secret)?,
        })
    }

    /// Newest instant that is complete at the source.
    pub(super) fn until_ms(&self, source: &Source) -> i64 {
        let delay_s = source.delay.unwrap_or(if source.kind.system().live { 0 } else { DELAY_S });
        self.clock.now_ms() - i64::from(delay_s) * 1000
    }

    /// Asks for one series over a time and writes each part as it comes. False when the source itself does not answer, so that it
    /// need not be asked for its other series.
    pub(super) async fn collect_series(
        &self,
        viewer: &Viewer,
        source: &Source,
        connector: &(dyn Connector + '_),
        fed: &Fed,
        (from_ms, until_ms): (i64, i64),
        collected: &mut Collected,
    ) -> Result<bool> {
        // What knows only how things are now is asked once, for now.
        let from_ms = if source.kind.system().live { until_ms } else { from_ms };
        for (from_ms, until_ms) in days(from_ms, until_ms) {
            let samples = match connector.samples(fed, from_ms, until_ms).await {
                Ok(samples) => samples,
                Err(failure @ Error::Unavailable { .. }) => {
                    collected.failure = Some(failure);
                    return Ok(false);
                }
                Err(failure) => {
                    collected.failure.get_or_insert(Error::invalid(format!("{}: {failure}", fed.series)));
                    return Ok(true);
                }
            };
            let newest_ms = samples.iter().map(|sample| sample.at_ms).max();
            if newest_ms.is_none() {
                continue;
            }
            match self.write_series(viewer, &fed.series, &source.id, samples).await {
                Ok(new) => {
                    collected.new += new;
                    collected.newest_ms = collected.newest_ms.max(newest_ms);
                }
                Err(failure @ Error::Invalid { .. }) => {
                    collected.failure.get_or_insert(Error::invalid(format!("{}: {failure}", fed.series)));
                    return Ok(true);
                }
                Err(failure) => return Err(failure),
            }
        }
        Ok(true)
    }

    /// Start of the newest slot of each series, from this month and the one before.
    pub(super) async fn newest_by_series(
        &self,
        workspace: &WorkspaceId,
        configuration: &Configuration,
    ) -> Result<BTreeMap<SeriesKey, i64>> {
        let month = Month::at(self.clock.now_ms(), configuration.settings.zone()?);
        let mut connection = self.store.read().await?;
        let mut newest = BTreeMap::new();
        for ((series, _), summary) in summaries::months(&mut connection, workspace, month.previous(), month).await? {
            let last = newest.entry(series).or_insert(summary.last_ms);
            *last = summary.last_ms.max(*last);
        }
        Ok(newest)
    }

    /// Remembers how a source answered. A failure that is new goes to the log, once.
    pub(super) async fn remember(&self, workspace: &WorkspaceId, source: &SourceId, collected: &Collected) -> Result<()> {
        let now_ms = self.clock.now_ms();
        self.change_state(workspace, source, |state| {
            state.newest_ms = state.newest_ms.max(collected.newest_ms);
            match &collected.failure {
                None => {
                    state.last_success_ms = Some(now_ms);
                    (state.last_error, state.error_since_ms) = (None, None);
                }
                Some(failure) => {
                    let message = failure.to_string();
                    if state.last_error.as_ref() != Some(&message) {
                        tracing::warn!(source = source.as_str(), "source fails: {message}");
                    }
                    state.last_error = Some(message);
                    state.error_since_ms = state.error_since_ms.or(Some(now_ms));
                }
            }
        })
        .await
    }

    /// Reads, changes and writes a source's state in one transaction.
    pub(super) async fn change_state(
        &self,
        workspace: &WorkspaceId,
        source: &SourceId,
        change: impl FnOnce(&mut StoredState) + Send,
    ) -> Result<()> {
        let mut writing = self.store.write().await?;
        store::hold(writing.connection(), workspace).await?;
        let mut state = source_state::all(writing.connection(), workspace).await?.remove(source).unwrap_or_default();
        change(&mut state);
        source_state::put(writing.connection(), workspace, source, &state).await?;
        writing.commit().await
    }
}

fn from_environment(source: &Source, of: SecretOf) -> Result<Option<String>> {
    let (named, setting) = match of {
        SecretOf::Access => (&source.secret_env, "secret_env"),
        SecretOf::Webhook => (&source.webhook_secret_env, "webhook_secret_env"),
    };
    let Some(name) = named else { return Ok(None) };
    std::env::var(name).map(Some).map_err(|_| {
        Error::invalid(format!(
            "the environment variable {name}, which {setting} names, is not set here: set it and start modelworth again, or give the secret \
             to the source itself"
        ))
    })
}

/// A new series starts an hour back, a daily one two days; a known one two slots before its newest. A check's last slot reaches beyond the check itself by
/// as long as the check holds.
fn start_of(fed: &Fed, newest_ms: Option<i64>, until_ms: i64) -> i64 {
    match newest_ms {
        None => until_ms - if fed.often() { HOUR_MS } else { 2 * DAY_MS },
        Some(newest_ms) => {
            let again_ms = Span::again_from(newest_ms);
            if fed.shape.kind == Kind::State { again_ms.min(newest_ms - hold_ms(fed.shape.interval_s)) } else { again_ms }
        }
    }
}
