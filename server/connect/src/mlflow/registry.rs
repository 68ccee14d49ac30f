//! The model registry: versions as measurements and as deployments.

use domain::Result;
use domain::event::{Deployment, Event};

use super::MlFlow;
use super::api::Version;
use super::name::Deployed;
use crate::measured::Point;

impl MlFlow {
    /// What the run behind each version ended with, at the instant the version was registered.
    pub(super) async fn registered(&self, model: &str, metric: &str, from_ms: i64, until_ms: i64) -> Result<Vec<Point>> {
        let mut points = Vec::new();
        for version in self.api.versions(model).await? {
            let at_ms = version.creation_timestamp;
            if version.run_id.is_empty() || !(from_ms..=until_ms).contains(&at_ms) {
                continue;
            }
            let run = self.api.run(&version.run_id).await?;
            if let Some(value) = run.metric(metric).and_then(|entry| entry.value()) {
                points.push(Point { at_ms, run: version.run_id, step: 0, value });
            }
        }
        Ok(points)
    }

    /// Versions that were deployed in a time.
    ///
    /// What MLflow knows of the time: of a version, when it was registered; of a stage, when the version was last updated, which a later change
    /// of its description moves; of an alias, nothing. So the holder of an alias is told each time, dated as early as can be: when its version
    /// was registered. MLflow's webhook tells the time itself.
    pub(super) async fn deployments(&self, name: &str, from_ms: i64, until_ms: i64) -> Result<Vec<Event>> {
        let asked = from_ms..=until_ms;
        Ok(match Deployed::parse(name)? {
            Deployed::Alias { model, alias } => {
                let version = self.api.alias(&model, &alias).await?;
                vec![event(format!("{model}@{alias}/{}", version.version), version.creation_timestamp, &version)]
            }
            Deployed::Registered { model } => {
                let versions = self.api.versions(&model).await?;
                let told = versions
                    .iter()
                    .filter(|version| asked.contains(&version.creation_timestamp) && version.status != "PENDING_REGISTRATION");
                told.map(|version| event(format!("{model}/{}", version.version), version.creation_timestamp, version)).collect()
            }
            Deployed::Stage { model, stage } => {
                let versions = self.api.versions(&model).await?;
                let told = versions.iter().filter(|version| {
                    version.current_stage.eq_ignore_ascii_case(&stage) && asked.contains(&version.last_updated_timestamp)
                });
                told.map(|version| event(format!("{model}/{stage}/{}", version.version), version.last_updated_timestamp, version)).collect()
            }
        })
    }
}

fn event(key: String, at_ms: i64, version: &Version) -> Event {
    Event::Deployment(Deployment {
        key,
        at_ms,
        version: version.version.clone(),
        committed_ms: None,
        succeeded: version.status != "FAILED_REGISTRATION",
        url: None,
    })
}
