//! PagerDuty's webhooks, version 3: incidents. What else it sends is passed over, its ping too.

use domain::Result;
use domain::event::Event;
use serde::Deserialize;
use serde_json::Value;

use super::{Sender, parsed};
use crate::pagerduty::Told;

#[derive(Deserialize)]
struct Sent {
    event: Happened,
}

#[derive(Deserialize)]
struct Happened {
    occurred_at: String,
    data: Value,
}

#[derive(Deserialize)]
struct Incident {
    service: Reference,
    #[serde(flatten)]
    told: Told,
}

#[derive(Deserialize)]
struct Reference {
    id: String,
}

pub fn read(body: &[u8]) -> Result<Vec<(String, Event)>> {
    let sent: Sent = parsed(Sender::PagerDuty, body)?;
    if sent.event.data["type"] != "incident" {
        return Ok(Vec::new());
    }
    let incident: Incident = parsed(Sender::PagerDuty, sent.event.data.to_string().as_bytes())?;
    Ok(vec![(incident.service.id, incident.told.event(Some(&sent.event.occurred_at))?)])
}
