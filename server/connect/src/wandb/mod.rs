//! Weights & Biases: histories and summaries of runs, over its GraphQL API or from the files that it writes offline.

mod api;
pub mod file;
mod log;

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::config::Source;
use domain::sample::Sample;
use domain::{Error, Result};
use tokio::sync::Mutex;

use self::api::{Api, Listed, Run, WINDOW};
use super::connector::Connector;
use super::fed::Fed;
use super::http::Http;
use super::measured::{Asked, Point};

/// Steps that are looked at for one run, in windows.
const WINDOWS_MAX: i64 = 2_000;

/// Weights & Biases, in its cloud or an own server.
pub struct Wandb {
    api: Api,
    /// Runs by project, the last active first, as far as they were asked for.
    listed: Mutex<BTreeMap<String, Listed>>,
    /// Values by run and metric, the newest first, as far as they were asked for.
    read: Mutex<BTreeMap<(String, String), History>>,
}

/// What was read of a history, from its end backwards.
struct History {
    points: Vec<Point>,
    /// Steps from here on have been read.
    read_from: i64,
    oldest_ms: i64,
    windows: i64,
}

/// `ENTITY/PROJECT/METRIC`, where only the metric may hold slashes; `@last` behind it asks for summaries of finished runs.
struct Name<'a> {
    entity: &'a str,
    project: &'a str,
    metric: &'a str,
    last: bool,
}

impl<'a> Name<'a> {
    fn parse(text: &'a str) -> Result<Self> {
        let (path, last) = text.strip_suffix("@last").map_or((text, false), |path| (path, true));
        let mut parts = path.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(entity), Some(project), Some(metric)) if ![entity, project, metric].contains(&"") => {
                Ok(Self { entity, project, metric, last })
            }
            _ => Err(Error::field(
                "query",
                format!("“{text}” is no name of a metric: write ENTITY/PROJECT/METRIC, as in the address of a run"),
            )),
        }
    }
}

impl Wandb {
    pub fn new(source: &Source, http: Http) -> Self {
        Self { api: Api::new(http, source.option("filter")), listed: Mutex::default(), read: Mutex::default() }
    }

    async fn points(&self, name: &str, from_ms: i64, until_ms: i64) -> Result<Vec<Point>> {
        let name = Name::parse(name)?;
        let mut points = Vec::new();
        for run in self.active_since(&name, from_ms).await? {
            if run.created_ms > until_ms {
                continue;
            }
            if name.last {
                points.extend(run.last(name.metric));
            } else if run.records(name.metric) {
                points.extend(self.history(&name, &run, from_ms).await?);
            }
        }
        points.retain(|point| (from_ms..=until_ms).contains(&point.at_ms));
        Ok(points)
    }

    /// Runs whose last sign of life is not before an instant: nothing is recorded after it.
    async fn active_since(&self, name: &Name<'_>, from_ms: i64) -> Result<Vec<Run>> {
        let mut listed = self.listed.lock().await;
        let listed = listed.entry(format!("{}/{}", name.entity, name.project)).or_default();
        while listed.reaches(from_ms) {
            self.api.list_on(name.entity, name.project, listed).await?;
        }
        Ok(listed.runs.values().filter(|run| run.alive_ms >= from_ms).cloned().collect())
    }

    /// Values of a run, read from its end back to the window whose rows all lie before an instant: times rise with steps.
    async fn history(&self, name: &Name<'_>, run: &Run, from_ms: i64) -> Result<Vec<Point>> {
        let mut read = self.read.lock().await;
        let history = read
            .entry((format!("{}/{}/{}", name.entity, name.project, run.name), name.metric.to_owned()))
            .or_insert_with(|| History { points: Vec::new(), read_from: run.last_step + 1, oldest_ms: i64::MAX, windows: 0 });
        while history.read_from > 0 && history.oldest_ms >= from_ms {
            if history.windows >= WINDOWS_MAX {
                return Err(Error::invalid(format!(
                    "run {} has more than {} steps: log metrics of evaluation in a run of their own",
                    run.name,
                    WINDOWS_MAX * WINDOW
                )));
            }
            let start = (history.read_from - WINDOW).max(0);
            let mut rows = self.api.window(name.entity, name.project, &run.name, start, history.read_from).await?;
            rows.sort_by_key(|row| -row.step);
            history.points.extend(rows.iter().filter_map(|row| row.point(&run.name, name.metric)));
            history.oldest_ms = rows.last().map_or(history.oldest_ms, |row| row.at_ms);
            (history.read_from, history.windows) = (start, history.windows + 1);
        }
        Ok(history.points.clone())
    }
}

#[async_trait]
impl Connector for Wandb {
    async fn reach(&self) -> Result<()> {
        self.api.http.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        self.api.sign_in().await
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        Asked::of(fed)?.gathered((from_ms, until_ms), |name, from_ms, until_ms| self.points(name, from_ms, until_ms)).await
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
