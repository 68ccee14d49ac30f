//! A mapping that does not exist yet: first what is priced and by which template, then the editor.

use domain::config::{Configuration, Mapping, MappingVersion, Template};
use domain::ids::{Email, MappingId, ServiceId};
use domain::metric::Statistic;
use domain::ports::{DriverView, Preview};
use domain::value::ChainInput;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::mapping::{changed, choices, ways};
use crate::api::form::read;
use crate::api::mappings::{NEW_PAGE, SaveMapping};
use crate::components::layout::Layout;
use crate::components::mapping::{Draft, Known, MappingEditor};
use crate::components::masthead::Section;
use crate::components::problem::loaded;
use crate::state::{ports, viewer};

/// The page.
#[component]
pub fn NewMappingPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = query.clone();
    view! {
        <Layout current=Section::ValueMap title="New mapping">
            {loaded(load(asked), move |shown| page(shown, &query))}
        </Layout>
    }
}

struct Shown {
    configuration: Configuration,
    viewer: domain::access::Viewer,
    /// Once an indicator and a template are chosen.
    started: Option<(Draft, Known)>,
}

async fn load(query: ParamsMap) -> domain::Result<Shown> {
    let (ports, viewer) = (ports()?, viewer()?);
    let configuration = ports.models.configuration(&viewer).await?;
    let Some(draft) = drafted(&query, &viewer) else { return Ok(Shown { configuration, viewer, started: None }) };
    let drivers = ports.models.drivers(&viewer, super::month_of(query.get("month"))?).await?;
    let known = known(&ports, &viewer, &draft, &drivers).await;
    let mut draft = draft;
    if draft.from.is_empty() {
        draft.from = drivers.month.first_day().to_string();
    }
    Ok(Shown { configuration, viewer, started: Some((draft, known)) })
}

/// From the first step's fields, or from the editor's own after a preview or an error.
fn drafted(query: &ParamsMap, viewer: &domain::access::Viewer) -> Option<Draft> {
    if query.get("draft[template]").is_some() {
        return Some(changed(Draft::read(|name| query.get(name)), query));
    }
    let (service, metric) = query.get("indicator")?.split_once('/').map(|(service, metric)| (service.to_owned(), metric.to_owned()))?;
    Some(Draft {
        service,
        metric,
        statistic: query.get("statistic").unwrap_or_else(|| Statistic::Value.key().to_owned()),
        template: query.get("template")?,
        basis: "contribution".to_owned(),
        owner: viewer.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        ..Draft::default()
    })
}

/// The indicator of the month, and each driver as it would enter: a price by the hour of the week as the first factor.
async fn known(ports: &domain::ports::Ports, viewer: &domain::access::Viewer, draft: &Draft, drivers: &DriverView) -> Known {
    let mut choices = choices(drivers);
    let ask = |factors: Vec<domain::config::FactorRef>| async {
        let preview = unsaved(draft, drivers, factors)?;
        ports.models.preview_inputs(viewer, preview).await
    };
    let priced_by_hour = drivers.drivers.iter().filter(|driver| driver.hour_of_week.is_some());
    for driver in priced_by_hour {
        let asked = ask(vec![domain::config::FactorRef::Driver(driver.id.clone())]).await;
        let priced = asked.ok().and_then(|input| input.factors.into_iter().next());
        let place = choices.iter().position(|choice| choice.driver.as_deref() == Some(driver.id.as_str()));
        if let (Some(priced), Some(place)) = (priced, place) {
            choices[place] = priced;
        }
    }
    let chosen = draft.version().map(|version| version.factors).unwrap_or_default();
    let input = match ask(chosen).await {
        Ok(input) => Ok(input),
        Err(first) => ask(Vec::new()).await.map_err(|_| first),
    };
    let rates = drivers.rates.iter().filter_map(|row| row.factor.clone()).collect();
    match input {
        Ok(input) => {
            Known { input: Some(ChainInput { factors: Vec::new(), ..input }), problem: String::new(), saved: None, choices, rates }
        }
        Err(error) => Known { input: None, problem: error.to_string(), saved: None, choices, rates },
    }
}

fn unsaved(draft: &Draft, drivers: &DriverView, factors: Vec<domain::config::FactorRef>) -> domain::Result<Preview> {
    let version = MappingVersion {
        from: drivers.month.first_day(),
        factors,
        effect: None,
        cells: Vec::new(),
        margin: None,
        retired: false,
        reason: String::new(),
    };
    let mapping = Mapping {
        id: MappingId::parse("preview")?,
        name: "Preview".to_owned(),
        service: ServiceId::parse(&draft.service)?,
        metric: Some(draft.metric.clone()).filter(|metric| !metric.is_empty()),
        statistic: read("statistic", &draft.statistic)?,
        template: read("template", &draft.template)?,
        kpi: None,
        pool: None,
        basis: read("basis", &draft.basis)?,
        owner: Email::parse(&draft.owner)?,
        versions: vec![version.clone()],
    };
    Ok(Preview { mapping, version, month: drivers.month })
}

fn page(shown: Shown, query: &ParamsMap) -> AnyView {
    let Shown { configuration, viewer, started } = shown;
    let body = match started {
        None => first_step(&configuration),
        Some((draft, known)) => {
            let template = Template::ALL.into_iter().find(|template| template.key() == draft.template);
            let (name, formula) = template.map_or(("", ""), |template| (template.name(), template.formula()));
            let service = configuration.services.values().find(|service| service.id.as_str() == draft.service);
            let metric = domain::metric::find(&draft.metric).map_or_else(|_| draft.metric.clone(), |metric| metric.name.to_owned());
            let subject = format!("{}: {metric}", service.map_or(draft.service.as_str(), |service| service.name.as_str()));
            let ways = ways(SaveMapping::url(), NEW_PAGE, true, &configuration, &viewer, query);
            view! {
                <section class="cell editor" aria-labelledby="editor">
                    <div class="head"><h2 id="editor">{name}</h2><p class="sub">{subject}" · "<a href=NEW_PAGE>"choose again"</a></p></div>
                    <p class="two mb3">{formula}</p>
                    <MappingEditor known draft ways/>
                </section>
            }
            .into_any()
        }
    };
    view! {
        <div class="title">
            <p class="eyebrow"><a href="/value-map">"Value map"</a>" / New mapping"</p>
            <h1>"What is it worth in money?"</h1>
        </div>
        <div class="sheet">{body}</div>
    }
    .into_any()
}

fn first_step(configuration: &Configuration) -> AnyView {
    let indicators = configuration.indicators.values().filter_map(|indicator| {
        let metric = indicator.metric().ok().filter(|metric| metric.check_priceable().is_ok())?;
        let service = configuration.services.get(&indicator.service)?;
        let unit = configuration.metric_unit(metric.unit);
        let unit = if unit == "1" { String::new() } else { format!(" ({})", domain::format::unit(&unit)) };
        let words = format!("{}: {}{unit}", service.name, metric.name);
        Some(view! { <option value=indicator.series().to_string()>{words}</option> })
    });
    let indicators = indicators.collect_view();
    let templates = Template::ALL.into_iter().enumerate().map(|(place, template)| {
        view! {
            <label><input type="radio" name="template" value=template.key() checked=place.eq(&0)/>
                <span><b>{template.name()}</b><span class="sub">{template.formula()}</span></span></label>
        }
    });
    let templates = templates.collect_view();
    let statistics = [Statistic::Value, Statistic::P50, Statistic::P95, Statistic::P99].map(|statistic| {
        let words = if statistic == Statistic::Value { "the month's figure" } else { statistic.key() };
        view! { <option value=statistic.key()>{words}</option> }
    });
    if configuration.indicators.is_empty() {
        return view! {
            <section class="cell"><div class="absent"><h3>"There is no indicator to price yet"</h3>
                <p><a href="/value-map#indicator">"Add an indicator"</a>" of a service first."</p></div></section>
        }
        .into_any();
    }
    view! {
        <section class="cell">
            <form class="stack" method="get" action=NEW_PAGE>
                <div class="row2 two">
                    <div><label for="n-indicator">"Indicator"</label><select id="n-indicator" name="indicator">{indicators}</select></div>
                    <div><label for="n-statistic">"Statistic"</label><select id="n-statistic" name="statistic" aria-describedby="n-statistic-hint">{statistics.into_iter().collect_view()}</select>
                        <p class="hint" id="n-statistic-hint">"Percentiles only for latencies."</p></div>
                </div>
                <fieldset><legend class="lab">"Template"</legend><div class="tpl">{templates}</div></fieldset>
                <div class="row"><button class="btn pri" type="submit">"Choose factors"</button></div>
            </form>
        </section>
    }
    .into_any()
}
