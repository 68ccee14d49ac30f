//! One system: how it is doing, what it feeds, and letting it feed more.

use domain::access::Action;
use domain::config::{Configuration, Source};
use domain::ids::SourceId;
use domain::ports::{SourceCheck, SourceRow};
use domain::time::instant_title;
use domain::{Error, Result, format};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{feed, feeds, settings, table, tried};
use crate::components::fields::{Notes, refusal};
use crate::components::layout::Layout;
use crate::components::masthead::Section;
use crate::components::problem::problem;
use crate::state::{ports, viewer};

/// The page at `/sources/:id`. `?test=1` runs its test; `?preset=KEY` begins the form with a known query, `?edit=SERIES` with what a
/// series is asked, and `look` tries it. None of them stores anything.
#[component]
pub fn SourcePage() -> impl IntoView {
    let notes = Notes::read();
    Suspend::new(async move {
        match load().await {
            Ok(shown) => {
                view! { <Layout current=Section::Sources title=shown.source.title().to_owned()>{page(shown, &notes)}</Layout> }.into_any()
            }
            Err(error) => view! { <Layout current=Section::Sources title="Source">{problem(&error)}</Layout> }.into_any(),
        }
    })
}

struct Shown {
    source: Source,
    /// None of a built-in source that feeds nothing yet.
    row: Option<SourceRow>,
    configuration: Configuration,
    may_edit: Result<()>,
    test: Option<Result<Vec<SourceCheck>>>,
    look: feed::Look,
    looked: Option<Result<Vec<SourceCheck>>>,
}

async fn load() -> Result<Shown> {
    let name = use_params_map().read_untracked().get("id").unwrap_or_default();
    let tests = use_query_map().read_untracked().get("test").is_some();
    let (ports, viewer) = (ports()?, viewer()?);
    let configuration = ports.models.configuration(&viewer).await?;
    let missing = || Error::not_found("source", &name);
    let id = SourceId::parse(&name).map_err(|_| missing())?;
    let source = configuration.source(&id).ok_or_else(missing)?.into_owned();
    let row = ports.sources.sources(&viewer).await?.into_iter().find(|row| row.source.id == id);
    let test = if tests { Some(ports.sources.test_source(&viewer, &id).await) } else { None };
    let look = feed::Look::read(&configuration, &source)?;
    let looked = match look.asked.then(|| look.item(&configuration)) {
        None => None,
        Some(Err(error)) => Some(Err(error)),
        Some(Ok(item)) => Some(ports.sources.look_first(&viewer, item).await),
    };
    Ok(Shown { may_edit: viewer.authorize(Action::EditSources), source, row, configuration, test, look, looked })
}

fn page(shown: Shown, notes: &Notes) -> impl IntoView + use<> {
    let Shown { source, row, configuration, may_edit, test, look, looked } = shown;
    let named = configuration.sources.contains_key(&source.id);
    let asked = source.kind.is_asked();
    let button = (may_edit.is_ok() && asked).then(|| {
        view! {
            <form method="get" action=format!("/sources/{}#test", source.id)><button class="btn" name="test" value="1">"Test"</button></form>
        }
    });
    let edits = match &may_edit {
        Ok(()) => view! {
            {feed::feed(&configuration, &source, &look, notes, looked)}
            {named.then(|| settings::settings(&source, notes))}
        }
        .into_any(),
        Err(error) => view! { <section class="cell">{refusal(error)}</section> }.into_any(),
    };
    view! {
        {notes.banner()}
        <div class="title">
            <p class="eyebrow"><a href="/sources">"Sources"</a>{format!(" / {}", source.kind.name())}</p>
            <h1>{source.title().to_owned()}</h1>
            <div class="row">{button}</div>
            <p class="lede">{source.kind.system().sentence}</p>
        </div>
        <div class="sheet">
            {facts(&source, row.as_ref(), &configuration)}
            {test.map(|outcome| tried::test(source.title(), outcome, &configuration.settings))}
            {feeds::feeds(&configuration, &source, may_edit.is_ok())}
            {edits}
        </div>
    }
}

/// State, newest data, coverage, address and secret.
fn facts(source: &Source, row: Option<&SourceRow>, configuration: &Configuration) -> AnyView {
    let pair = |name: &'static str, value: AnyView| view! { <dt>{name}</dt><dd>{value}</dd> };
    let zone = configuration.settings.zone().ok();
    let kept = if row.is_some_and(|row| row.has_secret) { ("kept sealed; ", "give another") } else { ("none; ", "give one") };
    let row = row.map(|row| {
        let newest = row.newest_ms.zip(zone).map_or_else(|| "nothing yet".to_owned(), |(at_ms, zone)| instant_title(at_ms, zone));
        let coverage = row
            .coverage
            .map_or_else(|| "–".to_owned(), |share| format!("{} of this month, lowest of its series", format::percent(share, 1)));
        view! {
            {pair("State", table::state(&row.state))}
            {pair("Newest data", newest.into_any())}
            {pair("Coverage", coverage.into_any())}
            {pair("Last error or progress", table::progress(row))}
        }
    });
    let secret = match (&source.secret_env, source.kind.system().address) {
        (_, None) => None,
        (Some(variable), _) => Some(view! { "in the variable "<code>{variable.clone()}</code> }.into_any()),
        (None, _) => Some(view! { {kept.0}<a href="/sources#secret">{kept.1}</a> }.into_any()),
    };
    let back_fill = source.kind.is_asked() && !source.kind.system().live;
    view! {
        <section class="cell" aria-labelledby="facts">
            <div class="head"><h2 id="facts">"How it is doing"</h2></div>
            <dl class="kv">
                {row}
                {source.url.clone().map(|url| pair("Address", view! { <code>{url}</code> }.into_any()))}
                {source.options.iter().map(|(key, value)| pair("Setting", format!("{key} = {value}").into_any())).collect_view()}
                {secret.map(|secret| pair("Secret", secret))}
                {back_fill.then(|| pair("Past months", view! { <a href="/sources#back-fill">"Fetch them behind the scenes"</a> }.into_any()))}
            </dl>
        </section>
    }
    .into_any()
}
