//! Predictions and their outcomes: read, kept by id, and written as samples of the service's indicators.

mod file;
mod keep;
mod month;
mod publish;
mod tell;

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::ids::ServiceId;
use domain::ports::{CaseAnswers, Cases, ImportReport, PredictionMonth, RowAnswer, RowOutcome, WireOutcome, WirePrediction};
use domain::time::Month;
use domain::{Error, Result};

use super::samples::{REQUEST_MAX, rejection};
use crate::context::Engine;
use keep::Told;
pub(super) use publish::publish_changed;
use tell::Reader;

#[async_trait]
impl Cases for Engine {
    async fn tell_cases(
        &self,
        viewer: &Viewer,
        service: &ServiceId,
        predictions: Vec<WirePrediction>,
        outcomes: Vec<WireOutcome>,
    ) -> Result<CaseAnswers> {
        viewer.authorize(Action::WriteSamples)?;
        let (n_predictions, n) = (predictions.len(), predictions.len() + outcomes.len());
        if n > REQUEST_MAX {
            return Err(Error::invalid(format!("a request takes at most {REQUEST_MAX} predictions and outcomes: send {n} in parts")));
        }
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let reader = Reader::of(&configuration, service, self.clock.now_ms())?;
        let mut answers: BTreeMap<usize, RowOutcome> = BTreeMap::new();
        let mut told = Vec::with_capacity(n);
        let read = predictions.iter().map(|wire| reader.prediction(wire)).chain(outcomes.iter().map(|wire| reader.outcome(wire)));
        for (place, read) in read.enumerate() {
            match read {
                Ok((id, what)) => told.push(Told { place, id, what }),
                Err(error) => drop(answers.insert(place, rejection(&error))),
            }
        }
        answers.extend(self.keep_cases(viewer, &configuration, service, told, "write_predictions").await?);
        let mut all = answers.into_iter().map(|(row, outcome)| RowAnswer { row, outcome });
        let predictions = all.by_ref().take(n_predictions).collect();
        Ok(CaseAnswers { predictions, outcomes: all.map(|answer| RowAnswer { row: answer.row - n_predictions, ..answer }).collect() })
    }

    async fn import_predictions(&self, viewer: &Viewer, csv: &[u8]) -> Result<ImportReport> {
        viewer.authorize(Action::WriteSamples)?;
        file::run(self, viewer, csv).await
    }

    async fn predictions(&self, viewer: &Viewer, service: &ServiceId, month: Option<Month>) -> Result<PredictionMonth> {
        self.prediction_month(viewer, service, month).await
    }
}
