//! Joins Leptos and axum: what each request's context holds, and how pages and server functions are reached.

use std::sync::Arc;

use app::api::form::Posted;
use app::routes::Pages;
use app::shell::shell;
use app::state::CurrentViewer;
use app::state::reply::Reply;
use app::state::request::RequestHead;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HeaderName, REFERRER_POLICY, SET_COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, get, on};
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::ResponseOptions;

use crate::assets;
use crate::http::account;
use crate::http::body::{FILE_LIMIT, JSON_LIMIT};
use crate::http::problem::Problem;
use crate::middleware::signed_in;
use crate::router::AppState;

/// Every page, every server function, and the fallback page for all other addresses.
///
/// Pages are drawn completely before the answer starts, so that they are readable without scripts and their status code
/// is the true one.
pub fn routes(state: AppState) -> Router {
    let page = {
        let state = state.clone();
        move |request: Request<Body>| {
            let state = state.clone();
            let draw = leptos_axum::render_app_async_with_context(
                move || {
                    provide(&state);
                    protect_page();
                },
                || shell(assets::paths()),
            );
            async move { draw(request).await }
        }
    };
    let mut router = Router::new();
    for path in page_paths() {
        router = router.route(&path, get(page.clone()));
    }
    router = router
        .route_layer(from_fn_with_state(state.clone(), signed_in::require))
        .route_layer(from_fn_with_state(state.clone(), account::one_time_link));
    for (path, method) in server_fn_paths() {
        let state = state.clone();
        let call = move |request: Request<Body>| {
            let state = state.clone();
            async move {
                let (posted, request) = match posted(request).await {
                    Ok(read) => read,
                    Err(problem) => return problem.into_response(),
                };
                let context = move || {
                    provide(&state);
                    provide_context(posted.clone());
                };
                leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
            }
        };
        router = router.route(path, on(filter(&method), call));
    }
    router.fallback(move |request: Request<Body>| async move {
        match *request.method() {
            Method::GET | Method::HEAD => page(request).await,
            _ => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
        }
    })
}

/// The address of every page, as axum writes it.
pub fn page_paths() -> Vec<String> {
    leptos_axum::generate_route_list(Pages).iter().map(|listing| listing.path().to_owned()).collect()
}

/// The path of every server function.
pub fn server_functions() -> Vec<&'static str> {
    server_fn_paths().map(|(path, _)| path).collect()
}

/// The fields of a url-encoded form, so that it can come back with what was typed; and the request as it was.
async fn posted(request: Request<Body>) -> Result<(Posted, Request<Body>), Problem> {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (url_encoded, files) = (kind.starts_with("application/x-www-form-urlencoded"), kind.starts_with("multipart/form-data"));
    let limit = if files { FILE_LIMIT } else { JSON_LIMIT };
    let bytes = to_bytes(body, limit).await.map_err(|_| Problem::too_large(limit))?;
    let text = if url_encoded { std::str::from_utf8(&bytes).unwrap_or_default() } else { "" };
    Ok((Posted(text.into()), Request::from_parts(parts, Body::from(bytes))))
}

fn filter(method: &Method) -> MethodFilter {
    MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::POST)
}

/// Fills the context that pages and server functions read.
fn provide(state: &AppState) {
    let parts = use_context::<Parts>();
    provide_context(state.ports.clone());
    provide_context(parts.as_ref().and_then(|parts| parts.extensions.get::<CurrentViewer>().cloned()).unwrap_or_default());
    let headers = parts.map(|parts| parts.headers).unwrap_or_default();
    provide_context(RequestHead { cookies: joined(&headers, &COOKIE, "; "), accept_language: joined(&headers, &ACCEPT_LANGUAGE, ",") });
    if let Some(options) = use_context::<ResponseOptions>() {
        provide_context::<Arc<dyn Reply>>(Arc::new(AxumReply(options)));
    }
}

fn joined(headers: &HeaderMap, name: &HeaderName, between: &str) -> Arc<str> {
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join(between).into()
}

/// Only the page's own scripts run, each inline one with this answer's nonce; no copy is kept for another reader.
fn protect_page() {
    if let (Some(options), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) {
        let policy = format!(
            "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
             style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            options.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
        for (name, value) in [
            (CACHE_CONTROL, "private, no-cache"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // A form without browser code is sent back to the page that `Referer` names.
            (REFERRER_POLICY, "same-origin"),
        ] {
            options.insert_header(name, HeaderValue::from_static(value));
        }
    }
}

struct AxumReply(ResponseOptions);

impl Reply for AxumReply {
    fn set_status(&self, status: u16) {
        match StatusCode::from_u16(status) {
            Ok(status) => self.0.set_status(status),
            Err(_) => tracing::error!(status, "a page asked for a status that is none"),
        }
    }

    fn set_cookie(&self, cookie: &str) {
        match HeaderValue::from_str(cookie) {
            Ok(value) => self.0.append_header(SET_COOKIE, value),
            Err(_) => tracing::error!("a cookie holds characters that no header may hold"),
        }
    }

    fn redirect(&self, path: &str) {
        // leptos_axum::redirect panics on such a path.
        if HeaderValue::from_str(path).is_ok() {
            leptos_axum::redirect(path);
        } else {
            tracing::error!("a redirect leads to a path that no header may hold");
        }
    }
}
