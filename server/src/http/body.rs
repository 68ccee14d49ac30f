//! Bodies with a limit, read before anything looks into them.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_LENGTH;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Largest JSON body: 1 MiB.
pub const JSON_LIMIT: usize = 1 << 20;
/// Largest file of an import: 64 MiB.
pub const FILE_LIMIT: usize = 64 << 20;

/// The raw body, `LIMIT` bytes at most; more is answered with 413.
pub struct Limited<const LIMIT: usize>(pub Bytes);

impl<const LIMIT: usize, S: Send + Sync> FromRequest<S> for Limited<LIMIT> {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, Problem> {
        let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > LIMIT) {
            return Err(Problem::too_large(LIMIT));
        }
        // Only the limit or a broken connection end here, and nobody reads an answer on the latter.
        to_bytes(request.into_body(), LIMIT).await.map(Self).map_err(|_| Problem::too_large(LIMIT))
    }
}

impl<const LIMIT: usize> Limited<LIMIT> {
    /// The body as JSON.
    ///
    /// # Errors
    /// 400 for what is no JSON; 422 for JSON that does not fit, with the place.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.0).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => domain::Error::invalid(error.to_string()).into(),
            _ => Problem::malformed(format!("the body is not JSON: {error}")),
        })
    }
}
