//! Webhooks: who sent one, what it tells, and which services that is about.

use connect::hooks::{HeaderMap, HeaderName, HeaderValue, Sender};
use domain::access::{Action, Role, Viewer};
use domain::config::{Configuration, Source};
use domain::delivery::Recorded;
use domain::ids::SourceId;
use domain::ports::{Hook, HookAnswer, SecretOf};
use domain::{Error, Result};

use super::{Told, claim};
use crate::context::Engine;
use crate::flows::samples::AHEAD_MAX_MS;

/// Most that an answer names of what was not kept.
const NAMED_MAX: usize = 20;

/// What to do about an event that no service claims.
pub(super) const UNCLAIMED: &str =
    "no service is named so: give one an indicator of deployments or incidents whose source is “events” and whose query is that name";

pub(super) async fn take(engine: &Engine, viewer: Option<&Viewer>, hook: Hook<'_>) -> Result<HookAnswer> {
    let sender = Sender::parse(hook.sender)?;
    let headers = headers(hook.headers);
    let (_, configuration) = engine.current(&Engine::workspace()).await?;
    let named = hook.source.map(SourceId::parse).transpose()?;
    let viewer = match viewer {
        Some(viewer) => {
            viewer.authorize(Action::WriteSamples)?;
            viewer.clone()
        }
        None => signed(engine, &configuration, sender, named.as_ref(), &headers, hook.body).await?,
    };
    if let Some(id) = named.as_ref().filter(|id| !configuration.sources.contains_key(id)) {
        return Err(Error::not_found("source", id));
    }
    let source = named.clone().map_or_else(|| SourceId::parse(sender.key()), Ok)?;
    let now_ms = engine.clock.now_ms();
    let (mut answer, mut told) = (HookAnswer::default(), Vec::new());
    for (scope, event) in sender.read(&headers, hook.body, now_ms)? {
        let event = match event.checked(now_ms + AHEAD_MAX_MS) {
            Ok(event) => event,
            Err(error) => {
                answer.refused.push(format!("{scope}: {error}"));
                continue;
            }
        };
        let services = claim::claimants(&configuration, sender.key(), named.as_ref(), &scope);
        if services.is_empty() {
            answer.unclaimed.push(scope);
        }
        let recorded = Recorded { source: source.clone(), event };
        told.extend(services.into_iter().map(|service| Told { service, recorded: recorded.clone() }));
    }
    let news = engine.record(&viewer, &configuration, told, None).await?;
    answer.recorded = news.iter().filter(|is_new| **is_new).count() as u64;
    answer.known = news.len() as u64 - answer.recorded;
    if !answer.unclaimed.is_empty() || !answer.refused.is_empty() {
        let (unclaimed, refused) = (answer.unclaimed.join(", "), answer.refused.join("; "));
        tracing::warn!(sender = sender.key(), "events of a webhook are not kept: no service names [{unclaimed}]; refused [{refused}]");
    }
    if !answer.unclaimed.is_empty() {
        UNCLAIMED.clone_into(&mut answer.advice);
    }
    answer.unclaimed.truncate(NAMED_MAX);
    answer.refused.truncate(NAMED_MAX);
    Ok(answer)
}

/// Who has signed with the secret of the source may tell of it, and nothing else.
async fn signed(
    engine: &Engine,
    configuration: &Configuration,
    sender: Sender,
    source: Option<&SourceId>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Viewer> {
    let found = source.and_then(|id| configuration.sources.get(id)).filter(|source| source.kind.key() == sender.key());
    let Some(source) = found else { return Err(Error::SignedOut) };
    let workspace = Engine::workspace();
    let secret = secret(engine, source).await?.ok_or(Error::SignedOut)?;
    if !sender.is_signed(&secret, headers, body) {
        return Err(Error::SignedOut);
    }
    let actor = format!("webhook of {}", source.id);
    Ok(Viewer { workspace, name: actor.clone(), actor, email: None, role: Role::MlLead })
}

/// The secret of its webhooks alone: the one that the system is asked with signs nothing, so that neither place where one is kept gives the
/// other away. A source without a readable one has signed nothing.
async fn secret(engine: &Engine, source: &Source) -> Result<Option<String>> {
    match engine.secret(&Engine::background(), source, SecretOf::Webhook).await {
        Err(Error::Invalid { .. }) => Ok(None),
        secret => secret,
    }
}

fn headers(sent: &[(String, Vec<u8>)]) -> HeaderMap {
    let header =
        |(name, value): &(String, Vec<u8>)| Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?));
    sent.iter().filter_map(header).collect()
}
