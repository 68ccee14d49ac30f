//! Signing in and out: plain forms that work without browser code. Each sets or takes the session's cookie and leads on with 303;
//! an error leads back to its form with `?error=` and the text.

use app::api::address::{local, with_parameters};
use app::api::form::refused;
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
use super::problem::Problem;
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
        Ok(session) => opened(&headers, &session, local(&form.next)),
        Err(error) => back("sign-in", ("next", &form.next), &error, &[("email", &form.email), ("password", "")]),
    }
}

/// `/sign-in?token=…`: a one-time link. Called by the page's own route when it carries a token.
pub async fn by_link(state: &AppState, headers: &HeaderMap, token: &str) -> Response {
    match state.ports.accounts.sign_in_by_link(token).await {
        Ok(session) => opened(headers, &session, "/"),
        Err(error) => back("sign-in", ("next", ""), &error, &[]),
    }
}

async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Response {
    if let Some(secret) = cookie::session(&headers)
        && let Err(error) = state.ports.accounts.sign_out(secret).await
        && error != Error::SignedOut
    {
        return Problem::from(error).into_response();
    }
    see_other("/sign-in", Some(cookie::closing(cookie::is_https(&headers))))
}

async fn first_admin(State(state): State<AppState>, headers: HeaderMap, Form(form): Form<FirstAdmin>) -> Response {
    let kept = form.clone();
    match state.ports.accounts.create_first_admin(form).await {
        Ok(session) => opened(&headers, &session, "/"),
        Err(error) => back(
            "first-admin",
            ("token", &kept.token),
            &error,
            &[
                ("name", &kept.name),
                ("email", &kept.email),
                ("password", ""),
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
        Err(error) => back("invitation", ("token", &form.token), &error, &[("password", "")]),
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
    see_other(to, Some(cookie::opening(&session.secret, session.lasts_ms, cookie::is_https(headers))))
}

/// Back to the form with the error and what was typed, except passwords, and with what its address carried.
fn back(form: &str, (name, value): (&str, &str), error: &Error, typed: &[(&str, &str)]) -> Response {
    let mut page = with_parameters(&format!("/{form}"), &[("form", form)]);
    if !value.is_empty() {
        page = with_parameters(&page, &[(name, value)]);
    }
    let typed: Vec<(String, String)> = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    see_other(&refused(error, &page, &typed), None)
}

fn see_other(to: &str, cookie: Option<String>) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, to), (REFERRER_POLICY, "same-origin")]).into_response();
    if let Some(Ok(value)) = cookie.map(|cookie| cookie.parse()) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn an_error_leads_back_to_its_form_with_the_field() {
        let error = Error::field("email", "“a b” is not an e-mail address");
        let response = back("sign-in", ("next", ""), &error, &[("email", "a b"), ("password", "")]);
        assert_eq!(response.status(), 303);
        assert_eq!(
            response.headers()[LOCATION],
            "/sign-in?form=sign-in&error=%E2%80%9Ca%20b%E2%80%9D%20is%20not%20an%20e-mail%20address&field=email&typed.email=a%20b&typed.password="
        );
    }
}
