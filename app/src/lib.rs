//! Pages of Modelworth: drawn on the server, made live in the browser where that helps (islands).
//!
//! Pages and their frame exist on the server only; islands live in `components` or beside their page and exist in both.

// A view is one nested type; its layout is computed by recursion.
#![recursion_limit = "512"]

pub mod api;
pub mod components;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod state;

/// Starts the browser side: each island of the page is made live by the page's own script after this.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
