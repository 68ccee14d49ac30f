//! The configuration as a file: taken out, and applied after a look at what it would change.

use domain::access::Action;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::settings::ApplyConfiguration;
use crate::components::fields::{Notes, refusal};
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

/// The part. What the last form would change, or changed, is shown once.
pub fn part(notes: Notes, once: Option<String>) -> impl IntoView {
    loaded(load(), move |(current, may)| page(&current, &may, &notes, once.as_deref()))
}

async fn load() -> domain::Result<(String, domain::Result<()>)> {
    let (ports, viewer) = (ports()?, viewer()?);
    let may = viewer.authorize(Action::Administer);
    Ok((ports.models.export(&viewer).await?, may))
}

fn page(current: &str, may: &domain::Result<()>, notes: &Notes, once: Option<&str>) -> AnyView {
    let fields = notes.form("apply");
    let lost = fields.typed("act").is_some() && fields.typed("toml").is_none();
    let form = match may {
        Err(error) => refusal(error),
        Ok(()) => view! {
            <form class="stack" method="post" action=ApplyConfiguration::url()>
                {fields.back("/settings?tab=configuration")}
                {lost.then(|| view! {
                    <p class="note">"The file that was sent is too long to come back here; the browser's Back button still has it. What is in force now stands below."</p>
                })}
                {fields.area("toml", "Configuration file", current,
                    "TOML. What is in force now stands here; change it, or paste another file. Applied twice it changes nothing.", "20")}
                <div class="row">
                    <button class="btn pri" type="submit" name="act" value="compare">"Show what would change"</button>
                    <details class="confirm">
                        <summary>"Apply"</summary>
                        <div class="stack-s">
                            <p class="note">"Everything becomes as the file says. What it does not name is removed."</p>
                            <button class="btn sm danger" type="submit" name="act" value="apply">"Apply the file"</button>
                        </div>
                    </details>
                </div>
            </form>
        }
        .into_any(),
    };
    view! {
        <div class="sheet">
            {once.map(differences)}
            <section class="cell">
                <div class="head"><h2>"Take it out"</h2></div>
                <p class="two">"The file holds everything configured and no secret; keep it under version control."</p>
                <p class="mt3"><a class="btn" href="/api/v1/configuration" download="workspace.toml">"Download workspace.toml"</a></p>
            </section>
            <section class="cell" id="apply" aria-labelledby="apply-title">
                <div class="head"><h2 id="apply-title">"Apply a file"</h2></div>
                {form}
            </section>
        </div>
    }
    .into_any()
}

/// One line a difference, as the form left them.
fn differences(lines: &str) -> AnyView {
    let rows = lines.lines().map(|line| view! { <li><p class="two">{line.to_owned()}</p></li> }).collect_view();
    view! {
        <section class="cell" aria-labelledby="differences">
            <div class="head"><h2 id="differences">"Differences"</h2></div>
            <ul class="list">{rows}</ul>
        </section>
    }
    .into_any()
}
