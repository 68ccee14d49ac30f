//! Sealed secrets of sources, each use in a table of its own.

use std::collections::BTreeSet;

use domain::Result;
use domain::ids::{SourceId, WorkspaceId};
use domain::ports::SecretOf;
use sqlx::{AnyConnection, Row};

use crate::error::database;

/// The statements of a use: one secret, all sources that have one, keep, take away.
fn statements(of: SecretOf) -> [&'static str; 4] {
    match of {
        SecretOf::Access => [
            "SELECT sealed FROM source_secret WHERE workspace_id = $1 AND source_id = $2",
            "SELECT source_id FROM source_secret WHERE workspace_id = $1",
            "INSERT INTO source_secret (workspace_id, source_id, sealed) VALUES ($1, $2, $3) \
             ON CONFLICT (workspace_id, source_id) DO UPDATE SET sealed = excluded.sealed",
            "DELETE FROM source_secret WHERE workspace_id = $1 AND source_id = $2",
        ],
        SecretOf::Webhook => [
            "SELECT sealed FROM webhook_secret WHERE workspace_id = $1 AND source_id = $2",
            "SELECT source_id FROM webhook_secret WHERE workspace_id = $1",
            "INSERT INTO webhook_secret (workspace_id, source_id, sealed) VALUES ($1, $2, $3) \
             ON CONFLICT (workspace_id, source_id) DO UPDATE SET sealed = excluded.sealed",
            "DELETE FROM webhook_secret WHERE workspace_id = $1 AND source_id = $2",
        ],
    }
}

/// The sealed secret of a source.
pub async fn get(connection: &mut AnyConnection, workspace: &WorkspaceId, source: &SourceId, of: SecretOf) -> Result<Option<Vec<u8>>> {
    let [one, ..] = statements(of);
    let query = sqlx::query(one).bind(workspace.as_str()).bind(source.as_str());
    let row = query.fetch_optional(connection).await.map_err(database)?;
    row.map(|row| row.try_get(0).map_err(database)).transpose()
}

/// The sources that have one.
pub async fn kept(connection: &mut AnyConnection, workspace: &WorkspaceId, of: SecretOf) -> Result<BTreeSet<SourceId>> {
    let [_, all, ..] = statements(of);
    let rows = sqlx::query(all).bind(workspace.as_str()).fetch_all(connection).await.map_err(database)?;
    rows.iter().map(|row| SourceId::parse(&row.try_get::<String, _>(0).map_err(database)?)).collect()
}

/// Adds, replaces or, with none, takes a source's secret away.
pub async fn put(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    source: &SourceId,
    of: SecretOf,
    sealed: Option<Vec<u8>>,
) -> Result<()> {
    let [_, _, keep, take_away] = statements(of);
    let statement = if sealed.is_some() { keep } else { take_away };
    let query = sqlx::query(statement).bind(workspace.as_str()).bind(source.as_str());
    let query = match sealed {
        Some(sealed) => query.bind(sealed),
        None => query,
    };
    query.execute(connection).await.map(drop).map_err(database)
}
