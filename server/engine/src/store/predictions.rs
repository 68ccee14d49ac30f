//! Predictions by id while labels are awaited, and what each local day of a service comes to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use domain::Result;
use domain::ids::{ServiceId, WorkspaceId};
use domain::prediction::{Case, Day};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::packed::{pack, unpack};
use super::raw::{ROWS, places};
use crate::error::{database, internal};

/// Cases of one statement that reads.
const BATCH: usize = 500;

/// The known ones of some cases.
pub async fn cases(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    service: &ServiceId,
    ids: &[&str],
) -> Result<HashMap<String, Case>> {
    let mut found = HashMap::new();
    for batch in ids.chunks(BATCH) {
        let sql = format!("SELECT id, body FROM prediction WHERE workspace_id = $1 AND service = $2 AND id IN ({})", list(batch.len()));
        let query = sqlx::query(AssertSqlSafe(sql)).bind(workspace.as_str()).bind(service.as_str());
        let query = batch.iter().fold(query, |query, id| query.bind(*id));
        for row in query.fetch_all(&mut *connection).await.map_err(database)? {
            let (id, body): (String, Vec<u8>) = (row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?);
            found.insert(id, unpack(&body)?);
        }
    }
    Ok(found)
}

/// Writes cases; `day` is the one by which they are forgotten.
pub async fn put_cases(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    service: &ServiceId,
    cases: &[(&str, NaiveDate, &Case)],
) -> Result<()> {
    for batch in cases.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO prediction (workspace_id, service, id, day, body) VALUES {} \
             ON CONFLICT (workspace_id, service, id) DO UPDATE SET day = excluded.day, body = excluded.body",
            places(batch.len(), 4)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(workspace.as_str());
        for (id, day, case) in batch {
            query = query.bind(service.as_str()).bind(*id).bind(number(*day)).bind(pack(case)?);
        }
        query.execute(&mut *connection).await.map_err(database)?;
    }
    Ok(())
}

/// Forgets the cases of days before one; what they came to stays.
pub async fn forget(connection: &mut AnyConnection, workspace: &WorkspaceId, service: &ServiceId, before: NaiveDate) -> Result<()> {
    let delete = sqlx::query("DELETE FROM prediction WHERE workspace_id = $1 AND service = $2 AND day < $3");
    let delete = delete.bind(workspace.as_str()).bind(service.as_str()).bind(number(before));
    delete.execute(connection).await.map(drop).map_err(database)
}

/// Some days, of those that have any case.
pub async fn days(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    service: &ServiceId,
    wanted: &BTreeSet<NaiveDate>,
) -> Result<BTreeMap<NaiveDate, Day>> {
    let (mut found, wanted) = (BTreeMap::new(), wanted.iter().map(|day| number(*day)).collect::<Vec<_>>());
    for batch in wanted.chunks(BATCH) {
        let sql =
            format!("SELECT day, body FROM prediction_day WHERE workspace_id = $1 AND service = $2 AND day IN ({})", list(batch.len()));
        let query = sqlx::query(AssertSqlSafe(sql)).bind(workspace.as_str()).bind(service.as_str());
        let query = batch.iter().fold(query, |query, day| query.bind(*day));
        for row in query.fetch_all(&mut *connection).await.map_err(database)? {
            let (day, read) = read(&row)?;
            found.insert(day, read);
        }
    }
    Ok(found)
}

/// Days from one to another, both included.
pub async fn between(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    service: &ServiceId,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<BTreeMap<NaiveDate, Day>> {
    let query = sqlx::query("SELECT day, body FROM prediction_day WHERE workspace_id = $1 AND service = $2 AND day >= $3 AND day <= $4");
    let query = query.bind(workspace.as_str()).bind(service.as_str()).bind(number(first)).bind(number(last));
    query.fetch_all(connection).await.map_err(database)?.iter().map(read).collect()
}

/// Every day of a service.
pub async fn all_days(connection: &mut AnyConnection, workspace: &WorkspaceId, service: &ServiceId) -> Result<BTreeMap<NaiveDate, Day>> {
    let query = sqlx::query("SELECT day, body FROM prediction_day WHERE workspace_id = $1 AND service = $2");
    let query = query.bind(workspace.as_str()).bind(service.as_str());
    query.fetch_all(connection).await.map_err(database)?.iter().map(read).collect()
}

/// Writes what a day comes to; one without a case has no row.
pub async fn put_day(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    service: &ServiceId,
    day: NaiveDate,
    cases: &Day,
) -> Result<()> {
    let query = if cases.n() == 0 {
        sqlx::query("DELETE FROM prediction_day WHERE workspace_id = $1 AND service = $2 AND day = $3")
            .bind(workspace.as_str())
            .bind(service.as_str())
            .bind(number(day))
    } else {
        sqlx::query(
            "INSERT INTO prediction_day (workspace_id, service, day, body) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (workspace_id, service, day) DO UPDATE SET body = excluded.body",
        )
        .bind(workspace.as_str())
        .bind(service.as_str())
        .bind(number(day))
        .bind(pack(cases)?)
    };
    query.execute(connection).await.map(drop).map_err(database)
}

/// `$3, $4, …`
fn list(n: usize) -> String {
    (0..n).map(|place| format!("${}", place + 3)).collect::<Vec<_>>().join(", ")
}

fn number(day: NaiveDate) -> i64 {
    day.num_days_from_ce().into()
}

fn read(row: &AnyRow) -> Result<(NaiveDate, Day)> {
    let (day, body): (i64, Vec<u8>) = (row.try_get(0).map_err(database)?, row.try_get(1).map_err(database)?);
    let day = i32::try_from(day).ok().and_then(NaiveDate::from_num_days_from_ce_opt).ok_or_else(|| internal("day of predictions", day))?;
    Ok((day, unpack(&body)?))
}
