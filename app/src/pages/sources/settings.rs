//! Changing a system's settings, and removing it.

use domain::config::Source;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::add::options;
use crate::api::sources::{ChangeSource, RemoveSource};
use crate::components::fields::{Notes, confirmed};

/// The form of a named system, and its removal.
pub fn settings(source: &Source, notes: &Notes) -> AnyView {
    let fields = notes.form("settings");
    let (system, page) = (source.kind.system(), format!("/sources/{}", source.id));
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let asked = system.address.map(|example| {
        view! {
            {fields.text("url", "Address", &words(&source.url), &format!("Such as {example}"))}
            {options(fields, system, |key| source.option(key).to_owned())}
            {fields.optional("secret_env", "Variable with the secret", &words(&source.secret_env), "Of this server; not needed where a secret is kept sealed.")}
        }
    });
    let delay = source.delay.map(domain::time::format_duration_s).unwrap_or_default();
    let hidden = view! { {crate::components::fields::back_to(&page)}<input type="hidden" name="id" value=source.id.to_string()/> };
    let remove = confirmed(
        "Remove this system",
        "Its address and secret are forgotten. What it gave stays. It must feed nothing.",
        "Remove the system",
        hidden.into_any(),
        RemoveSource::url(),
    );
    view! {
        <details class="cell drawer" id="settings" open=fields.failed()>
            <summary><b>"Settings"</b><span class="mute">"Name, address and how long its figures take to be complete."</span></summary>
            <form class="stack drawer-body" method="post" action=ChangeSource::url()>
                {fields.back(&page)}
                <input type="hidden" name="id" value=source.id.to_string()/>
                <div class="row2 two">
                    {fields.optional("name", "Name", &source.name, "As people call it.")}
                    {asked}
                    {fields.optional("delay", "Complete after", &delay, "As 2m: how long the system needs until a span is complete.")}
                </div>
                <div class="row"><button class="btn" type="submit">"Change the settings"</button></div>
            </form>
            {remove}
        </details>
    }
    .into_any()
}
