//! What if: the reader moves an input and sees the month again. Its code and the month's inputs come when it is opened.

#[cfg(feature = "hydrate")]
mod panel;

use leptos::prelude::*;

/// A drawer on the overview. Without scripts it holds the way to the page that computes on the server.
#[island]
pub fn WhatIfDrawer(
    /// As in an address: `2026-10`.
    month: String,
    /// As in a sentence: `October`.
    name: String,
) -> impl IntoView {
    let state = RwSignal::new("");
    let panel = StoredValue::new_local(None::<AnyView>);
    let asked = month.clone();
    let open = move |_: leptos::ev::Event| {
        if state.get_untracked() != "" {
            return;
        }
        state.set("loading");
        #[cfg(feature = "hydrate")]
        {
            let (owner, month) = (Owner::current().unwrap_or_default(), asked.clone());
            leptos::task::spawn_local(async move {
                match crate::api::what_if::what_if_month(month).await {
                    Ok(held) => {
                        panel.set_value(Some(make(owner, held).await));
                        state.set("open");
                    }
                    Err(_) => state.set("failed"),
                }
            });
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (&asked, &panel);
    };
    let inside = move || {
        match state.get() {
        "open" => panel.try_update_value(Option::take).flatten(),
        "loading" => Some(view! { <p class="note drawer-foot" role="status">"Loading the month…"</p> }.into_any()),
        "failed" => Some(view! { <p class="note drawer-foot" role="alert">"The month could not be loaded. Load the page again, or use the page below."</p> }.into_any()),
        _ => None,
    }
    };
    let href = format!("/what-if?month={month}");
    view! {
        <details class="drawer" id="whatif" on:toggle=open>
            <summary><b>"What if"</b><span class="mute">{format!("Move an assumption and see {name} again. Nothing is saved.")}</span></summary>
            {inside}
            <p class="note drawer-foot" hidden=move || state.get() == "open"><a href=href>"All inputs on a page of their own"</a></p>
        </details>
    }
}

/// The panel, from a module of its own.
#[cfg(feature = "hydrate")]
#[lazy]
fn make(owner: Owner, held: String) -> AnyView {
    owner.with(|| panel::panel(&held))
}
