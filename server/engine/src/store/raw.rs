//! Raw series: what was sent or scraped in the shape of Prometheus. A log row for each time something was written, which is durable before the
//! sender hears of it, and chunks of a series and day, into which the log is settled from time to time.

use domain::Result;
use domain::ids::WorkspaceId;
use sqlx::any::AnyRow;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row};

use crate::error::database;

/// Values of one statement that reads.
const BATCH: usize = 200;
/// Rows of one statement that writes: SQLite looks a numbered parameter up among all of them, so many rows cost more than many statements.
pub(super) const ROWS: usize = 25;

/// How far the log is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    /// Newest row of the log.
    pub last: i64,
    /// Newest row that has been settled into chunks.
    pub settled: i64,
    /// Newest series.
    pub last_series: i64,
}

/// A series as it is stored: its number, and its encoded labels.
pub type SeriesRow = (i64, Vec<u8>);

/// How far the log is; nothing was written yet when there is no row.
pub async fn state(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<State> {
    let row = sqlx::query("SELECT last_number, settled_number, last_series FROM raw_state WHERE workspace_id = $1")
        .bind(workspace.as_str())
        .fetch_optional(connection)
        .await
        .map_err(database)?;
    row.as_ref().map_or(Ok(State::default()), read_state)
}

/// Makes other writers wait until the transaction ends, and says how far the log is.
pub async fn hold(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<State> {
    let row = sqlx::query(
        "INSERT INTO raw_state (workspace_id, last_number, settled_number, last_series) VALUES ($1, 0, 0, 0) \
         ON CONFLICT (workspace_id) DO UPDATE SET last_number = raw_state.last_number RETURNING last_number, settled_number, last_series",
    )
    .bind(workspace.as_str())
    .fetch_one(connection)
    .await
    .map_err(database)?;
    read_state(&row)
}

/// Writes how far the log is.
pub async fn put_state(connection: &mut AnyConnection, workspace: &WorkspaceId, state: State) -> Result<()> {
    let update = "UPDATE raw_state SET last_number = $2, settled_number = $3, last_series = $4 WHERE workspace_id = $1";
    let update = sqlx::query(update).bind(workspace.as_str()).bind(state.last).bind(state.settled).bind(state.last_series);
    update.execute(connection).await.map(drop).map_err(database)
}

/// Series that are newer than one.
pub async fn series_after(connection: &mut AnyConnection, workspace: &WorkspaceId, id: i64) -> Result<Vec<SeriesRow>> {
    let query = sqlx::query("SELECT id, labels FROM raw_series WHERE workspace_id = $1 AND id > $2 ORDER BY id");
    let rows = query.bind(workspace.as_str()).bind(id).fetch_all(connection).await.map_err(database)?;
    rows.iter().map(series_row).collect()
}

/// Series of some metrics.
pub async fn series_named(connection: &mut AnyConnection, workspace: &WorkspaceId, names: &[String]) -> Result<Vec<SeriesRow>> {
    let mut found = Vec::new();
    for batch in names.chunks(BATCH) {
        let sql = format!("SELECT id, labels FROM raw_series WHERE workspace_id = $1 AND name IN ({})", list(batch.len(), 2));
        let query = sqlx::query(AssertSqlSafe(sql)).bind(workspace.as_str());
        let query = batch.iter().fold(query, |query: Query<'_, Any, _>, name| query.bind(name.as_str()));
        for row in query.fetch_all(&mut *connection).await.map_err(database)? {
            found.push(series_row(&row)?);
        }
    }
    Ok(found)
}

/// Writes new series: number, metric, labels.
pub async fn put_series(connection: &mut AnyConnection, workspace: &WorkspaceId, series: &[(i64, String, Vec<u8>)]) -> Result<()> {
    for batch in series.chunks(ROWS) {
        let sql = format!("INSERT INTO raw_series (workspace_id, id, name, labels) VALUES {}", places(batch.len(), 3));
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(workspace.as_str());
        for (id, name, labels) in batch {
            query = query.bind(id).bind(name.as_str()).bind(labels.as_slice());
        }
        query.execute(&mut *connection).await.map_err(database)?;
    }
    Ok(())
}

/// Rows of the log after one, oldest first.
pub async fn log_after(connection: &mut AnyConnection, workspace: &WorkspaceId, number: i64) -> Result<Vec<Vec<u8>>> {
    let query = sqlx::query("SELECT body FROM raw_log WHERE workspace_id = $1 AND number > $2 ORDER BY number");
    let rows = query.bind(workspace.as_str()).bind(number).fetch_all(connection).await.map_err(database)?;
    rows.iter().map(|row| row.try_get(0).map_err(database)).collect()
}

/// Writes a row of the log.
pub async fn put_log(connection: &mut AnyConnection, workspace: &WorkspaceId, number: i64, body: &[u8]) -> Result<()> {
    let insert = sqlx::query("INSERT INTO raw_log (workspace_id, number, body) VALUES ($1, $2, $3)");
    insert.bind(workspace.as_str()).bind(number).bind(body).execute(connection).await.map(drop).map_err(database)
}

/// Removes what has been settled.
pub async fn remove_log(connection: &mut AnyConnection, workspace: &WorkspaceId, until: i64) -> Result<()> {
    let delete = sqlx::query("DELETE FROM raw_log WHERE workspace_id = $1 AND number <= $2");
    delete.bind(workspace.as_str()).bind(until).execute(connection).await.map(drop).map_err(database)
}

/// Some samples of a series' day.
#[derive(Debug)]
pub struct Chunk {
    pub series: i64,
    pub day: i64,
    /// [`OPEN`], or its first instant: so a day's chunks are in time order.
    pub part: i64,
    pub samples: Vec<u8>,
}

/// The part of a day that takes what comes next; others are written once.
pub const OPEN: i64 = i64::MAX;

/// Which chunks of a day are wanted.
#[derive(Debug, Clone, Copy)]
pub enum Parts {
    All,
    Open,
}

/// Chunks of some series between two days, both included, by series and then in time order.
pub async fn chunks(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &[i64],
    (first_day, last_day): (i64, i64),
    parts: Parts,
) -> Result<Vec<Chunk>> {
    let mut found = Vec::new();
    let from_part = match parts {
        Parts::All => i64::MIN,
        Parts::Open => OPEN,
    };
    for batch in series.chunks(BATCH) {
        let sql = format!(
            "SELECT series, day, part, samples FROM raw_chunk WHERE workspace_id = $1 AND day >= $2 AND day <= $3 AND part >= $4 \
             AND series IN ({}) ORDER BY series, day, part",
            list(batch.len(), 5)
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(workspace.as_str()).bind(first_day).bind(last_day).bind(from_part);
        let query = batch.iter().fold(query, |query: Query<'_, Any, _>, id| query.bind(*id));
        for row in query.fetch_all(&mut *connection).await.map_err(database)? {
            let number = |index: usize| row.try_get::<i64, _>(index).map_err(database);
            found.push(Chunk { series: number(0)?, day: number(1)?, part: number(2)?, samples: row.try_get(3).map_err(database)? });
        }
    }
    Ok(found)
}

/// The newest chunk of a series.
pub async fn last_chunk(connection: &mut AnyConnection, workspace: &WorkspaceId, series: i64) -> Result<Option<Vec<u8>>> {
    let query = sqlx::query("SELECT samples FROM raw_chunk WHERE workspace_id = $1 AND series = $2 ORDER BY day DESC, part DESC LIMIT 1");
    let row = query.bind(workspace.as_str()).bind(series).fetch_optional(connection).await.map_err(database)?;
    row.map(|row| row.try_get(0).map_err(database)).transpose()
}

/// Writes chunks, over those of the same part.
pub async fn put_chunks(connection: &mut AnyConnection, workspace: &WorkspaceId, chunks: &[Chunk]) -> Result<()> {
    for batch in chunks.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO raw_chunk (workspace_id, series, day, part, samples) VALUES {} \
             ON CONFLICT (workspace_id, series, day, part) DO UPDATE SET samples = excluded.samples",
            places(batch.len(), 4)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(workspace.as_str());
        for Chunk { series, day, part, samples } in batch {
            query = query.bind(series).bind(day).bind(part).bind(samples.as_slice());
        }
        query.execute(&mut *connection).await.map_err(database)?;
    }
    Ok(())
}

/// Removes a series' day.
pub async fn remove_day(connection: &mut AnyConnection, workspace: &WorkspaceId, series: i64, day: i64) -> Result<()> {
    let delete = sqlx::query("DELETE FROM raw_chunk WHERE workspace_id = $1 AND series = $2 AND day = $3");
    delete.bind(workspace.as_str()).bind(series).bind(day).execute(connection).await.map(drop).map_err(database)
}

/// `$first, …`, so many.
fn list(n: usize, first: usize) -> String {
    (first..first + n).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// `($1, $2, $3), ($1, $4, $5), …`: the workspace, and as many more values as a row has.
pub(super) fn places(rows: usize, more: usize) -> String {
    let row = |row: usize| {
        let values: Vec<String> = (0..more).map(|value| format!("${}", 2 + row * more + value)).collect();
        format!("($1, {})", values.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

fn read_state(row: &AnyRow) -> Result<State> {
    let number = |index: usize| row.try_get::<i64, _>(index).map_err(database);
    Ok(State { last: number(0)?, settled: number(1)?, last_series: number(2)? })
}

fn series_row(row: &AnyRow) -> Result<SeriesRow> {
    Ok((row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?))
}
