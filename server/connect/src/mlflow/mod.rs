//! MLflow: metrics of runs and of registered versions, and versions of a model as deployments.

mod api;
mod name;
mod registry;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use domain::config::Source;
use domain::event::Event;
use domain::sample::Sample;
use domain::{Error, Result};
use tokio::sync::Mutex;

use self::api::{Api, Run};
use self::name::Name;
use super::connector::Connector;
use super::fed::Fed;
use super::http::Http;
use super::measured::{Asked, Point};

/// An MLflow tracking server with its registry.
pub struct MlFlow {
    api: Api,
    /// Which runs count, in MLflow's own filter language; empty for all.
    filter: String,
    /// Runs by experiment, as this pass found them.
    runs: Mutex<BTreeMap<String, Arc<Vec<Run>>>>,
}

impl MlFlow {
    pub fn new(source: &Source, http: Http) -> Self {
        Self { api: Api::new(http), filter: source.option("filter").to_owned(), runs: Mutex::default() }
    }

    /// Values of a name that were recorded between two instants, both included.
    async fn points(&self, name: &str, from_ms: i64, until_ms: i64) -> Result<Vec<Point>> {
        match Name::parse(name)? {
            Name::Registered { model, metric } => self.registered(&model, &metric, from_ms, until_ms).await,
            Name::Run { path, last } => {
                let (experiment, metric) = self.experiment_of(&path).await?;
                let runs = self.runs_of(&experiment).await?;
                self.knows(&runs, &path, &metric)?;
                if last {
                    return Ok(last_values(&runs, &metric, from_ms, until_ms));
                }
                let mut points = Vec::new();
                for run in runs.iter().filter(|run| run.may_hold(&metric, from_ms, until_ms)) {
                    for entry in self.api.history(run.id(), &metric).await? {
                        if let Some(value) = entry.value()
                            && (from_ms..=until_ms).contains(&entry.timestamp)
                        {
                            points.push(Point { at_ms: entry.timestamp, run: run.id().to_owned(), step: entry.step, value });
                        }
                    }
                }
                Ok(points)
            }
        }
    }

    /// The experiment whose name the path begins with, by its id, and the rest. Names of both may hold slashes: the longest name counts.
    async fn experiment_of(&self, path: &str) -> Result<(String, String)> {
        let experiments = self.api.experiments().await?;
        let found = experiments
            .iter()
            .filter_map(|experiment| Some((experiment, path.strip_prefix(&experiment.name)?.strip_prefix('/')?)))
            .filter(|(_, metric)| !metric.is_empty())
            .max_by_key(|(experiment, _)| experiment.name.len());
        let names = || experiments.iter().take(10).map(|experiment| experiment.name.as_str()).collect::<Vec<_>>().join(", ");
        found.map(|(experiment, metric)| (experiment.experiment_id.clone(), metric.to_owned())).ok_or_else(|| {
            Error::invalid(format!(
                "“{path}” begins with no experiment of this MLflow: write EXPERIMENT/METRIC; experiments are {}",
                names()
            ))
        })
    }

    async fn runs_of(&self, experiment: &str) -> Result<Arc<Vec<Run>>> {
        let mut known = self.runs.lock().await;
        if let Some(runs) = known.get(experiment) {
            return Ok(runs.clone());
        }
        let runs = Arc::new(self.api.runs(experiment, &self.filter).await?);
        known.insert(experiment.to_owned(), runs.clone());
        Ok(runs)
    }

    /// An experiment without runs says nothing yet; one whose runs never recorded the metric has another name for it.
    fn knows(&self, runs: &[Run], path: &str, metric: &str) -> Result<()> {
        if runs.iter().all(|run| run.data.metrics.is_empty()) || runs.iter().any(|run| run.metric(metric).is_some()) {
            return Ok(());
        }
        let recorded: std::collections::BTreeSet<&str> =
            runs.iter().flat_map(|run| &run.data.metrics).map(|entry| entry.key.as_str()).take(1000).collect();
        let recorded: Vec<&str> = recorded.into_iter().take(20).collect();
        Err(Error::invalid(format!("“{path}”: no run recorded “{metric}”; runs record {}", recorded.join(", "))))
    }
}

/// What each finished run ended with, at its end: the value of the highest step, as MLflow itself shows it.
fn last_values(runs: &[Run], metric: &str, from_ms: i64, until_ms: i64) -> Vec<Point> {
    let ended = runs.iter().filter(|run| run.info.status == "FINISHED");
    ended
        .filter_map(|run| {
            let (at_ms, entry) = (run.info.end_time?, run.metric(metric)?);
            let point = Point { at_ms, run: run.id().to_owned(), step: 0, value: entry.value()? };
            (from_ms..=until_ms).contains(&at_ms).then_some(point)
        })
        .collect()
}

#[async_trait]
impl Connector for MlFlow {
    async fn reach(&self) -> Result<()> {
        self.api.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        self.api.sign_in().await
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        Asked::of(fed)?.gathered((from_ms, until_ms), |name, from_ms, until_ms| self.points(name, from_ms, until_ms)).await
    }

    fn tells_events(&self) -> bool {
        true
    }

    async fn events(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Event>> {
        self.deployments(fed.from.query.as_deref().unwrap_or_default(), from_ms, until_ms).await
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
