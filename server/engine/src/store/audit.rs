//! The trail of changes.

use domain::Result;
use domain::audit::AuditEvent;
use domain::ids::WorkspaceId;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::error::database;

/// An event to be written with the change it tells of.
pub struct NewEvent<'a> {
    pub at_ms: i64,
    pub actor: &'a str,
    pub action: &'a str,
    pub subject: &'a str,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Adds an event with the workspace's next number.
pub async fn record(connection: &mut AnyConnection, workspace: &WorkspaceId, event: NewEvent<'_>) -> Result<()> {
    let number: i64 = sqlx::query("UPDATE workspace SET audit_number = audit_number + 1 WHERE id = $1 RETURNING audit_number")
        .bind(workspace.as_str())
        .fetch_one(&mut *connection)
        .await
        .and_then(|row| row.try_get(0))
        .map_err(database)?;
    sqlx::query(
        "INSERT INTO audit (workspace_id, number, at_ms, actor, action, subject, before_body, after_body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(workspace.as_str())
    .bind(number)
    .bind(event.at_ms)
    .bind(event.actor)
    .bind(event.action)
    .bind(event.subject)
    .bind(event.before)
    .bind(event.after)
    .execute(connection)
    .await
    .map_err(database)?;
    Ok(())
}

/// Was this done to it before, by this actor?
pub async fn has(connection: &mut AnyConnection, workspace: &WorkspaceId, actor: &str, action: &str, subject: &str) -> Result<bool> {
    let query = sqlx::query("SELECT number FROM audit WHERE workspace_id = $1 AND actor = $2 AND action = $3 AND subject = $4 LIMIT 1");
    let query = query.bind(workspace.as_str()).bind(actor).bind(action).bind(subject);
    query.fetch_optional(connection).await.map(|row| row.is_some()).map_err(database)
}

/// At most 100 events, newest first, older than `before`.
pub async fn page(connection: &mut AnyConnection, workspace: &WorkspaceId, before: Option<i64>) -> Result<Vec<AuditEvent>> {
    let rows = sqlx::query(
        "SELECT number, at_ms, actor, action, subject, before_body, after_body FROM audit \
         WHERE workspace_id = $1 AND number < $2 ORDER BY number DESC LIMIT 100",
    )
    .bind(workspace.as_str())
    .bind(before.unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await
    .map_err(database)?;
    rows.iter().map(|row| event(row).map_err(database)).collect()
}

fn event(row: &AnyRow) -> sqlx::Result<AuditEvent> {
    Ok(AuditEvent {
        number: row.try_get(0)?,
        at_ms: row.try_get(1)?,
        actor: row.try_get(2)?,
        action: row.try_get(3)?,
        subject: row.try_get(4)?,
        before: row.try_get(5)?,
        after: row.try_get(6)?,
    })
}
