//! Experiments that other systems say have ended, and taking one over as a recorded test.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::access::{Action, Viewer};
use domain::config::{Change, Configuration, Item, Source};
use domain::evidence::{Completion, Experiment};
use domain::ids::{SourceId, TestId, WorkspaceId};
use domain::ports::{EndedExperiment, TakenOver};
use domain::{Error, Result};

use super::recorded_tests::refuse_future;
use crate::context::Engine;

/// For how long an answer is kept. Systems count requests, and one experiment takes several.
const KEPT_MS: i64 = 600_000;

/// What each source last said, so that what a person saw is what is recorded.
#[derive(Default)]
pub struct Ended(Mutex<HashMap<(WorkspaceId, SourceId), Answer>>);

#[derive(Clone)]
struct Answer {
    /// As it was asked: one whose address has changed is asked again.
    source: Source,
    at_ms: i64,
    experiments: Vec<Experiment>,
}

impl Engine {
    /// What a source says has ended, from memory where it said so in the last ten minutes.
    async fn ended(&self, viewer: &Viewer, configuration: &Configuration, source: &SourceId) -> Result<Vec<Experiment>> {
        let source = configuration.source(source).ok_or_else(|| Error::not_found("source", source))?.into_owned();
        if !source.kind.system().tells_experiments() {
            return Err(Error::conflict(format!("{} tells of no experiments: connect a GrowthBook", source.title())));
        }
        let (place, now_ms) = ((viewer.workspace.clone(), source.id.clone()), self.clock.now_ms());
        // A panic elsewhere leaves whole answers behind.
        let kept = self.ended.0.lock().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
        if let Some(answer) = kept.filter(|kept| kept.source == source && now_ms - kept.at_ms < KEPT_MS) {
            return Ok(answer.experiments);
        }
        let experiments = self.connector(viewer, &source).await?.experiments().await?;
        let answer = Answer { source, at_ms: now_ms, experiments: experiments.clone() };
        self.ended.0.lock().unwrap_or_else(PoisonError::into_inner).insert(place, answer);
        Ok(experiments)
    }

    /// See [`domain::ports::Evidence::experiments`].
    pub(super) async fn list_experiments(&self, viewer: &Viewer, source: &SourceId) -> Result<Vec<EndedExperiment>> {
        viewer.authorize(Action::EditModel)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let mut experiments = self.ended(viewer, &configuration, source).await?;
        experiments.sort_by_key(|experiment| std::cmp::Reverse(experiment.to));
        let shown = experiments.into_iter().map(|experiment| {
            let (result, refused) = match experiment.evaluate() {
                Ok(result) => (Some(result), None),
                Err(error) => (None, Some(error.to_string())),
            };
            EndedExperiment { recorded: recorded_as(&configuration, &experiment), experiment, result, refused }
        });
        Ok(shown.collect())
    }

    /// See [`domain::ports::Evidence::take_over`].
    pub(super) async fn take_over_experiment(&self, viewer: &Viewer, source: &SourceId, key: &str, rest: Completion) -> Result<TakenOver> {
        viewer.authorize(Action::EditModel)?;
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let ended = self.ended(viewer, &configuration, source).await?;
        let experiment = ended.into_iter().find(|ended| ended.key == key).ok_or_else(|| Error::not_found("experiment", key))?;
        if let Some(test) = recorded_as(&configuration, &experiment) {
            return Ok(TakenOver { test, new: false });
        }
        let record = experiment.record(rest)?;
        if configuration.tests.contains_key(&record.id) {
            return Err(Error::field("id", format!("there is a test “{}” already: choose another id", record.id)));
        }
        refuse_future(&record, self.today(&configuration)?)?;
        configuration.accept_test(&record)?;
        let test = record.id.clone();
        self.make_changes(viewer, vec![Change::Put(Box::new(Item::Test(Box::new(record))))]).await?;
        Ok(TakenOver { test, new: true })
    }
}

fn recorded_as(configuration: &Configuration, experiment: &Experiment) -> Option<TestId> {
    configuration.tests.values().find(|test| test.origin == experiment.key).map(|test| test.id.clone())
}
