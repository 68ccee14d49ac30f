//! Systems that samples come from.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::config::Item;
use domain::ids::SourceId;
use domain::ports::{SecretOf, SourceCheck, SourceRow};
use serde::Deserialize;

use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// Every source with its state.
pub async fn list(State(state): State<AppState>, Who(viewer): Who) -> Result<Json<Vec<SourceRow>>, Problem> {
    Ok(Json(state.ports.sources.sources(&viewer).await?))
}

/// Tries each step; nothing is stored.
pub async fn test(State(state): State<AppState>, Who(viewer): Who, Path(source): Path<String>) -> Result<Json<Vec<SourceCheck>>, Problem> {
    Ok(Json(state.ports.sources.test_source(&viewer, &SourceId::parse(&source)?).await?))
}

/// Tries each step for an indicator or a KPI that is not added yet; nothing is stored.
pub async fn look(State(state): State<AppState>, Who(viewer): Who, body: Limited<JSON_LIMIT>) -> Result<Json<Vec<SourceCheck>>, Problem> {
    let item: Item = body.json()?;
    Ok(Json(state.ports.sources.look_first(&viewer, item).await?))
}

/// How far back to fetch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackFill {
    months: u32,
}

/// Starts to fetch past months; progress shows in the list of sources.
pub async fn back_fill(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(source): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<StatusCode, Problem> {
    let BackFill { months } = body.json()?;
    state.ports.sources.start_back_fill(&viewer, &SourceId::parse(&source)?, months).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The secret to keep.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    secret: String,
}

/// Keeps a source's secret, sealed.
pub async fn set_secret(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(source): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<StatusCode, Problem> {
    let Secret { secret } = body.json()?;
    state.ports.sources.set_secret(&viewer, &SourceId::parse(&source)?, SecretOf::Access, &secret).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps the secret that a source's webhooks are signed with, sealed.
pub async fn set_webhook_secret(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(source): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<StatusCode, Problem> {
    let Secret { secret } = body.json()?;
    state.ports.sources.set_secret(&viewer, &SourceId::parse(&source)?, SecretOf::Webhook, &secret).await?;
    Ok(StatusCode::NO_CONTENT)
}
