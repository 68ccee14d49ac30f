//! What must differ between SQLite and PostgreSQL.

use std::fs::{self, File, TryLockError};
use std::path::PathBuf;

use domain::{Error, Result};
use sqlx::AnyPool;
use sqlx::Executor;
use sqlx::any::AnyPoolOptions;

use crate::error::database;

/// The database engine behind the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

const SQLITE_SETTINGS: &str =
    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

impl Dialect {
    /// Reads the address: `sqlite:FOLDER/FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    pub fn of(url: &str) -> Result<(Self, String)> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok((Self::Postgres, url.to_owned()));
        }
        match url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path)) {
            Some(path) if !path.is_empty() && !path.contains('?') && !path.starts_with(':') => Ok((Self::Sqlite, path.to_owned())),
            _ => Err(Error::field("database", "the database address must be sqlite:FOLDER/FILE or postgres://USER:PASSWORD@HOST/DATABASE")),
        }
    }

    /// Begins a write transaction. On SQLite it takes its turn at once: a transaction that reads first could not write any more once
    /// another process has written.
    pub fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// Takes the lock beside an SQLite file; the system gives it back when the process ends, however it ends.
    pub fn lock_file(self, path: &str) -> Result<Option<File>> {
        if self == Self::Postgres {
            return Ok(None);
        }
        let cannot = |what: &str, fault: std::io::Error| Error::unavailable(format!("cannot {what}: {fault}"));
        let path = PathBuf::from(path);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|fault| cannot(&format!("create the folder {}", folder.display()), fault))?;
        }
        let mut name = path.clone().into_os_string();
        name.push(".lock");
        let file = File::options().create(true).truncate(false).write(true).open(&name);
        let file = file.map_err(|fault| cannot(&format!("open {}", PathBuf::from(&name).display()), fault))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(Error::conflict(format!(
                "another modelworth serves {}: stop it first, or use PostgreSQL for several servers; other commands may run beside it",
                path.display()
            ))),
            Err(TryLockError::Error(fault)) => Err(cannot("lock the database file", fault)),
        }
    }

    /// Opens the pool of connections.
    pub async fn pool(self, url: &str) -> Result<AnyPool> {
        sqlx::any::install_default_drivers();
        let unreachable = |fault: sqlx::Error| match self {
            Self::Sqlite => Error::unavailable(format!("cannot open the database {url}: {fault}")),
            Self::Postgres => Error::unavailable(format!("the PostgreSQL database does not answer as its address says: {fault}")),
        };
        match self {
            Self::Sqlite => AnyPoolOptions::new()
                .max_connections(4)
                .after_connect(|connection, _| Box::pin(async move { connection.execute(sqlx::raw_sql(SQLITE_SETTINGS)).await.map(drop) }))
                .connect(&format!("sqlite://{url}?mode=rwc"))
                .await
                .map_err(unreachable),
            Self::Postgres => AnyPoolOptions::new()
                .max_connections(10)
                .acquire_timeout(std::time::Duration::from_secs(10))
                .connect(url)
                .await
                .map_err(unreachable),
        }
    }

    /// Makes other processes that start at the same time wait for this one's migrations.
    pub async fn lock_migrations(self, connection: &mut sqlx::AnyConnection) -> Result<()> {
        if self == Self::Postgres {
            let locked = sqlx::query("SELECT CAST(1 AS BIGINT) FROM pg_advisory_xact_lock(7263541)").fetch_one(connection).await;
            locked.map_err(database)?;
        }
        Ok(())
    }
}

/// A statement that comes from a file of ours, not from a literal.
pub fn embedded(sql: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(sql.to_owned())
}
