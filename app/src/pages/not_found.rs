//! The answer to an address that leads nowhere.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::state::reply::use_reply;

/// Says so, answers 404, and leads back.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    if let Some(reply) = use_reply() {
        reply.set_status(404);
    }
    view! {
        <Title text="No such page · Modelworth"/>
        <main id="main" class="wrap">
            <h1>"There is no page at this address"</h1>
            <p>"Check the address, or start from the " <a href="/">"overview"</a> "."</p>
        </main>
    }
}
