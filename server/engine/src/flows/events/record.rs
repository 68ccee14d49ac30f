//! Recording events: kept once however often they are told, and the samples that follow of them computed again, in one transaction.

use std::collections::BTreeSet;

use domain::Result;
use domain::access::Viewer;
use domain::config::{Configuration, Indicator};
use domain::delivery::{Asked, History, METRICS, Recorded, UPTIME};
use domain::ids::{ServiceId, SourceId, WorkspaceId};
use domain::sample::hold_ms;
use domain::time::local_midnight;
use sqlx::AnyConnection;

use crate::context::Engine;
use crate::store::audit::NewEvent;
use crate::store::roll_up::{Frame, replace};
use crate::store::{self, audit, event};

/// An event with the service that it happened to.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub service: ServiceId,
    pub recorded: Recorded,
}

/// That a system was asked for a service's metric between two instants, and told all it knows.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub service: ServiceId,
    pub metric: String,
    pub from_ms: i64,
    pub until_ms: i64,
}

impl Engine {
    /// Records events, each one by its service, source and name there. Per event: did it say anything new?
    pub(crate) async fn record(
        &self,
        viewer: &Viewer,
        configuration: &Configuration,
        told: Vec<Told>,
        answered: Option<Answered>,
    ) -> Result<Vec<bool>> {
        let workspace = &viewer.workspace;
        let services: BTreeSet<ServiceId> =
            told.iter().map(|told| &told.service).chain(answered.iter().map(|answered| &answered.service)).cloned().collect();
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        store::hold(connection, workspace).await?;
        if let Some(answered) = &answered {
            let before = event::asked(connection, workspace, &answered.service).await?.remove(&answered.metric);
            // What was not asked without a gap is not known to be nothing.
            let (from_ms, until_ms) = match before {
                Some((from_ms, until_ms)) if answered.from_ms <= until_ms && answered.until_ms >= from_ms => {
                    (from_ms.min(answered.from_ms), until_ms.max(answered.until_ms))
                }
                _ => (answered.from_ms, answered.until_ms),
            };
            event::put_asked(connection, workspace, &answered.service, &answered.metric, (from_ms, until_ms)).await?;
        }
        let mut news = Vec::new();
        for Told { service, recorded } in told {
            let known = event::get(connection, workspace, &service, &recorded.source, recorded.event.key()).await?;
            let event = match &known {
                Some(known) => known.clone().told_again(recorded.event),
                None => recorded.event,
            };
            let is_new = known.as_ref() != Some(&event);
            if is_new {
                event::put(connection, workspace, &service, &Recorded { event, ..recorded }).await?;
            }
            news.push(is_new);
        }
        let mut changed = news.contains(&true);
        if changed {
            let services: Vec<&str> = services.iter().map(ServiceId::as_str).collect();
            let n_new = news.iter().filter(|is_new| **is_new).count();
            let after = serde_json::json!({ "services": services, "changed": n_new, "events": news.len() });
            let event = NewEvent {
                at_ms: self.clock.now_ms(),
                actor: &viewer.actor,
                action: "record_events",
                subject: "events",
                before: None,
                after: Some(after.to_string()),
            };
            audit::record(connection, workspace, event).await?;
        }
        for service in &services {
            changed |= follow(connection, workspace, configuration, service, self.clock.now_ms()).await?;
        }
        if changed {
            store::bump_revision(connection, workspace).await?;
        }
        writing.commit().await?;
        Ok(news)
    }
}

impl Engine {
    /// Computes what follows of events again for every service that has something of it: as time goes on, more is known to hold none.
    pub(crate) async fn follow_all(&self, viewer: &Viewer, configuration: &Configuration) -> Result<()> {
        let follows = configuration.indicators.values().filter(|indicator| is_of_events(configuration, indicator));
        let services: BTreeSet<&ServiceId> = follows.map(|indicator| &indicator.service).collect();
        for service in services {
            let mut writing = self.store.write().await?;
            store::hold(writing.connection(), &viewer.workspace).await?;
            if follow(writing.connection(), &viewer.workspace, configuration, service, self.clock.now_ms()).await? {
                store::bump_revision(writing.connection(), &viewer.workspace).await?;
            }
            writing.commit().await?;
        }
        Ok(())
    }
}

fn is_of_events(configuration: &Configuration, indicator: &Indicator) -> bool {
    configuration.source(&indicator.source.id).is_some_and(|source| source.kind.key() == "events")
}

/// Computes the samples that follow of a service's events, and puts them in the place of those stored. Did any change?
pub(super) async fn follow(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    configuration: &Configuration,
    service: &ServiceId,
    now_ms: i64,
) -> Result<bool> {
    let (history, zone) = (history(connection, workspace, configuration, service).await?, configuration.settings.zone()?);
    let asked = event::asked(connection, workspace, service).await?;
    let source = SourceId::parse("events")?;
    let mut changed = false;
    for indicator in configuration.indicators.values().filter(|indicator| indicator.service == *service) {
        let told = configuration.source(&indicator.source.id).is_some_and(|source| source.kind.system().tells_events());
        let since = indicator.source.since.map(|day| (local_midnight(day, zone), now_ms)).filter(|(from_ms, now_ms)| from_ms < now_ms);
        let shape = indicator.shape()?;
        let wanted = match indicator.metric.as_str() {
            UPTIME if is_of_events(configuration, indicator) => {
                let known: Vec<(i64, i64)> = asked.get("incidents").copied().into_iter().chain(since).collect();
                history.states(&known, hold_ms(shape.interval_s), now_ms)
            }
            metric if told && METRICS.contains(&metric) => history.samples(metric, &with_since(&asked, metric, since)),
            _ => continue,
        };
        let frame = Frame { shape, zone };
        let plan = replace(&mut *connection, workspace, &indicator.series(), frame, &source, wanted).await?;
        changed |= plan.changes();
        plan.store(&mut *connection, workspace).await?;
    }
    Ok(changed)
}

/// What was asked for a metric, with the time in which all is told; where the two do not touch, the latter.
fn with_since(asked: &Asked, metric: &str, since: Option<(i64, i64)>) -> Asked {
    let asked = asked.get(metric).copied();
    let known = match (asked, since) {
        (Some((a, b)), Some((from_ms, until_ms))) if a <= until_ms && b >= from_ms => Some((a.min(from_ms), b.max(until_ms))),
        (asked, since) => since.or(asked),
    };
    known.map(|known| (metric.to_owned(), known)).into_iter().collect()
}

/// All that is known of a service.
pub(super) async fn history(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    configuration: &Configuration,
    service: &ServiceId,
) -> Result<History> {
    let recorded = event::of_service(&mut *connection, workspace, service).await?;
    let chosen = event::chosen(connection, workspace, service).await?;
    Ok(History::of(recorded, &chosen, configuration.settings.incident_window_ms()))
}
