//! The close of a month: review, close, restate, reopen, what was issued, and whether a file is what was issued.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::close::{Answer, Challenge, Issue, NewChallenge};
use domain::ports::{CloseOrder, Review, Verdict};
use domain::report::{MonthReport, ReportFormat};
use domain::time::Month;
use serde::Deserialize;

use crate::http::body::{FILE_LIMIT, JSON_LIMIT, Limited};
use crate::http::download::saved;
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// Where the month stands, what blocks it, and the figures as the records have them now.
pub async fn review(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Json<Review>, Problem> {
    Ok(Json(state.ports.closing.review(&viewer, Month::parse(&month)?).await?))
}

/// Says that the month is prepared.
pub async fn put_in_review(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<StatusCode, Problem> {
    state.ports.closing.put_in_review(&viewer, Month::parse(&month)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes that back.
pub async fn withdraw_review(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<StatusCode, Problem> {
    state.ports.closing.withdraw_review(&viewer, Month::parse(&month)?).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Freezes the month as its next revision.
pub async fn close(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(month): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<Json<Issue>, Problem> {
    Ok(Json(state.ports.closing.close_month(&viewer, Month::parse(&month)?, body.json::<CloseOrder>()?).await?))
}

/// Posts what came after the close.
pub async fn restate(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(month): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<Json<Issue>, Problem> {
    Ok(Json(state.ports.closing.restate_month(&viewer, Month::parse(&month)?, body.json::<CloseOrder>()?).await?))
}

/// Why a month is opened again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reopening {
    reason: String,
}

/// Opens the newest closed month again.
pub async fn reopen(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(month): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<StatusCode, Problem> {
    state.ports.closing.reopen_month(&viewer, Month::parse(&month)?, &body.json::<Reopening>()?.reason).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Disputes a line.
pub async fn challenge(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path(month): Path<String>,
    body: Limited<JSON_LIMIT>,
) -> Result<Json<Challenge>, Problem> {
    Ok(Json(state.ports.closing.challenge_line(&viewer, Month::parse(&month)?, body.json::<NewChallenge>()?).await?))
}

/// The owner's answer.
pub async fn answer(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path((month, number)): Path<(String, u32)>,
    body: Limited<JSON_LIMIT>,
) -> Result<Json<Challenge>, Problem> {
    Ok(Json(state.ports.closing.answer_challenge(&viewer, Month::parse(&month)?, number, body.json::<Answer>()?).await?))
}

/// A revision as it was frozen.
pub async fn revision(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path((month, revision)): Path<(String, u32)>,
) -> Result<Json<MonthReport>, Problem> {
    Ok(Json(state.ports.closing.issued_report(&viewer, Month::parse(&month)?, revision).await?))
}

/// Its PDF, to the byte.
pub async fn revision_pdf(
    State(state): State<AppState>,
    Who(viewer): Who,
    Path((month, revision)): Path<(String, u32)>,
) -> Result<Response, Problem> {
    let month = Month::parse(&month)?;
    Ok(saved(month, ReportFormat::Pdf, state.ports.closing.issued_pdf(&viewer, month, revision).await?))
}

/// Is this file one that was issued?
pub async fn verify(State(state): State<AppState>, Who(_): Who, body: Limited<FILE_LIMIT>) -> Result<Json<Verdict>, Problem> {
    Ok(Json(state.ports.closing.verify_pdf(&body.0).await?))
}
