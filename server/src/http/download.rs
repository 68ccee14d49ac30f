//! Files that a page links to.

use app::pages::sources::REJECTED_ROWS;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::ports::RejectedRow;
use domain::time::Month;

use super::problem::Problem;
use super::who::Who;
use crate::router::AppState;

/// `/reports/{month}/report.pdf` and `/sources/rejected-rows.csv`.
pub fn routes(state: AppState) -> Router {
    Router::new().route("/reports/{month}/report.pdf", get(report_pdf)).route(REJECTED_ROWS, get(rejected_rows)).with_state(state)
}

async fn report_pdf(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Response, Problem> {
    let month = Month::parse(&month)?;
    Ok(pdf_response(month, state.ports.reports.report_pdf(&viewer, month).await?))
}

/// The rejected rows of the reader's last import.
async fn rejected_rows(State(state): State<AppState>, Who(viewer): Who) -> Result<Response, Problem> {
    let report = state.ports.samples.last_import(&viewer).await?;
    let report = report.ok_or_else(|| domain::Error::not_found("import of yours since the program started", "rejected-rows.csv"))?;
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |row: &RejectedRow| format!("{},{},{}\r\n", row.line, cell(&row.column), cell(&row.reason));
    let csv = std::iter::once("line,column,reason\r\n".to_owned()).chain(report.rejected_rows.iter().map(line)).collect::<String>();
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"rejected-rows.csv\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, csv).into_response())
}

/// A PDF that the browser saves under the month's name.
pub fn pdf_response(month: Month, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"model-value-{month}.pdf\"")),
        (CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    (headers, bytes).into_response()
}
