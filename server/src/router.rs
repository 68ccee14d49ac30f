//! All routes of the program in one place.

use axum::Router;

use crate::health::Readiness;
use crate::{assets, health, leptos};

/// What requests share.
#[derive(Clone)]
pub struct AppState {
    /// Whether new requests are welcome.
    pub readiness: Readiness,
}

/// Assets, health, pages and their server functions; any other address is the "no such page" page.
pub fn router(state: AppState) -> Router {
    Router::new().merge(assets::routes()).merge(health::routes(state.readiness.clone())).merge(leptos::routes(state))
}
