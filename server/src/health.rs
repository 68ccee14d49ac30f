//! `/healthz` (the process answers) and `/readyz` (it may be sent requests).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Whether the program takes new work; shared by the router and the one who stops it.
#[derive(Clone, Debug, Default)]
pub struct Readiness {
    stopping: Arc<AtomicBool>,
}

impl Readiness {
    /// From now on `/readyz` answers 503, so that a load balancer looks elsewhere.
    pub fn set_stopping(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// True until the program was told to stop.
    pub fn is_ready(&self) -> bool {
        !self.stopping.load(Ordering::Acquire)
    }
}

/// The two routes.
pub fn routes(readiness: Readiness) -> Router {
    Router::new().route("/healthz", get(|| async { answer(StatusCode::OK, "ok\n") })).route("/readyz", get(readyz)).with_state(readiness)
}

async fn readyz(State(readiness): State<Readiness>) -> Response {
    if readiness.is_ready() { answer(StatusCode::OK, "ready\n") } else { answer(StatusCode::SERVICE_UNAVAILABLE, "stopping\n") }
}

fn answer(status: StatusCode, text: &'static str) -> Response {
    (status, [(CACHE_CONTROL, "no-store")], text).into_response()
}
