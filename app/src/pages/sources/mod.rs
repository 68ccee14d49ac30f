//! The systems that samples come from: how each is doing, a test, past months, files.

mod add;
mod feed;
mod feeds;
pub(super) mod import;
mod one;
mod settings;
mod table;
mod tried;

pub use import::REJECTED_ROWS;
pub use one::SourcePage;

use domain::access::Viewer;
use domain::config::Settings;
use domain::ids::SourceId;
use domain::ports::{ImportReport, SourceCheck, SourceRow, SourceState};
use domain::system::System;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::fields::Notes;
use crate::components::layout::Layout;
use crate::components::masthead::Section;
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

/// The page. `?test=ID` runs the test of a source, which stores nothing; `?connect=KIND` shows the form of a kind of system.
#[component]
pub fn SourcesPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let test = query.get("test");
    let chosen = query.get("connect").and_then(|key| domain::system::find(&key).ok());
    let notes = Notes::read();
    view! {
        <Layout current=Section::Sources title="Sources">
            {loaded(load(test), move |shown| page(shown, chosen, &notes))}
        </Layout>
    }
}

struct Shown {
    rows: Vec<SourceRow>,
    settings: Settings,
    viewer: Viewer,
    test: Option<(String, domain::Result<Vec<SourceCheck>>)>,
    imported: Option<ImportReport>,
}

async fn load(test: Option<String>) -> domain::Result<Shown> {
    let (ports, viewer) = (ports()?, viewer()?);
    let rows = ports.sources.sources(&viewer).await?;
    let settings = ports.models.configuration(&viewer).await?.settings;
    let test = match test {
        Some(id) => {
            let outcome = match SourceId::parse(&id) {
                Ok(source) => ports.sources.test_source(&viewer, &source).await,
                Err(error) => Err(error),
            };
            let title = rows.iter().find(|row| row.source.id.as_str() == id).map_or(id, |row| row.source.title().to_owned());
            Some((title, outcome))
        }
        None => None,
    };
    let imported = ports.samples.last_import(&viewer).await?;
    Ok(Shown { rows, settings, viewer, test, imported })
}

fn page(shown: Shown, chosen: Option<&'static System>, notes: &Notes) -> impl IntoView + use<> {
    let Shown { rows, settings, viewer, test, imported } = shown;
    let title = finding(&rows);
    let empty = rows.iter().all(|row| row.newest_ms.is_none());
    let may_edit = viewer.authorize(domain::access::Action::EditSources);
    let table = (!rows.is_empty()).then(|| table::table(&rows, &settings, may_edit.is_ok()));
    view! {
        {notes.banner()}
        <div class="title">
            <h1>{title}</h1>
            <div class="row"><a class="btn pri" href="#connect">"Connect a system"</a></div>
        </div>
        {empty.then(start)}
        <div class="sheet">
            {table}
            {test.map(|(title, outcome)| tried::test(&title, outcome, &settings))}
            {add::back_fill(&rows, notes, &may_edit)}
            {add::secret(&rows, notes, &may_edit)}
            {add::connect(notes, chosen, &may_edit)}
            {import::form(notes, imported, &viewer)}
        </div>
    }
}

fn finding(rows: &[SourceRow]) -> String {
    let count = |wanted: fn(&SourceState) -> bool| rows.iter().filter(|row| wanted(&row.state)).count();
    let failing = count(|state| matches!(state, SourceState::Failing { .. }));
    let late = count(|state| matches!(state, SourceState::Late { .. }));
    let systems = match rows.len() {
        0 => return "No system is connected yet".to_owned(),
        1 => "One system connected".to_owned(),
        n => format!("{} systems connected", number(n, true)),
    };
    let be = |n: usize| if n == 1 { "is" } else { "are" };
    match (failing, late) {
        (0, 0) => format!("{systems}, none is failing or late"),
        (failing, 0) => format!("{systems}, {} {} failing", number(failing, false), be(failing)),
        (0, late) => format!("{systems}, {} {} late", number(late, false), be(late)),
        (failing, late) => {
            format!("{systems}, {} {} failing and {} {} late", number(failing, false), be(failing), number(late, false), be(late))
        }
    }
}

fn number(n: usize, capital: bool) -> String {
    const WORDS: [&str; 10] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    match WORDS.get(n) {
        Some(word) if capital => domain::format::capital(word),
        Some(word) => (*word).to_owned(),
        None => n.to_string(),
    }
}

fn start() -> AnyView {
    view! {
        <div class="sheet empty">
            <div class="cell">
                <h2>"No data yet. Three ways to start"</h2>
                <p class="two">"What is not measured yet is named in the report, never guessed."</p>
            </div>
            <section class="cell w4">
                <h3>"1. Upload a CSV"</h3>
                <p class="two">"A month of figures from finance, or one metric by day. Ready in minutes."</p>
                <p><a class="btn pri" href="#import">"Choose a file"</a></p>
                <p class="hint">"Columns: time, service, metric, value."</p>
            </section>
            <section class="cell w4">
                <h3>"2. Connect a system"</h3>
                <p class="two">"Prometheus, Datadog, MLflow, a database and a dozen more, each with a token that may only read."</p>
                <p><a class="btn" href="#connect">"Connect a system"</a></p>
                <p class="hint">"Past months are filled in behind the scenes."</p>
            </section>
            <section class="cell w4">
                <h3>"3. Send from code"</h3>
                <p class="two">"One call with a batch of samples and a token."</p>
                <p><a class="btn" href="/settings?tab=tokens">"Make a token"</a></p>
                <p class="hint">"POST /api/v1/samples"</p>
            </section>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_words_up_to_nine() {
        assert_eq!((number(8, true).as_str(), number(1, false).as_str(), number(12, true).as_str()), ("Eight", "one", "12"));
    }
}
