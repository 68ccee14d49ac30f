//! CSV and XLSX files of samples, KPIs and tests.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use domain::ports::ImportReport;

use crate::http::body::{FILE_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// `time,service,metric,value[,numerator,denominator,unit]`.
pub async fn samples(
    State(state): State<AppState>,
    Who(viewer): Who,
    Limited(csv): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    let report = state.ports.samples.import_samples(&viewer, &csv).await?;
    state.counters.samples_accepted.fetch_add(report.accepted, Ordering::Relaxed);
    Ok(Json(report))
}

/// `time,kpi,value`, or `time,kpi,numerator,denominator` for ratios.
pub async fn kpis(
    State(state): State<AppState>,
    Who(viewer): Who,
    Limited(csv): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    let report = state.ports.samples.import_kpis(&viewer, &csv).await?;
    state.counters.samples_accepted.fetch_add(report.accepted, Ordering::Relaxed);
    Ok(Json(report))
}

/// `date,currency,rate`, or `month,currency,rate`.
pub async fn rates(
    State(state): State<AppState>,
    Who(viewer): Who,
    Limited(csv): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    Ok(Json(state.ports.samples.import_rates(&viewer, &csv).await?))
}

/// One row a test.
pub async fn tests(
    State(state): State<AppState>,
    Who(viewer): Who,
    Limited(file): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    Ok(Json(state.ports.evidence.import_tests(&viewer, &file).await?))
}
