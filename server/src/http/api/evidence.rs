//! `POST /api/v1/tests/evaluate`: stateless, the analysis that test records go through.

use axum::Json;
use domain::evidence::{TestInput, TestResult, evaluate as evaluate_test};

use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;

/// Analyses a test that is sent whole; nothing is read from the workspace and nothing is stored.
pub async fn evaluate(Who(_): Who, body: Limited<JSON_LIMIT>) -> Result<Json<TestResult>, Problem> {
    Ok(Json(evaluate_test(&body.json::<TestInput>()?)?))
}
