//! The choice of theme: a plain form that works without browser code, and at once with it.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

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
    // Not an ActionForm: the code that reads a form's fields back would double what this switch weighs.
    view! {
        <form
            class="theme-switch"
            method="post"
            action=SetTheme::PATH
            on:submit=move |event| {
                event.prevent_default();
                action.dispatch(SetTheme { theme: chosen.get_untracked() });
            }
        >
            <fieldset>
                <legend class="vh">"Colours"</legend>
                <div class="seg fitc">{Theme::ALL.map(button)}</div>
            </fieldset>
        </form>
    }
}
