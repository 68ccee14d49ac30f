//! Reports of months.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::ports::ReportRow;
use domain::report::{MonthReport, ReportFormat};
use domain::time::Month;

use crate::http::download::report_file;
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
    report_file(&state, &viewer, &month, ReportFormat::Pdf).await
}

/// The same as a workbook.
pub async fn xlsx(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Response, Problem> {
    report_file(&state, &viewer, &month, ReportFormat::Xlsx).await
}

/// Its ledger.
pub async fn csv(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Response, Problem> {
    report_file(&state, &viewer, &month, ReportFormat::Csv).await
}

/// To be booked.
pub async fn journal(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Response, Problem> {
    report_file(&state, &viewer, &month, ReportFormat::Journal).await
}
