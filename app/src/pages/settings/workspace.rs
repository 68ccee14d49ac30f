//! Name, basis, coverage, and the zone and currency of all figures.

use domain::access::{Action, Viewer};
use domain::config::{Basis, Settings};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::settings::SetWorkspace;
use crate::components::fields::{Notes, refusal};
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

/// The part.
pub fn part(notes: Notes) -> impl IntoView {
    loaded(load(), move |(settings, viewer)| page(&settings, &viewer, &notes))
}

async fn load() -> domain::Result<(Settings, Viewer)> {
    let (ports, viewer) = (ports()?, viewer()?);
    Ok((ports.models.configuration(&viewer).await?.settings, viewer))
}

fn page(settings: &Settings, viewer: &Viewer, notes: &Notes) -> AnyView {
    let percent = (settings.coverage_threshold * rust_decimal::Decimal::ONE_HUNDRED).normalize().to_string();
    let bases: Vec<_> = Basis::ALL.map(|basis| (basis.name().replace(' ', "-"), basis.name().to_owned())).to_vec();
    let chosen = settings.basis.name().replace(' ', "-");
    let incident_window = settings.incident_window.map(domain::time::format_duration_s).unwrap_or_default();
    let fields = notes.form("workspace");
    let body = match viewer.authorize(Action::Administer) {
        Err(error) => view! {
            <dl class="kv">
                <dt>"Name"</dt><dd>{settings.name.clone()}</dd>
                <dt>"Time zone"</dt><dd>{settings.time_zone.clone()}</dd>
                <dt>"Currency"</dt><dd>{settings.currency.to_string()}</dd>
                <dt>"Basis"</dt><dd>{settings.basis.name()}</dd>
                <dt>"Coverage needed"</dt><dd>{percent}" %"</dd>
            </dl>
            {refusal(&error)}
        }
        .into_any(),
        Ok(()) => view! {
            <form class="stack" method="post" action=SetWorkspace::url()>
                {fields.back("/settings?tab=workspace")}
                <div class="row2">
                    {fields.text("name", "Name of the company", &settings.name, "")}
                    {fields.select("basis", "Totals are in", &bases, &chosen, "Other bases need a margin to be added.")}
                    {fields.text("coverage_threshold", "Coverage needed, %", &percent, "Under it a line is not claimed.")}
                </div>
                <div class="row2">
                    {fields.text("time_zone", "Time zone", &settings.time_zone, "Months are cut in it. Fixed once samples are stored.")}
                    {fields.text("currency", "Currency", settings.currency.code(), "Of every amount. Fixed once samples are stored.")}
                    {fields.text("grace_days", "Days for late data", &settings.grace_days.to_string(), "After a month's end.")}
                </div>
                <div class="row2">
                    {fields.optional("incident_window", "Releases before an incident", &incident_window, "12h or 2d: an incident is laid to one at most so long before it. 1d where left out.")}
                </div>
                <div class="row"><button class="btn pri" type="submit">"Change the workspace"</button></div>
            </form>
        }
        .into_any(),
    };
    view! { <div class="sheet"><section class="cell" id="workspace">{body}</section></div> }.into_any()
}
