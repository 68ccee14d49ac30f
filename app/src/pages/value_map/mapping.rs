//! One mapping: its chain with the month's money, open for a new version.

use domain::access::{Action, Viewer};
use domain::config::{Configuration, Mapping};
use domain::ports::{DriverView, MappingInputs};
use domain::time::Month;
use domain::value::FactorInput;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use crate::api::mappings::SaveMapping;
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
            {loaded(load(id, month), move |shown| page(shown, &query, &notes))}
        </Layout>
    }
}

struct Shown {
    inputs: MappingInputs,
    drivers: DriverView,
    configuration: Configuration,
    viewer: Viewer,
}

async fn load(id: String, month: Option<String>) -> domain::Result<Shown> {
    let (ports, viewer) = (ports()?, viewer()?);
    let month = super::month_of(month)?;
    let id = domain::ids::MappingId::parse(&id).map_err(|_| domain::Error::not_found("mapping", &id))?;
    let inputs = ports.models.mapping_inputs(&viewer, &id, month).await?;
    let drivers = ports.models.drivers(&viewer, Some(inputs.month)).await?;
    let configuration = ports.models.configuration(&viewer).await?;
    Ok(Shown { inputs, drivers, configuration, viewer })
}

fn page(shown: Shown, query: &ParamsMap, notes: &Notes) -> AnyView {
    let Shown { inputs, drivers, configuration, viewer } = shown;
    let page = format!("/value-map/mappings/{}", inputs.mapping.id);
    let draft = drafted(&inputs.mapping, inputs.month, query);
    let ways = ways(SaveMapping::url(), &page, false, &configuration, &viewer, query);
    let known = Known {
        input: inputs.input,
        problem: inputs.problem.unwrap_or_default(),
        saved: inputs.valued.map(|valued| valued.amount),
        choices: choices(&drivers),
        rates: drivers.rates.iter().filter_map(|row| row.factor.clone()).collect(),
    };
    let versions = versions(&inputs.mapping, &drivers);
    let mapping = inputs.mapping;
    let metric = mapping.metric.as_deref().and_then(|key| domain::metric::find(key).ok()).map_or("own chain", |metric| metric.name);
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
    Draft {
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
        factors: newest.map(Draft::rows_of).unwrap_or_default(),
        ..Draft::default()
    }
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

pub(super) fn ways(save: &str, page: &str, is_new: bool, configuration: &Configuration, viewer: &Viewer, query: &ParamsMap) -> Ways {
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
        error: query.get("error").unwrap_or_default(),
        field: query.get("field").unwrap_or_default(),
    }
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
        let factors: Vec<String> = version
            .factors
            .iter()
            .map(|factor| {
                let named = drivers.drivers.iter().find(|driver| driver.id == *factor.driver());
                let name = named.map_or_else(|| factor.driver().to_string(), |driver| driver.name.clone());
                if factor.is_complement() { format!("(1 − {name})") } else { name }
            })
            .collect();
        let reason = (!version.reason.is_empty()).then(|| view! { <p class="sub">{version.reason.clone()}</p> });
        let retired = version.retired.then(|| view! { <span class="st off">"Retired"</span> });
        view! {
            <li><div class="split"><h3>{format!("From {}", domain::time::day_title(version.from))}</h3>{retired}</div>
                <p class="two">{factors.join(" × ")}</p>{reason}</li>
        }
    });
    rows.collect_view()
}
