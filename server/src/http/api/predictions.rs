//! `POST /api/v1/predictions`, files of them, and what a month of them comes to.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::Error;
use domain::ids::ServiceId;
use domain::ports::{ImportReport, PredictionMonth, RowAnswer, RowOutcome};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::InMonth;
use crate::http::body::{FILE_LIMIT, JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// What is told of one service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    service: ServiceId,
    #[serde(default)]
    predictions: Vec<Value>,
    #[serde(default)]
    outcomes: Vec<Value>,
}

/// What became of it: counts, and one answer per row in the order sent.
#[derive(Debug, Serialize)]
pub struct Answer {
    accepted: u64,
    duplicate: u64,
    rejected: u64,
    predictions: Vec<RowAnswer>,
    outcomes: Vec<RowAnswer>,
}

/// Takes predictions and outcomes by id. Durable before it answers; a bad row does not hold back the others.
pub async fn write(State(state): State<AppState>, Who(viewer): Who, body: Limited<JSON_LIMIT>) -> Result<Json<Answer>, Problem> {
    let batch: Batch = body.json()?;
    let (predictions, outcomes) = (Rows::read(batch.predictions), Rows::read(batch.outcomes));
    let told = state.ports.cases.tell_cases(&viewer, &batch.service, predictions.good, outcomes.good).await?;
    let predictions = answers(predictions.places, predictions.bad, told.predictions);
    let outcomes = answers(outcomes.places, outcomes.bad, told.outcomes);
    let count = |wanted: fn(&RowOutcome) -> bool| predictions.iter().chain(&outcomes).filter(|row| wanted(&row.outcome)).count() as u64;
    let (accepted, duplicate) =
        (count(|outcome| matches!(outcome, RowOutcome::Accepted)), count(|outcome| matches!(outcome, RowOutcome::Duplicate)));
    let rejected = count(|outcome| matches!(outcome, RowOutcome::Rejected { .. }));
    state.counters.samples_accepted.fetch_add(accepted, Ordering::Relaxed);
    Ok(Json(Answer { accepted, duplicate, rejected, predictions, outcomes }))
}

/// `id,service,time,prediction[,score,outcome,outcome_time,feature:NAME…]`.
pub async fn import(
    State(state): State<AppState>,
    Who(viewer): Who,
    Limited(csv): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    let report = state.ports.cases.import_predictions(&viewer, &csv).await?;
    state.counters.samples_accepted.fetch_add(report.accepted, Ordering::Relaxed);
    Ok(Json(report))
}

/// A month of a service: counts, outcomes by class, days, and the drift of each watched feature.
pub async fn month(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(service): Path<String>,
    Query(query): Query<InMonth>,
) -> Result<Json<PredictionMonth>, Problem> {
    let service = ServiceId::parse(&service).map_err(|_| Error::not_found("service", &service))?;
    Ok(Json(state.ports.cases.predictions(&viewer, &service, query.parse()?).await?))
}

/// Rows that can be read with their places, and answers for the others.
struct Rows<T> {
    good: Vec<T>,
    places: Vec<usize>,
    bad: Vec<RowAnswer>,
}

impl<T: DeserializeOwned> Rows<T> {
    fn read(values: Vec<Value>) -> Self {
        let mut rows = Self { good: Vec::with_capacity(values.len()), places: Vec::new(), bad: Vec::new() };
        for (row, value) in values.into_iter().enumerate() {
            match serde_json::from_value(value) {
                Ok(good) => {
                    rows.good.push(good);
                    rows.places.push(row);
                }
                Err(error) => {
                    rows.bad.push(RowAnswer { row, outcome: RowOutcome::Rejected { field: None, reason: error.to_string() } });
                }
            }
        }
        rows
    }
}

fn answers(places: Vec<usize>, mut rows: Vec<RowAnswer>, told: Vec<RowAnswer>) -> Vec<RowAnswer> {
    rows.extend(told.into_iter().zip(places).map(|(answer, row)| RowAnswer { row, ..answer }));
    rows.sort_by_key(|answer| answer.row);
    rows
}
