//! A mapping that does not exist yet: first what is priced and by which template, then the editor.

use domain::config::{Configuration, FactorRef, Needs, Template};
use domain::metric::Statistic;
use domain::ports::{DriverView, PreviewInputs};
use domain::value::Part;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::asked;
use super::mapping::{changed, choices, rates, ways};
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
    let template = query.get("template")?;
    let takes_none = needs(&template).is_some_and(|needs| matches!(needs, Needs::Lift | Needs::Cells));
    let value = Statistic::Value.key().to_owned();
    if lacks_indicator(query) {
        return None;
    }
    Some(Draft {
        service,
        statistic: query.get("statistic").filter(|_| !takes_none && !metric.is_empty()).unwrap_or(value),
        metric: if takes_none { String::new() } else { metric },
        template,
        basis: "contribution".to_owned(),
        owner: viewer.email.as_ref().map(ToString::to_string).unwrap_or_default(),
        ..Draft::default()
    })
}

fn needs(template: &str) -> Option<Needs> {
    Template::ALL.into_iter().find(|known| known.key() == template).map(Template::needs)
}

/// A template over an indicator was chosen, and a service without one.
fn lacks_indicator(query: &ParamsMap) -> bool {
    let of_one = query.get("template").and_then(|template| needs(&template));
    let chosen = query.get("indicator").is_some_and(|series| !series.ends_with('/'));
    matches!(of_one, Some(Needs::Indicator | Needs::IndicatorAndSlope)) && !chosen
}

/// What the month's records hold for the draft, and each driver as it would enter: a price by the hour of the week as the first factor.
async fn known(ports: &domain::ports::Ports, viewer: &domain::access::Viewer, draft: &Draft, drivers: &DriverView) -> Known {
    let mut choices = choices(drivers);
    let priced_by_hour = drivers.drivers.iter().filter(|driver| driver.hour_of_week.is_some());
    for driver in priced_by_hour.filter(|_| draft.template() == Some(Template::RevenueProtected)) {
        let Ok(preview) = asked::unsaved(draft, drivers.month, vec![FactorRef::Driver(driver.id.clone())]) else { continue };
        let asked = ports.models.preview_inputs(viewer, preview).await;
        let priced = asked.ok().and_then(|asked| asked.input.factors.into_iter().next());
        let place = choices.iter().position(|choice| choice.driver.as_deref() == Some(driver.id.as_str()));
        if let (Some(priced), Some(place)) = (priced, place) {
            choices[place] = priced;
        }
    }
    let mut known = Known { choices, rates: rates(drivers), asked: draft.parts(), ..Known::default() };
    match asked::chain_of(ports, viewer, draft, drivers.month).await {
        Ok(PreviewInputs { mut input, notes, beside }) => {
            input.factors.retain(|factor| factor.driver.is_none() && factor.part != Part::ExchangeRate);
            (known.input, known.notes, known.beside) = (Some(input), notes, beside);
        }
        Err(error) => known.problem = error.to_string(),
    }
    known
}

fn page(shown: Shown, query: &ParamsMap) -> AnyView {
    let Shown { configuration, viewer, started } = shown;
    let body = match started {
        None => first_step(&configuration, query),
        Some((draft, known)) => {
            let template = Template::ALL.into_iter().find(|template| template.key() == draft.template);
            let (name, formula) = template.map_or(("", ""), |template| (template.name(), template.formula()));
            let service = configuration.services.values().find(|service| service.id.as_str() == draft.service);
            let metric = domain::metric::find(&draft.metric).map_or_else(|_| draft.metric.clone(), |metric| metric.name.to_owned());
            let service = service.map_or(draft.service.as_str(), |service| service.name.as_str());
            let subject = if metric.is_empty() { service.to_owned() } else { format!("{service}: {metric}") };
            let ways = ways(SaveMapping::url(), NEW_PAGE, &draft, &configuration, &viewer, query);
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

fn first_step(configuration: &Configuration, query: &ParamsMap) -> AnyView {
    let (asked, template) = (query.get("indicator").unwrap_or_default(), query.get("template").unwrap_or_default());
    let lacks = query.get("template").filter(|_| lacks_indicator(query)).map(|key| {
        let name = Template::ALL.into_iter().find(|known| known.key() == key).map_or("", Template::name);
        view! { <p class="banner bad" role="alert"><b>"Indicator. "</b>{format!("{name} prices an indicator: choose one of the service.")}</p> }
    });
    let chosen = asked.clone();
    let indicators = configuration.indicators.values().filter_map(|indicator| {
        let metric = indicator.metric().ok().filter(|metric| metric.check_priceable().is_ok())?;
        let service = configuration.services.get(&indicator.service)?;
        let unit = configuration.metric_unit(metric.unit);
        let unit = if unit == "1" { String::new() } else { format!(" ({})", domain::format::unit(&unit)) };
        let words = format!("{}: {}{unit}", service.name, metric.name);
        Some((indicator.series().to_string(), words))
    });
    let services = configuration.services.values().map(|service| (format!("{}/", service.id), format!("{}, no indicator", service.name)));
    let indicators = indicators.chain(services).map(|(series, words)| {
        view! { <option value=series.clone() selected=series.eq(&chosen)>{words}</option> }
    });
    let indicators = indicators.collect_view();
    let (is_asked, asked_template) = (!template.is_empty(), template);
    let templates = Template::ALL.into_iter().enumerate().map(|(place, template)| {
        view! {
            <label><input type="radio" name="template" value=template.key() checked=if is_asked { template.key() == asked_template } else { place == 0 }/>
                <span><b>{template.name()}</b><span class="sub">{template.formula()}</span></span></label>
        }
    });
    let templates = templates.collect_view();
    let statistics = [Statistic::Value, Statistic::P50, Statistic::P95, Statistic::P99].map(|statistic| {
        let words = if statistic == Statistic::Value { "the month's figure" } else { statistic.key() };
        view! { <option value=statistic.key()>{words}</option> }
    });
    if configuration.services.is_empty() {
        return view! {
            <section class="cell"><div class="absent"><h3>"There is no service to price yet"</h3>
                <p><a href="/value-map">"Add a service"</a>" and its indicators first."</p></div></section>
        }
        .into_any();
    }
    view! {
        <section class="cell">
            <form class="stack" method="get" action=NEW_PAGE>
                {lacks}
                <div class="row2 two">
                    <div><label for="n-indicator">"Indicator"</label><select id="n-indicator" name="indicator" aria-describedby="n-indicator-hint">{indicators}</select>
                        <p class="hint" id="n-indicator-hint">"A direct test lift and outcomes by kind of error take the service alone."</p></div>
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
