//! Answers in Prometheus' envelope, packed where the client takes it.

use std::convert::Infallible;
use std::io::Write;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Error;
use domain::ports::QueryError;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Smaller answers are sent as they are: they fit into one packet.
const PACKED_FROM: usize = 1_400;

/// An answer, ready to be sent.
pub type Answer = Response;

/// Whether the client takes gzip.
pub struct Gzip(bool);

impl<S: Send + Sync> FromRequestParts<S> for Gzip {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let accepted = parts.headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self(accepted.split(',').any(takes_gzip)))
    }
}

fn takes_gzip(offer: &str) -> bool {
    let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
    let refused = weight.trim().strip_prefix("q=").is_some_and(|weight| weight.trim().parse() == Ok(0.0));
    name.trim().eq_ignore_ascii_case("gzip") && !refused
}

impl Gzip {
    /// The envelope around `data`, or around what is wrong.
    pub async fn answer(self, data: impl Future<Output = Result<String, QueryError>>) -> Answer {
        match data.await {
            Ok(data) => self.sent(success(&data)),
            Err(error) => failure(&error),
        }
    }

    fn sent(self, body: String) -> Answer {
        if !self.0 || body.len() < PACKED_FROM {
            return json(StatusCode::OK, body.into_bytes());
        }
        let mut packing = GzEncoder::new(Vec::with_capacity(body.len() / 8), Compression::fast());
        // Writing into memory does not fail; if it did, the body as it is would do as well.
        let Ok(packed) = packing.write_all(body.as_bytes()).and_then(|()| packing.finish()) else {
            return json(StatusCode::OK, body.into_bytes());
        };
        let mut response = json(StatusCode::OK, packed);
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response
    }
}

/// An answer that is always the same.
pub fn fixed(data: &str) -> Answer {
    json(StatusCode::OK, success(data).into_bytes())
}

fn success(data: &str) -> String {
    const OPEN: &str = r#"{"status":"success","data":"#;
    let mut body = String::with_capacity(OPEN.len() + data.len() + 1);
    body.push_str(OPEN);
    body.push_str(data);
    body.push('}');
    body
}

/// What is wrong, by the kinds and statuses that Prometheus uses.
pub fn failure(error: &QueryError) -> Answer {
    let (status, kind) = match error {
        QueryError::BadData(_) => (StatusCode::BAD_REQUEST, "bad_data"),
        QueryError::Execution(_) => (StatusCode::UNPROCESSABLE_ENTITY, "execution"),
        QueryError::Failed(Error::Unavailable { .. }) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        QueryError::Failed(error) => (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), "internal"),
    };
    let body = serde_json::json!({"status": "error", "errorType": kind, "error": error.to_string()});
    json(status, body.to_string().into_bytes())
}

fn json(status: StatusCode, body: Vec<u8>) -> Answer {
    (status, [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store"), (VARY, "accept-encoding")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_by_those_who_name_it_and_do_not_refuse_it() {
        for (offer, expected) in
            [("gzip", true), (" GZIP;q=0.5", true), ("gzip;q=0", false), ("gzip; q=0.0", false), ("br", false), ("", false)]
        {
            assert_eq!(takes_gzip(offer), expected, "{offer}");
        }
    }
}
