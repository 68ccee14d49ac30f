//! What records say of months that may become a baseline.

use axum::Json;
use axum::extract::{Query, State};
use domain::baseline::{Asked, BaselineWindows};
use serde::Deserialize;

use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// `?service=recommender&metric=accuracy&from=2026-01&to=2026-03`, of response times with `&statistic=p95`.
#[derive(Debug, Deserialize)]
pub struct Named {
    #[serde(default)]
    service: String,
    #[serde(default)]
    metric: String,
    #[serde(default)]
    statistic: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// The window, its months, and two other windows to compare it with.
pub async fn windows(
    State(state): State<AppState>,
    Who(viewer): Who,
    Query(named): Query<Named>,
) -> Result<Json<BaselineWindows>, Problem> {
    let asked = Asked::read(&named.service, &named.metric, &named.statistic, ("from", &named.from), ("to", &named.to))?;
    Ok(Json(state.ports.models.baseline_windows(&viewer, &asked).await?))
}
