//! The configuration as one file.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::config::Difference;
use serde::{Deserialize, Serialize};

use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// The whole configuration as TOML, as `apply` reads it.
pub async fn export(State(state): State<AppState>, Who(viewer): Who) -> Result<Response, Problem> {
    let toml = state.ports.models.export(&viewer).await?;
    Ok(([(CONTENT_TYPE, "application/toml; charset=utf-8"), (CACHE_CONTROL, "no-store")], toml).into_response())
}

/// `?dry_run=true` only says what would change.
#[derive(Debug, Default, Deserialize)]
pub struct How {
    #[serde(default)]
    dry_run: bool,
}

/// What was, or would be, changed.
#[derive(Debug, Serialize)]
pub struct Answer {
    dry_run: bool,
    differences: Vec<Difference>,
}

/// Applies a configuration sent as TOML, all or nothing.
pub async fn apply(
    State(state): State<AppState>,
    Who(viewer): Who,
    Query(how): Query<How>,
    Limited(body): Limited<JSON_LIMIT>,
) -> Result<Json<Answer>, Problem> {
    let toml = std::str::from_utf8(&body).map_err(|_| Problem::malformed("the configuration is not UTF-8 text"))?;
    let differences = state.ports.models.apply(&viewer, toml, how.dry_run).await?;
    Ok(Json(Answer { dry_run: how.dry_run, differences }))
}
