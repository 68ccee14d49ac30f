//! All routes of the program in one place.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use domain::ports::Ports;

use crate::health::Readiness;
use crate::http::metrics::Counters;
use crate::http::{account, api, download, hooks, metrics, openapi, prometheus, receive};
use crate::middleware::{headers, log, same_origin, viewer};
use crate::{assets, health, leptos};

/// What requests share.
#[derive(Clone)]
pub struct AppState {
    /// What pages, API and forms may ask of the engine.
    pub ports: Ports,
    /// Whether new requests are welcome.
    pub readiness: Readiness,
    /// What `/metrics` shows.
    pub counters: Arc<Counters>,
}

impl AppState {
    /// A state that starts counting now.
    pub fn new(ports: Ports) -> Self {
        Self { ports, readiness: Readiness::default(), counters: Arc::new(Counters::default()) }
    }
}

/// Assets, health, API, forms, pages and their server functions; any other address is the "no such page" page.
pub fn router(state: AppState) -> Router {
    let with_viewer = Router::new()
        .merge(api::routes(state.clone()))
        .merge(receive::routes(state.clone()))
        .merge(hooks::routes(state.clone()))
        .merge(prometheus::routes(state.clone()))
        .merge(download::routes(state.clone()))
        .merge(account::routes(state.clone()))
        .merge(leptos::routes(state.clone()))
        .layer(from_fn(same_origin::require))
        .layer(from_fn_with_state(state.clone(), viewer::find));
    Router::new()
        .merge(assets::routes())
        .merge(health::routes(state.readiness.clone()))
        .merge(metrics::routes(state.counters.clone()))
        .merge(openapi::routes())
        .merge(with_viewer)
        .layer(from_fn(headers::add))
        .layer(from_fn_with_state(state.counters, log::log))
}
