//! Reports of months.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::ports::ReportRow;
use domain::report::MonthReport;
use domain::time::Month;

use crate::http::download::pdf_response;
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// Months with anything to report, newest first.
pub async fn list(State(state): State<AppState>, Who(viewer): Who) -> Result<Json<Vec<ReportRow>>, Problem> {
    Ok(Json(state.ports.reports.months(&viewer).await?))
}

/// The content of a month's report.
pub async fn month(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Json<MonthReport>, Problem> {
    Ok(Json(state.ports.reports.month_report(&viewer, Month::parse(&month)?).await?))
}

/// The same as PDF.
pub async fn pdf(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Response, Problem> {
    let month = Month::parse(&month)?;
    Ok(pdf_response(month, state.ports.reports.report_pdf(&viewer, month).await?))
}
