//! All SQL: one text for SQLite and PostgreSQL. Every statement names its workspace.

pub mod accounts;
pub mod audit;
mod backup;
pub mod dialect;
pub mod event;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub mod fresh;
pub mod issued;
pub mod items;
mod migrate;
pub mod packed;
pub mod predictions;
pub mod raw;
pub mod roll_up;
pub mod samples;
pub mod share;
pub mod source_secret;
pub mod source_state;
pub mod summaries;

use std::path::{Path, PathBuf};

use domain::ids::WorkspaceId;
use domain::{Error, Result};
use sqlx::{Any, AnyConnection, AnyPool, Row, Transaction};
use tokio::sync::{Mutex, MutexGuard};

use crate::error::database;
use dialect::Dialect;

/// The database. Reads run side by side; writes of this process run one after the other. Across processes SQLite orders whole write
/// transactions, and on PostgreSQL the row of the workspace does.
pub struct Store {
    pool: AnyPool,
    writer: Mutex<()>,
    dialect: Dialect,
    /// Of SQLite.
    file: Option<PathBuf>,
    /// Held as long as a server's store lives: there is no second server on the same SQLite file.
    _lock: Option<std::fs::File>,
}

/// Who opens the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opener {
    /// A server: the only one on an SQLite file.
    Server,
    /// A command, which may run beside a server.
    Command,
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
    /// An address that is none, a database that does not answer, an SQLite file that another server has open, or one whose tables are
    /// not up to date while a server has it open.
    pub async fn open(url: &str, opener: Opener) -> Result<Self> {
        let (dialect, url) = Dialect::of(url)?;
        let (lock, alone) = match (dialect.lock_file(&url), opener) {
            (Ok(lock), Opener::Server) => (lock, true),
            (Ok(_given_back), Opener::Command) => (None, true),
            (Err(Error::Conflict { .. }), Opener::Command) => (None, false),
            (Err(error), _) => return Err(error),
        };
        let pool = dialect.pool(&url).await?;
        let file = (dialect == Dialect::Sqlite).then(|| PathBuf::from(&url));
        let store = Self { pool, writer: Mutex::new(()), dialect, file, _lock: lock };
        migrate::run(&store, alone).await?;
        Ok(store)
    }

    /// A connection for reading.
    pub async fn read(&self) -> Result<sqlx::pool::PoolConnection<Any>> {
        self.pool.acquire().await.map_err(database)
    }

    /// Begins a write transaction.
    pub async fn write(&self) -> Result<Writing<'_>> {
        let turn = self.writer.lock().await;
        let transaction = self.pool.begin_with(self.dialect.begin_write()).await.map_err(database)?;
        Ok(Writing { transaction, _turn: turn })
    }

    /// Which engine it is.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The SQLite file.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
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

/// On PostgreSQL, makes other writers of the workspace wait, for a change that leaves the revision alone.
pub async fn hold(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<()> {
    let held = sqlx::query("UPDATE workspace SET revision = revision WHERE id = $1").bind(workspace.as_str()).execute(connection).await;
    held.map(drop).map_err(database)
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
