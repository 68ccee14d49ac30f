//! Deployments and incidents: told by webhooks and by the API, and read.

use async_trait::async_trait;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::RowAnswer;
use crate::Result;
use crate::access::Viewer;
use crate::config::Number;
use crate::delivery::{Figures, Outage};
use crate::event::{Deployment, Incident};
use crate::ids::{ServiceId, SourceId};

/// A webhook as it came.
#[derive(Debug, Clone, Copy)]
pub struct Hook<'a> {
    /// Who sends it, as the address says: `github`.
    pub sender: &'a str,
    /// The source whose secret signs it, or whose events they are.
    pub source: Option<&'a str>,
    pub headers: &'a [(String, Vec<u8>)],
    pub body: &'a [u8],
}

/// What became of a webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookAnswer {
    /// Events that said something new.
    pub recorded: u64,
    /// Events that were known already.
    pub known: u64,
    /// What the events are about that no service names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unclaimed: Vec<String>,
    /// Why others are not kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<String>,
    /// What to do, where something was not kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub advice: String,
}

/// What became of an event that a client of Datadog posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventReceipt {
    /// It was understood; what is neither a deployment nor an incident is not kept, and the advice says so.
    Taken(HookAnswer),
    /// It cannot be read (400), is too large (413), or is packed in an unknown way (415). Sent again it would not be taken either.
    Refused { status: u16, reason: String },
}

/// An event as the API takes it. Times are RFC 3339 or Unix milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WireEvent {
    /// `deployment` or `incident`.
    pub event: String,
    /// Its name at the source: told twice, it is one.
    pub key: String,
    /// Of a deployment: when it reached production, or failed.
    #[serde(default)]
    pub at: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When the change was first committed.
    #[serde(default)]
    pub committed: Value,
    /// False for one that did not get through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeded: Option<bool>,
    /// Of an incident.
    #[serde(default)]
    pub from: Value,
    /// Left out while it lasts.
    #[serde(default)]
    pub until: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Of an incident: which share of the traffic it touched, from 0 to 1; all of it where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affected_share: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What happened to a service in a time, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceEvents {
    pub service: ServiceId,
    pub from_ms: i64,
    pub until_ms: i64,
    pub deployments: Vec<DeploymentRow>,
    pub incidents: Vec<IncidentRow>,
    /// Times of trouble that touch it, in order: incidents that overlap are one.
    pub outages: Vec<Outage>,
    /// Hours of incidents in that time, overlaps counted once, up to now.
    pub incident_hours: Decimal,
    /// How long before an incident a release may lie that it is laid to.
    pub window_hours: Decimal,
    /// What the delivery metrics come to in that time.
    pub figures: Figures,
}

/// A deployment with what it brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentRow {
    /// `SOURCE:KEY`.
    pub id: String,
    pub source: SourceId,
    #[serde(flatten)]
    pub deployment: Deployment,
    /// Incidents that are laid to it, by id.
    pub incidents: Vec<String>,
}

/// An incident with the release it is laid to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// `SOURCE:KEY`.
    pub id: String,
    pub source: SourceId,
    #[serde(flatten)]
    pub incident: Incident,
    /// The release it is laid to, by id.
    pub release: Option<String>,
    /// Did a person say so?
    pub chosen: bool,
}

/// The release that a person lays an incident to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    /// That which the rule finds.
    Rule,
    None,
    /// By id.
    Of(String),
}

impl Release {
    /// `rule`, `none`, or the id of a deployment.
    pub fn parse(text: &str) -> Self {
        match text {
            "rule" => Self::Rule,
            "none" => Self::None,
            id => Self::Of(id.to_owned()),
        }
    }
}

/// Deployments and incidents.
#[async_trait]
pub trait Events: Send + Sync {
    /// Takes a webhook, of a viewer who may write samples or signed with the secret of its source. Told again, an event is one.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`] when neither holds; a body that is not the sender's.
    async fn take_hook(&self, viewer: Option<&Viewer>, hook: Hook<'_>) -> Result<HookAnswer>;
    /// Takes an event as Datadog's clients post it, with its body packed as `content_encoding` says.
    ///
    /// # Errors
    /// A viewer who may not write samples; a store that does not answer.
    async fn take_datadog_event(&self, viewer: &Viewer, content_encoding: Option<&str>, body: &[u8]) -> Result<EventReceipt>;
    /// Records events of a service, one answer a row, in order.
    async fn record_events(&self, viewer: &Viewer, service: &ServiceId, events: Vec<WireEvent>) -> Result<Vec<RowAnswer>>;
    /// What happened to a service between two instants (RFC 3339 or a day); the last 31 days where none is given.
    async fn service_events(&self, viewer: &Viewer, service: &ServiceId, from: Option<&str>, until: Option<&str>) -> Result<ServiceEvents>;
    /// Lays an incident to a release; the rule changes it no more.
    async fn link_incident(&self, viewer: &Viewer, service: &ServiceId, incident: &str, release: Release) -> Result<()>;
}
