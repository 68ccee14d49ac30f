//! The configuration's items.

use domain::Result;
use domain::config::Item;
use domain::ids::WorkspaceId;
use sqlx::{AnyConnection, Row};

use crate::error::database;

/// Every item of a workspace, in one statement.
pub async fn all(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<Vec<Item>> {
    let rows = sqlx::query("SELECT kind, body FROM item WHERE workspace_id = $1 ORDER BY kind, id")
        .bind(workspace.as_str())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    rows.iter()
        .map(|row| {
            let (kind, body): (String, String) = (row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?);
            Item::from_json(&kind, &body)
        })
        .collect()
}

/// Adds or replaces an item.
pub async fn put(connection: &mut AnyConnection, workspace: &WorkspaceId, item: &Item) -> Result<()> {
    sqlx::query(
        "INSERT INTO item (workspace_id, kind, id, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace_id, kind, id) DO UPDATE SET body = excluded.body",
    )
    .bind(workspace.as_str())
    .bind(item.kind())
    .bind(item.id())
    .bind(item.to_json()?)
    .execute(connection)
    .await
    .map_err(database)?;
    Ok(())
}

/// Takes an item away.
pub async fn remove(connection: &mut AnyConnection, workspace: &WorkspaceId, kind: &str, id: &str) -> Result<()> {
    sqlx::query("DELETE FROM item WHERE workspace_id = $1 AND kind = $2 AND id = $3")
        .bind(workspace.as_str())
        .bind(kind)
        .bind(id)
        .execute(connection)
        .await
        .map_err(database)?;
    Ok(())
}
