//! Datadog's webhooks send what their payload says; ours is
//! `{"key": "$ALERT_CYCLE_KEY", "transition": "$ALERT_TRANSITION", "title": "$ALERT_TITLE", "at": "$DATE_POSIX", "tags": "$TAGS",
//! "priority": "$ALERT_PRIORITY", "link": "$LINK"}`.
//!
//! A recovery does not say when the alert began: told alone, it begins and ends at once; the earlier telling of its key has the start.

use domain::event::{Event, Incident};
use domain::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

use super::{Sender, parsed};

#[derive(Deserialize)]
struct Sent {
    key: String,
    transition: String,
    title: String,
    /// Unix seconds; Datadog writes it with or without quotes, as the payload has it.
    at: Value,
    #[serde(default)]
    tags: String,
    #[serde(default)]
    priority: String,
    #[serde(default)]
    link: String,
}

pub fn read(body: &[u8]) -> Result<Vec<(String, Event)>> {
    let sent: Sent = parsed(Sender::Datadog, body)?;
    let at_s = crate::json::number(&sent.at).filter(|at_s| (0.0..1e11).contains(at_s));
    let at_s = at_s.ok_or_else(|| Error::field("at", format!("{} is no time: write $DATE_POSIX into the payload", sent.at)))?;
    let at_ms = (at_s * 1000.0).round() as i64;
    let until_ms = match sent.transition.as_str() {
        "Triggered" | "Re-Triggered" | "No Data" | "Re-No Data" | "Renotify" => None,
        "Recovered" => Some(at_ms),
        // A warning is none yet, and says so when it becomes one.
        _ => return Ok(Vec::new()),
    };
    let tag = sent.tags.split(',').find_map(|tag| tag.trim().strip_prefix("service:"));
    let scope = tag.unwrap_or(&sent.title).to_owned();
    let incident = Incident {
        key: format!("datadog/{}", sent.key),
        from_ms: at_ms,
        until_ms,
        title: sent.title,
        severity: sent.priority,
        affected_share: None,
        url: Some(sent.link).filter(|link| !link.is_empty()),
    };
    Ok(vec![(scope, Event::Incident(incident))])
}
