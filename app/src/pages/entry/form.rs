//! What the three entry forms share: the words of `?error=`, and where to go afterwards.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A value of the page's query; empty where it is not given.
pub fn query_value(name: &str) -> String {
    use_query_map().read_untracked().get(name).unwrap_or_default()
}

/// Why the form came back, over the form.
pub fn refusal() -> Option<impl IntoView> {
    let error = query_value("error");
    (!error.is_empty()).then(|| view! { <div class="banner bad" role="alert" tabindex="-1" id="refusal">{error}</div> })
}

/// A path of this site to go to after the form; anything else is left out.
pub fn next_field() -> Option<impl IntoView> {
    let next = query_value("next");
    let local = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    local.then(|| view! { <input type="hidden" name="next" value=next/> })
}
