//! GitLab: deployment events. What else it sends is passed over.

use chrono::{DateTime, NaiveDateTime};
use domain::event::{Deployment, Event};
use domain::{Error, Result};
use serde::Deserialize;
use serde_json::Value;

use super::{Sender, parsed};
use crate::gitlab;

#[derive(Deserialize)]
struct Sent {
    status: String,
    status_changed_at: String,
    deployment_id: u64,
    environment: String,
    project: Project,
    #[serde(rename = "ref")]
    reference: String,
    short_sha: String,
    #[serde(default)]
    deployable_url: Option<String>,
}

#[derive(Deserialize)]
struct Project {
    path_with_namespace: String,
}

pub fn read(body: &[u8]) -> Result<Vec<(String, Event)>> {
    let kind: Value = parsed(Sender::GitLab, body)?;
    if kind["object_kind"] != "deployment" {
        return Ok(Vec::new());
    }
    let sent: Sent = parsed(Sender::GitLab, body)?;
    let Some(succeeded) = gitlab::succeeded(&sent.status) else { return Ok(Vec::new()) };
    let deployment = Deployment {
        key: gitlab::key(sent.deployment_id),
        at_ms: changed_ms(&sent.status_changed_at)?,
        version: gitlab::version(&sent.reference, &sent.short_sha),
        committed_ms: None,
        succeeded,
        url: sent.deployable_url.filter(|url| !url.is_empty()),
    };
    Ok(vec![(format!("{} {}", sent.project.path_with_namespace, sent.environment), Event::Deployment(deployment))])
}

/// Its webhooks write `2026-10-01 15:00:00 +0700`, with UTC for zero.
fn changed_ms(text: &str) -> Result<i64> {
    let zoned = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z").map(|at| at.timestamp_millis());
    let utc = || NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S UTC").map(|at| at.and_utc().timestamp_millis());
    let found = zoned.or_else(|_| utc()).ok().or_else(|| crate::instant::parse(text).ok());
    found.ok_or_else(|| Error::field("status_changed_at", "this is no time as GitLab writes it: 2026-10-01 15:00:00 +0700"))
}
