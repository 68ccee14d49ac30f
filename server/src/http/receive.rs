//! Series that other systems send in their own formats, each answered as its sender expects.

use axum::extract::State;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::Error;
use domain::ports::{Datadog, EventReceipt, Format, HookAnswer, Push, Receipt};
use serde_json::json;
use wire::otlp;
use wire::series::Rejected;

use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::http::who::Who;
use crate::router::AppState;

/// Largest body as sent: 32 MiB.
const SENT_MAX: usize = 32 << 20;
/// How long a sender is asked to wait when the store does not answer, in seconds.
const WAIT_S: &str = "5";

/// The routes.
pub fn routes(state: AppState) -> Router {
    Router::new()
        .route("/api/v1/write", post(remote_write))
        .route("/v1/metrics", post(otlp_metrics))
        .route("/api/v1/series", post(|state, who, headers, body| datadog(Datadog::SeriesV1, state, who, headers, body)))
        .route("/api/v2/series", post(|state, who, headers, body| datadog(Datadog::SeriesV2, state, who, headers, body)))
        .route("/api/v1/distribution_points", post(|state, who, headers, body| datadog(Datadog::Distributions, state, who, headers, body)))
        .route("/api/v1/check_run", post(|state, who, headers, body| datadog(Datadog::CheckRun, state, who, headers, body)))
        .route("/api/v1/events", post(datadog_event))
        .route("/api/v1/validate", get(async |Who(_): Who| Json(json!({ "valid": true }))))
        .with_state(state)
}

/// Prometheus remote-write. What is refused for good is 400, which senders do not repeat; while the store does not answer it is 503, which
/// they do.
async fn remote_write(state: State<AppState>, who: Who, headers: HeaderMap, body: Limited<SENT_MAX>) -> Response {
    let receipt = match receive(&state, &who, Format::RemoteWrite, &headers, &body).await {
        Ok(receipt) => receipt,
        Err(error) => return unavailable_or(error),
    };
    match receipt {
        Receipt::Taken { samples, histograms, exemplars: _, refused, reason } => {
            let count = |name, n: u64| (HeaderName::from_static(name), n.to_string());
            let written = [
                count("x-prometheus-remote-write-samples-written", samples.saturating_sub(refused)),
                count("x-prometheus-remote-write-histograms-written", histograms),
                // Exemplars are not kept.
                count("x-prometheus-remote-write-exemplars-written", 0),
            ];
            match reason {
                None => (StatusCode::NO_CONTENT, written).into_response(),
                Some(reason) => (StatusCode::BAD_REQUEST, written, partly(refused, &reason)).into_response(),
            }
        }
        Receipt::Refused { status, reason } => (code(status), reason).into_response(),
    }
}

/// OTLP/HTTP, answered in the request's own form.
async fn otlp_metrics(state: State<AppState>, who: Who, headers: HeaderMap, body: Limited<SENT_MAX>) -> Response {
    let form = otlp::Form::of(text(&headers, CONTENT_TYPE)).unwrap_or(otlp::Form::Json);
    let kind = [(CONTENT_TYPE, form.content_type())];
    match receive(&state, &who, Format::Otlp, &headers, &body).await {
        Ok(Receipt::Taken { refused, reason, .. }) => (kind, otlp::answer(&Rejected { count: refused, reason }, form)).into_response(),
        Ok(Receipt::Refused { status, reason }) => (code(status), kind, otlp::failure(&reason, form)).into_response(),
        Err(error @ Error::Unavailable { .. }) => {
            let body = otlp::failure(&error.to_string(), form);
            (StatusCode::SERVICE_UNAVAILABLE, kind, [(RETRY_AFTER, WAIT_S)], body).into_response()
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Datadog's intake: 202, with what went wrong in `errors`; a client does not repeat what was taken in part.
async fn datadog(address: Datadog, state: State<AppState>, who: Who, headers: HeaderMap, body: Limited<SENT_MAX>) -> Response {
    match receive(&state, &who, Format::Datadog(address), &headers, &body).await {
        Ok(Receipt::Taken { refused, reason, .. }) => {
            let errors: Vec<String> = reason.iter().map(|reason| partly(refused, reason)).collect();
            (StatusCode::ACCEPTED, Json(json!({ "status": "ok", "errors": errors }))).into_response()
        }
        Ok(Receipt::Refused { status, reason }) => (code(status), Json(json!({ "errors": [reason] }))).into_response(),
        Err(error) => unavailable_or(error),
    }
}

/// An event of Datadog's: 202, with what was understood; `note` says why it is not kept.
async fn datadog_event(State(state): State<AppState>, Who(viewer): Who, headers: HeaderMap, body: Limited<JSON_LIMIT>) -> Response {
    match state.ports.events.take_datadog_event(&viewer, text(&headers, CONTENT_ENCODING), &body.0).await {
        Ok(EventReceipt::Taken(HookAnswer { recorded, known, unclaimed, advice, .. })) => {
            let event = json!({ "recorded": recorded, "known": known, "unclaimed": unclaimed, "note": advice });
            (StatusCode::ACCEPTED, Json(json!({ "status": "ok", "event": event }))).into_response()
        }
        Ok(EventReceipt::Refused { status, reason }) => (code(status), Json(json!({ "errors": [reason] }))).into_response(),
        Err(error) => unavailable_or(error),
    }
}

async fn receive(
    State(state): &State<AppState>,
    Who(viewer): &Who,
    format: Format,
    headers: &HeaderMap,
    Limited(body): &Limited<SENT_MAX>,
) -> domain::Result<Receipt> {
    let (content_type, content_encoding) = (text(headers, CONTENT_TYPE), text(headers, CONTENT_ENCODING));
    state.ports.receiving.receive(viewer, Push { format, content_type, content_encoding, body }).await
}

/// While the store does not answer, or on a fault of ours, the sender is asked to send it again.
fn unavailable_or(error: Error) -> Response {
    let again = matches!(error, Error::Unavailable { .. });
    let mut answer = Problem::from(error).into_response();
    if again {
        answer.headers_mut().insert(RETRY_AFTER, axum::http::HeaderValue::from_static(WAIT_S));
    }
    answer
}

fn partly(refused: u64, reason: &str) -> String {
    format!("{refused} samples are not kept, the others are: {reason}")
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST)
}
