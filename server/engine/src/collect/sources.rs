//! The port of sources.

use std::collections::BTreeMap;

use async_trait::async_trait;
use connect::check::{Connectors, check};
use connect::hooks::Sender;
use connect::{Fed, fed_by};
use domain::access::{Action, Viewer};
use domain::config::{Change, Configuration, Item, Source};
use domain::ids::{SourceId, WorkspaceId};
use domain::ports::{SecretOf, SourceCheck, SourceRow, Sources};
use domain::sample::{MonthSummary, SeriesKey};
use domain::time::Month;
use domain::{Error, Result};
use rust_decimal::Decimal;

use super::back_fill_days::Days;
use super::pass::Due;
use super::state::{DELAY_S, state_of};
use crate::context::Engine;
use crate::store::audit::NewEvent;
use crate::store::{self, audit, source_secret, source_state, summaries};

/// Longest secret, in bytes: a service account's key fits.
const SECRET_MAX: usize = 8_000;

#[async_trait]
impl Sources for Engine {
    async fn sources(&self, viewer: &Viewer) -> Result<Vec<SourceRow>> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let now_ms = self.clock.now_ms();
        let month = Month::at(now_ms, configuration.settings.zone()?);
        let newest = self.newest_by_series(&viewer.workspace, &configuration).await?;
        let mut connection = self.store.read().await?;
        let secrets = source_secret::kept(&mut connection, &viewer.workspace, SecretOf::Access).await?;
        let signing = source_secret::kept(&mut connection, &viewer.workspace, SecretOf::Webhook).await?;
        let states = source_state::all(&mut connection, &viewer.workspace).await?;
        let this_month: BTreeMap<SeriesKey, MonthSummary> = summaries::months(&mut connection, &viewer.workspace, month, month)
            .await?
            .into_iter()
            .map(|((series, _), summary)| (series, summary))
            .collect();
        let mut rows = Vec::new();
        for source in all_sources(&configuration) {
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
                has_secret: secrets.contains(&source.id) || source.secret_env.is_some(),
                has_webhook_secret: signing.contains(&source.id) || source.webhook_secret_env.is_some(),
                source,
            });
        }
        Ok(rows)
    }

    async fn set_secret(&self, viewer: &Viewer, source: &SourceId, of: SecretOf, secret: &str) -> Result<()> {
        viewer.authorize(Action::EditSources)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let source = asked(&configuration, source)?;
        if of == SecretOf::Webhook && Sender::parse(source.kind.key()).is_err() {
            return Err(Error::field("of", format!("{} sends no webhooks that are read here", source.kind.name())));
        }
        let secret = secret.trim();
        if secret.chars().any(char::is_control) || secret.len() > SECRET_MAX {
            return Err(Error::field(
                "secret",
                format!("a secret is one line of at most {SECRET_MAX} characters: {}", source.kind.system().secret),
            ));
        }
        let sealed = (!secret.is_empty()).then(|| self.vault.seal(&viewer.workspace, &source.id, of, secret)).transpose()?;
        let action = match (of, sealed.is_some()) {
            (SecretOf::Access, true) => "set_secret",
            (SecretOf::Access, false) => "remove_secret",
            (SecretOf::Webhook, true) => "set_webhook_secret",
            (SecretOf::Webhook, false) => "remove_webhook_secret",
        };
        let mut writing = self.store.write().await?;
        store::hold(writing.connection(), &viewer.workspace).await?;
        source_secret::put(writing.connection(), &viewer.workspace, &source.id, of, sealed).await?;
        let subject = format!("source/{}", source.id);
        let event = NewEvent { at_ms: self.clock.now_ms(), actor: &viewer.actor, action, subject: &subject, before: None, after: None };
        audit::record(writing.connection(), &viewer.workspace, event).await?;
        writing.commit().await
    }

    async fn test_source(&self, viewer: &Viewer, source: &SourceId) -> Result<Vec<SourceCheck>> {
        viewer.authorize(Action::EditSources)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let source = asked(&configuration, source)?;
        let fed = fed_by(&configuration, &source.id)?;
        Ok(self.tried(viewer, &source, &fed).await)
    }

    async fn look_first(&self, viewer: &Viewer, item: Item) -> Result<Vec<SourceCheck>> {
        viewer.authorize(Action::EditSources)?;
        let (series, source) = match &item {
            Item::Indicator(indicator) => (indicator.series(), indicator.source.id.clone()),
            Item::Kpi(kpi) => (kpi.series(), kpi.source.id.clone()),
            other => return Err(Error::invalid(format!("a {} has no samples: give an indicator or a KPI", other.kind()))),
        };
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let configuration = configuration.with(&Change::Put(Box::new(item)))?;
        let source = asked(&configuration, &source)?;
        let fed: Vec<Fed> = fed_by(&configuration, &source.id)?.into_iter().filter(|fed| fed.series == series).collect();
        Ok(self.tried(viewer, &source, &fed).await)
    }

    async fn start_back_fill(&self, viewer: &Viewer, source: &SourceId, months: u32) -> Result<()> {
        viewer.authorize(Action::EditSources)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let source = asked(&configuration, source)?;
        if source.kind.system().live {
            return Err(Error::conflict(format!("{} only knows how things are now: import a file for past months", source.title())));
        }
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
        self.scrape_all(viewer).await?;
        self.collect_pass(viewer, Due::All).await
    }
}

impl Engine {
    /// Each step of asking a source for some series; nothing is stored.
    async fn tried(&self, viewer: &Viewer, source: &Source, fed: &[Fed]) -> Vec<SourceCheck> {
        let connectors = Connectors { open: self.connector_with(viewer, source, None), signed_in: self.connector(viewer, source).await };
        check(connectors, fed, self.until_ms(source)).await
    }

    /// The secret that is kept for a source.
    pub(super) async fn secret_of(&self, workspace: &WorkspaceId, source: &SourceId, of: SecretOf) -> Result<Option<String>> {
        let sealed = source_secret::get(&mut *self.store.read().await?, workspace, source, of).await?;
        sealed.map(|sealed| self.vault.open(workspace, source, of, &sealed)).transpose()
    }
}

/// The source, if it is one that can be asked.
fn asked(configuration: &Configuration, id: &SourceId) -> Result<Source> {
    let source = configuration.source(id).ok_or_else(|| Error::not_found("source", id))?;
    if source.kind.is_asked() {
        return Ok(source.into_owned());
    }
    Err(Error::conflict(format!("{} is not asked for samples: they arrive by HTTP or as files", source.title())))
}

/// The named sources, and of the built-in ones those that feed something.
pub(super) fn all_sources(configuration: &Configuration) -> Vec<Source> {
    configuration.all_sources(|id| fed_by(configuration, id).is_ok_and(|fed| !fed.is_empty()))
}

/// A series without any sample this month covers nothing.
fn lowest_coverage(fed: &[Fed], months: &BTreeMap<SeriesKey, MonthSummary>, now_ms: i64) -> Option<Decimal> {
    fed.iter().map(|fed| months.get(&fed.series).map_or(Decimal::ZERO, |month| month.coverage(fed.shape, now_ms).share)).min()
}
