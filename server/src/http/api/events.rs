//! Deployments and incidents.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::Error;
use domain::ids::ServiceId;
use domain::ports::{Release, RowAnswer, RowOutcome, ServiceEvents, WireEvent};
use serde::Deserialize;
use serde_json::Value;

use super::samples::Answer;
use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// Takes a JSON array of a service's deployments and incidents. Told again, each is one; a bad row does not hold back the others.
pub async fn write(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(service): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<Json<Answer>, Problem> {
    let service = ServiceId::parse(&service)?;
    let Value::Array(batch) = body.json()? else {
        return Err(Error::field("events", "send a JSON array of deployments and incidents").into());
    };
    let (mut places, mut events, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for (row, value) in batch.into_iter().enumerate() {
        match serde_json::from_value::<WireEvent>(value) {
            Ok(event) => {
                places.push(row);
                events.push(event);
            }
            Err(error) => rows.push(RowAnswer { row, outcome: RowOutcome::Rejected { field: None, reason: error.to_string() } }),
        }
    }
    let recorded = state.ports.events.record_events(&viewer, &service, events).await?;
    rows.extend(recorded.into_iter().map(|answer| RowAnswer { row: places.get(answer.row).copied().unwrap_or(answer.row), ..answer }));
    Ok(Json(Answer::of(rows)))
}

/// `?from=2026-10-01&to=2026-10-31`.
#[derive(Debug, Deserialize)]
pub struct Between {
    from: Option<String>,
    to: Option<String>,
}

/// What happened to a service.
pub async fn of_service(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(service): Path<String>,
    Query(Between { from, to }): Query<Between>,
) -> Result<Json<ServiceEvents>, Problem> {
    let service = ServiceId::parse(&service)?;
    Ok(Json(state.ports.events.service_events(&viewer, &service, from.as_deref(), to.as_deref()).await?))
}

/// Which release an incident is laid to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    incident: String,
    release: String,
}

/// Lays an incident to a release, to none, or leaves it to the rule.
pub async fn link(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(service): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<StatusCode, Problem> {
    let Link { incident, release } = body.json()?;
    state.ports.events.link_incident(&viewer, &ServiceId::parse(&service)?, &incident, Release::parse(&release)).await?;
    Ok(StatusCode::NO_CONTENT)
}
