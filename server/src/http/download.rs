//! Files that a page links to.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::time::Month;

use super::problem::Problem;
use super::who::Who;
use crate::router::AppState;

/// `/reports/{month}/report.pdf`.
pub fn routes(state: AppState) -> Router {
    Router::new().route("/reports/{month}/report.pdf", get(report_pdf)).with_state(state)
}

async fn report_pdf(State(state): State<AppState>, Who(viewer): Who, Path(month): Path<String>) -> Result<Response, Problem> {
    let month = Month::parse(&month)?;
    Ok(pdf_response(month, state.ports.reports.report_pdf(&viewer, month).await?))
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
