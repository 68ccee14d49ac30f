//! MLflow's REST API 2.0, as far as it is asked. Empty lists are left out of its answers.

use domain::{Error, Result};
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::failure::shortened;
use crate::http::Http;
use crate::json::number;

/// Runs and experiments of one answer: a run with many parameters is some 10 kB.
const PAGE: u32 = 500;
/// Values of one answer; more are refused.
const PAGE_OF_HISTORY: u32 = 25_000;
/// Runs that are looked at for one experiment, and pages of anything else.
const RUNS_MAX: usize = 20_000;
const PAGES_MAX: usize = 100;

#[derive(Debug, Deserialize)]
pub struct Experiment {
    pub experiment_id: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub struct Run {
    pub info: RunInfo,
    #[serde(default)]
    pub data: RunData,
}

#[derive(Debug, Deserialize)]
pub struct RunInfo {
    pub run_id: String,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub start_time: i64,
    pub end_time: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
pub struct RunData {
    #[serde(default)]
    pub metrics: Vec<Entry>,
}

/// One recorded value; a run holds the one of the highest step of each metric.
#[derive(Debug, Deserialize)]
pub struct Entry {
    #[serde(default)]
    pub key: String,
    /// A number, or a string such as `NaN`.
    #[serde(default)]
    value: Value,
    #[serde(default)]
    pub timestamp: i64,
    #[serde(default)]
    pub step: i64,
}

/// A version of a registered model.
#[derive(Debug, Deserialize)]
pub struct Version {
    pub version: String,
    pub creation_timestamp: i64,
    #[serde(default)]
    pub last_updated_timestamp: i64,
    #[serde(default)]
    pub current_stage: String,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub run_id: String,
}

impl Entry {
    /// None where it is no number.
    pub fn value(&self) -> Option<f64> {
        number(&self.value)
    }
}

impl Run {
    pub fn id(&self) -> &str {
        &self.info.run_id
    }

    pub fn metric(&self, key: &str) -> Option<&Entry> {
        self.data.metrics.iter().find(|entry| entry.key == key)
    }

    /// Can it hold values of that time? One that goes on can, and one that ended or recorded its last step since then: values may be recorded
    /// after the end, when the truth comes late.
    pub fn may_hold(&self, key: &str, from_ms: i64, until_ms: i64) -> bool {
        let Some(entry) = self.metric(key) else { return false };
        let newest = self.info.end_time.unwrap_or(i64::MAX).max(entry.timestamp);
        newest >= from_ms && self.info.start_time.min(entry.timestamp) <= until_ms
    }
}

/// The API below a source's address, which may name it.
pub struct Api {
    pub http: Http,
}

impl Api {
    pub fn new(http: Http) -> Self {
        Self { http: http.below(|path| format!("{}/api/2.0/mlflow", path.trim_end_matches("/api/2.0/mlflow"))) }
    }

    pub async fn sign_in(&self) -> Result<()> {
        let request = self.http.post("experiments/search", &json!({ "max_results": 1 }))?;
        self.ask::<Value>(request).await.map(drop)
    }

    pub async fn experiments(&self) -> Result<Vec<Experiment>> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            experiments: Vec<Experiment>,
            #[serde(default)]
            next_page_token: String,
        }
        let (mut all, mut token) = (Vec::new(), String::new());
        for _ in 0..PAGES_MAX {
            let body = json!({ "max_results": PAGE, "page_token": token });
            let found: Found = self.ask(self.http.post("experiments/search", &body)?).await?;
            all.extend(found.experiments);
            token = found.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        Ok(all)
    }

    /// Runs of an experiment, the newest first. All of them: an old one may still go on, or be told a value late.
    pub async fn runs(&self, experiment: &str, filter: &str) -> Result<Vec<Run>> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            runs: Vec<Run>,
            #[serde(default)]
            next_page_token: String,
        }
        let (mut all, mut token) = (Vec::new(), String::new());
        loop {
            let body = json!({
                "experiment_ids": [experiment], "filter": filter, "max_results": PAGE, "page_token": token,
                "order_by": ["attributes.start_time DESC"],
            });
            let found: Found = self.ask(self.http.post("runs/search", &body)?).await?;
            all.extend(found.runs);
            token = found.next_page_token;
            if token.is_empty() {
                return Ok(all);
            }
            if all.len() >= RUNS_MAX {
                return Err(Error::invalid(format!(
                    "the experiment has more than {RUNS_MAX} runs: give the source a filter that leaves the ones that count, such as \
                     tags.stage = 'production'"
                )));
            }
        }
    }

    /// Every value of one metric of a run.
    pub async fn history(&self, run: &str, metric: &str) -> Result<Vec<Entry>> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            metrics: Vec<Entry>,
            #[serde(default)]
            next_page_token: String,
        }
        let (mut all, mut token) = (Vec::new(), String::new());
        for _ in 0..PAGES_MAX {
            let mut query = vec![("run_id", run), ("metric_key", metric)];
            let most = PAGE_OF_HISTORY.to_string();
            query.push(("max_results", &most));
            if !token.is_empty() {
                query.push(("page_token", &token));
            }
            let found: Found = self.ask(self.http.request(Method::GET, "metrics/get-history")?.query(&query)).await?;
            all.extend(found.metrics);
            token = found.next_page_token;
            if token.is_empty() {
                return Ok(all);
            }
        }
        Err(Error::invalid(format!("run {run} recorded {metric} more than {} times: record it less often", all.len())))
    }

    pub async fn run(&self, run: &str) -> Result<Run> {
        #[derive(Deserialize)]
        struct Found {
            run: Run,
        }
        Ok(self.ask::<Found>(self.http.request(Method::GET, "runs/get")?.query(&[("run_id", run)])).await?.run)
    }

    pub async fn versions(&self, model: &str) -> Result<Vec<Version>> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            model_versions: Vec<Version>,
            #[serde(default)]
            next_page_token: String,
        }
        let filter = format!("name='{}'", model.replace('\'', ""));
        let (mut all, mut token) = (Vec::new(), String::new());
        for _ in 0..PAGES_MAX {
            let query = [("filter", filter.as_str()), ("max_results", "1000"), ("page_token", &token)];
            let query = &query[..if token.is_empty() { 2 } else { 3 }];
            let found: Found = self.ask(self.http.request(Method::GET, "model-versions/search")?.query(query)).await?;
            all.extend(found.model_versions);
            token = found.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        Ok(all)
    }

    /// The version that holds an alias.
    pub async fn alias(&self, model: &str, alias: &str) -> Result<Version> {
        #[derive(Deserialize)]
        struct Found {
            model_version: Version,
        }
        let request = self.http.request(Method::GET, "registered-models/alias")?.query(&[("name", model), ("alias", alias)]);
        Ok(self.ask::<Found>(request).await?.model_version)
    }

    /// Sends and reads; MLflow reports a bad question with 400 or 404 in JSON, while an unknown path and a sign-in are web pages.
    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        #[derive(Deserialize)]
        struct Refusal {
            error_code: String,
            #[serde(default)]
            message: String,
        }
        let answer = self.http.send(request).await?;
        if matches!(answer.status.as_u16(), 400 | 404)
            && let Ok(Refusal { error_code, message }) = serde_json::from_slice(&answer.body)
        {
            return Err(Error::invalid(format!("MLflow says {error_code}: {}", shortened(&message))));
        }
        self.http.read_json(&answer)
    }
}
