//! An event as the API takes it becomes one as it is kept.

use domain::config::Configuration;
use domain::event::{Deployment, Event, Incident};
use domain::ports::WireEvent;
use domain::{Error, Result};
use serde_json::Value;

use crate::flows::wire::instant;

/// Reads one sent event.
///
/// # Errors
/// At the field: an unknown kind, a time that cannot be read or has not come, a field of the other kind.
pub(super) fn parse(configuration: &Configuration, sent: WireEvent, latest_ms: i64) -> Result<Event> {
    let time = |field: &str, value: &Value| {
        instant(configuration, value).map_err(|error| match error {
            Error::Invalid { message, .. } => Error::field(field, message),
            other => other,
        })
    };
    let maybe = |field: &str, value: &Value| if value.is_null() { Ok(None) } else { time(field, value).map(Some) };
    let given = [
        ("at", !sent.at.is_null()),
        ("version", sent.version.is_some()),
        ("committed", !sent.committed.is_null()),
        ("succeeded", sent.succeeded.is_some()),
        ("from", !sent.from.is_null()),
        ("until", !sent.until.is_null()),
        ("title", sent.title.is_some()),
        ("severity", sent.severity.is_some()),
        ("affected_share", sent.affected_share.is_some()),
    ];
    let only = |known: &[&str]| match given.iter().find(|(field, given)| *given && !known.contains(field)) {
        Some((field, _)) => Err(Error::field(*field, format!("“{field}” does not belong here: give {}", known.join(", ")))),
        None => Ok(()),
    };
    let event = match sent.event.as_str() {
        "deployment" => {
            only(&["at", "version", "committed", "succeeded"])?;
            Event::Deployment(Deployment {
                at_ms: time("at", &sent.at)?,
                version: sent.version.unwrap_or_else(|| sent.key.clone()),
                committed_ms: maybe("committed", &sent.committed)?,
                succeeded: sent.succeeded.unwrap_or(true),
                key: sent.key,
                url: sent.url,
            })
        }
        "incident" => {
            only(&["from", "until", "title", "severity", "affected_share"])?;
            Event::Incident(Incident {
                from_ms: time("from", &sent.from)?,
                until_ms: maybe("until", &sent.until)?,
                title: sent.title.unwrap_or_else(|| sent.key.clone()),
                severity: sent.severity.unwrap_or_default(),
                affected_share: sent.affected_share,
                key: sent.key,
                url: sent.url,
            })
        }
        other => return Err(Error::field("event", format!("“{other}” is not an event: send a deployment or an incident"))),
    };
    event.checked(latest_ms)
}
