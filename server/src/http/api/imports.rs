//! Files of samples, KPIs, rates, costs and tests, and of runs that experiment trackers wrote.

use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::{Query, State};
use domain::Error;
use domain::access::Viewer;
use domain::ids::ServiceId;
use domain::ports::{ImportReport, RunFile, Tracker};
use serde::Deserialize;

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

/// `day,service,amount,currency,basis`, or `from,to` in place of `day`.
pub async fn costs(
    State(state): State<AppState>,
    Who(viewer): Who,
    Limited(file): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    let report = state.ports.samples.import_costs(&viewer, &file).await?;
    state.counters.samples_accepted.fetch_add(report.accepted, Ordering::Relaxed);
    Ok(Json(report))
}

/// `?service=fraud&map=acc=accuracy,f1=f1`.
#[derive(Debug, Deserialize)]
pub struct OfRun {
    service: String,
    #[serde(default)]
    map: String,
}

/// A `.wandb` file.
pub async fn wandb(
    State(state): State<AppState>,
    Who(viewer): Who,
    Query(of): Query<OfRun>,
    Limited(file): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    run(&state, &viewer, Tracker::Wandb, &of, &file).await
}

/// A zip of an offline task.
pub async fn clearml(
    State(state): State<AppState>,
    Who(viewer): Who,
    Query(of): Query<OfRun>,
    Limited(file): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    run(&state, &viewer, Tracker::ClearMl, &of, &file).await
}

async fn run(state: &AppState, viewer: &Viewer, tracker: Tracker, of: &OfRun, bytes: &[u8]) -> Result<Json<ImportReport>, Problem> {
    let service = ServiceId::parse(&of.service).map_err(|error| Error::field("service", error.to_string()))?;
    let file = RunFile { tracker, bytes, service, names: RunFile::names(of.map.split(','))? };
    let report = state.ports.samples.import_run(viewer, file).await?;
    state.counters.samples_accepted.fetch_add(report.accepted, Ordering::Relaxed);
    Ok(Json(report))
}

/// One row a test.
pub async fn tests(
    State(state): State<AppState>,
    Who(viewer): Who,
    Limited(file): Limited<FILE_LIMIT>,
) -> Result<Json<ImportReport>, Problem> {
    Ok(Json(state.ports.evidence.import_tests(&viewer, &file).await?))
}
