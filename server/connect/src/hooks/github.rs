//! GitHub: `deployment_status`. What else it sends is passed over, its ping too.

use domain::Result;
use domain::event::{Deployment, Event};
use reqwest::header::HeaderMap;
use serde::Deserialize;

use super::{Sender, parsed};
use crate::github::{Deployed, Status};
use crate::instant;

#[derive(Deserialize)]
struct Sent {
    deployment_status: Status,
    deployment: Deployed,
    repository: Repository,
}

#[derive(Deserialize)]
struct Repository {
    full_name: String,
}

pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Vec<(String, Event)>> {
    if headers.get("x-github-event").is_none_or(|event| event != "deployment_status") {
        return Ok(Vec::new());
    }
    let sent: Sent = parsed(Sender::GitHub, body)?;
    let Some(succeeded) = sent.deployment_status.succeeded() else { return Ok(Vec::new()) };
    let deployment = Deployment {
        key: sent.deployment.key(),
        at_ms: instant::parse(&sent.deployment_status.created_at)?,
        version: sent.deployment.version(),
        committed_ms: None,
        succeeded,
        url: sent.deployment_status.url(),
    };
    Ok(vec![(format!("{} {}", sent.repository.full_name, sent.deployment.environment), Event::Deployment(deployment))])
}
