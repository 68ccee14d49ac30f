//! Months in review, and what was issued of closed ones. An issued row is never written again.

use std::collections::BTreeMap;

use domain::Result;
use domain::close::{Challenge, Closed, Issue, Prepared};
use domain::ids::WorkspaceId;
use domain::ports::Revision;
use domain::time::Month;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

use crate::error::{database, internal};

/// A revision as it is written.
pub struct NewRevision<'a> {
    pub month: Month,
    pub snapshot: &'a str,
    pub pdf_sha256: &'a str,
    pub issue: &'a Issue,
    pub closed: &'a Closed,
    /// JSON of the report.
    pub report: &'a [u8],
    pub pdf: &'a [u8],
}

/// Who prepared which month.
pub async fn reviews(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<BTreeMap<Month, Prepared>> {
    let query = sqlx::query("SELECT month, body FROM review WHERE workspace_id = $1");
    let rows = query.bind(workspace.as_str()).fetch_all(connection).await.map_err(database)?;
    rows.iter().map(|row| Ok((month(row, 0)?, read(&text(row, 1)?)?))).collect()
}

/// Puts a month in review, or, with none, takes it out.
pub async fn put_review(connection: &mut AnyConnection, workspace: &WorkspaceId, month: Month, prepared: Option<&Prepared>) -> Result<()> {
    let delete = sqlx::query("DELETE FROM review WHERE workspace_id = $1 AND month = $2");
    delete.bind(workspace.as_str()).bind(month.to_string()).execute(&mut *connection).await.map_err(database)?;
    let Some(prepared) = prepared else { return Ok(()) };
    let insert = sqlx::query("INSERT INTO review (workspace_id, month, body) VALUES ($1, $2, $3)");
    insert.bind(workspace.as_str()).bind(month.to_string()).bind(write(prepared)?).execute(connection).await.map(drop).map_err(database)
}

/// Disputed lines of each month, oldest first.
pub async fn challenges(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<BTreeMap<Month, Vec<Challenge>>> {
    let query = sqlx::query("SELECT month, body FROM challenge WHERE workspace_id = $1 ORDER BY month, number");
    let rows = query.bind(workspace.as_str()).fetch_all(connection).await.map_err(database)?;
    let mut found: BTreeMap<Month, Vec<Challenge>> = BTreeMap::new();
    for row in &rows {
        found.entry(month(row, 0)?).or_default().push(read(&text(row, 1)?)?);
    }
    Ok(found)
}

/// Writes a challenge, or it with its answer.
pub async fn put_challenge(connection: &mut AnyConnection, workspace: &WorkspaceId, month: Month, challenge: &Challenge) -> Result<()> {
    sqlx::query(
        "INSERT INTO challenge (workspace_id, month, number, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (workspace_id, month, number) DO UPDATE SET body = excluded.body",
    )
    .bind(workspace.as_str())
    .bind(month.to_string())
    .bind(i64::from(challenge.number))
    .bind(write(challenge)?)
    .execute(connection)
    .await
    .map(drop)
    .map_err(database)
}

/// The revision that stands, of each closed month: the newest, unless the month was opened again.
pub async fn standing(connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<BTreeMap<Month, u32>> {
    let query = sqlx::query(
        "SELECT month, MAX(revision) FROM issued WHERE workspace_id = $1 AND NOT EXISTS \
         (SELECT 1 FROM review WHERE review.workspace_id = issued.workspace_id AND review.month = issued.month) GROUP BY month",
    );
    let rows = query.bind(workspace.as_str()).fetch_all(connection).await.map_err(database)?;
    rows.iter().map(|row| Ok((month(row, 0)?, number(row, 1)?))).collect()
}

/// What later months read of the revisions of some months.
pub async fn closed(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    first: Month,
    last: Month,
) -> Result<BTreeMap<(Month, u32), Closed>> {
    let query = sqlx::query("SELECT month, revision, closed FROM issued WHERE workspace_id = $1 AND month >= $2 AND month <= $3");
    let query = query.bind(workspace.as_str()).bind(first.to_string()).bind(last.to_string());
    let rows = query.fetch_all(connection).await.map_err(database)?;
    let closed = |row: &AnyRow| Ok(((month(row, 0)?, number(row, 1)?), bytes(row, 2)?));
    rows.iter().map(closed).map(|row: Result<_>| row.and_then(|(key, body)| Ok((key, read_bytes(&body)?)))).collect()
}

/// A month's revisions, newest first.
pub async fn revisions(connection: &mut AnyConnection, workspace: &WorkspaceId, of: Month) -> Result<Vec<Revision>> {
    let query = sqlx::query("SELECT snapshot, pdf_sha256, issue FROM issued WHERE workspace_id = $1 AND month = $2 ORDER BY revision DESC");
    let rows = query.bind(workspace.as_str()).bind(of.to_string()).fetch_all(connection).await.map_err(database)?;
    rows.iter().map(|row| Ok(Revision { snapshot: text(row, 0)?, pdf_sha256: text(row, 1)?, issue: read(&text(row, 2)?)? })).collect()
}

/// The JSON of a revision's report.
pub async fn report(connection: &mut AnyConnection, workspace: &WorkspaceId, of: Month, revision: u32) -> Result<Option<Vec<u8>>> {
    let select = "SELECT report FROM issued WHERE workspace_id = $1 AND month = $2 AND revision = $3";
    document(connection, select, workspace, of, revision).await
}

/// A revision's PDF.
pub async fn pdf(connection: &mut AnyConnection, workspace: &WorkspaceId, of: Month, revision: u32) -> Result<Option<Vec<u8>>> {
    let select = "SELECT pdf FROM issued WHERE workspace_id = $1 AND month = $2 AND revision = $3";
    document(connection, select, workspace, of, revision).await
}

async fn document(
    connection: &mut AnyConnection,
    select: &'static str,
    workspace: &WorkspaceId,
    of: Month,
    revision: u32,
) -> Result<Option<Vec<u8>>> {
    let query = sqlx::query(select).bind(workspace.as_str()).bind(of.to_string()).bind(i64::from(revision));
    query.fetch_optional(connection).await.map_err(database)?.as_ref().map(|row| bytes(row, 0)).transpose()
}

/// The revision whose report has this SHA-256, or whose PDF has.
pub async fn find(connection: &mut AnyConnection, workspace: &WorkspaceId, sha256: &str) -> Result<Option<(Month, Issue)>> {
    let query = sqlx::query("SELECT month, issue FROM issued WHERE workspace_id = $1 AND (snapshot = $2 OR pdf_sha256 = $2)");
    let row = query.bind(workspace.as_str()).bind(sha256).fetch_optional(connection).await.map_err(database)?;
    row.as_ref().map(|row| Ok((month(row, 0)?, read(&text(row, 1)?)?))).transpose()
}

/// Writes a revision; two of the same number cannot be written.
pub async fn add(connection: &mut AnyConnection, workspace: &WorkspaceId, new: NewRevision<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO issued (workspace_id, month, revision, snapshot, pdf_sha256, issue, closed, report, pdf) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(workspace.as_str())
    .bind(new.month.to_string())
    .bind(i64::from(new.issue.revision))
    .bind(new.snapshot)
    .bind(new.pdf_sha256)
    .bind(write(new.issue)?)
    .bind(write(new.closed)?.into_bytes())
    .bind(new.report)
    .bind(new.pdf)
    .execute(connection)
    .await
    .map(drop)
    .map_err(database)
}

fn text(row: &AnyRow, index: usize) -> Result<String> {
    row.try_get(index).map_err(database)
}

fn bytes(row: &AnyRow, index: usize) -> Result<Vec<u8>> {
    row.try_get(index).map_err(database)
}

fn month(row: &AnyRow, index: usize) -> Result<Month> {
    Month::parse(&text(row, index)?)
}

fn number(row: &AnyRow, index: usize) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(index).map_err(database)?).map_err(|fault| internal("issued report", fault))
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T> {
    read_bytes(json.as_bytes())
}

/// A stored document.
pub fn read_bytes<T: serde::de::DeserializeOwned>(json: &[u8]) -> Result<T> {
    serde_json::from_slice(json).map_err(|fault| internal("issued report", fault))
}

fn write<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|fault| internal("issued report", fault))
}
