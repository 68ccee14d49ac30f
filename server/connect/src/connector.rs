//! What every system that is asked for samples can do, and which file does it for which.

use async_trait::async_trait;
use domain::config::Source;
use domain::event::Event;
use domain::evidence::Experiment;
use domain::sample::Sample;
use domain::time::DAY_MS;
use domain::{Error, Result};

use super::clearml::ClearMl;
use super::datadog::Datadog;
use super::fed::Fed;
use super::github::GitHub;
use super::gitlab::GitLab;
use super::google::{self, SignedIn};
use super::growthbook::GrowthBook;
use super::health::Health;
use super::http::Http;
use super::kubeflow::Kubeflow;
use super::mlflow::MlFlow;
use super::opencost::OpenCost;
use super::pagerduty::PagerDuty;
use super::postgres::Postgres;
use super::prometheus::Prometheus;
use super::vertex::Vertex;
use super::wandb::Wandb;

/// A system that can be asked. One is made for each pass and each test, so it may remember what it fetched.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Does anything answer at the address? Needs no secret.
    async fn reach(&self) -> Result<()>;

    /// Is the secret accepted, or none wanted?
    async fn sign_in(&self) -> Result<()>;

    /// Samples of one series between two instants, both included and less than a day apart.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the system does not answer, so that it need not be asked for its other series; any other error is
    /// about this series alone and names what to change.
    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>>;

    /// Does it tell of deployments or incidents?
    fn tells_events(&self) -> bool {
        false
    }

    /// Deployments or incidents of what the series names, that changed between two instants. Told again, an event is one, by its key.
    ///
    /// # Errors
    /// As those of [`Connector::samples`]; a system that knows no events says so.
    async fn events(&self, fed: &Fed, _from_ms: i64, _until_ms: i64) -> Result<Vec<Event>> {
        Err(Error::conflict(format!("{}: this kind of system tells of no deployments or incidents", fed.series)))
    }

    /// Experiments that have ended, on their way to test records; none of a system that runs none.
    ///
    /// # Errors
    /// As those of [`Connector::samples`].
    async fn experiments(&self) -> Result<Vec<Experiment>> {
        Ok(Vec::new())
    }
}

/// Makes the connector of a source; `secret` is its token, or user and password, where it has one.
///
/// # Errors
/// An address that cannot be asked.
pub fn connect(source: &Source, secret: Option<String>) -> Result<Box<dyn Connector>> {
    if let Some(secret) = &secret
        && google::is_account(secret)
    {
        return Ok(Box::new(SignedIn::new(source, secret)?));
    }
    let secret = match source.kind.key() {
        // An API key is the password of a user of this name.
        "wandb" => secret.map(|key| if key.contains(':') { key } else { format!("api:{key}") }),
        _ => secret,
    };
    if source.kind.key() == "postgres" {
        return Ok(Box::new(Postgres::new(source, secret)?));
    }
    let http = Http::new(source, secret)?;
    match source.kind.key() {
        "clearml" => Ok(Box::new(ClearMl::new(http))),
        "datadog" => Ok(Box::new(Datadog::new(source, http))),
        "github" => Ok(Box::new(GitHub::new(http))),
        "gitlab" => Ok(Box::new(GitLab::new(http))),
        "growthbook" => Ok(Box::new(GrowthBook::new(http))),
        "health" => Ok(Box::new(Health::new(http))),
        "kubeflow" => Ok(Box::new(Kubeflow::new(source, http))),
        "mlflow" => Ok(Box::new(MlFlow::new(source, http))),
        "opencost" => Ok(Box::new(OpenCost::new(http))),
        "pagerduty" => Ok(Box::new(PagerDuty::new(http))),
        "prometheus" => Ok(Box::new(Prometheus::new(http))),
        "vertex" => Ok(Box::new(Vertex::new(source, http))),
        "wandb" => Ok(Box::new(Wandb::new(source, http))),
        _ => Err(Error::conflict(format!("{} is not asked for samples: they arrive by HTTP or as files", source.title()))),
    }
}

/// The time from one instant to another in parts of at most a day, oldest first.
pub fn days(from_ms: i64, until_ms: i64) -> impl Iterator<Item = (i64, i64)> {
    (0..)
        .map(move |n| from_ms + n * DAY_MS)
        .take_while(move |from| *from <= until_ms)
        .map(move |from| (from, (from + DAY_MS - 1).min(until_ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_every_instant_once() {
        assert_eq!(days(5, 4).count(), 0);
        assert_eq!(days(5, 5).collect::<Vec<_>>(), [(5, 5)]);
        assert_eq!(days(0, DAY_MS).collect::<Vec<_>>(), [(0, DAY_MS - 1), (DAY_MS, DAY_MS)]);
    }
}
