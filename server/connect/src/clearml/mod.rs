//! ClearML: scalars of tasks, over its API or from the zips that it writes offline.

mod api;
pub mod file;

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::sample::Sample;
use domain::{Error, Result};
use tokio::sync::Mutex;

use self::api::{Api, Listed, Scalars, Task};
use super::connector::Connector;
use super::fed::Fed;
use super::http::Http;
use super::measured::{Asked, Point};

/// A ClearML API server, or its cloud.
pub struct ClearMl {
    api: Api,
    projects: Mutex<Option<Vec<(String, String)>>>,
    /// Tasks by project, the last changed first, as far as they were asked for.
    listed: Mutex<BTreeMap<String, Listed>>,
    /// Scalars by task, the newest first, as far as they were asked for.
    read: Mutex<BTreeMap<String, Scalars>>,
}

impl ClearMl {
    pub fn new(http: Http) -> Self {
        Self { api: Api::new(http), projects: Mutex::default(), listed: Mutex::default(), read: Mutex::default() }
    }

    /// Values of `PROJECT/METRIC/VARIANT` between two instants, both included; `@last` asks for what completed tasks ended with.
    async fn points(&self, name: &str, from_ms: i64, until_ms: i64) -> Result<Vec<Point>> {
        let (path, last) = name.strip_suffix("@last").map_or((name, false), |path| (path, true));
        let (project, metric) = self.project_of(path).await?;
        let mut points = Vec::new();
        for task in self.changed_since(&project, from_ms).await? {
            if last {
                points.extend(task.last(&metric)?);
            } else if task.records(&metric) {
                points.extend(self.scalars(&task, &metric, from_ms).await?);
            }
        }
        points.retain(|point| (from_ms..=until_ms).contains(&point.at_ms));
        Ok(points)
    }

    /// The project whose name the path begins with, by its id, and the rest. Names of all parts may hold slashes: the longest name counts.
    async fn project_of(&self, path: &str) -> Result<(String, String)> {
        let mut projects = self.projects.lock().await;
        if projects.is_none() {
            *projects = Some(self.api.projects().await?);
        }
        let projects = projects.as_deref().unwrap_or_default();
        let found = projects
            .iter()
            .filter_map(|(id, name)| Some((id, name.len(), path.strip_prefix(name.as_str())?.strip_prefix('/')?)))
            .filter(|(.., metric)| metric.contains('/'))
            .max_by_key(|(_, length, _)| *length);
        let names = || projects.iter().take(10).map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
        found.map(|(id, _, metric)| (id.clone(), metric.to_owned())).ok_or_else(|| {
            Error::invalid(format!(
                "“{path}” begins with no project of this ClearML: write PROJECT/METRIC/VARIANT; projects are {}",
                names()
            ))
        })
    }

    async fn changed_since(&self, project: &str, from_ms: i64) -> Result<Vec<Task>> {
        let mut listed = self.listed.lock().await;
        let listed = listed.entry(project.to_owned()).or_default();
        while listed.reaches(from_ms) {
            self.api.list_on(project, listed).await?;
        }
        Ok(listed.tasks.values().filter(|task| task.changed_ms >= from_ms).cloned().collect())
    }

    async fn scalars(&self, task: &Task, metric: &str, from_ms: i64) -> Result<Vec<Point>> {
        let mut read = self.read.lock().await;
        let scalars = read.entry(task.id.clone()).or_default();
        while scalars.reaches(from_ms) {
            self.api.read_on(&task.id, scalars).await?;
        }
        Ok(scalars.of(metric))
    }
}

#[async_trait]
impl Connector for ClearMl {
    async fn reach(&self) -> Result<()> {
        self.api.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        self.api.projects().await.map(drop)
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        Asked::of(fed)?.gathered((from_ms, until_ms), |name, from_ms, until_ms| self.points(name, from_ms, until_ms)).await
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
