//! The answer to an address that leads nowhere.

use leptos::prelude::*;

use crate::components::layout::BareLayout;
use crate::state::reply::use_reply;

/// Says so, answers 404, and leads back.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    if let Some(reply) = use_reply() {
        reply.set_status(404);
    }
    view! {
        <BareLayout title="No such page · Modelworth">
            <div class="title"><h1>"There is no page at this address"</h1></div>
            <div class="sheet single"><div class="cell">
                <p>"Check the address, or start from the " <a href="/">"overview"</a> "."</p>
            </div></div>
        </BareLayout>
    }
}
