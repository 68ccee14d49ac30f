//! Pages are for people who are signed in; others are led to the door.

use app::api::address::escape;
use app::state::CurrentViewer;
use axum::extract::{Request, State};
use axum::http::header::LOCATION;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::problem::Problem;
use crate::router::AppState;

/// Leads a reader who is not signed in to the sign-in page and afterwards back here; on an empty database to the first-admin page.
pub async fn require(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let viewer = request.extensions().get::<CurrentViewer>().is_some_and(|viewer| viewer.0.is_some());
    let path = request.uri().path();
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    // Who holds a report may ask whether it is genuine; who holds a link reads what it leads to.
    let open = matches!(path, "/first-admin" | "/invitation") || path.starts_with("/verify/") || path.starts_with("/share/");
    if viewer || !reading || open {
        return next.run(request).await;
    }
    match state.ports.accounts.needs_first_admin().await {
        Ok(true) => lead_to("/first-admin"),
        Ok(false) if path == "/sign-in" => next.run(request).await,
        Ok(false) => {
            let here = request.uri().path_and_query().map_or(path, |here| here.as_str());
            lead_to(&format!("/sign-in?next={}", escape(here)))
        }
        Err(error) => Problem::from(error).into_response(),
    }
}

fn lead_to(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response()
}
