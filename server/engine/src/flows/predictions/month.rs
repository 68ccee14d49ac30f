//! A month of a service's predictions, for readers.

use domain::access::Viewer;
use domain::ids::ServiceId;
use domain::ports::{DriftOf, OutcomeCount, PredictionCounts, PredictionDay, PredictionMonth};
use domain::prediction::{Cells, Class, Day, SCORE, of_categories};
use domain::time::Month;
use domain::{Error, Result};

use super::publish::{of_features, of_predictions, reference};
use crate::context::Engine;
use crate::store::predictions;

impl Engine {
    pub(super) async fn prediction_month(&self, viewer: &Viewer, service: &ServiceId, month: Option<Month>) -> Result<PredictionMonth> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let found = configuration.services.get(service).ok_or_else(|| Error::not_found("service", service))?;
        let stated = &found.predictions.clone().unwrap_or_default();
        let month = month.unwrap_or(Month::at(self.clock.now_ms(), configuration.settings.zone()?));
        let mut connection = self.store.read().await?;
        let range = (month.first_day(), month.last_day());
        let days = predictions::between(&mut connection, &viewer.workspace, service, range).await?;
        let reference = reference(&mut connection, &viewer.workspace, service, stated).await?;
        let mut all = Day::default();
        days.values().for_each(|day| all.merge(day));
        let positive = stated.positive.as_ref();
        let mut drift = vec![DriftOf { of: "prediction".to_owned(), drift: of_categories(&reference.predicted, &all.predicted) }];
        drift.extend(Some(of_predictions(&reference, &all)).filter(|drift| drift.of == SCORE));
        drift.extend(of_features(stated, &reference, &all));
        let outcomes = all.outcomes.iter().flat_map(|(prediction, outcomes)| {
            outcomes.iter().map(|(outcome, n)| OutcomeCount { prediction: prediction.clone(), outcome: outcome.clone(), n: *n })
        });
        Ok(PredictionMonth {
            service: service.clone(),
            month,
            positive: stated.positive.clone(),
            reference: stated.reference,
            all: counts(&all, positive),
            outcomes: outcomes.collect(),
            drift,
            days: days.iter().map(|(day, cases)| PredictionDay { day: *day, counts: counts(cases, positive) }).collect(),
        })
    }
}

fn counts(day: &Day, positive: Option<&Class>) -> PredictionCounts {
    let cells = positive.map(|positive| Cells::of(day, positive));
    PredictionCounts { predictions: day.n(), labelled: day.n_labelled(), right: day.n_right(), cells }
}
