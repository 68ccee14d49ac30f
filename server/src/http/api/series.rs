//! The data beneath a printed value: from a term of a chain to its days and samples.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::Error;
use domain::ports::{SeriesMonth, SeriesSample};
use domain::sample::SeriesKey;
use domain::time::parse_day;
use serde::Deserialize;

use super::InMonth;
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// A month of a series.
pub async fn month(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path((owner, name)): Path<(String, String)>,
    Query(query): Query<InMonth>,
) -> Result<Json<SeriesMonth>, Problem> {
    Ok(Json(state.ports.models.series(&viewer, &key(&owner, &name)?, query.parse()?).await?))
}

/// `?day=2026-10-14`.
#[derive(Debug, Deserialize)]
pub struct OnDay {
    day: Option<String>,
}

/// The samples of a day.
pub async fn samples(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path((owner, name)): Path<(String, String)>,
    Query(query): Query<OnDay>,
) -> Result<Json<Vec<SeriesSample>>, Problem> {
    let day = query.day.ok_or_else(|| Error::field("day", "name the day whose samples you want, such as ?day=2026-10-14"))?;
    Ok(Json(state.ports.models.series_samples(&viewer, &key(&owner, &name)?, parse_day(&day)?).await?))
}

fn key(owner: &str, name: &str) -> domain::Result<SeriesKey> {
    SeriesKey::parse(&format!("{owner}/{name}"))
}
