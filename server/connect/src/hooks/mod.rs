//! Webhooks: what other systems send when a deployment or an incident happens, read into events.
//!
//! Pure: the route that takes the request knows the time and the secret. Each event comes with its scope, the words by which a series
//! names the same thing where the system is asked instead: `acme/fraud production` of GitHub and GitLab, the id of a PagerDuty
//! service, `models:/fraud@champion` of MLflow, the artifact of Weights & Biases, and of an alert its label `service` (Datadog: tag), or else
//! `model`, `job`, or the alert's own name.
//!
//! Senders repeat themselves and may be late, and some say when a thing ended but no longer when it began. So one key told twice is one
//! event with the earliest start, the last end told, and the commit where any telling has one.

mod alertmanager;
mod datadog;
mod github;
mod gitlab;
mod mlflow;
mod pagerduty;
mod signature;
mod wandb;

use domain::event::Event;
use domain::{Error, Result};
pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

/// A system that sends webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    Alertmanager,
    Datadog,
    GitHub,
    GitLab,
    Grafana,
    MlFlow,
    PagerDuty,
    Wandb,
}

impl Sender {
    pub const ALL: [Self; 8] =
        [Self::Alertmanager, Self::Datadog, Self::GitHub, Self::GitLab, Self::Grafana, Self::MlFlow, Self::PagerDuty, Self::Wandb];

    /// By its name in the address.
    ///
    /// # Errors
    /// Names the known ones.
    pub fn parse(key: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|sender| sender.key() == key).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|sender| sender.key()).collect();
            Error::not_found(format!("sender of webhooks among {}:", known.join(", ")), key)
        })
    }

    /// As written in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Alertmanager => "alertmanager",
            Self::Datadog => "datadog",
            Self::GitHub => "github",
            Self::GitLab => "gitlab",
            Self::Grafana => "grafana",
            Self::MlFlow => "mlflow",
            Self::PagerDuty => "pagerduty",
            Self::Wandb => "wandb",
        }
    }

    /// Was the body sent by one who knows the secret? By the sender's own signature where it has one, or `Authorization: Bearer SECRET`.
    pub fn is_signed(self, secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
        signature::is_signed(self, secret, headers, body)
    }

    /// The events of a body, each with its scope; none of what is no deployment or incident, and of a sender's own test. `received_ms` is
    /// the time of what does not say when it happened.
    ///
    /// # Errors
    /// A body that is not the sender's.
    pub fn read(self, headers: &HeaderMap, body: &[u8], received_ms: i64) -> Result<Vec<(String, Event)>> {
        match self {
            Self::Alertmanager | Self::Grafana => alertmanager::read(self, body),
            Self::Datadog => datadog::read(body),
            Self::GitHub => github::read(headers, body),
            Self::GitLab => gitlab::read(body),
            Self::MlFlow => mlflow::read(body),
            Self::PagerDuty => pagerduty::read(body),
            Self::Wandb => wandb::read(body, received_ms),
        }
    }
}

fn parsed<T: DeserializeOwned>(sender: Sender, body: &[u8]) -> Result<T> {
    serde_json::from_slice(body)
        .map_err(|cause| Error::invalid(format!("this is not what {} sends ({cause}): docs/sources.md shows it", sender.key())))
}

#[cfg(test)]
mod tests;
