//! What the three entry forms share: their one-time token, their password, and where to go afterwards.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::fields::{Fields, Input};

/// A value of the page's query that the form sends on; nothing where it is not given.
pub fn sent_on(name: &'static str) -> Option<impl IntoView> {
    let value = use_query_map().read_untracked().get(name)?;
    Some(view! { <input type="hidden" name=name value=value/> })
}

/// A password to choose.
pub fn new_password(fields: Fields<'_>) -> AnyView {
    let input = Input { kind: "password", autocomplete: Some("new-password"), min: Some("12"), ..Input::TEXT };
    fields.input(input, "password", "Password", "", "At least 12 characters.")
}
