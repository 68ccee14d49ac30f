//! Events: what happened, such as a deployment.

use serde::Deserialize;

use crate::Error;

use super::{at_ms, json, tags};

/// Something that happened, in the sender's words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    /// What, in a line.
    pub title: String,
    /// What, at length.
    pub text: String,
    /// When it happened, where it is told.
    pub at_ms: Option<i64>,
    /// Where.
    pub host: Option<String>,
    /// Keys and values; a tag without a value has the value `true`.
    pub tags: Vec<(String, String)>,
    /// `error`, `warning`, `info` or `success`; empty when not said.
    pub alert: String,
    /// What events of one story share; empty when not said.
    pub aggregation_key: String,
    /// Which program tells; empty when not said.
    pub source: String,
}

#[derive(Deserialize)]
struct Body {
    title: String,
    #[serde(default)]
    text: String,
    date_happened: Option<f64>,
    host: Option<String>,
    #[serde(default)]
    tags: Option<Vec<String>>,
    alert_type: Option<String>,
    aggregation_key: Option<String>,
    source_type_name: Option<String>,
}

/// Reads the body of `POST /api/v1/events`, not packed.
///
/// # Errors
/// [`Error::Malformed`]
pub fn event(body: &[u8]) -> Result<Event, Error> {
    let event: Body = json(body, "event")?;
    Ok(Event {
        at_ms: event.date_happened.map(|at| at_ms(&event.title, at)).transpose().map_err(Error::Malformed)?,
        title: event.title,
        text: event.text,
        host: event.host,
        tags: event.tags.unwrap_or_default().into_iter().map(tags::tag).collect(),
        alert: event.alert_type.unwrap_or_default(),
        aggregation_key: event.aggregation_key.unwrap_or_default(),
        source: event.source_type_name.unwrap_or_default(),
    })
}
