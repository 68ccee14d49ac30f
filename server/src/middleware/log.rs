//! One line a request in the log, with an id that the answer carries too.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::http::metrics::Counters;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Counts and logs the request. The path is logged without its query: one-time links carry secrets there.
pub async fn log(State(counters): State<Arc<Counters>>, request: Request, next: Next) -> Response {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = format!("{:x}-{:x}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let (method, path, start) = (request.method().clone(), request.uri().path().to_owned(), Instant::now());
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    counters.count_answer(status);
    let took_ms = start.elapsed().as_millis() as u64;
    if status >= 500 {
        tracing::warn!(id, %method, path, status, took_ms, "answered");
    } else {
        tracing::debug!(id, %method, path, status, took_ms, "answered");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
