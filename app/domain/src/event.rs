//! What happens to a service at an instant: deployments and incidents, as the systems that know them tell it.

use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    Deployment(Deployment),
    Incident(Incident),
}

/// A change that went to production, or failed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Its name at the source: told twice, it is one.
    pub key: String,
    /// When it reached production, or failed.
    pub at_ms: i64,
    /// What was deployed, as people call it: a tag, a commit, a model's version.
    pub version: String,
    /// When the change was first committed, where that is known; lead time counts from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed_ms: Option<i64>,
    /// False when the system itself says that it did not get through.
    pub succeeded: bool,
    /// Where to read of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A time in which a service did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its name at the source: told twice, it is one.
    pub key: String,
    pub from_ms: i64,
    /// None while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
    pub title: String,
    /// As the source calls it; empty where it does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub severity: String,
    /// Where to read of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Event {
    /// Its name at the source.
    pub fn key(&self) -> &str {
        match self {
            Self::Deployment(deployment) => &deployment.key,
            Self::Incident(incident) => &incident.key,
        }
    }
}
