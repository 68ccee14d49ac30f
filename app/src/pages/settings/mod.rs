//! The company, its people, tokens, configuration file and audit trail.

mod audit;
mod configuration;
mod people;
mod tokens;
mod workspace;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::fields::Notes;
use crate::components::layout::Layout;
use crate::components::masthead::Section;
use crate::components::once::shown_once;

const TABS: [(&str, &str); 5] =
    [("people", "People"), ("tokens", "Tokens"), ("workspace", "Workspace"), ("configuration", "Configuration"), ("audit", "Audit trail")];

/// The page. `?tab=tokens` chooses the part.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = query.get("tab").unwrap_or_default();
    let (tab, title) = TABS.into_iter().find(|(tab, _)| *tab == asked).unwrap_or(TABS[0]);
    let notes = Notes::read();
    let once = shown_once();
    let links = TABS
        .map(|(key, name)| view! { <a href=format!("/settings?tab={key}") aria-current=key.eq(tab).then_some("page")>{name}</a> })
        .into_iter()
        .collect_view();
    let banner = notes.banner();
    let body = match tab {
        "tokens" => tokens::part(notes, once).into_any(),
        "workspace" => workspace::part(notes).into_any(),
        "configuration" => configuration::part(notes, once).into_any(),
        "audit" => audit::part(query.get("before").and_then(|before| before.parse().ok())).into_any(),
        _ => people::part(notes, once).into_any(),
    };
    view! {
        <Layout current=Section::Settings title="Settings">
            {banner}
            <div class="title"><p class="eyebrow">"Settings"</p><h1>{title}</h1></div>
            <nav class="tabs" aria-label="Settings">{links}</nav>
            {body}
        </Layout>
    }
}

/// Something shown once, with the words that say so.
fn once_shown(label: &'static str, once: String) -> AnyView {
    view! {
        <div class="cell">
            <label for="once">{label}</label>
            <input id="once" class="fin" type="text" readonly value=once aria-describedby="once-hint"/>
            <p class="hint" id="once-hint">"Shown once, here. Nobody can read it again."</p>
        </div>
    }
    .into_any()
}

/// The roles as choices.
fn roles() -> Vec<(String, String)> {
    domain::access::Role::ALL.map(|role| (role.key().to_owned(), role.name().to_owned())).to_vec()
}
