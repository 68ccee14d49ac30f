//! The first page.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::theme::ThemeSwitch;
use crate::state::request::RequestHead;

/// The page at `/`.
#[component]
pub fn HomePage() -> impl IntoView {
    let theme = use_context::<RequestHead>().unwrap_or_default().theme();
    view! {
        <Title text="Modelworth"/>
        <main id="main" class="wrap">
            <h1>"Modelworth"</h1>
            <p>"What machine-learning models are worth, in money."</p>
            <ThemeSwitch current=theme/>
        </main>
    }
}
