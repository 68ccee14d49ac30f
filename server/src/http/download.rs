//! Files that a page links to.

use app::pages::sources::REJECTED_ROWS;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::access::Viewer;
use domain::ports::RejectedRow;
use domain::report::ReportFormat;
use domain::time::Month;

use super::problem::Problem;
use super::who::Who;
use crate::router::AppState;

/// `/reports/{month}/report.pdf` and the report's other forms, and `/sources/rejected-rows.csv`.
pub fn routes(state: AppState) -> Router {
    let mut router = Router::new().route(REJECTED_ROWS, get(rejected_rows));
    for format in ReportFormat::ALL {
        let download = move |State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>| async move {
            report_file(&state, &viewer, &month, format).await
        };
        router = router.route(&format!("/reports/{{month}}/{}", format.address()), get(download));
    }
    router.route("/share/{secret}/report.pdf", get(shared_pdf)).with_state(state)
}

/// The PDF behind a link, for who holds it.
async fn shared_pdf(State(state): State<AppState>, Path(secret): Path<String>) -> Result<Response, Problem> {
    let (month, bytes) = state.ports.sharing.open_share_pdf(&secret).await?;
    Ok(saved(month, ReportFormat::Pdf, bytes))
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

/// A report in one of its forms, which the browser saves under the month's name.
///
/// # Errors
/// What is no month, and whatever keeps the report from being written in that form.
pub async fn report_file(state: &AppState, viewer: &Viewer, month: &str, format: ReportFormat) -> Result<Response, Problem> {
    let month = Month::parse(month)?;
    Ok(saved(month, format, state.ports.reports.report_file(viewer, month, format).await?))
}

/// A file that the browser saves under the month's name.
pub fn saved(month: Month, format: ReportFormat, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", format.file_name(month))),
        (CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    (headers, bytes).into_response()
}
