//! Events as Datadog's clients post them: deployments, and incidents that begin with an error and end with a success of one key.

use std::collections::BTreeSet;

use ::wire::body;
use ::wire::datadog::{self, Event as Sent};
use domain::Result;
use domain::access::{Action, Viewer};
use domain::config::Configuration;
use domain::delivery::{History, Recorded};
use domain::event::{Deployment, Event, Incident};
use domain::ids::{ServiceId, SourceId};
use domain::ports::{EventReceipt, HookAnswer};

use super::{Told, claim, hook, record};
use crate::context::Engine;
use crate::flows::samples::AHEAD_MAX_MS;

/// Largest body, unpacked: an event is a few kilobytes.
const UNPACKED_MAX: usize = 1 << 20;
const SENDER: &str = "datadog";
/// What a deployment is called, by its source type, a bare tag, or the tag `event` or `event_type`.
const DEPLOYMENT: [&str; 2] = ["deployment", "deploy"];

/// What an event is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Deployed,
    Began,
    Ended,
}

pub(super) async fn take(engine: &Engine, viewer: &Viewer, encoding: Option<&str>, body: &[u8]) -> Result<EventReceipt> {
    viewer.authorize(Action::WriteSamples)?;
    let read = body::unpack(body, encoding, UNPACKED_MAX).and_then(|body| datadog::event(&body));
    let sent = match read {
        Ok(sent) => sent,
        Err(error) => return Ok(EventReceipt::Refused { status: error.status(), reason: error.to_string() }),
    };
    let mut answer = HookAnswer::default();
    let Some(meaning) = meaning(&sent) else {
        "this is no deployment and no incident, and is not kept: docs/sent.md says what is".clone_into(&mut answer.advice);
        return Ok(EventReceipt::Taken(answer));
    };
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let now_ms = engine.clock.now_ms();
    let scope = tag(&sent, "service").unwrap_or(&sent.title).to_owned();
    let services = claim::claimants(&configuration, SENDER, None, &scope);
    if services.is_empty() {
        answer.unclaimed.push(scope);
        hook::UNCLAIMED.clone_into(&mut answer.advice);
        return Ok(EventReceipt::Taken(answer));
    }
    let told = match meaning {
        Meaning::Deployed => services.into_iter().map(|service| (service, deployed(&sent, now_ms))).collect(),
        meaning => incidents(engine, viewer, &configuration, services, (&sent, meaning, now_ms)).await?,
    };
    if told.is_empty() {
        "no incident of this aggregation_key is open, so that there is none to end".clone_into(&mut answer.advice);
        return Ok(EventReceipt::Taken(answer));
    }
    let source = SourceId::parse(SENDER)?;
    let checked = told.into_iter().map(|(service, event)| {
        let event = event.checked(now_ms + AHEAD_MAX_MS)?;
        Ok(Told { service, recorded: Recorded { source: source.clone(), event } })
    });
    let told = match checked.collect::<Result<Vec<Told>>>() {
        Ok(told) => told,
        Err(error) => return Ok(EventReceipt::Refused { status: 400, reason: error.to_string() }),
    };
    let news = engine.record(viewer, &configuration, told, None).await?;
    answer.recorded = news.iter().filter(|is_new| **is_new).count() as u64;
    answer.known = news.len() as u64 - answer.recorded;
    Ok(EventReceipt::Taken(answer))
}

fn meaning(sent: &Sent) -> Option<Meaning> {
    let is_deployment = |word: &str| DEPLOYMENT.iter().any(|known| word.eq_ignore_ascii_case(known));
    let tagged = sent.tags.iter().any(|(key, value)| {
        is_deployment(key) && value == "true" || matches!(key.as_str(), "event" | "event_type") && is_deployment(value)
    });
    match sent.alert.as_str() {
        _ if tagged || is_deployment(&sent.source) => Some(Meaning::Deployed),
        _ if sent.aggregation_key.trim().is_empty() => None,
        "error" => Some(Meaning::Began),
        "success" => Some(Meaning::Ended),
        _ => None,
    }
}

/// One that failed says so by being an error. Its time is a part of its name: a version may be deployed again.
fn deployed(sent: &Sent, now_ms: i64) -> Event {
    let at_ms = sent.at_ms.unwrap_or(now_ms);
    let version = tag(sent, "version").unwrap_or(&sent.title).to_owned();
    let key = format!("{SENDER}/{version}@{at_ms}");
    Event::Deployment(Deployment { key, at_ms, version, committed_ms: None, succeeded: sent.alert != "error", url: None })
}

/// The incident of each service that the event begins or ends; of one that is not open nothing ends.
async fn incidents(
    engine: &Engine,
    viewer: &Viewer,
    configuration: &Configuration,
    services: BTreeSet<ServiceId>,
    (sent, meaning, now_ms): (&Sent, Meaning, i64),
) -> Result<Vec<(ServiceId, Event)>> {
    let at_ms = sent.at_ms.unwrap_or(now_ms);
    let mut told = Vec::new();
    for service in services {
        let mut connection = engine.store.read().await?;
        let history = record::history(&mut connection, &viewer.workspace, configuration, &service).await?;
        drop(connection);
        let known = of_key(&history, &sent.aggregation_key, at_ms, meaning);
        let (key, from_ms) = match (known, meaning) {
            (Some(known), Meaning::Ended) => (known.key.clone(), known.from_ms),
            (Some(known), _) => (known.key.clone(), at_ms),
            (None, Meaning::Ended) => continue,
            (None, _) => (format!("{}{at_ms}", prefix(&sent.aggregation_key)), at_ms),
        };
        let until_ms = (meaning == Meaning::Ended).then_some(at_ms);
        let (title, severity) = match known.filter(|_| meaning == Meaning::Ended) {
            Some(known) => (known.title.clone(), known.severity.clone()),
            None => (sent.title.clone(), tag(sent, "severity").unwrap_or_default().to_owned()),
        };
        let incident = Incident { key, from_ms, until_ms, title, severity, affected_share: None, url: None };
        told.push((service, Event::Incident(incident)));
    }
    Ok(told)
}

/// The incident of the key that an event at `at_ms` belongs to: one that lasts over that time, or that is open and began later than its
/// beginning is told now.
fn of_key<'a>(history: &'a History, aggregation_key: &str, at_ms: i64, meaning: Meaning) -> Option<&'a Incident> {
    let prefix = prefix(aggregation_key);
    let of_key = history.incidents.iter().map(|(_, incident)| incident).filter(|incident| incident.key.starts_with(&prefix));
    let mut fits = of_key.filter(|incident| match (meaning, incident.until_ms) {
        (Meaning::Ended, until_ms) => incident.from_ms <= at_ms && until_ms.is_none_or(|until_ms| until_ms == at_ms),
        (_, None) => true,
        (_, Some(until_ms)) => (incident.from_ms..until_ms).contains(&at_ms),
    });
    fits.next_back()
}

fn prefix(aggregation_key: &str) -> String {
    format!("{SENDER}/{}@", aggregation_key.trim())
}

fn tag<'a>(sent: &'a Sent, key: &str) -> Option<&'a str> {
    sent.tags.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
}
