//! Brand, main links, who is here; a Menu disclosure on narrow screens.

use leptos::prelude::*;

use crate::state::frame::Frame;

/// Which main link is the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Overview,
    Services,
    ValueMap,
    Evidence,
    Drivers,
    Reports,
    Sources,
    Settings,
    /// A page without a main link: method, errors.
    None,
}

const LINKS: [(Section, &str, &str); 8] = [
    (Section::Overview, "/", "Overview"),
    (Section::Services, "/services", "Services"),
    (Section::ValueMap, "/value-map", "Value map"),
    (Section::Evidence, "/evidence", "Evidence"),
    (Section::Drivers, "/drivers", "Drivers"),
    (Section::Reports, "/reports", "Reports"),
    (Section::Sources, "/sources", "Sources"),
    (Section::Settings, "/settings", "Settings"),
];

/// The masthead of a signed-in reader.
pub fn masthead(current: Section, frame: &Frame) -> impl IntoView + use<> {
    let links = move || {
        LINKS
            .into_iter()
            .map(|(section, href, name)| view! { <li><a href=href aria-current=(section == current).then_some("page")>{name}</a></li> })
            .collect_view()
    };
    let sign_out = || view! { <form method="post" action="/sign-out"><button type="submit">"Sign out"</button></form> };
    let (name, role) = frame.reader.clone();
    let (company, currency) = (frame.workspace.clone(), frame.currency.to_string());
    view! {
        <header class="mast">
            <div class="wrap">
                {brand()}
                <nav aria-label="Main"><ul>{links()}</ul></nav>
                <details class="account">
                    <summary class="who"><b>{company}</b>" · "{currency}<br/>{name}", "{role.name()}</summary>
                    <ul><li>{sign_out()}</li></ul>
                </details>
                <details class="menu">
                    <summary>"Menu"</summary>
                    <nav aria-label="Menu"><ul>{links()}<li>{sign_out()}</li></ul></nav>
                </details>
            </div>
        </header>
    }
}

/// The masthead before anybody signed in: the brand alone.
pub fn bare_masthead() -> impl IntoView {
    view! { <header class="mast"><div class="wrap">{brand()}<p class="who">"Self-hosted"</p></div></header> }
}

fn brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
                <path d="M1.5 16.5V2.5l7.5 8 7.5-8v14" fill="none" stroke="currentColor" stroke-width="2"></path>
            </svg>
            "Modelworth"
        </a>
    }
}
