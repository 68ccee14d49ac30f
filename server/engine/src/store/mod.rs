//! All SQL: one text for SQLite and PostgreSQL. Every statement names its workspace.

pub mod accounts;
pub mod audit;
mod backup;
pub mod dialect;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub mod fresh;
pub mod items;
mod migrate;
pub mod packed;
pub mod roll_up;
pub mod samples;
pub mod source_state;
pub mod summaries;

use domain::Result;
use domain::ids::WorkspaceId;
use sqlx::{Any, AnyConnection, AnyPool, Row, Transaction};
use tokio::sync::{Mutex, MutexGuard};

use crate::error::database;
use dialect::Dialect;

/// The database. Reads run side by side; writes of this process run one after the other, and on PostgreSQL the row of the workspace
/// orders them across processes.
pub struct Store {
    pool: AnyPool,
    writer: Mutex<()>,
    dialect: Dialect,
    /// Held as long as the store lives: nobody else writes to the same SQLite file.
    _lock: Option<std::fs::File>,
}

/// A write transaction; dropping it without [`Writing::commit`] undoes it.
pub struct Writing<'a> {
    transaction: Transaction<'static, Any>,
    _turn: MutexGuard<'a, ()>,
}

impl Store {
    /// Connects and brings the tables up to date.
    ///
    /// # Errors
    /// An address that is none, a database that does not answer, an SQLite file that another process has open.
    pub async fn open(url: &str) -> Result<Self> {
        let (dialect, url) = Dialect::of(url)?;
        let lock = dialect.lock_file(&url)?;
        let pool = dialect.pool(&url).await?;
        let store = Self { pool, writer: Mutex::new(()), dialect, _lock: lock };
        migrate::run(&store).await?;
        Ok(store)
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<sqlx::pool::PoolConnection<Any>> {
        self.pool.acquire().await.map_err(database)
    }

    /// Begins a write transaction.
    pub async fn write(&self) -> Result<Writing<'_>> {
        let turn = self.writer.lock().await;
        let transaction = self.pool.begin().await.map_err(database)?;
        Ok(Writing { transaction, _turn: turn })
    }

    /// Which engine it is.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Closes all connections; what was committed stays.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

impl Writing<'_> {
    /// The connection inside the transaction.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Makes everything durable.
    pub async fn commit(self) -> Result<()> {
        self.transaction.commit().await.map_err(database)
    }
}

/// Counts the workspace's revision up and, on PostgreSQL, makes other writers of the workspace wait. Creates the workspace if needed.
pub async fn bump_revision(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<i64> {
    let row = sqlx::query(
        "INSERT INTO workspace (id, revision, audit_number) VALUES ($1, 1, 0) \
         ON CONFLICT (id) DO UPDATE SET revision = workspace.revision + 1 RETURNING revision",
    )
    .bind(workspace.as_str())
    .fetch_one(connection)
    .await
    .map_err(database)?;
    row.try_get(0).map_err(database)
}

/// The revision: grows with every change of configuration or samples; 0 for a workspace that does not exist.
pub async fn revision(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<i64> {
    let row = sqlx::query("SELECT revision FROM workspace WHERE id = $1")
        .bind(workspace.as_str())
        .fetch_optional(connection)
        .await
        .map_err(database)?;
    row.map_or(Ok(0), |row| row.try_get(0).map_err(database))
}
