//! Alertmanager, and Grafana's alerts, which have its shape: each alert is an incident while it fires.

use std::collections::BTreeMap;

use domain::Result;
use domain::event::{Event, Incident};
use serde::Deserialize;

use super::{Sender, parsed};
use crate::instant;

/// Labels that name the service, the first one counts.
const NAMES: [&str; 4] = ["service", "model", "job", "alertname"];

#[derive(Deserialize)]
struct Sent {
    alerts: Vec<Alert>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    status: String,
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    starts_at: String,
    ends_at: Option<String>,
    #[serde(default, rename = "generatorURL")]
    generator_url: String,
    fingerprint: String,
}

pub fn read(sender: Sender, body: &[u8]) -> Result<Vec<(String, Event)>> {
    let sent: Sent = parsed(sender, body)?;
    let mut events = Vec::new();
    for alert in sent.alerts {
        let Some(scope) = NAMES.iter().find_map(|name| alert.labels.get(*name)).cloned() else { continue };
        let from_ms = instant::parse(&alert.starts_at)?;
        // While it fires its end is one that lies ahead, or in the year 1.
        let ended = alert.ends_at.as_deref().filter(|_| alert.status == "resolved");
        let title = alert.annotations.get("summary").or(alert.labels.get("alertname"));
        let incident = Incident {
            key: format!("{}/{}/{from_ms}", sender.key(), alert.fingerprint),
            from_ms,
            until_ms: ended.map(instant::parse).transpose()?,
            title: title.cloned().unwrap_or_default(),
            severity: alert.labels.get("severity").cloned().unwrap_or_default(),
            affected_share: None,
            url: Some(alert.generator_url).filter(|url| !url.is_empty()),
        };
        events.push((scope, Event::Incident(incident)));
    }
    Ok(events)
}
