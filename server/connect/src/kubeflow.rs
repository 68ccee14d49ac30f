//! Kubeflow Pipelines: how runs of an experiment end, and how long they take. Values that runs measure lie in its artifacts and not in its API.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::config::Source;
use domain::sample::Sample;
use domain::time::DAY_MS;
use domain::{Error, Result};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::connector::Connector;
use super::fed::Fed;
use super::http::Http;
use super::instant;
use super::measured::{Asked, Point};

/// A run that takes longer is no longer looked for.
const LONGEST_MS: i64 = 7 * DAY_MS;
const PAGE: &str = "200";
const RUNS_MAX: usize = 50_000;

/// A Kubeflow Pipelines API, version 2.
pub struct Kubeflow {
    http: Http,
    namespace: String,
    experiments: Mutex<Option<Vec<Experiment>>>,
    /// Runs by experiment, the last created first, as far as they were asked for.
    listed: Mutex<BTreeMap<String, Listed>>,
}

#[derive(Debug, Clone, Deserialize)]
struct Experiment {
    experiment_id: String,
    #[serde(default)]
    display_name: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Run {
    run_id: String,
    #[serde(default)]
    state: String,
    created_at: String,
    finished_at: Option<String>,
}

#[derive(Debug, Default)]
struct Listed {
    runs: BTreeMap<String, Ended>,
    oldest_ms: Option<i64>,
    token: String,
    whole: bool,
}

/// A run that came to its end.
#[derive(Debug, Clone)]
struct Ended {
    at_ms: i64,
    hours: f64,
    failed: bool,
}

/// What is asked of each run that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    Failed,
    Finished,
    Hours,
}

impl Run {
    /// None while it goes on, and where nobody can say whether it would have failed: it was cancelled or skipped.
    fn ended(&self) -> Result<Option<Ended>> {
        let failed = match self.state.as_str() {
            "SUCCEEDED" => false,
            "FAILED" => true,
            _ => return Ok(None),
        };
        let Some(finished) = &self.finished_at else { return Ok(None) };
        let (at_ms, created_ms) = (instant::parse(finished)?, instant::parse(&self.created_at)?);
        Ok(Some(Ended { at_ms, hours: (at_ms - created_ms) as f64 / 3_600_000.0, failed }))
    }
}

impl Kubeflow {
    /// Asks the API below a source's address, which may name it.
    pub fn new(source: &Source, http: Http) -> Self {
        let http = http.below(|path| format!("{}/apis/v2beta1", path.trim_end_matches("/apis/v2beta1")));
        Self { http, namespace: source.option("namespace").to_owned(), experiments: Mutex::default(), listed: Mutex::default() }
    }

    /// `EXPERIMENT/failed`, `EXPERIMENT/finished`, `EXPERIMENT/hours`.
    async fn named(&self, name: &str) -> Result<(String, Figure)> {
        let (experiment, figure) = name.rsplit_once('/').unwrap_or_default();
        let figure = match figure {
            "failed" => Figure::Failed,
            "finished" => Figure::Finished,
            "hours" => Figure::Hours,
            _ => {
                return Err(Error::field(
                    "query",
                    format!("“{name}” is no name: write EXPERIMENT/failed, EXPERIMENT/finished or EXPERIMENT/hours"),
                ));
            }
        };
        let mut experiments = self.experiments.lock().await;
        if experiments.is_none() {
            *experiments = Some(self.experiments().await?);
        }
        let experiments = experiments.as_deref().unwrap_or_default();
        match experiments.iter().find(|known| known.display_name == experiment) {
            Some(found) => Ok((found.experiment_id.clone(), figure)),
            None => {
                let names: Vec<&str> = experiments.iter().take(10).map(|known| known.display_name.as_str()).collect();
                Err(Error::invalid(format!("there is no experiment “{experiment}”; there are {}", names.join(", "))))
            }
        }
    }

    async fn experiments(&self) -> Result<Vec<Experiment>> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            experiments: Vec<Experiment>,
            #[serde(default)]
            next_page_token: String,
        }
        let (mut all, mut token) = (Vec::new(), String::new());
        loop {
            let found: Found = self.http.get_json("experiments", &self.query(&[("page_token", &token)])).await?;
            all.extend(found.experiments);
            token = found.next_page_token;
            if token.is_empty() || all.len() >= RUNS_MAX {
                return Ok(all);
            }
        }
    }

    fn query<'a>(&self, pairs: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
        let mut query = vec![("page_size", PAGE.to_owned()), ("namespace", self.namespace.clone())];
        query.extend(pairs.iter().map(|(key, value)| (*key, (*value).to_owned())));
        query.retain(|(_, value)| !value.is_empty());
        query
    }

    /// Runs that ended, with their ids; of all that were created since an instant, and some before.
    async fn created_since(&self, experiment: &str, from_ms: i64) -> Result<Vec<(String, Ended)>> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            runs: Vec<Run>,
            #[serde(default)]
            next_page_token: String,
        }
        let mut listed = self.listed.lock().await;
        let listed = listed.entry(experiment.to_owned()).or_default();
        while !listed.whole && listed.oldest_ms.is_none_or(|oldest| oldest >= from_ms) {
            let token = listed.token.clone();
            let query = self.query(&[("experiment_id", experiment), ("sort_by", "created_at desc"), ("page_token", &token)]);
            let found: Found = self.http.get_json("runs", &query).await?;
            for run in found.runs {
                listed.oldest_ms = Some(instant::parse(&run.created_at)?);
                if let Some(ended) = run.ended()? {
                    listed.runs.insert(run.run_id, ended);
                }
            }
            listed.token = found.next_page_token;
            listed.whole = listed.token.is_empty();
            if listed.runs.len() > RUNS_MAX {
                return Err(Error::invalid(format!("the experiment has more than {RUNS_MAX} runs in that time: take one with fewer")));
            }
        }
        Ok(listed.runs.iter().map(|(id, ended)| (id.clone(), ended.clone())).collect())
    }

    async fn points(&self, name: &str, from_ms: i64, until_ms: i64) -> Result<Vec<Point>> {
        let (experiment, figure) = self.named(name).await?;
        let mut runs = self.created_since(&experiment, from_ms - LONGEST_MS).await?;
        runs.retain(|(_, ended)| (from_ms..=until_ms).contains(&ended.at_ms));
        let point = |(run, ended): (String, Ended)| {
            let value = match figure {
                Figure::Failed => f64::from(u8::from(ended.failed)),
                Figure::Finished => 1.0,
                Figure::Hours => ended.hours,
            };
            Point { at_ms: ended.at_ms, run, step: 0, value }
        };
        Ok(runs.into_iter().map(point).collect())
    }
}

#[async_trait]
impl Connector for Kubeflow {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        self.experiments().await.map(drop)
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        let asked = Asked::of(fed)?;
        let first = self.points(asked.first, from_ms, until_ms).await?;
        let second = match asked.second {
            Some(name) if !first.is_empty() => self.points(name, from_ms, until_ms).await?,
            _ => Vec::new(),
        };
        asked.samples(first, second)
    }
}

#[cfg(test)]
#[path = "kubeflow_tests.rs"]
mod tests;
