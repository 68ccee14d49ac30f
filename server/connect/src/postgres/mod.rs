//! A PostgreSQL database, asked by a SELECT of the series' own: one statement, in a read-only transaction that is cut off in time, with the
//! span it asks for as its only parameters.

mod connection;
mod failure;
mod rows;
mod span;

use async_trait::async_trait;
use chrono_tz::Tz;
use domain::config::Source;
use domain::metric::Kind;
use domain::sample::Sample;
use domain::{Error, Result};
use sqlx::postgres::PgConnection;
use tokio::sync::Mutex;

use self::connection::Address;
use self::rows::Columns;
use super::connector::Connector;
use super::fed::Fed;

/// Longest a statement may take, in milliseconds.
const STATEMENT_MS: u64 = 20_000;
/// Most rows that one question may give: one every 2 seconds of a day are fewer.
const ROWS_MAX: usize = 50_000;

/// A database, with the one connection of a pass.
pub struct Postgres {
    address: Address,
    /// Of the days that a daily series is asked for.
    zone: Result<Tz>,
    statement_ms: u64,
    open: Mutex<Option<PgConnection>>,
}

impl Postgres {
    /// # Errors
    /// An address that is none of a PostgreSQL.
    pub fn new(source: &Source, secret: Option<String>) -> Result<Self> {
        let zone = match source.option("zone") {
            "" => Ok(Tz::UTC),
            name => domain::time::parse_zone(name),
        };
        Ok(Self { address: Address::parse(source, secret)?, zone, statement_ms: STATEMENT_MS, open: Mutex::default() })
    }

    /// Runs a query between two instants. After a failure the connection is not used again.
    async fn rows(&self, sql: &str, columns: Columns, span: (i64, i64)) -> Result<Vec<Vec<Option<String>>>> {
        let mut open = self.open.lock().await;
        let mut connection = match open.take() {
            Some(connection) => connection,
            None => self.address.connect().await?,
        };
        let rows = connection::select(&mut connection, &columns.wrapped(sql), span, self.statement_ms).await;
        let rows = rows.map_err(|cause| failure::of_query(&self.address.shown, &cause, columns, self.statement_ms))?;
        if rows.len() > ROWS_MAX {
            return Err(Error::invalid(format!(
                "the query gives more than {ROWS_MAX} rows for one day: group by 5 minutes, an hour or a day"
            )));
        }
        *open = Some(connection);
        Ok(rows)
    }
}

#[async_trait]
impl Connector for Postgres {
    async fn reach(&self) -> Result<()> {
        self.address.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        self.zone.clone()?;
        *self.open.lock().await = Some(self.address.connect().await?);
        Ok(())
    }

    /// Rows of the whole steps of the series, a day of the zone for a daily one, and one step more before them.
    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        let columns = match fed.shape.kind {
            Kind::Ratio => Columns::Ratio,
            Kind::Histogram => Columns::Histogram,
            _ => Columns::Value,
        };
        let sql = if columns == Columns::Histogram { fed.from.histogram.as_deref().unwrap_or_default() } else { fed.name() };
        let span = span::whole_steps(fed.shape.interval_s, self.zone.clone()?, from_ms, until_ms);
        let rows = self.rows(sql, columns, span).await?;
        rows::samples(fed, &rows, span)
    }
}

#[cfg(test)]
mod tests;
