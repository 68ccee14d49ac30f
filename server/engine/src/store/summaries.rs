//! Roll-ups: the slots of a UTC day and the summary of a local month.

use std::collections::BTreeMap;

use domain::Result;
use domain::ids::WorkspaceId;
use domain::sample::{DaySlots, MonthSummary, SeriesKey};
use domain::time::Month;
use sqlx::{AnyConnection, Row};

use super::dialect::embedded;
use super::packed::{pack, unpack};
use crate::error::database;

/// Month summaries of every series from one month to another, in one statement.
pub async fn months(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    first: Month,
    last: Month,
) -> Result<BTreeMap<(SeriesKey, Month), MonthSummary>> {
    let rows = sqlx::query("SELECT series, month, body FROM month_summary WHERE workspace_id = $1 AND month >= $2 AND month <= $3")
        .bind(workspace.as_str())
        .bind(first.to_string())
        .bind(last.to_string())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    let mut summaries = BTreeMap::new();
    for row in rows {
        let (series, month): (String, String) = (row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?);
        let body: Vec<u8> = row.try_get(2).map_err(database)?;
        // A series that was taken out of the catalogue keeps its rows and is not shown.
        if let Ok(series) = SeriesKey::parse(&series) {
            summaries.insert((series, Month::parse(&month)?), unpack(&body)?);
        }
    }
    Ok(summaries)
}

/// Month summaries of one series from one month to another.
pub async fn months_of(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    first: Month,
    last: Month,
) -> Result<BTreeMap<Month, MonthSummary>> {
    let sql = "SELECT month, body FROM month_summary WHERE workspace_id = $1 AND month >= $2 AND month <= $3 AND series = $4";
    let query = sqlx::query(sql).bind(workspace.as_str()).bind(first.to_string()).bind(last.to_string()).bind(series.to_string());
    let rows = query.fetch_all(connection).await.map_err(database)?;
    let read = |row: &sqlx::any::AnyRow| {
        let (month, body): (String, Vec<u8>) = (row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?);
        Ok((Month::parse(&month)?, unpack(&body)?))
    };
    rows.iter().map(read).collect()
}

/// Months that have a summary of any series, oldest first.
pub async fn recorded_months(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<Vec<Month>> {
    let rows = sqlx::query("SELECT DISTINCT month FROM month_summary WHERE workspace_id = $1 ORDER BY month")
        .bind(workspace.as_str())
        .fetch_all(connection)
        .await
        .map_err(database)?;
    rows.iter().map(|row| Month::parse(&row.try_get::<String, _>(0).map_err(database)?)).collect()
}

/// Slots of some series from one UTC day to another, both included, in one statement.
pub async fn day_slots(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &[SeriesKey],
    first_day: i64,
    last_day: i64,
) -> Result<BTreeMap<SeriesKey, BTreeMap<i64, DaySlots>>> {
    let mut found: BTreeMap<SeriesKey, BTreeMap<i64, DaySlots>> = BTreeMap::new();
    if series.is_empty() {
        return Ok(found);
    }
    let places: Vec<String> = (0..series.len()).map(|index| format!("${}", index + 4)).collect();
    let sql = format!(
        "SELECT series, day, slots FROM day_slots WHERE workspace_id = $1 AND day >= $2 AND day <= $3 AND series IN ({})",
        places.join(", ")
    );
    let mut query = sqlx::query(embedded(&sql)).bind(workspace.as_str()).bind(first_day).bind(last_day);
    for key in series {
        query = query.bind(key.to_string());
    }
    for row in query.fetch_all(connection).await.map_err(database)? {
        let (key, day): (String, i64) = (row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?);
        let slots: Vec<u8> = row.try_get(2).map_err(database)?;
        found.entry(SeriesKey::parse(&key)?).or_default().insert(day, unpack(&slots)?);
    }
    Ok(found)
}

/// Writes a day's slots; a day without any has no row.
pub async fn put_day(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    day: i64,
    slots: &DaySlots,
) -> Result<()> {
    let query = if slots.slots.is_empty() {
        sqlx::query("DELETE FROM day_slots WHERE workspace_id = $1 AND series = $2 AND day = $3")
            .bind(workspace.as_str())
            .bind(series.to_string())
            .bind(day)
    } else {
        sqlx::query(
            "INSERT INTO day_slots (workspace_id, series, day, slots) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace_id, series, day) DO UPDATE SET slots = excluded.slots",
        )
        .bind(workspace.as_str())
        .bind(series.to_string())
        .bind(day)
        .bind(pack(slots)?)
    };
    query.execute(connection).await.map_err(database)?;
    Ok(())
}

/// Writes a month's summary; a month without any slot has no row.
pub async fn put_month(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    month: Month,
    summary: Option<&MonthSummary>,
) -> Result<()> {
    let query = match summary {
        None => sqlx::query("DELETE FROM month_summary WHERE workspace_id = $1 AND month = $2 AND series = $3")
            .bind(workspace.as_str())
            .bind(month.to_string())
            .bind(series.to_string()),
        Some(summary) => sqlx::query(
            "INSERT INTO month_summary (workspace_id, month, series, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace_id, month, series) DO UPDATE SET body = excluded.body",
        )
        .bind(workspace.as_str())
        .bind(month.to_string())
        .bind(series.to_string())
        .bind(pack(summary)?),
    };
    query.execute(connection).await.map_err(database)?;
    Ok(())
}
