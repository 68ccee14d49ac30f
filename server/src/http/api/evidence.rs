//! Recorded tests, and `POST /api/v1/tests/evaluate`: stateless, the analysis that they go through.

use axum::Json;
use axum::extract::{Query, State};
use domain::evidence::{TestInput, TestResult, evaluate as evaluate_test};
use domain::ports::{EvidenceView, PlanQuestion};

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
