//! Connecting a system, and fetching its past months.

use domain::ports::SourceRow;
use domain::system::{SYSTEMS, System};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::sources::{AddSource, BackFill, SetSecret};
use crate::components::fields::{Fields, Input, Notes, choices, refusal};

/// Past months of a system that can be asked for them.
pub fn back_fill(rows: &[SourceRow], notes: &Notes, may: &domain::Result<()>) -> Option<AnyView> {
    let past: Vec<SourceRow> = rows.iter().filter(|row| !row.source.kind.system().live).cloned().collect();
    let askable = asked(&past);
    if askable.is_empty() || may.is_err() {
        return None;
    }
    let fields = notes.form("back-fill");
    let months: Vec<(String, String)> = [1, 3, 6, 13, 25].map(|n| (n.to_string(), n.to_string())).to_vec();
    Some(
        view! {
            <details class="cell drawer" id="back-fill" open=fields.failed()>
                <summary><b>"Back-fill"</b><span class="mute">"Fetch past months behind the scenes. Days that are there already are not counted twice."</span></summary>
                <form class="stack drawer-body" method="post" action=BackFill::url()>
                    {fields.back("/sources")}
                    <div class="row2 two">
                        {fields.select("source", "System", &askable, "", "")}
                        {fields.select("months", "Months back", &months, "13", "")}
                    </div>
                    <div class="row"><button class="btn" type="submit">"Start the back-fill"</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

/// The kinds of system, and the form that adds one of the chosen kind; or who may.
pub fn connect(notes: &Notes, chosen: Option<&'static System>, may: &domain::Result<()>) -> AnyView {
    let body = match (may, chosen) {
        (Err(error), _) => refusal(error),
        (Ok(()), None) => kinds(),
        (Ok(()), Some(system)) => form(notes, system),
    };
    let sub = chosen.map(|system| view! { <p class="sub">{system.sentence}" "<a href="/sources#connect">"Another kind"</a></p> });
    let title = chosen.map_or_else(|| "Connect a system".to_owned(), |system| format!("Connect {}", system.name));
    view! {
        <section class="cell" id="connect" aria-labelledby="connect-title">
            <div class="head"><h2 id="connect-title">{title}</h2>{sub}</div>
            {body}
        </section>
    }
    .into_any()
}

fn kinds() -> AnyView {
    let kinds = SYSTEMS.iter().filter(|system| system.is_connected()).map(|system| {
        let href = format!("/sources?connect={}#connect", system.key);
        view! { <li><div><a href=href>{system.name}</a></div><span class="sub">{system.sentence}</span></li> }
    });
    view! { <ul class="list across">{kinds.collect_view()}</ul> }.into_any()
}

fn form(notes: &Notes, system: &'static System) -> AnyView {
    let fields = notes.form("connect");
    let secret = Input { kind: "password", required: false, autocomplete: Some("off"), ..Input::TEXT };
    let settings = options(fields, system, |_| String::new());
    let asked = system.address.map(|example| {
        let words = format!("{}. Kept sealed, and never shown again.", domain::format::capital(system.secret));
        view! {
            <div class="row2 two">
                {fields.text("url", "Address", "", &format!("Such as {example}"))}
                {settings}
            </div>
            <div class="row2 two">
                {fields.input(secret, "secret", "Secret", "", &words)}
                {fields.optional("secret_env", "Or the variable that holds it", "", "The name of an environment variable of this server.")}
            </div>
        }
    });
    view! {
        <form class="stack" method="post" action=AddSource::url()>
            {fields.back(&format!("/sources?connect={}", system.key))}
            <input type="hidden" name="kind" value=system.key/>
            <div class="row2 two">
                {fields.text("id", "Id", "", "Lower-case letters, digits and hyphens: prom-sg.")}
                {fields.optional("name", "Name", "", "As people call it: Prometheus, prod-sg.")}
            </div>
            {asked}
            <div class="row"><button class="btn pri" type="submit">"Connect"</button></div>
        </form>
    }
    .into_any()
}

/// The settings that a kind of system has beside its address.
pub fn options(fields: Fields<'_>, system: &'static System, value: impl Fn(&str) -> String) -> AnyView {
    let settings = system.options.iter().map(|option| {
        let name = format!("options[{}]", option.key);
        let input = Input { required: option.needed, ..Input::TEXT };
        fields.input(input, &name, option.name, &value(option.key), &domain::format::capital(option.hint))
    });
    settings.collect_view().into_any()
}

/// Gives a system another secret, or takes it away.
pub fn secret(rows: &[SourceRow], notes: &Notes, may: &domain::Result<()>) -> Option<AnyView> {
    let systems = asked(rows);
    if systems.is_empty() || may.is_err() {
        return None;
    }
    let fields = notes.form("secret");
    let purposes = choices([("access", "To ask the system"), ("webhook", "To sign its webhooks")]);
    let input = Input { kind: "password", required: false, autocomplete: Some("off"), ..Input::TEXT };
    Some(
        view! {
            <details class="cell drawer" id="secret" open=fields.failed()>
                <summary><b>"Secrets"</b><span class="mute">"Give a system another token or password, or take it away. What is kept is never shown."</span></summary>
                <form class="stack drawer-body" method="post" action=SetSecret::url()>
                    {fields.back("/sources")}
                    <div class="row2">
                        {fields.select("source", "System", &systems, "", "")}
                        {fields.select("of", "What it is for", &purposes, "access", "The two are never used for each other.")}
                        {fields.input(input, "secret", "New secret", "", "Left empty, the secret is taken away.")}
                    </div>
                    <div class="row"><button class="btn" type="submit">"Keep the secret"</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

/// Systems that can be asked, with their titles.
fn asked(rows: &[SourceRow]) -> Vec<(String, String)> {
    let asked = rows.iter().filter(|row| row.source.kind.is_asked());
    asked.map(|row| (row.source.id.to_string(), row.source.title().to_owned())).collect()
}
