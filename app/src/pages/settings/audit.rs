//! Who changed what, before and after.

use domain::audit::AuditEvent;
use domain::config::Settings;
use leptos::prelude::*;

use crate::components::problem::loaded;
use crate::state::{ports, viewer};

/// The part; `before` is the number of the event above which the last page ended.
pub fn part(before: Option<i64>) -> impl IntoView {
    loaded(load(before), |(events, settings)| page(&events, &settings))
}

async fn load(before: Option<i64>) -> domain::Result<(Vec<AuditEvent>, Settings)> {
    let (ports, viewer) = (ports()?, viewer()?);
    let events = ports.accounts.audit(&viewer, before).await?;
    Ok((events, ports.models.configuration(&viewer).await?.settings))
}

fn page(events: &[AuditEvent], settings: &Settings) -> AnyView {
    let zone = settings.zone().ok();
    let rows = events.iter().map(|event| {
        let at = zone.map_or_else(|| "–".to_owned(), |zone| domain::time::instant_title(event.at_ms, zone));
        view! {
            <tr>
                <th scope="row" class="pin when">{at}<span class="sub">{event.number}</span></th>
                <td class="two">{event.actor.clone()}</td>
                <td class="two">{words(&event.action)}<span class="sub">{event.subject.clone()}</span></td>
                <td class="two">{body(event.before.as_deref(), "new")}</td>
                <td class="two">{body(event.after.as_deref(), "removed")}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let older = events.last().filter(|_| events.len() >= 100).map(|event| event.number);
    view! {
        <div class="sheet">
            <section class="cell flush">
                <div class="scroll" tabindex="0" role="region" aria-label="Audit trail">
                    <table>
                        <caption class="vh">"Audit trail, newest first"</caption>
                        <thead><tr><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th>
                            <th scope="col">"Before"</th><th scope="col">"After"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
            {older.map(|number| view! { <p class="cell"><a href=format!("/settings?tab=audit&before={number}")>"Older events"</a></p> })}
        </div>
    }
    .into_any()
}

/// What was done, in words: `put_driver` sets one.
fn words(action: &str) -> String {
    action.strip_prefix("put_").map_or_else(|| action.to_owned(), |item| format!("set {item}")).replace(['_', '-'], " ")
}

/// A recorded body: short ones in place, long ones behind a disclosure.
fn body(text: Option<&str>, none: &'static str) -> AnyView {
    match text {
        None => view! { <span class="mute">{none}</span> }.into_any(),
        Some(text) if text.chars().count() <= 80 => view! { <code>{text.to_owned()}</code> }.into_any(),
        Some(text) => view! { <details><summary>"Show"</summary><code>{text.to_owned()}</code></details> }.into_any(),
    }
}
