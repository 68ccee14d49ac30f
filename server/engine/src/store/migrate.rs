//! Brings the tables up to date: each file once, in order, with its checksum.

use domain::{Error, Result};
use sha2::{Digest, Sha256};
use sqlx::Row;

use super::Store;
use super::dialect::embedded;
use crate::error::database;

/// Every migration, oldest first: version, topic, text.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "base", include_str!("../../../../migrations/0001_base.sql")),
    (2, "source_secret", include_str!("../../../../migrations/0002_source_secret.sql")),
    (3, "raw", include_str!("../../../../migrations/0003_raw.sql")),
    (4, "event", include_str!("../../../../migrations/0004_event.sql")),
    (5, "prediction", include_str!("../../../../migrations/0005_prediction.sql")),
    (6, "webhook_secret", include_str!("../../../../migrations/0006_webhook_secret.sql")),
    (7, "chunk_part", include_str!("../../../../migrations/0007_chunk_part.sql")),
    (8, "close", include_str!("../../../../migrations/0008_close.sql")),
    (9, "share", include_str!("../../../../migrations/0009_share.sql")),
];

/// Runs what has not run yet. Who is not `alone` on an SQLite file changes no tables under the running server.
///
/// # Errors
/// A database of a newer program, or one whose migrations were edited; something to run while not alone.
pub async fn run(store: &Store, alone: bool) -> Result<()> {
    let mut writing = store.write().await?;
    let connection = writing.connection();
    store.dialect().lock_migrations(connection).await?;
    let table = "CREATE TABLE IF NOT EXISTS migration (version BIGINT PRIMARY KEY, topic TEXT NOT NULL, checksum TEXT NOT NULL)";
    sqlx::query(table).execute(&mut *connection).await.map_err(database)?;
    let rows =
        sqlx::query("SELECT version, checksum FROM migration ORDER BY version").fetch_all(&mut *connection).await.map_err(database)?;
    let mut applied = Vec::new();
    for row in rows {
        applied.push((row.try_get::<i64, _>(0).map_err(database)?, row.try_get::<String, _>(1).map_err(database)?));
    }
    if let Some((version, _)) = applied.iter().find(|(version, _)| MIGRATIONS.iter().all(|(known, ..)| known != version)) {
        return Err(Error::conflict(format!("the database was written by a newer modelworth (migration {version}): start that one")));
    }
    for &(version, topic, text) in MIGRATIONS {
        let checksum: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        match applied.iter().find(|(known, _)| *known == version) {
            Some((_, known)) if *known == checksum => continue,
            Some(_) => return Err(Error::conflict(format!("migration {version} ({topic}) is not the one this database was made with"))),
            None if alone => {}
            None => return Err(Error::conflict("an older modelworth serves this database: stop it first, and start this one")),
        }
        for statement in text.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()) {
            sqlx::query(embedded(statement)).execute(&mut *connection).await.map_err(database)?;
        }
        sqlx::query("INSERT INTO migration (version, topic, checksum) VALUES ($1, $2, $3)")
            .bind(version)
            .bind(topic)
            .bind(checksum)
            .execute(&mut *connection)
            .await
            .map_err(database)?;
    }
    writing.commit().await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::{Opener, fresh};

    #[tokio::test]
    async fn a_command_changes_no_tables_under_a_server() {
        let database = fresh::sqlite();
        let server = Store::open(&database.url, Opener::Server).await.unwrap();
        Store::open(&database.url, Opener::Command).await.unwrap().close().await;
        // As if the server knew one migration less than the command.
        let mut connection = server.read().await.unwrap();
        sqlx::query("DELETE FROM migration WHERE version = 1").execute(&mut *connection).await.unwrap();
        let refused = Store::open(&database.url, Opener::Command).await.map(drop).unwrap_err();
        assert!(refused.to_string().contains("stop it first"), "{refused}");
        let left = sqlx::query("SELECT version FROM migration WHERE version = 1").fetch_all(&mut *connection).await.unwrap();
        assert!(left.is_empty(), "nothing was run");
    }
}
