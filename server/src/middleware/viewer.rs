//! Who asks: by the session's cookie, by `Authorization: Bearer`, or by the key of a Datadog client.

use app::state::CurrentViewer;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Error;

use crate::http::problem::Problem;
use crate::http::{basic, cookie, prometheus};
use crate::router::AppState;

/// Where Datadog's clients put their key; ours is a token like any other.
const DATADOG_KEY: &str = "dd-api-key";

/// Puts a [`CurrentViewer`] into the request. A token that is wrong is refused at once; a session that has ended is nobody.
pub async fn find(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let basic = request.uri().path().starts_with(prometheus::PATH);
    match viewer(&state, request.headers(), basic).await {
        Ok(viewer) => {
            request.extensions_mut().insert(viewer);
            next.run(request).await
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

/// `basic`: whether a token is also taken as a password. A browser may keep that and send it in another site's name, so it is taken
/// only where nothing can be changed.
async fn viewer(state: &AppState, headers: &HeaderMap, basic: bool) -> domain::Result<CurrentViewer> {
    if let Some(token) = bearer(headers).or_else(|| headers.get(DATADOG_KEY)?.to_str().ok()) {
        return Ok(CurrentViewer(Some(state.ports.accounts.bearer(token).await?)));
    }
    if let Some(token) = basic::password(headers).filter(|_| basic) {
        return Ok(CurrentViewer(Some(state.ports.accounts.bearer(&token).await?)));
    }
    let Some(secret) = cookie::session(headers) else { return Ok(CurrentViewer(None)) };
    match state.ports.accounts.viewer(secret).await {
        Ok(viewer) => Ok(CurrentViewer(Some(viewer))),
        Err(Error::SignedOut | Error::NotFound { .. } | Error::Invalid { .. }) => Ok(CurrentViewer(None)),
        Err(error) => Err(error),
    }
}

/// RFC 6750 §2.1; the scheme's case does not matter.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn a_token_follows_the_word_bearer() {
        for (sent, expected) in [("Bearer abc", Some("abc")), ("bearer  abc ", Some("abc")), ("Basic abc", None), ("Bearer", None)] {
            let headers = HeaderMap::from_iter([(AUTHORIZATION, sent.parse().unwrap())]);
            assert_eq!(bearer(&headers), expected, "{sent}");
        }
    }
}
