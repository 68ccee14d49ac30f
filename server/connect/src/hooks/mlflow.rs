//! MLflow's registry: a version that is registered or given an alias is a deployment, by the key that the registry's own answers give it.

use domain::Result;
use domain::event::{Deployment, Event};
use serde::Deserialize;
use serde_json::Value;

use super::{Sender, parsed};
use crate::instant;

#[derive(Deserialize)]
struct Sent {
    entity: String,
    action: String,
    timestamp: String,
    data: Value,
}

#[derive(Deserialize)]
struct Version {
    name: String,
    version: String,
    #[serde(default)]
    alias: String,
}

pub fn read(body: &[u8]) -> Result<Vec<(String, Event)>> {
    let sent: Sent = parsed(Sender::MlFlow, body)?;
    if !matches!((sent.entity.as_str(), sent.action.as_str()), ("model_version" | "model_version_alias", "created")) {
        return Ok(Vec::new());
    }
    let Version { name, version, alias } = parsed(Sender::MlFlow, sent.data.to_string().as_bytes())?;
    let deployed = if alias.is_empty() { name } else { format!("{name}@{alias}") };
    let deployment = Deployment {
        key: format!("{deployed}/{version}"),
        at_ms: instant::parse(&sent.timestamp)?,
        version,
        committed_ms: None,
        succeeded: true,
        url: None,
    };
    Ok(vec![(format!("models:/{deployed}"), Event::Deployment(deployment))])
}
