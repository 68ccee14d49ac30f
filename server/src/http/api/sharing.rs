//! Links to issued reports.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ports::{NewShare, ShareRow};
use domain::time::Month;
use serde::Serialize;

use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// The address of a link, told once.
#[derive(Serialize)]
pub struct Shared {
    path: String,
}

/// The month's links, newest first.
pub async fn list(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Json<Vec<ShareRow>>, Problem> {
    Ok(Json(state.ports.sharing.shares(&viewer, Month::parse(&month)?).await?))
}

/// Makes a link.
pub async fn add(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(month): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<Json<Shared>, Problem> {
    let secret = state.ports.sharing.share_report(&viewer, Month::parse(&month)?, body.json::<NewShare>()?).await?;
    Ok(Json(Shared { path: format!("/share/{secret}") }))
}

/// Ends a link.
pub async fn revoke(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path((month, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    state.ports.sharing.revoke_share(&viewer, Month::parse(&month)?, &id).await?;
    Ok(StatusCode::ACCEPTED)
}
