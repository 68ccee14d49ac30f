//! Pages.
use leptos::prelude::*;

#[component]
pub fn App() -> impl IntoView { view! { <h1>"Modelworth"</h1><Counter/> } }

#[island]
pub fn Counter() -> impl IntoView {
    let n = RwSignal::new(0);
    view! { <button on:click=move |_| n.update(|v| *v += 1)>{n}</button> }
}

#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() { leptos::mount::hydrate_islands(); }
