//! Sealed secrets of sources.

use std::collections::BTreeSet;

use domain::Result;
use domain::ids::{SourceId, WorkspaceId};
use sqlx::{AnyConnection, Row};

use crate::error::database;

/// The sealed secret of a source.
pub async fn get(connection: &mut AnyConnection, workspace: &WorkspaceId, source: &SourceId) -> Result<Option<Vec<u8>>> {
    let row = sqlx::query("SELECT sealed FROM source_secret WHERE workspace_id = $1 AND source_id = $2")
        .bind(workspace.as_str())
        .bind(source.as_str())
        .fetch_optional(connection)
        .await
        .map_err(database)?;
    row.map(|row| row.try_get(0).map_err(database)).transpose()
}

/// The sources that have one.
pub async fn kept(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<BTreeSet<SourceId>> {
    let rows = sqlx::query("SELECT source_id FROM source_secret WHERE workspace_id = $1")
        .bind(workspace.as_str())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    rows.iter().map(|row| SourceId::parse(&row.try_get::<String, _>(0).map_err(database)?)).collect()
}

/// Adds, replaces or, with none, takes a source's secret away.
pub async fn put(connection: &mut AnyConnection, workspace: &WorkspaceId, source: &SourceId, sealed: Option<Vec<u8>>) -> Result<()> {
    let statement = match &sealed {
        Some(_) => {
            "INSERT INTO source_secret (workspace_id, source_id, sealed) VALUES ($1, $2, $3) \
             ON CONFLICT (workspace_id, source_id) DO UPDATE SET sealed = excluded.sealed"
        }
        None => "DELETE FROM source_secret WHERE workspace_id = $1 AND source_id = $2",
    };
    let query = sqlx::query(statement).bind(workspace.as_str()).bind(source.as_str());
    let query = match sealed {
        Some(sealed) => query.bind(sealed),
        None => query,
    };
    query.execute(connection).await.map(drop).map_err(database)
}
