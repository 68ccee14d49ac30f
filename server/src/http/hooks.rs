//! Webhooks: deployments, incidents and alerts as other systems send them. Who sends one shows a token that may write samples, or signs
//! it with the secret of the source that `?source=` names.

use app::state::CurrentViewer;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use domain::Error;
use domain::ports::Hook;
use serde::Deserialize;

use crate::http::body::{JSON_LIMIT, Limited};
use crate::http::problem::Problem;
use crate::router::AppState;

/// The one route.
pub fn routes(state: AppState) -> Router {
    Router::new().route("/api/v1/hooks/{sender}", post(take)).with_state(state)
}

#[derive(Debug, Deserialize)]
struct Named {
    source: Option<String>,
}

/// 200 when all of it is kept; 202 when something is not, with what to do: a sender would only repeat what it is refused.
async fn take(
    State(state): State<AppState>,
    Path(sender): Path<String>,
    Query(Named { source }): Query<Named>,
    viewer: Option<Extension<CurrentViewer>>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let Limited(body) = <Limited<JSON_LIMIT> as axum::extract::FromRequest<()>>::from_request(request, &()).await?;
    let headers: Vec<(String, Vec<u8>)> =
        headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    let viewer = viewer.and_then(|Extension(viewer)| viewer.0);
    let hook = Hook { sender: &sender, source: source.as_deref(), headers: &headers, body: &body };
    let answer = match state.ports.events.take_hook(viewer.as_ref(), hook).await {
        Err(Error::SignedOut) => return Err(Problem::unsigned()),
        answer => answer?,
    };
    let whole = answer.unclaimed.is_empty() && answer.refused.is_empty();
    Ok((if whole { StatusCode::OK } else { StatusCode::ACCEPTED }, Json(answer)).into_response())
}
