//! Connecting a system, and fetching its past months.

use domain::config::SourceKind;
use domain::ports::SourceRow;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::sources::{AddSource, BackFill};
use crate::components::fields::{Notes, choices, refusal};

/// Past months of a system that can be asked for them.
pub fn back_fill(rows: &[SourceRow], notes: &Notes, may: &domain::Result<()>) -> Option<AnyView> {
    let askable: Vec<(String, String)> = rows
        .iter()
        .filter(|row| row.source.kind == SourceKind::Prometheus)
        .map(|row| (row.source.id.to_string(), row.source.title().to_owned()))
        .collect();
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

/// The form that adds a system, or who may.
pub fn connect(notes: &Notes, may: &domain::Result<()>) -> AnyView {
    let fields = notes.form("connect");
    let body = match may {
        Err(error) => refusal(error),
        Ok(()) => {
            let kinds = choices([
                ("prometheus", SourceKind::Prometheus.name()),
                ("push", SourceKind::Push.name()),
                ("csv", SourceKind::Csv.name()),
            ]);
            view! {
                <form class="stack" method="post" action=AddSource::url()>
                    {fields.back("/sources")}
                    <div class="row2">
                        {fields.select("kind", "Kind", &kinds, "prometheus", "")}
                        {fields.text("id", "Id", "", "Lower-case letters, digits and hyphens: prom-sg.")}
                        {fields.optional("name", "Name", "", "As people call it: Prometheus, prod-sg.")}
                    </div>
                    <div class="row2 two">
                        {fields.optional("url", "Address", "", "For Prometheus: http://prometheus.internal:9090")}
                        {fields.optional("secret_env", "Variable with the token", "", "The name of an environment variable; the token itself is never stored.")}
                    </div>
                    <div class="row"><button class="btn pri" type="submit">"Connect"</button></div>
                </form>
            }
            .into_any()
        }
    };
    view! {
        <section class="cell" id="connect" aria-labelledby="connect-title">
            <div class="head"><h2 id="connect-title">"Connect a system"</h2></div>
            {body}
        </section>
    }
    .into_any()
}
