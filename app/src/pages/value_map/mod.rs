//! The hierarchy with the month's money on it: as a picture, as a table, and open for changes.

mod asked;
mod change;
mod flow;
mod mapping;
mod new_mapping;
mod tree;

use domain::access::{Action, Viewer};
use domain::config::Configuration;
use domain::ports::ValueMapView;
use domain::time::Month;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub use mapping::MappingPage;
pub use new_mapping::NewMappingPage;

use crate::components::amount::amount;
use crate::components::fields::Notes;
use crate::components::layout::Layout;
use crate::components::masthead::Section;
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

/// The page. `?month=2026-10` chooses the month, `?view=table` the table.
#[component]
pub fn ValueMapPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (month, as_table) = (query.get("month"), query.get("view").as_deref() == Some("table"));
    let notes = Notes::read();
    view! {
        <Layout current=Section::ValueMap title="Value map">
            {loaded(load(month), move |(map, configuration, viewer)| page(&map, &configuration, &viewer, as_table, &notes))}
        </Layout>
    }
}

/// A month named in the address; none for the month that has a figure.
pub(crate) fn month_of(text: Option<String>) -> domain::Result<Option<Month>> {
    text.filter(|text| !text.is_empty()).map(|text| Month::parse(&text)).transpose()
}

async fn load(month: Option<String>) -> domain::Result<(ValueMapView, Configuration, Viewer)> {
    let (ports, viewer) = (ports()?, viewer()?);
    let map = ports.models.value_map(&viewer, month_of(month)?).await?;
    let configuration = ports.models.configuration(&viewer).await?;
    Ok((map, configuration, viewer))
}

fn page(map: &ValueMapView, configuration: &Configuration, viewer: &Viewer, as_table: bool, notes: &Notes) -> AnyView {
    let month = map.month.title();
    let to_date = if map.to_date { ", to date" } else { "" };
    let (map_link, table_link) = (format!("/value-map?month={}", map.month), format!("/value-map?month={}&view=table", map.month));
    let switch = if as_table {
        view! { <a class="btn" href=map_link>"As map"</a> }.into_any()
    } else {
        view! { <a class="btn" href=table_link>"As table"</a> }.into_any()
    };
    let mappings = match map.n_mappings {
        1 => "one mapping".to_owned(),
        n => format!("{n} mappings"),
    };
    let body = match (map.roots.is_empty() && map.unattached.is_empty(), as_table) {
        (true, _) => view! {
            <div class="absent"><h3>"Nothing is mapped yet"</h3>
                <p>"Add an objective and the KPIs that serve it below, then map an indicator to money. "<a href="/value-map/new">"New mapping"</a></p></div>
        }
        .into_any(),
        (false, true) => tree::table(map),
        (false, false) => view! { {flow::picture(map)}{tree::nested(map)} }.into_any(),
    };
    let total = domain::format::amount(map.total);
    let taken_back = overlap(map);
    let unpriced = tree::not_claimed(map);
    view! {
        {notes.banner()}
        <div class="title">
            <p class="eyebrow">{format!("Value map · version of {month}{to_date}")}</p>
            <h1>"From objective to money"</h1>
            <div class="row">{switch}<a class="btn" href="/value-map/new">"New mapping"</a></div>
        </div>
        <div class="sheet">
            <section class="cell" aria-labelledby="map">
                <div class="head"><h2 id="map">{format!("{month}, {mappings}")}</h2>{tree::months(map.month)}</div>
                {body}
                {taken_back}
                <p class="sum"><b>"All mappings, before cost"</b><b class="num">{total}</b></p>
                {(!as_table).then(|| view! { <p class="note wide">"Width of a link is money; a broken link is a loss. What nothing is priced through is in the table only."</p> })}
            </section>
            {unpriced}
            {change::forms(configuration, notes, &viewer.authorize(Action::EditModel))}
        </div>
    }
    .into_any()
}

/// What leads from the lines to their total, where pools hold claims against a limit.
fn overlap(map: &ValueMapView) -> Option<impl IntoView + use<>> {
    (map.overlap.minor != 0).then(|| {
        let lines = map.total.less(map.overlap).map_or_else(|_| "–".to_owned(), domain::format::amount);
        let words = if map.overlap.is_loss() { "Overlap, taken back by pools" } else { "Shown by holdouts beyond the lines" };
        view! {
            <p class="sum"><span>"All lines above, each once"</span><span class="num">{lines}</span></p>
            <p class="sum"><span>{words}</span><span class="num">{amount(map.overlap)}</span></p>
        }
    })
}
