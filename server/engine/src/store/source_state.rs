//! How each source is doing.

use std::collections::BTreeMap;

use domain::Result;
use domain::ids::{SourceId, WorkspaceId};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::error::database;

/// What is remembered of a source between passes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredState {
    pub last_success_ms: Option<i64>,
    pub last_error: Option<String>,
    pub error_since_ms: Option<i64>,
    /// Newest sample received.
    pub newest_ms: Option<i64>,
    /// Steps of the back-fill that are done, and of how many; none when none runs.
    pub back_fill_done: Option<i64>,
    pub back_fill_total: Option<i64>,
}

/// Every source's state, in one statement.
pub async fn all(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<BTreeMap<SourceId, StoredState>> {
    let rows = sqlx::query(
        "SELECT source_id, last_success_ms, last_error, error_since_ms, newest_ms, back_fill_done, back_fill_total \
         FROM source_state WHERE workspace_id = $1",
    )
    .bind(workspace.as_str())
    .fetch_all(connection)
    .await
    .map_err(database)?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get(0).map_err(database)?;
            Ok((SourceId::parse(&id)?, state(row).map_err(database)?))
        })
        .collect()
}

fn state(row: &AnyRow) -> sqlx::Result<StoredState> {
    Ok(StoredState {
        last_success_ms: row.try_get(1)?,
        last_error: row.try_get(2)?,
        error_since_ms: row.try_get(3)?,
        newest_ms: row.try_get(4)?,
        back_fill_done: row.try_get(5)?,
        back_fill_total: row.try_get(6)?,
    })
}

/// Adds or replaces a source's state. The workspace must exist.
pub async fn put(connection: &mut AnyConnection, workspace: &WorkspaceId, source: &SourceId, state: &StoredState) -> Result<()> {
    sqlx::query(
        "INSERT INTO source_state (workspace_id, source_id, last_success_ms, last_error, error_since_ms, newest_ms, \
         back_fill_done, back_fill_total) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (workspace_id, source_id) DO UPDATE SET last_success_ms = excluded.last_success_ms, \
         last_error = excluded.last_error, error_since_ms = excluded.error_since_ms, newest_ms = excluded.newest_ms, \
         back_fill_done = excluded.back_fill_done, back_fill_total = excluded.back_fill_total",
    )
    .bind(workspace.as_str())
    .bind(source.as_str())
    .bind(state.last_success_ms)
    .bind(state.last_error.clone())
    .bind(state.error_since_ms)
    .bind(state.newest_ms)
    .bind(state.back_fill_done)
    .bind(state.back_fill_total)
    .execute(connection)
    .await
    .map_err(database)?;
    Ok(())
}
