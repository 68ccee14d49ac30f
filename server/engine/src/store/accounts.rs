//! Passwords, sessions, tokens and one-time links. Secrets are stored as SHA-256 of themselves, passwords as argon2.

use domain::Result;
use domain::access::Role;
use domain::ids::WorkspaceId;
use domain::ports::TokenEntry;
use sqlx::{AnyConnection, Row};

use crate::error::database;

/// How many people have a password.
pub async fn count_credentials(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<i64> {
    let row = sqlx::query("SELECT COUNT(*) FROM credential WHERE workspace_id = $1").bind(workspace.as_str()).fetch_one(connection).await;
    row.and_then(|row| row.try_get(0)).map_err(database)
}

pub async fn password_hash(connection: &mut AnyConnection, workspace: &WorkspaceId, email: &str) -> Result<Option<String>> {
    let row = sqlx::query("SELECT password_hash FROM credential WHERE workspace_id = $1 AND email = $2")
        .bind(workspace.as_str())
        .bind(email)
        .fetch_optional(connection)
        .await
        .map_err(database)?;
    row.map(|row| row.try_get(0).map_err(database)).transpose()
}

pub async fn put_password(connection: &mut AnyConnection, workspace: &WorkspaceId, email: &str, hash: &str, now_ms: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO credential (workspace_id, email, password_hash, changed_ms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace_id, email) DO UPDATE SET password_hash = excluded.password_hash, changed_ms = excluded.changed_ms",
    )
    .bind(workspace.as_str())
    .bind(email)
    .bind(hash)
    .bind(now_ms)
    .execute(connection)
    .await
    .map_err(database)?;
    Ok(())
}

/// Takes password, sessions and open links of a person away.
pub async fn forget(connection: &mut AnyConnection, workspace: &WorkspaceId, email: &str) -> Result<()> {
    for sql in [
        "DELETE FROM credential WHERE workspace_id = $1 AND email = $2",
        "DELETE FROM session WHERE workspace_id = $1 AND email = $2",
        "DELETE FROM link WHERE workspace_id = $1 AND email = $2",
    ] {
        sqlx::query(sql).bind(workspace.as_str()).bind(email).execute(&mut *connection).await.map_err(database)?;
    }
    Ok(())
}

/// Adds a session and sweeps those that have expired.
pub async fn add_session(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    secret_hash: &str,
    email: &str,
    (now_ms, expires_ms): (i64, i64),
) -> Result<()> {
    sqlx::query("DELETE FROM session WHERE workspace_id = $1 AND expires_ms <= $2")
        .bind(workspace.as_str())
        .bind(now_ms)
        .execute(&mut *connection)
        .await
        .map_err(database)?;
    sqlx::query("INSERT INTO session (workspace_id, secret_hash, email, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5)")
        .bind(workspace.as_str())
        .bind(secret_hash)
        .bind(email)
        .bind(now_ms)
        .bind(expires_ms)
        .execute(connection)
        .await
        .map_err(database)?;
    Ok(())
}

/// The address behind a session that has not expired.
pub async fn session_email(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<String>> {
    let row = sqlx::query("SELECT email FROM session WHERE workspace_id = $1 AND secret_hash = $2 AND expires_ms > $3")
        .bind(workspace.as_str())
        .bind(secret_hash)
        .bind(now_ms)
        .fetch_optional(connection)
        .await
        .map_err(database)?;
    row.map(|row| row.try_get(0).map_err(database)).transpose()
}

pub async fn remove_session(connection: &mut AnyConnection, workspace: &WorkspaceId, secret_hash: &str) -> Result<()> {
    sqlx::query("DELETE FROM session WHERE workspace_id = $1 AND secret_hash = $2")
        .bind(workspace.as_str())
        .bind(secret_hash)
        .execute(connection)
        .await
        .map_err(database)?;
    Ok(())
}

/// Adds a one-time link; an older one of the same purpose for the same address no longer works.
pub async fn add_link(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    (purpose, secret_hash, email): (&str, &str, &str),
    expires_ms: i64,
) -> Result<()> {
    sqlx::query("DELETE FROM link WHERE workspace_id = $1 AND purpose = $2 AND email = $3")
        .bind(workspace.as_str())
        .bind(purpose)
        .bind(email)
        .execute(&mut *connection)
        .await
        .map_err(database)?;
    sqlx::query("INSERT INTO link (workspace_id, secret_hash, purpose, email, expires_ms) VALUES ($1, $2, $3, $4, $5)")
        .bind(workspace.as_str())
        .bind(secret_hash)
        .bind(purpose)
        .bind(email)
        .bind(expires_ms)
        .execute(connection)
        .await
        .map_err(database)?;
    Ok(())
}

/// Uses a link up and returns its address; none when it is unknown, used or too old.
pub async fn use_link(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    purpose: &str,
    secret_hash: &str,
    now_ms: i64,
) -> Result<Option<String>> {
    let row =
        sqlx::query("DELETE FROM link WHERE workspace_id = $1 AND purpose = $2 AND secret_hash = $3 AND expires_ms > $4 RETURNING email")
            .bind(workspace.as_str())
            .bind(purpose)
            .bind(secret_hash)
            .bind(now_ms)
            .fetch_optional(connection)
            .await
            .map_err(database)?;
    row.map(|row| row.try_get(0).map_err(database)).transpose()
}

/// Wrong passwords in a row for an address, and when the last one was.
pub async fn failures(connection: &mut AnyConnection, workspace: &WorkspaceId, email: &str) -> Result<(i64, i64)> {
    let row = sqlx::query("SELECT failures, last_ms FROM sign_in_failure WHERE workspace_id = $1 AND email = $2")
        .bind(workspace.as_str())
        .bind(email)
        .fetch_optional(connection)
        .await
        .map_err(database)?;
    row.map_or(Ok((0, 0)), |row| Ok((row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?)))
}

/// Sets the count; zero forgets the address.
pub async fn put_failures(connection: &mut AnyConnection, workspace: &WorkspaceId, email: &str, failures: i64, now_ms: i64) -> Result<()> {
    let query = if failures == 0 {
        sqlx::query("DELETE FROM sign_in_failure WHERE workspace_id = $1 AND email = $2").bind(workspace.as_str()).bind(email)
    } else {
        sqlx::query(
            "INSERT INTO sign_in_failure (workspace_id, email, failures, last_ms) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace_id, email) DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms",
        )
        .bind(workspace.as_str())
        .bind(email)
        .bind(failures)
        .bind(now_ms)
    };
    query.execute(connection).await.map_err(database)?;
    Ok(())
}

pub async fn tokens(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<Vec<TokenEntry>> {
    let rows = sqlx::query("SELECT name, role, created_ms, last_used_ms FROM token WHERE workspace_id = $1 ORDER BY name")
        .bind(workspace.as_str())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    rows.iter()
        .map(|row| {
            let role: String = row.try_get(1).map_err(database)?;
            Ok(TokenEntry {
                name: row.try_get(0).map_err(database)?,
                role: Role::parse(&role)?,
                created_ms: row.try_get(2).map_err(database)?,
                last_used_ms: row.try_get(3).map_err(database)?,
            })
        })
        .collect()
}

pub async fn add_token(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    (name, secret_hash, role): (&str, &str, Role),
    now_ms: i64,
) -> Result<()> {
    sqlx::query("INSERT INTO token (workspace_id, name, secret_hash, role, created_ms) VALUES ($1, $2, $3, $4, $5)")
        .bind(workspace.as_str())
        .bind(name)
        .bind(secret_hash)
        .bind(role.key())
        .bind(now_ms)
        .execute(connection)
        .await
        .map_err(database)?;
    Ok(())
}

/// True when there was one.
pub async fn remove_token(connection: &mut AnyConnection, workspace: &WorkspaceId, name: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM token WHERE workspace_id = $1 AND name = $2")
        .bind(workspace.as_str())
        .bind(name)
        .execute(connection)
        .await
        .map_err(database)?;
    Ok(done.rows_affected() > 0)
}

/// Name, role and last use of a token.
pub async fn token_by_hash(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    secret_hash: &str,
) -> Result<Option<(String, Role, Option<i64>)>> {
    let row = sqlx::query("SELECT name, role, last_used_ms FROM token WHERE workspace_id = $1 AND secret_hash = $2")
        .bind(workspace.as_str())
        .bind(secret_hash)
        .fetch_optional(connection)
        .await
        .map_err(database)?;
    let Some(row) = row else { return Ok(None) };
    let role: String = row.try_get(1).map_err(database)?;
    Ok(Some((row.try_get(0).map_err(database)?, Role::parse(&role)?, row.try_get(2).map_err(database)?)))
}

pub async fn touch_token(connection: &mut AnyConnection, workspace: &WorkspaceId, name: &str, now_ms: i64) -> Result<()> {
    sqlx::query("UPDATE token SET last_used_ms = $3 WHERE workspace_id = $1 AND name = $2")
        .bind(workspace.as_str())
        .bind(name)
        .bind(now_ms)
        .execute(connection)
        .await
        .map_err(database)?;
    Ok(())
}
