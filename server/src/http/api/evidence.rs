//! Recorded tests, and `POST /api/v1/tests/evaluate`: stateless, the analysis that they go through.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::evidence::{Completion, TestInput, TestResult, evaluate as evaluate_test};
use domain::ids::SourceId;
use domain::ports::{EndedExperiment, EvidenceView, PlanQuestion, TakenOver};
use serde::Deserialize;

use super::InMonth;
use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// Analyses a test that is sent whole; nothing is read from the workspace and nothing is stored.
pub async fn evaluate(Who(_): Who, body: Limited<JSON_LIMIT>) -> Result<Json<TestResult>, Problem> {
    Ok(Json(evaluate_test(&body.json::<TestInput>()?)?))
}

/// All tests with their analysis, the queue of those to repeat, and plans for lines of grade D.
pub async fn all(State(state): State<AppState>, Who(viewer): Who, Query(query): Query<InMonth>) -> Result<Json<EvidenceView>, Problem> {
    Ok(Json(state.ports.evidence.evidence(&viewer, query.parse()?, PlanQuestion::default()).await?))
}

/// Experiments that a source says have ended.
pub async fn experiments(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(source): Path<String>,
) -> Result<Json<Vec<EndedExperiment>>, Problem> {
    Ok(Json(state.ports.evidence.experiments(&viewer, &SourceId::parse(&source)?).await?))
}

/// Which experiment, and what the source does not know of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    key: String,
    test: Completion,
}

/// Records one of them as a test; once.
pub async fn take_over(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(source): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<Json<TakenOver>, Problem> {
    let TakeOver { key, test } = body.json()?;
    Ok(Json(state.ports.evidence.take_over(&viewer, &SourceId::parse(&source)?, &key, test).await?))
}
