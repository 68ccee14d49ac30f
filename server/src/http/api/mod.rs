//! `/api/v1`: everything the pages can do, for programs. Each handler asks one port; who asks is checked before the body is read.

mod baselines;
mod closing;
mod configuration;
mod events;
mod evidence;
mod imports;
mod predictions;
mod preview;
mod reading;
mod reports;
mod samples;
mod series;
mod sharing;
mod sources;

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use domain::Error;

use super::problem::Problem;
use crate::router::AppState;

/// One operation: its path as axum writes it, its method and its handler.
type Operation = (&'static str, Method, MethodRouter<AppState>);

/// Every operation. `/api/openapi.json` describes exactly these.
fn operations() -> Vec<Operation> {
    vec![
        ("/api/v1/samples", Method::POST, post(samples::write)),
        ("/api/v1/predictions", Method::POST, post(predictions::write)),
        ("/api/v1/services/{service}/events", Method::POST, post(events::write)),
        ("/api/v1/services/{service}/events", Method::GET, get(events::of_service)),
        ("/api/v1/services/{service}/incidents/link", Method::PUT, axum::routing::put(events::link)),
        ("/api/v1/mappings/preview", Method::POST, post(preview::evaluate)),
        ("/api/v1/tests/evaluate", Method::POST, post(evidence::evaluate)),
        ("/api/v1/evidence", Method::GET, get(evidence::all)),
        ("/api/v1/overview", Method::GET, get(reading::overview)),
        ("/api/v1/services", Method::GET, get(reading::services)),
        ("/api/v1/services/{service}", Method::GET, get(reading::service)),
        ("/api/v1/services/{service}/predictions", Method::GET, get(predictions::month)),
        ("/api/v1/value-map", Method::GET, get(reading::value_map)),
        ("/api/v1/drivers", Method::GET, get(reading::drivers)),
        ("/api/v1/baselines/windows", Method::GET, get(baselines::windows)),
        ("/api/v1/series/{owner}/{name}", Method::GET, get(series::month)),
        ("/api/v1/series/{owner}/{name}/samples", Method::GET, get(series::samples)),
        ("/api/v1/audit", Method::GET, get(reading::audit)),
        ("/api/v1/reports", Method::GET, get(reports::list)),
        ("/api/v1/reports/{month}", Method::GET, get(reports::month)),
        ("/api/v1/reports/{month}/pdf", Method::GET, get(reports::pdf)),
        ("/api/v1/reports/{month}/xlsx", Method::GET, get(reports::xlsx)),
        ("/api/v1/reports/{month}/csv", Method::GET, get(reports::csv)),
        ("/api/v1/reports/{month}/journal", Method::GET, get(reports::journal)),
        ("/api/v1/reports/{month}/review", Method::GET, get(closing::review)),
        ("/api/v1/reports/{month}/review", Method::PUT, axum::routing::put(closing::put_in_review)),
        ("/api/v1/reports/{month}/review", Method::DELETE, axum::routing::delete(closing::withdraw_review)),
        ("/api/v1/reports/{month}/close", Method::POST, post(closing::close)),
        ("/api/v1/reports/{month}/restate", Method::POST, post(closing::restate)),
        ("/api/v1/reports/{month}/reopen", Method::POST, post(closing::reopen)),
        ("/api/v1/reports/{month}/challenges", Method::POST, post(closing::challenge)),
        ("/api/v1/reports/{month}/challenges/{number}/answer", Method::POST, post(closing::answer)),
        ("/api/v1/reports/{month}/revisions/{revision}", Method::GET, get(closing::revision)),
        ("/api/v1/reports/{month}/revisions/{revision}/pdf", Method::GET, get(closing::revision_pdf)),
        ("/api/v1/reports/{month}/shares", Method::GET, get(sharing::list)),
        ("/api/v1/reports/{month}/shares", Method::POST, post(sharing::add)),
        ("/api/v1/reports/{month}/shares/{share}", Method::DELETE, axum::routing::delete(sharing::revoke)),
        ("/api/v1/verify", Method::POST, post(closing::verify)),
        ("/api/v1/configuration", Method::GET, get(configuration::export)),
        ("/api/v1/configuration", Method::POST, post(configuration::apply)),
        ("/api/v1/imports/samples", Method::POST, post(imports::samples)),
        ("/api/v1/imports/kpis", Method::POST, post(imports::kpis)),
        ("/api/v1/imports/rates", Method::POST, post(imports::rates)),
        ("/api/v1/imports/predictions", Method::POST, post(predictions::import)),
        ("/api/v1/imports/costs", Method::POST, post(imports::costs)),
        ("/api/v1/imports/wandb", Method::POST, post(imports::wandb)),
        ("/api/v1/imports/clearml", Method::POST, post(imports::clearml)),
        ("/api/v1/imports/tests", Method::POST, post(imports::tests)),
        ("/api/v1/sources", Method::GET, get(sources::list)),
        ("/api/v1/sources/look", Method::POST, post(sources::look)),
        ("/api/v1/sources/{source}/test", Method::POST, post(sources::test)),
        ("/api/v1/sources/{source}/secret", Method::PUT, axum::routing::put(sources::set_secret)),
        ("/api/v1/sources/{source}/experiments", Method::GET, get(evidence::experiments)),
        ("/api/v1/sources/{source}/experiments", Method::POST, post(evidence::take_over)),
        ("/api/v1/sources/{source}/webhook-secret", Method::PUT, axum::routing::put(sources::set_webhook_secret)),
        ("/api/v1/sources/{source}/back-fill", Method::POST, post(sources::back_fill)),
    ]
}

/// Path and method of every operation, for the description and its test.
pub fn paths() -> Vec<(&'static str, Method)> {
    operations().into_iter().map(|(path, method, _)| (path, method)).collect()
}

/// The routes; any other address or method under `/api/v1` is a problem document too.
pub fn routes(state: AppState) -> Router {
    let mut router = Router::new();
    for (path, _, handler) in operations() {
        router = router.route(path, handler);
    }
    router.route("/api/v1/{*rest}", axum::routing::any(nothing_here)).method_not_allowed_fallback(wrong_method).with_state(state)
}

async fn nothing_here(uri: axum::http::Uri) -> Problem {
    Error::not_found("operation", uri.path()).into()
}

async fn wrong_method() -> Response {
    let problem = Problem::from(Error::invalid("this address takes another method; /api/openapi.json lists them"));
    let mut response = problem.into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// `?month=2026-10`, as most readings take it.
#[derive(Debug, Default, serde::Deserialize)]
struct InMonth {
    month: Option<String>,
}

impl InMonth {
    fn parse(&self) -> domain::Result<Option<domain::time::Month>> {
        self.month.as_deref().map(domain::time::Month::parse).transpose()
    }
}
