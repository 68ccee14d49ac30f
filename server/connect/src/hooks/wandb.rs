//! Weights & Biases' automations send what their payload says; ours is `{"event": "${event_type}", "artifact": "${artifact_version_string}"}`.
//! An artifact that is linked or given an alias is a deployment of `ENTITY/PROJECT/NAME`, at the time the message came.

use domain::Result;
use domain::event::{Deployment, Event};
use serde::Deserialize;

use super::{Sender, parsed};

#[derive(Deserialize)]
struct Sent {
    event: String,
    artifact: String,
}

pub fn read(body: &[u8], received_ms: i64) -> Result<Vec<(String, Event)>> {
    let sent: Sent = parsed(Sender::Wandb, body)?;
    if !matches!(sent.event.as_str(), "ADD_ARTIFACT_ALIAS" | "LINK_ARTIFACT" | "LINK_MODEL") {
        return Ok(Vec::new());
    }
    let (artifact, version) = sent.artifact.rsplit_once(':').unwrap_or((&sent.artifact, &sent.artifact));
    let deployment = Deployment {
        key: format!("wandb/{}", sent.artifact),
        at_ms: received_ms,
        version: version.to_owned(),
        committed_ms: None,
        succeeded: true,
        url: None,
    };
    Ok(vec![(artifact.to_owned(), Event::Deployment(deployment))])
}
