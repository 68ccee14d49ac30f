//! Errors of the JSON API as problem details (RFC 9457).

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use domain::Error;
use serde::Serialize;

/// An error on its way out, with its HTTP status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    error: Error,
}

/// The body (RFC 9457 §3), with the field at fault as an extension member.
#[derive(Debug, Serialize)]
struct Details {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Problem {
    /// A body that is not what its content type says.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error: Error::invalid(message) }
    }

    /// A body over the limit.
    pub fn too_large(limit: usize) -> Self {
        let message = format!("the body is larger than {} bytes: send it in several parts", limit);
        Self { status: StatusCode::PAYLOAD_TOO_LARGE, error: Error::invalid(message) }
    }

    /// A form or call that another site sent in the reader's name.
    pub fn cross_site() -> Self {
        let who = "request from this site: open the page here and send it again".to_owned();
        Self { status: StatusCode::FORBIDDEN, error: Error::conflict(format!("a change needs a {who}")) }
    }

    /// A webhook of somebody who shows neither a token nor the right signature.
    pub fn unsigned() -> Self {
        let message = "send a token as “Authorization: Bearer …”, or sign with the secret that is kept for the source which ?source= names";
        Self { status: StatusCode::UNAUTHORIZED, error: Error::conflict(message) }
    }

    /// What is wrong.
    #[cfg(test)]
    pub(crate) fn error(&self) -> &Error {
        &self.error
    }

    fn kind(&self) -> (&'static str, &'static str) {
        match (&self.error, self.status) {
            (_, StatusCode::PAYLOAD_TOO_LARGE) => ("urn:modelworth:problem:too-large", "The body is too large"),
            (_, StatusCode::BAD_REQUEST) => ("urn:modelworth:problem:malformed", "The body cannot be read"),
            (_, StatusCode::UNAUTHORIZED) => ("urn:modelworth:problem:signed-out", "Nobody is signed in"),
            (_, StatusCode::FORBIDDEN) => ("urn:modelworth:problem:forbidden", "This role may not do it"),
            (Error::Invalid { .. }, _) => ("urn:modelworth:problem:invalid", "The input is wrong"),
            (Error::NotFound { .. }, _) => ("urn:modelworth:problem:not-found", "There is no such thing"),
            (Error::Forbidden { .. }, _) => ("urn:modelworth:problem:forbidden", "This role may not do it"),
            (Error::SignedOut, _) => ("urn:modelworth:problem:signed-out", "Nobody is signed in"),
            (Error::Conflict { .. }, _) => ("urn:modelworth:problem:conflict", "The state forbids it"),
            (Error::Unavailable { .. }, _) => ("urn:modelworth:problem:unavailable", "Something outside does not answer"),
            (Error::Internal { .. }, _) => ("urn:modelworth:problem:internal", "A fault on our side"),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, error }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (r#type, title) = self.kind();
        let field = match &self.error {
            Error::Invalid { field, .. } => field.clone(),
            _ => None,
        };
        let detail = match &self.error {
            Error::SignedOut => "send a session cookie, or a token as “Authorization: Bearer …”".to_owned(),
            error => error.to_string(),
        };
        let body = Json(Details { r#type, title, status: self.status.as_u16(), detail, field });
        let mut response = (self.status, [(CONTENT_TYPE, "application/problem+json"), (CACHE_CONTROL, "no-store")], body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, axum::http::HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    async fn body(problem: Problem) -> serde_json::Value {
        let bytes = axum::body::to_bytes(problem.into_response().into_body(), 10_000).await.unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[tokio::test]
    async fn a_problem_names_status_detail_and_field() {
        let body = body(Error::field("month", "“x” is not a month").into()).await;
        assert_eq!(
            body,
            serde_json::json!({"type": "urn:modelworth:problem:invalid", "title": "The input is wrong", "status": 422,
                "detail": "“x” is not a month", "field": "month"})
        );
    }

    #[test]
    fn the_content_type_is_that_of_the_standard() {
        let response = Problem::from(Error::SignedOut).into_response();
        assert_eq!(response.status(), 401);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        assert_eq!(response.headers()[WWW_AUTHENTICATE], "Bearer");
        assert_eq!(Problem::too_large(5).into_response().status(), 413);
        assert_eq!(Problem::malformed("x").into_response().status(), 400);
    }
}
