//! GrowthBook: the results of experiments that have ended, on their way to test records.

mod results;

use async_trait::async_trait;
use domain::evidence::Experiment;
use domain::sample::Sample;
use domain::{Error, Result};
use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::results::{Measured, Results};
use super::connector::Connector;
use super::failure;
use super::fed::Fed;
use super::http::Http;

const PAGE: usize = 100;
/// Most experiments that are listed.
const LISTED_MAX: usize = 10_000;
/// Most experiments whose results are asked for, those that ended last. Each takes a request, and each metric one, of 60 a minute in its cloud.
const ENDED_MAX: usize = 30;

/// GrowthBook's REST API, below the address of its API host.
pub struct GrowthBook {
    http: Http,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    experiments: Vec<Listed>,
    #[serde(default)]
    has_more: bool,
}

/// An experiment, as it was planned.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    id: String,
    name: String,
    #[serde(default)]
    status: String,
    variations: Vec<Variation>,
    #[serde(default)]
    phases: Vec<Phase>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variation {
    variation_id: String,
    #[serde(default)]
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Phase {
    #[serde(default)]
    date_started: String,
    #[serde(default)]
    date_ended: String,
    #[serde(default)]
    traffic_split: Vec<Weight>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Weight {
    variation_id: String,
    weight: f64,
}

impl Listed {
    /// When its last phase ended; empty where it does not say.
    fn ended(&self) -> &str {
        self.phases.last().map_or("", |phase| phase.date_ended.as_str())
    }
}

impl GrowthBook {
    pub fn new(http: Http) -> Self {
        let root = |path: &str| path.trim_end_matches("/v1").trim_end_matches("/api").to_owned();
        Self { http: http.below(|path| format!("{}/api/v1", root(path))) }
    }

    async fn ask<T: DeserializeOwned>(&self, endpoint: &str, query: &[(&str, String)]) -> Result<T> {
        self.http.json(self.http.request(Method::GET, endpoint)?.query(query)).await
    }

    async fn listed(&self) -> Result<Vec<Listed>> {
        let mut listed = Vec::new();
        while listed.len() < LISTED_MAX {
            let query = [("limit", PAGE.to_string()), ("offset", listed.len().to_string())];
            let page: Page = self.ask("experiments", &query).await?;
            let more = page.has_more && !page.experiments.is_empty();
            listed.extend(page.experiments);
            if !more {
                break;
            }
        }
        Ok(listed)
    }

    /// What a metric measures: a share of the units, an amount of each, or neither.
    async fn measured(&self, id: &str) -> Result<Measured> {
        let (endpoint, field) = if id.starts_with("fact__") { ("fact-metrics", "factMetric") } else { ("metrics", "metric") };
        let answer: Value = self.ask(&format!("{endpoint}/{id}"), &[]).await?;
        let metric = &answer[field];
        let kind = metric["metricType"].as_str().or(metric["type"].as_str()).unwrap_or_default();
        Ok(Measured { name: metric["name"].as_str().unwrap_or(id).to_owned(), kind: kind.to_owned() })
    }
}

#[async_trait]
impl Connector for GrowthBook {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        self.ask::<Page>("experiments", &[("limit", "1".to_owned())]).await.map(drop)
    }

    async fn samples(&self, fed: &Fed, _: i64, _: i64) -> Result<Vec<Sample>> {
        Err(failure::events_only(&self.http, fed, "experiments"))
    }

    async fn experiments(&self) -> Result<Vec<Experiment>> {
        let mut known = std::collections::BTreeMap::new();
        let mut found = Vec::new();
        let mut ended = self.listed().await?;
        ended.retain(|listed| listed.status == "stopped");
        // Instants of one shape, which sort as they are written.
        ended.sort_by(|one, other| other.ended().cmp(one.ended()));
        for listed in ended.iter().take(ENDED_MAX) {
            if !listed.id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
                return Err(Error::unavailable(format!("{} names an experiment “{}”, which is no id", self.http.host, listed.id)));
            }
            let results: Results = self.ask(&format!("experiments/{}/results", listed.id), &[]).await?;
            for metric in results.metrics() {
                if !known.contains_key(metric) {
                    known.insert(metric.to_owned(), self.measured(metric).await?);
                }
            }
            found.extend(results::experiments(listed, &results, &known, &self.http.host)?);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
