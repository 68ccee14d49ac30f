//! Links to issued reports, by the SHA-256 of their secrets, and when they were opened.

use domain::Result;
use domain::ids::WorkspaceId;
use domain::ports::ShareRow;
use domain::time::Month;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::error::{database, internal};

/// Digits of a hash that tell links apart.
const ID_DIGITS: usize = 16;

/// Adds a link.
pub async fn add(connection: &mut AnyConnection, workspace: &WorkspaceId, hash: &str, month: Month, row: &ShareRow) -> Result<()> {
    sqlx::query(
        "INSERT INTO share (workspace_id, secret_hash, month, revision, name, made_by, made_ms, expires_ms, revoked_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)",
    )
    .bind(workspace.as_str())
    .bind(hash)
    .bind(month.to_string())
    .bind(i64::from(row.revision))
    .bind(row.name.as_str())
    .bind(row.made_by.as_str())
    .bind(row.made_ms)
    .bind(row.expires_ms)
    .execute(connection)
    .await
    .map(drop)
    .map_err(database)
}

/// A month's links, newest first, as they are at an instant.
pub async fn of_month(connection: &mut AnyConnection, workspace: &WorkspaceId, month: Month, now_ms: i64) -> Result<Vec<ShareRow>> {
    let rows = sqlx::query(
        "SELECT share.secret_hash, name, revision, made_by, made_ms, expires_ms, revoked_ms, COUNT(share_opened.number), MAX(share_opened.at_ms) \
         FROM share LEFT JOIN share_opened ON share_opened.workspace_id = share.workspace_id AND share_opened.secret_hash = share.secret_hash \
         WHERE share.workspace_id = $1 AND month = $2 \
         GROUP BY share.secret_hash, name, revision, made_by, made_ms, expires_ms, revoked_ms ORDER BY made_ms DESC, share.secret_hash",
    )
    .bind(workspace.as_str())
    .bind(month.to_string())
    .fetch_all(connection)
    .await
    .map_err(database)?;
    rows.iter().map(|row| read(row, now_ms)).collect()
}

fn read(row: &AnyRow, now_ms: i64) -> Result<ShareRow> {
    let number = |index: usize| row.try_get::<i64, _>(index).map_err(database);
    let small = |index: usize| u32::try_from(number(index)?).map_err(|fault| internal("share link", fault));
    let (expires_ms, revoked_ms) = (number(5)?, row.try_get::<Option<i64>, _>(6).map_err(database)?);
    Ok(ShareRow {
        id: id_of(&row.try_get::<String, _>(0).map_err(database)?),
        name: row.try_get(1).map_err(database)?,
        revision: small(2)?,
        made_by: row.try_get(3).map_err(database)?,
        made_ms: number(4)?,
        expires_ms,
        revoked_ms,
        open: revoked_ms.is_none() && expires_ms > now_ms,
        n_opened: small(7)?,
        last_opened_ms: row.try_get(8).map_err(database)?,
    })
}

/// What tells a link from others.
pub fn id_of(hash: &str) -> String {
    hash.chars().take(ID_DIGITS).collect()
}

/// Revokes a link of a month; false when there is none that is not revoked.
pub async fn revoke(connection: &mut AnyConnection, workspace: &WorkspaceId, month: Month, id: &str, now_ms: i64) -> Result<bool> {
    let update = sqlx::query(
        "UPDATE share SET revoked_ms = $4 WHERE workspace_id = $1 AND month = $2 AND SUBSTR(secret_hash, 1, 16) = $3 AND revoked_ms IS NULL",
    );
    let update = update.bind(workspace.as_str()).bind(month.to_string()).bind(id).bind(now_ms);
    update.execute(connection).await.map(|done| done.rows_affected() > 0).map_err(database)
}

/// The revision behind a link that opens at an instant.
pub async fn behind(connection: &mut AnyConnection, workspace: &WorkspaceId, hash: &str, now_ms: i64) -> Result<Option<(Month, u32)>> {
    let query = sqlx::query(
        "SELECT month, revision FROM share WHERE workspace_id = $1 AND secret_hash = $2 AND revoked_ms IS NULL AND expires_ms > $3",
    );
    let row = query.bind(workspace.as_str()).bind(hash).bind(now_ms).fetch_optional(connection).await.map_err(database)?;
    let Some(row) = row else { return Ok(None) };
    let revision = u32::try_from(row.try_get::<i64, _>(1).map_err(database)?).map_err(|fault| internal("share link", fault))?;
    Ok(Some((Month::parse(&row.try_get::<String, _>(0).map_err(database)?)?, revision)))
}

/// Notes that it was opened.
pub async fn opened(connection: &mut AnyConnection, workspace: &WorkspaceId, hash: &str, at_ms: i64, what: &str) -> Result<()> {
    let insert = sqlx::query(
        "INSERT INTO share_opened (workspace_id, secret_hash, number, at_ms, what) \
         SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4 FROM share_opened WHERE workspace_id = $1 AND secret_hash = $2",
    );
    let insert = insert.bind(workspace.as_str()).bind(hash).bind(at_ms).bind(what);
    insert.execute(connection).await.map(drop).map_err(database)
}
