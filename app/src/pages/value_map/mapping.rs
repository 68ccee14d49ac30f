//! One mapping: its chain with the month's money, open for a new version.

use domain::access::{Action, Viewer};
use domain::config::{Configuration, Mapping};
use domain::ports::{DriverView, MappingInputs, PreviewInputs};
use domain::time::Month;
use domain::value::FactorInput;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use super::asked;
use crate::api::mappings::{NEW_PAGE, SaveMapping};
use crate::components::fields::Notes;
use crate::components::layout::Layout;
use crate::components::mapping::{Draft, Known, MappingEditor, Ways};
use crate::components::masthead::Section;
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

/// The page. Fields of the form may stand in the address: that is the preview without browser code.
#[component]
pub fn MappingPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let notes = Notes::read();
    let month = query.get("month");
    view! {
        <Layout current=Section::ValueMap title="Mapping">
            {loaded(load(id, month, query.clone()), move |shown| page(shown, &query, &notes))}
        </Layout>
    }
}

struct Shown {
    inputs: MappingInputs,
    draft: Draft,
    known: Known,
    drivers: DriverView,
    configuration: Configuration,
    viewer: Viewer,
}

async fn load(id: String, month: Option<String>, query: ParamsMap) -> domain::Result<Shown> {
    let (ports, viewer) = (ports()?, viewer()?);
    let month = super::month_of(month)?;
    let id = domain::ids::MappingId::parse(&id).map_err(|_| domain::Error::not_found("mapping", &id))?;
    let inputs = ports.models.mapping_inputs(&viewer, &id, month).await?;
    let drivers = ports.models.drivers(&viewer, Some(inputs.month)).await?;
    let configuration = ports.models.configuration(&viewer).await?;
    let draft = drafted(&inputs.mapping, inputs.month, &query);
    let mut saved = Draft::default();
    inputs.mapping.versions.iter().filter(|version| version.from == inputs.version_from).for_each(|version| saved.take_parts(version));
    let mut known = Known {
        input: inputs.input.clone(),
        problem: inputs.problem.clone().unwrap_or_default(),
        notes: inputs.notes.clone(),
        saved: inputs.saved.clone(),
        beside: inputs.beside.clone(),
        choices: choices(&drivers),
        rates: rates(&drivers),
        asked: saved.parts(),
    };
    // Another test, other kinds of outcome or another pool than the month's version: only the records can say what they come to.
    let asked_pool = Some(draft.pool.as_str()).filter(|pool| !pool.is_empty());
    let asks_pool = asked_pool.is_some_and(|pool| known.beside.pool(pool).is_none());
    if draft.parts() != known.asked || asks_pool {
        known.asked = draft.parts();
        match asked::chain_of(&ports, &viewer, &draft, inputs.month).await {
            Ok(PreviewInputs { input, notes, mut beside }) => {
                beside.pools.extend(known.beside.pools.into_iter().filter(|pool| Some(pool.pool.as_str()) != asked_pool));
                (known.input, known.notes, known.beside) = (Some(input), notes, beside);
            }
            Err(error) => (known.input, known.problem) = (None, error.to_string()),
        }
    }
    Ok(Shown { inputs, draft, known, drivers, configuration, viewer })
}

fn page(shown: Shown, query: &ParamsMap, notes: &Notes) -> AnyView {
    let Shown { inputs, draft, known, drivers, configuration, viewer } = shown;
    let page = format!("/value-map/mappings/{}", inputs.mapping.id);
    let ways = ways(SaveMapping::url(), &page, &draft, &configuration, &viewer, query);
    let versions = versions(&inputs.mapping, &drivers);
    let mapping = inputs.mapping;
    let metric = mapping
        .metric
        .as_deref()
        .and_then(|key| domain::metric::find(key).ok())
        .map_or_else(|| mapping.template.name(), |metric| metric.name);
    view! {
        {query.get("error").is_none().then(|| notes.banner())}
        <div class="title">
            <p class="eyebrow"><a href="/value-map">"Value map"</a>" / "{inputs.service_name.clone()}" / "{metric}</p>
            <h1>{mapping.name.clone()}</h1>
        </div>
        <div class="sheet">
            <section class="cell w8 editor" aria-labelledby="editor">
                <div class="head"><h2 id="editor">{inputs.month.title()}</h2>
                    <p class="sub">{inputs.service_name}" · "{mapping.template.name()}" · version from "{domain::time::day_title(inputs.version_from)}</p></div>
                <p class="two mb3">{mapping.template.formula()}</p>
                <MappingEditor known draft ways/>
            </section>
            <section class="cell w4" aria-labelledby="versions">
                <div class="head"><h2 id="versions">"Versions"</h2></div>
                <ul class="list">{versions}</ul>
                <p class="note mt4">"A recorded version is never edited; figures of earlier months keep theirs."</p>
            </section>
        </div>
    }
    .into_any()
}

/// The form's fields: from the address after a preview or an error, else from the newest version.
fn drafted(mapping: &Mapping, month: Month, query: &ParamsMap) -> Draft {
    if query.get("draft[name]").is_some() {
        return changed(Draft::read(|name| query.get(name)), query);
    }
    let newest = mapping.versions.iter().max_by_key(|version| version.from);
    let mut draft = Draft {
        id: mapping.id.to_string(),
        name: mapping.name.clone(),
        service: mapping.service.to_string(),
        metric: mapping.metric.clone().unwrap_or_default(),
        statistic: mapping.statistic.key().to_owned(),
        template: mapping.template.key().to_owned(),
        kpi: mapping.kpi.as_ref().map(ToString::to_string).unwrap_or_default(),
        basis: word(&mapping.basis),
        owner: mapping.owner.to_string(),
        from: month.plus(1).first_day().to_string(),
        margin: newest.and_then(|version| version.margin.as_ref()).map(ToString::to_string).unwrap_or_default(),
        retired: if newest.is_some_and(|version| version.retired) { "yes".to_owned() } else { String::new() },
        pool: mapping.pool.as_ref().map(ToString::to_string).unwrap_or_default(),
        factors: newest.map(Draft::rows_of).unwrap_or_default(),
        ..Draft::default()
    };
    newest.into_iter().for_each(|version| draft.take_parts(version));
    draft
}

/// The draft after the buttons that move and remove rows without browser code.
pub(super) fn changed(mut draft: Draft, query: &ParamsMap) -> Draft {
    let place = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok()).filter(|place| *place < draft.factors.len());
    let (up, removed) = (place("up").filter(|place| *place > 0), place("remove"));
    if let Some(place) = up {
        draft.factors.swap(place - 1, place);
    }
    if let Some(place) = removed {
        draft.factors.remove(place);
    }
    draft
}

/// A choice as it is written in files.
pub(super) fn word(choice: &impl serde::Serialize) -> String {
    serde_json::to_value(choice).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn ways(save: &str, page: &str, draft: &Draft, configuration: &Configuration, viewer: &Viewer, query: &ParamsMap) -> Ways {
    let is_new = page == NEW_PAGE;
    let refused = |action| viewer.authorize(action).err().map(|error| format!("{error}.")).unwrap_or_default();
    let (model, drivers) = (refused(Action::EditModel), refused(Action::EditDrivers));
    Ways {
        save: save.to_owned(),
        page: page.to_owned(),
        back: page.to_owned(),
        is_new,
        save_refusal: if drivers.is_empty() && !is_new { String::new() } else { model },
        record_refusal: drivers,
        kpis: configuration.kpis.values().map(|kpi| (kpi.id.to_string(), kpi.name.clone())).collect(),
        people: configuration.people.values().map(|person| (person.email.to_string(), person.name.clone())).collect(),
        pools: configuration.pools.values().map(|pool| (pool.id.to_string(), pool.name.clone())).collect(),
        tests: asked::tests(configuration, draft),
        shares: asked::shares(configuration, draft),
        error: query.get("error").unwrap_or_default(),
        field: query.get("field").unwrap_or_default(),
    }
}

/// The month's exchange rates, as far as they are recorded.
pub(super) fn rates(view: &DriverView) -> Vec<domain::value::rates::RateFactor> {
    view.rates.iter().filter_map(|row| row.factor.clone()).collect()
}

/// Each driver as it would enter a chain in the month: the dated value, or the month's volume.
pub(super) fn choices(view: &DriverView) -> Vec<FactorInput> {
    let choice = |driver: &domain::config::Driver| {
        let volume = view.volumes.iter().find(|(id, _)| id == driver.id.as_str()).and_then(|(_, volume)| *volume);
        let dated = driver.series.is_none().then(|| driver.value_on(view.month.last_day())).flatten();
        let value = dated.map(|dated| dated.value).or(volume.map(domain::config::Number))?;
        let evidence = dated.map_or_else(
            || "record: the month's volume".to_owned(),
            |dated| {
                if dated.source.is_empty() {
                    dated.evidence.name().to_owned()
                } else {
                    format!("{}: {}", dated.evidence.name(), dated.source)
                }
            },
        );
        Some(FactorInput {
            part: if driver.series.is_some() { domain::value::Part::Volume } else { domain::value::Part::UnitValue },
            low: dated.and_then(|dated| dated.low),
            high: dated.and_then(|dated| dated.high),
            confidence: dated.and_then(|dated| dated.confidence),
            shape: dated.and_then(|dated| dated.shape),
            evidence: Some(evidence),
            driver: Some(driver.id.to_string()),
            ..FactorInput::plain(&driver.name, value, &driver.unit)
        })
    };
    view.drivers.iter().filter_map(choice).collect()
}

fn versions(mapping: &Mapping, drivers: &DriverView) -> impl IntoView + use<> {
    let mut versions = mapping.versions.clone();
    versions.sort_by_key(|version| std::cmp::Reverse(version.from));
    let rows = versions.into_iter().map(|version| {
        let named = |id: &domain::ids::DriverId| {
            drivers.drivers.iter().find(|driver| driver.id == *id).map_or_else(|| id.to_string(), |driver| driver.name.clone())
        };
        let effect = version.effect.iter().map(|effect| format!("effect of the test {}", effect.test));
        let cells = version.cells.iter().map(|cell| {
            let metric = domain::metric::find(&cell.metric).map_or(cell.metric.as_str(), |metric| metric.name);
            format!("{metric} × {}", named(&cell.value))
        });
        let cells = Some(cells.collect::<Vec<_>>().join(" + ")).filter(|cells| !cells.is_empty());
        let factors = version.factors.iter().map(|factor| {
            let name = named(factor.driver());
            if factor.is_complement() { format!("(1 − {name})") } else { name }
        });
        let factors: Vec<String> = effect.chain(cells).chain(factors).collect();
        let reason = (!version.reason.is_empty()).then(|| view! { <p class="sub">{version.reason.clone()}</p> });
        let retired = version.retired.then(|| view! { <span class="st off">"Retired"</span> });
        view! {
            <li><div class="split"><h3>{format!("From {}", domain::time::day_title(version.from))}</h3>{retired}</div>
                <p class="two">{factors.join(" × ")}</p>{reason}</li>
        }
    });
    rows.collect_view()
}
