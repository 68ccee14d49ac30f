//! Raw samples: one packed row per series, UTC day and source.

use std::collections::BTreeMap;

use domain::Result;
use domain::ids::{SourceId, WorkspaceId};
use domain::sample::{Sample, SeriesKey};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use super::packed::{pack_samples, unpack_samples};
use crate::error::database;

/// Samples in time order, by UTC day and source.
pub type Chunks = BTreeMap<(i64, SourceId), Vec<Sample>>;

/// Chunks of a series from one UTC day to another, both included.
pub async fn between(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    first_day: i64,
    last_day: i64,
) -> Result<Chunks> {
    let rows = sqlx::query("SELECT day, source, samples FROM chunk WHERE workspace_id = $1 AND series = $2 AND day >= $3 AND day <= $4")
        .bind(workspace.as_str())
        .bind(series.to_string())
        .bind(first_day)
        .bind(last_day)
        .fetch_all(connection)
        .await
        .map_err(database)?;
    rows.iter().map(chunk).collect()
}

/// Chunks of the last day with samples before `first_day` and of the first one after `last_day`.
pub async fn around(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    first_day: i64,
    last_day: i64,
) -> Result<Chunks> {
    let rows = sqlx::query(
        "SELECT day, source, samples FROM chunk WHERE workspace_id = $1 AND series = $2 AND (\
         day = (SELECT MAX(day) FROM chunk WHERE workspace_id = $1 AND series = $2 AND day < $3) OR \
         day = (SELECT MIN(day) FROM chunk WHERE workspace_id = $1 AND series = $2 AND day > $4))",
    )
    .bind(workspace.as_str())
    .bind(series.to_string())
    .bind(first_day)
    .bind(last_day)
    .fetch_all(connection)
    .await
    .map_err(database)?;
    rows.iter().map(chunk).collect()
}

/// Writes one day of one source; without samples it has no row.
pub async fn put(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    day: i64,
    source: &SourceId,
    samples: &[Sample],
) -> Result<()> {
    if samples.is_empty() {
        let delete = sqlx::query("DELETE FROM chunk WHERE workspace_id = $1 AND series = $2 AND day = $3 AND source = $4");
        let delete = delete.bind(workspace.as_str()).bind(series.to_string()).bind(day).bind(source.as_str());
        return delete.execute(connection).await.map(drop).map_err(database);
    }
    sqlx::query(
        "INSERT INTO chunk (workspace_id, series, day, source, samples) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (workspace_id, series, day, source) DO UPDATE SET samples = excluded.samples",
    )
    .bind(workspace.as_str())
    .bind(series.to_string())
    .bind(day)
    .bind(source.as_str())
    .bind(pack_samples(samples)?)
    .execute(connection)
    .await
    .map_err(database)?;
    Ok(())
}

/// Takes one day of one source away.
pub async fn remove(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    day: i64,
    source: &SourceId,
) -> Result<()> {
    sqlx::query("DELETE FROM chunk WHERE workspace_id = $1 AND series = $2 AND day = $3 AND source = $4")
        .bind(workspace.as_str())
        .bind(series.to_string())
        .bind(day)
        .bind(source.as_str())
        .execute(connection)
        .await
        .map(drop)
        .map_err(database)
}

/// First and last UTC day with samples of each series, in one statement.
pub async fn extents(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<BTreeMap<String, (i64, i64)>> {
    let rows = sqlx::query("SELECT series, MIN(day), MAX(day) FROM chunk WHERE workspace_id = $1 GROUP BY series")
        .bind(workspace.as_str())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    let extent = |row: &AnyRow| Ok((row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?)));
    rows.iter().map(extent).collect::<sqlx::Result<_>>().map_err(database)
}

fn chunk(row: &AnyRow) -> Result<((i64, SourceId), Vec<Sample>)> {
    let (day, source): (i64, String) = (row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?);
    let samples: Vec<u8> = row.try_get(2).map_err(database)?;
    Ok(((day, SourceId::parse(&source)?), unpack_samples(&samples)?))
}
