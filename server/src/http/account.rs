//! Signing in and out: plain forms that work without browser code. Each sets or takes the session's cookie and leads on with 303;
//! an error leads back to its form with `?error=` and the text.

use axum::extract::{Query, Request, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Router};
use domain::Error;
use domain::ports::{FirstAdmin, Session};
use serde::Deserialize;

use super::cookie;
use crate::router::AppState;

/// The four forms. Their pages are drawn at the same addresses by GET.
pub fn routes(state: AppState) -> Router {
    Router::new()
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/first-admin", post(first_admin))
        .route("/invitation", post(invitation))
        .layer(axum::middleware::from_fn(no_store))
        .with_state(state)
}

async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
    response
}

/// Fields of the sign-in form.
#[derive(Debug, Deserialize)]
struct SignIn {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<SignIn>) -> Response {
    match state.ports.accounts.sign_in(&form.email, &form.password).await {
        Ok(session) => opened(&headers, &session, local_path(&form.next)),
        Err(error) => back("/sign-in", &error, &[("next", &form.next), ("email", &form.email)]),
    }
}

/// `/sign-in?token=…`: a one-time link. Called by the page's own route when it carries a token.
pub async fn by_link(state: &AppState, headers: &HeaderMap, token: &str) -> Response {
    match state.ports.accounts.sign_in_by_link(token).await {
        Ok(session) => opened(headers, &session, "/"),
        Err(error) => back("/sign-in", &error, &[]),
    }
}

async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(secret) = cookie::session(&headers)
        && let Err(error) = state.ports.accounts.sign_out(secret).await
        && error != Error::SignedOut
    {
        return back("/", &error, &[]);
    }
    see_other("/sign-in", Some(cookie::closing(cookie::is_https(&headers))))
}

async fn first_admin(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<FirstAdmin>) -> Response {
    let kept = form.clone();
    match state.ports.accounts.create_first_admin(form).await {
        Ok(session) => opened(&headers, &session, "/"),
        Err(error) => back(
            "/first-admin",
            &error,
            &[
                ("token", &kept.token),
                ("name", &kept.name),
                ("email", &kept.email),
                ("workspace", &kept.workspace),
                ("time_zone", &kept.time_zone),
                ("currency", &kept.currency),
            ],
        ),
    }
}

/// Fields behind an invitation link.
#[derive(Debug, Deserialize)]
struct Invitation {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

async fn invitation(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<Invitation>) -> Response {
    match state.ports.accounts.accept_invitation(&form.token, &form.password).await {
        Ok(session) => opened(&headers, &session, "/"),
        Err(error) => back("/invitation", &error, &[("token", &form.token)]),
    }
}

/// `?token=…` of a page's address.
#[derive(Debug, Default, Deserialize)]
pub struct Token {
    /// The one-time secret.
    pub token: Option<String>,
}

/// Takes a one-time link where the sign-in page is asked with one, and draws the page otherwise.
pub async fn one_time_link(State(state): State<AppState>, Query(query): Query<Token>, request: Request, next: Next) -> Response {
    let is_sign_in = request.uri().path() == "/sign-in" && request.method() == axum::http::Method::GET;
    match query.token {
        Some(token) if is_sign_in => by_link(&state, request.headers(), &token).await,
        _ => next.run(request).await,
    }
}

fn opened(headers: &HeaderMap, session: &Session, to: &str) -> Response {
    let now_ms = engine::Clock::System.now_ms();
    see_other(to, Some(cookie::opening(&session.secret, session.expires_ms, now_ms, cookie::is_https(headers))))
}

/// Back to the form with the error and what was typed, except passwords.
fn back(form: &str, error: &Error, kept: &[(&str, &str)]) -> Response {
    let mut query = format!("{form}?error={}", encode(&error.to_string()));
    if let Error::Invalid { field: Some(field), .. } = error {
        query.push_str(&format!("&field={}", encode(field)));
    }
    for (name, value) in kept.iter().filter(|(_, value)| !value.is_empty()) {
        query.push_str(&format!("&{name}={}", encode(value)));
    }
    see_other(&query, None)
}

fn see_other(to: &str, cookie: Option<String>) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, to), (REFERRER_POLICY, "same-origin")]).into_response();
    if let Some(Ok(value)) = cookie.map(|cookie| cookie.parse()) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// The path to go on to: one of this site, never another's address.
pub fn local_path(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']) && next.is_ascii();
    if own { next } else { "/" }
}

/// Percent-encodes everything but unreserved characters (RFC 3986 §2.3).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        for (next, expected) in [
            ("/reports?month=2026-10", "/reports?month=2026-10"),
            ("", "/"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\r\nSet-Cookie: x=1", "/"),
        ] {
            assert_eq!(local_path(next), expected, "{next}");
        }
    }

    #[test]
    fn an_error_leads_back_to_its_form_with_the_field() {
        let response = back("/sign-in", &Error::field("email", "“a b” is not an e-mail address"), &[("email", "a b"), ("next", "")]);
        assert_eq!(response.status(), 303);
        assert_eq!(
            response.headers()[LOCATION],
            "/sign-in?error=%E2%80%9Ca%20b%E2%80%9D%20is%20not%20an%20e-mail%20address&field=email&email=a%20b"
        );
    }
}
