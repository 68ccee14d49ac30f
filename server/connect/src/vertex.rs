//! Vertex AI: what its model monitors measured of features, as drift.

use async_trait::async_trait;
use domain::config::Source;
use domain::sample::Sample;
use domain::{Error, Result};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::connector::Connector;
use super::failure::shortened;
use super::fed::Fed;
use super::http::{Answer, Http};
use super::instant;
use super::json::number;
use super::measured::{Asked, Point};

const PAGE: u32 = 100;
const PAGES_MAX: usize = 100;

/// The model monitors of one project and location.
pub struct Vertex {
    http: Http,
    parent: String,
}

/// What a monitor measured of one feature towards one objective.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stats {
    #[serde(default)]
    stats_name: String,
    #[serde(default)]
    objective_type: String,
    #[serde(default)]
    data_points: Vec<DataPoint>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DataPoint {
    #[serde(default)]
    current_stats: Value,
    create_time: String,
}

impl DataPoint {
    /// The distance of two distributions, or a plain number.
    fn value(&self) -> Option<f64> {
        let deviation = &self.current_stats["distributionValue"]["distributionDeviation"];
        number(deviation).or_else(|| number(&self.current_stats["doubleValue"]))
    }
}

impl Vertex {
    pub fn new(source: &Source, http: Http) -> Self {
        Self { http, parent: source.option("parent").trim_matches('/').to_owned() }
    }

    /// Measurements of `MONITOR/FEATURE`, or `MONITOR/FEATURE@OBJECTIVE` where a feature has several.
    async fn points(&self, name: &str, from_ms: i64, until_ms: i64) -> Result<Vec<Point>> {
        let (path, objective) = name.rsplit_once('@').map_or((name, None), |(path, objective)| (path, Some(objective)));
        let Some((monitor, feature)) = path.split_once('/').filter(|(monitor, feature)| !monitor.is_empty() && !feature.is_empty()) else {
            return Err(Error::field("query", format!("“{name}” is no name: write MONITOR/FEATURE, with the number of the model monitor")));
        };
        let mut stats = self.stats(monitor, feature, from_ms, until_ms).await?;
        stats.retain(|stats| stats.stats_name == feature && objective.is_none_or(|objective| stats.objective_type == objective));
        if let Some(other) = stats.iter().find(|other| other.objective_type != stats[0].objective_type) {
            let (first, second) = (&stats[0].objective_type, &other.objective_type);
            return Err(Error::invalid(format!("“{name}” is measured towards {first} and {second}: write {path}@{first}")));
        }
        let mut points = Vec::new();
        for point in stats.iter().flat_map(|stats| &stats.data_points) {
            let at_ms = instant::parse(&point.create_time)?;
            if let Some(value) = point.value()
                && (from_ms..=until_ms).contains(&at_ms)
            {
                points.push(Point { at_ms, run: monitor.to_owned(), step: at_ms, value });
            }
        }
        Ok(points)
    }

    async fn stats(&self, monitor: &str, feature: &str, from_ms: i64, until_ms: i64) -> Result<Vec<Stats>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Found {
            #[serde(default)]
            monitoring_stats: Vec<Kind>,
            #[serde(default)]
            next_page_token: String,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Kind {
            tabular_stats: Option<Stats>,
        }
        let endpoint = format!("v1beta1/{}/modelMonitors/{monitor}:searchModelMonitoringStats", self.parent);
        // Times are sent to the second, and the end is not in the interval.
        let interval = json!({ "startTime": instant::text(from_ms), "endTime": instant::text(until_ms + 1000) });
        let (mut all, mut token) = (Vec::new(), String::new());
        for _ in 0..PAGES_MAX {
            let filter = json!({ "tabularStatsFilter": { "statsName": feature } });
            let body = json!({ "statsFilter": filter, "timeInterval": interval, "pageSize": PAGE, "pageToken": token });
            let found: Found = self.read(&self.http.send(self.http.post(&endpoint, &body)?).await?)?;
            all.extend(found.monitoring_stats.into_iter().filter_map(|kind| kind.tabular_stats));
            token = found.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        Ok(all)
    }

    /// Google reports a bad question with 400 or 404 in JSON.
    fn read<T: serde::de::DeserializeOwned>(&self, answer: &Answer) -> Result<T> {
        #[derive(Deserialize)]
        struct Refusal {
            error: Cause,
        }
        #[derive(Deserialize)]
        struct Cause {
            message: String,
            #[serde(default)]
            status: String,
        }
        match serde_json::from_slice(&answer.body) {
            Ok(Refusal { error }) if matches!(answer.status.as_u16(), 400 | 404) => {
                Err(Error::invalid(format!("Vertex AI says {}: {}", error.status, shortened(&error.message))))
            }
            _ => self.http.read_json(answer),
        }
    }
}

#[async_trait]
impl Connector for Vertex {
    async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        let request = self.http.request(Method::GET, &format!("v1beta1/{}/modelMonitors?pageSize=1", self.parent))?;
        self.read::<Value>(&self.http.send(request).await?).map(drop)
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        let asked = Asked::of(fed)?;
        let points = self.points(asked.first, from_ms, until_ms).await?;
        asked.samples(points, Vec::new())
    }
}

#[cfg(test)]
#[path = "vertex_tests.rs"]
mod tests;
