//! Deployments and incidents of services, what people said of their links, and how far each system was asked for them.

use domain::Result;
use domain::delivery::{Asked, Chosen, Recorded};
use domain::event::Event;
use domain::ids::{ServiceId, SourceId, WorkspaceId};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::error::{database, internal};

/// All events of a service.
pub async fn of_service(connection: &mut AnyConnection, workspace: &WorkspaceId, service: &ServiceId) -> Result<Vec<Recorded>> {
    let rows = sqlx::query("SELECT source_id, body FROM event WHERE workspace_id = $1 AND service_id = $2")
        .bind(workspace.as_str())
        .bind(service.as_str())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    let read = |row: &AnyRow| {
        let (source, body): (String, String) = (row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?);
        Ok(Recorded { source: SourceId::parse(&source)?, event: unpacked(&body)? })
    };
    rows.iter().map(read).collect()
}

/// One event of a service, by its source and its name there.
pub async fn get(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    service: &ServiceId,
    source: &SourceId,
    key: &str,
) -> Result<Option<Event>> {
    let row = sqlx::query("SELECT body FROM event WHERE workspace_id = $1 AND service_id = $2 AND source_id = $3 AND event_key = $4")
        .bind(workspace.as_str())
        .bind(service.as_str())
        .bind(source.as_str())
        .bind(key)
        .fetch_optional(connection)
        .await
        .map_err(database)?;
    row.map(|row| unpacked(&row.try_get::<String, _>(0).map_err(database)?)).transpose()
}

/// Adds or replaces an event.
pub async fn put(connection: &mut AnyConnection, workspace: &WorkspaceId, service: &ServiceId, recorded: &Recorded) -> Result<()> {
    let put = sqlx::query(
        "INSERT INTO event (workspace_id, service_id, source_id, event_key, body) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (workspace_id, service_id, source_id, event_key) DO UPDATE SET body = excluded.body",
    )
    .bind(workspace.as_str())
    .bind(service.as_str())
    .bind(recorded.source.as_str())
    .bind(recorded.event.key())
    .bind(serde_json::to_string(&recorded.event).map_err(|fault| internal("event", fault))?);
    put.execute(connection).await.map(drop).map_err(database)
}

/// What people said of a service's incidents.
pub async fn chosen(connection: &mut AnyConnection, workspace: &WorkspaceId, service: &ServiceId) -> Result<Chosen> {
    let rows = sqlx::query("SELECT incident, deployment FROM event_link WHERE workspace_id = $1 AND service_id = $2")
        .bind(workspace.as_str())
        .bind(service.as_str())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<sqlx::Result<_>>().map_err(database)
}

/// Keeps what a person said of an incident; with none, the rule holds again.
pub async fn choose(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    service: &ServiceId,
    incident: &str,
    release: Option<Option<&str>>,
) -> Result<()> {
    let statement = match release {
        Some(_) => {
            "INSERT INTO event_link (workspace_id, service_id, incident, deployment) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace_id, service_id, incident) DO UPDATE SET deployment = excluded.deployment"
        }
        None => "DELETE FROM event_link WHERE workspace_id = $1 AND service_id = $2 AND incident = $3",
    };
    let query = sqlx::query(statement).bind(workspace.as_str()).bind(service.as_str()).bind(incident);
    let query = match release {
        Some(release) => query.bind(release.map(str::to_owned)),
        None => query,
    };
    query.execute(connection).await.map(drop).map_err(database)
}

/// From when to when systems were asked for a service's events, by metric.
pub async fn asked(connection: &mut AnyConnection, workspace: &WorkspaceId, service: &ServiceId) -> Result<Asked> {
    let rows = sqlx::query("SELECT metric, from_ms, until_ms FROM event_asked WHERE workspace_id = $1 AND service_id = $2")
        .bind(workspace.as_str())
        .bind(service.as_str())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    let read = |row: &AnyRow| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?)));
    rows.iter().map(read).collect::<sqlx::Result<_>>().map_err(database)
}

/// Keeps how far a system was asked.
pub async fn put_asked(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    service: &ServiceId,
    metric: &str,
    (from_ms, until_ms): (i64, i64),
) -> Result<()> {
    let put = sqlx::query(
        "INSERT INTO event_asked (workspace_id, service_id, metric, from_ms, until_ms) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (workspace_id, service_id, metric) DO UPDATE SET from_ms = excluded.from_ms, until_ms = excluded.until_ms",
    )
    .bind(workspace.as_str())
    .bind(service.as_str())
    .bind(metric)
    .bind(from_ms)
    .bind(until_ms);
    put.execute(connection).await.map(drop).map_err(database)
}

fn unpacked(body: &str) -> Result<Event> {
    serde_json::from_str(body).map_err(|fault| internal("stored event", fault))
}
