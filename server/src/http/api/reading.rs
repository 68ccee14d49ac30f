//! The pages' views as JSON.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::audit::AuditEvent;
use domain::ids::ServiceId;
use domain::ports::{DriverView, Overview, ServiceListRow, ServiceView, ValueMapView};
use serde::Deserialize;

use super::InMonth;
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// The first page.
pub async fn overview(State(state): State<AppState>, Who(viewer): Who, Query(query): Query<InMonth>) -> Result<Json<Overview>, Problem> {
    Ok(Json(state.ports.models.overview(&viewer, query.parse()?).await?))
}

/// All services.
pub async fn services(
    State(state): State<AppState>,
    Who(viewer): Who,
    Query(query): Query<InMonth>,
) -> Result<Json<Vec<ServiceListRow>>, Problem> {
    Ok(Json(state.ports.models.services(&viewer, query.parse()?).await?))
}

/// One service.
pub async fn service(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(service): Path<String>,
    Query(query): Query<InMonth>,
) -> Result<Json<ServiceView>, Problem> {
    let service = ServiceId::parse(&service)?;
    Ok(Json(state.ports.models.service(&viewer, &service, query.parse()?).await?))
}

/// The hierarchy with its money.
pub async fn value_map(
    State(state): State<AppState>,
    Who(viewer): Who,
    Query(query): Query<InMonth>,
) -> Result<Json<ValueMapView>, Problem> {
    Ok(Json(state.ports.models.value_map(&viewer, query.parse()?).await?))
}

/// Drivers, costs, baselines, targets.
pub async fn drivers(State(state): State<AppState>, Who(viewer): Who, Query(query): Query<InMonth>) -> Result<Json<DriverView>, Problem> {
    Ok(Json(state.ports.models.drivers(&viewer, query.parse()?).await?))
}

/// `?before=NUMBER` continues where the last answer ended.
#[derive(Debug, Deserialize)]
pub struct Before {
    before: Option<i64>,
}

/// The audit trail, newest first, at most 100 events.
pub async fn audit(State(state): State<AppState>, Who(viewer): Who, Query(query): Query<Before>) -> Result<Json<Vec<AuditEvent>>, Problem> {
    Ok(Json(state.ports.accounts.audit(&viewer, query.before).await?))
}
