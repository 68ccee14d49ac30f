//! The choice of theme: a plain form that works without browser code, and at once with it.

use leptos::prelude::*;

use crate::api::theme::SetTheme;
use crate::state::theme::Theme;

/// Three buttons; the chosen one is marked. In the browser the page changes without being loaded again.
#[island]
pub fn ThemeSwitch(current: Theme) -> impl IntoView {
    let action = ServerAction::<SetTheme>::new();
    let chosen = RwSignal::new(current);
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            // Both calls only fail for a name that is no attribute name.
            let _ = match chosen.get().attribute() {
                Some(key) => root.set_attribute("data-theme", key),
                None => root.remove_attribute("data-theme"),
            };
        }
    });
    let button = move |theme: Theme| {
        view! {
            <button
                type="submit"
                name="theme"
                value=theme.key()
                aria-pressed=move || if chosen.get() == theme { "true" } else { "false" }
                on:click=move |_| chosen.set(theme)
            >
                {theme.label()}
            </button>
        }
    };
    view! {
        <ActionForm action attr:class="theme-switch">
            <fieldset>
                <legend class="vh">"Colours"</legend>
                <div class="seg fitc">{Theme::ALL.map(button)}</div>
            </fieldset>
        </ActionForm>
    }
}
