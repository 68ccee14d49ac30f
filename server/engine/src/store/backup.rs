//! A copy of the database.

use std::path::Path;

use domain::{Error, Result};

use super::Store;
use super::dialect::Dialect;
use crate::error::database;

impl Store {
    /// Writes a consistent, compact copy of an SQLite database to a new file.
    ///
    /// # Errors
    /// A file that exists; a path that is not text; PostgreSQL, which has its own tool.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        if self.dialect == Dialect::Postgres {
            return Err(Error::invalid("copy a PostgreSQL database with pg_dump; `backup` is for SQLite"));
        }
        if file.exists() {
            return Err(Error::field("file", format!("{} exists already: choose a new file", file.display())));
        }
        let path = file.to_str().ok_or_else(|| Error::field("file", "the path is not text"))?;
        let mut connection = self.read().await?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut *connection).await.map_err(database)?;
        Ok(())
    }
}
