//! Recorded tests, those to repeat, and the tests that would prove more.

mod detail;
mod ended;
mod forms;
mod list;
mod plans;

use domain::access::Viewer;
use domain::config::Configuration;
use domain::ports::{EvidenceView, ImportReport};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use crate::components::fields::Notes;
use crate::components::layout::Layout;
use crate::components::masthead::Section;
use crate::components::month::month_chooser;
use crate::components::problem::loaded;
use crate::pages::value_map::month_of;
use crate::state::{ports, viewer};

/// The page. `?plan=MAPPING` with `base_rate`, `effect` and `weekly` plans another test of that line; `?ended=SOURCE` asks a source which experiments have
/// ended, and `take=KEY` shows the form that records one of them.
#[component]
pub fn EvidencePage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let notes = Notes::read();
    view! {
        <Layout current=Section::Evidence title="Evidence">
            {loaded(load(query), move |shown| page(&shown, &notes))}
        </Layout>
    }
}

/// One test.
#[component]
pub fn TestPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let notes = Notes::read();
    view! {
        <Layout current=Section::Evidence title="Test">
            {loaded(async move {
                let shown = load(query).await?;
                let found = shown.view.tests.iter().position(|test| test.test.id.as_str() == id);
                found.map(|place| (shown, place)).ok_or_else(|| domain::Error::not_found("test", &id))
            }, move |(shown, place)| detail::page(&shown, place, &notes))}
        </Layout>
    }
}

struct Shown {
    view: EvidenceView,
    asked: plans::Asked,
    configuration: Configuration,
    viewer: Viewer,
    imported: Option<ImportReport>,
    ended: Vec<ended::Ended>,
}

async fn load(query: ParamsMap) -> domain::Result<Shown> {
    let (ports, viewer) = (ports()?, viewer()?);
    let asked = plans::Asked::read(&query);
    let view = ports.evidence.evidence(&viewer, month_of(query.get("month"))?, asked.question.clone()).await?;
    let configuration = ports.models.configuration(&viewer).await?;
    let imported = ports.samples.last_import(&viewer).await?;
    let ended = ended::load(&ports, &viewer, &configuration, &query).await;
    Ok(Shown { view, asked, configuration, viewer, imported, ended })
}

fn page(shown: &Shown, notes: &Notes) -> AnyView {
    let view = &shown.view;
    let failed = view.tests.iter().filter(|test| !test.analysis.valid).count();
    let n = view.tests.len();
    let tests = if n == 1 { "One test is recorded".to_owned() } else { format!("{n} tests are recorded") };
    let title = match (n, failed) {
        (0, _) => "No test is recorded yet".to_owned(),
        (_, 0) => format!("{tests}, all of them valid"),
        (_, failed) => format!("{tests}, {failed} of them not valid"),
    };
    view! {
        {notes.banner()}
        <div class="title">
            <p class="eyebrow">{format!("Evidence · {}", view.month.title())}</p>
            <h1>{title}</h1>
            <div class="row">{month_chooser(view.month, &view.months)}<a class="btn pri" href="#add">"Record a test"</a></div>
        </div>
        <div class="sheet">
            {list::tests(view)}
            {list::queue(view)}
            {plans::planner(view, &shown.asked)}
            {shown.ended.iter().map(|ended| ended::section(ended, &shown.configuration, notes)).collect_view()}
            {forms::add(&shown.configuration, &shown.viewer, notes)}
            {forms::import(shown.imported.clone(), &shown.viewer, notes)}
        </div>
    }
    .into_any()
}
