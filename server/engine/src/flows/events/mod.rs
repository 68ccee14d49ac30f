//! The port of deployments and incidents.

mod claim;
mod datadog;
mod hook;
mod record;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod wire;

use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::config::Configuration;
use domain::delivery::Recorded;
use domain::ids::{ServiceId, WorkspaceId};
use domain::ports::{EventReceipt, Events, Hook, HookAnswer, Release, RowAnswer, RowOutcome, ServiceEvents, WireEvent};
use domain::time::{DAY_MS, Window, parse_instant};
use domain::{Error, Result};

use super::samples::{AHEAD_MAX_MS, built_in, rejection};
use crate::context::Engine;
use crate::store::audit::NewEvent;
use crate::store::{self, audit, event};
use crate::views;

pub(crate) use record::{Answered, Told};

/// Most events of one request.
const REQUEST_MAX: usize = 5_000;
/// How far back a reader looks who does not say.
const LOOK_BACK_MS: i64 = 31 * DAY_MS;

#[async_trait]
impl Events for Engine {
    async fn take_hook(&self, viewer: Option<&Viewer>, hook: Hook<'_>) -> Result<HookAnswer> {
        hook::take(self, viewer, hook).await
    }

    async fn take_datadog_event(&self, viewer: &Viewer, content_encoding: Option<&str>, body: &[u8]) -> Result<EventReceipt> {
        datadog::take(self, viewer, content_encoding, body).await
    }

    async fn record_events(&self, viewer: &Viewer, service: &ServiceId, events: Vec<WireEvent>) -> Result<Vec<RowAnswer>> {
        viewer.authorize(Action::WriteSamples)?;
        if events.len() > REQUEST_MAX {
            return Err(Error::invalid(format!("a request takes at most {REQUEST_MAX} events: send {} in parts", events.len())));
        }
        let (_, configuration) = self.current(&viewer.workspace).await?;
        known(&configuration, service)?;
        let (source, latest_ms) = (built_in("push")?, self.clock.now_ms() + AHEAD_MAX_MS);
        let (mut told, mut places, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        for (row, sent) in events.into_iter().enumerate() {
            match wire::parse(&configuration, sent, latest_ms) {
                Ok(event) => {
                    told.push(Told { service: service.clone(), recorded: Recorded { source: source.clone(), event } });
                    places.push(row);
                }
                Err(error) => answers.push(RowAnswer { row, outcome: rejection(&error) }),
            }
        }
        let news = self.record(viewer, &configuration, told, None).await?;
        answers.extend(places.into_iter().zip(news).map(|(row, is_new)| {
            let outcome = if is_new { RowOutcome::Accepted } else { RowOutcome::Duplicate };
            RowAnswer { row, outcome }
        }));
        answers.sort_by_key(|answer| answer.row);
        Ok(answers)
    }

    async fn service_events(&self, viewer: &Viewer, service: &ServiceId, from: Option<&str>, until: Option<&str>) -> Result<ServiceEvents> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        known(&configuration, service)?;
        let (zone, now_ms) = (configuration.settings.zone()?, self.clock.now_ms());
        let instant = |field: &str, text: Option<&str>, default_ms: i64| match text.filter(|text| !text.is_empty()) {
            None => Ok(default_ms),
            Some(text) => parse_instant(text, zone).map_err(|error| Error::field(field, error.to_string())),
        };
        let until_ms = instant("to", until, now_ms)?;
        let from_ms = instant("from", from, until_ms.saturating_sub(LOOK_BACK_MS))?;
        if from_ms > until_ms {
            return Err(Error::field("from", "the time ends before it begins: give from before to"));
        }
        self.events_within(&viewer.workspace, &configuration, service, Window { start_ms: from_ms, end_ms: until_ms }).await
    }

    async fn link_incident(&self, viewer: &Viewer, service: &ServiceId, incident: &str, release: Release) -> Result<()> {
        viewer.authorize(Action::EditModel)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        store::hold(connection, &viewer.workspace).await?;
        let history = record::history(connection, &viewer.workspace, &configuration, service).await?;
        if !history.incidents.iter().any(|(id, _)| id == incident) {
            return Err(Error::field("incident", format!("{service} has no incident “{incident}”")));
        }
        if let Release::Of(id) = &release
            && !history.deployments.iter().any(|(known, _)| known == id)
        {
            return Err(Error::field("release", format!("{service} has no deployment “{id}”; “none” and “rule” are the other choices")));
        }
        let before = event::chosen(connection, &viewer.workspace, service).await?.remove(incident);
        let after = match release {
            Release::Rule => None,
            Release::None => Some(None),
            Release::Of(id) => Some(Some(id)),
        };
        if before == after {
            return Ok(());
        }
        event::choose(connection, &viewer.workspace, service, incident, after.as_ref().map(Option::as_deref)).await?;
        let body = |chosen: Option<Option<String>>| chosen.map(|release| serde_json::json!({ "release": release }).to_string());
        let subject = format!("service/{service}/incident/{incident}");
        let event = NewEvent {
            at_ms: self.clock.now_ms(),
            actor: &viewer.actor,
            action: "link_incident",
            subject: &subject,
            before: body(before),
            after: body(after),
        };
        audit::record(connection, &viewer.workspace, event).await?;
        record::follow(connection, &viewer.workspace, &configuration, service, self.clock.now_ms()).await?;
        store::bump_revision(connection, &viewer.workspace).await?;
        writing.commit().await
    }
}

fn known(configuration: &Configuration, service: &ServiceId) -> Result<()> {
    if configuration.services.contains_key(service) { Ok(()) } else { Err(Error::not_found("service", service)) }
}

impl Engine {
    /// What happened to a service in a window.
    pub(super) async fn events_within(
        &self,
        workspace: &WorkspaceId,
        configuration: &Configuration,
        service: &ServiceId,
        window: Window,
    ) -> Result<ServiceEvents> {
        let mut connection = self.store.read().await?;
        let history = record::history(&mut connection, workspace, configuration, service).await?;
        let chosen = event::chosen(&mut connection, workspace, service).await?;
        Ok(views::events(service, &history, &chosen, &configuration.settings, window, self.clock.now_ms()))
    }
}
