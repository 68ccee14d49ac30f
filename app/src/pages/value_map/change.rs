//! Changing the hierarchy: edges drawn and removed, objectives, KPIs and indicators added.

use domain::config::{Configuration, NodeId};
use domain::metric::CATALOG;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::value_map::{AddEdge, AddIndicator, AddKpi, AddObjective, RemoveEdge};
use crate::components::fields::{Notes, back_to, choices, confirmed, refusal};

const PAGE: &str = "/value-map";

/// The forms, or who may change the hierarchy.
pub fn forms(configuration: &Configuration, notes: &Notes, may: &domain::Result<()>) -> AnyView {
    if let Err(error) = may {
        return view! {
            <section class="cell" aria-labelledby="change"><div class="head"><h2 id="change">"Change the map"</h2></div>{refusal(error)}</section>
        }
        .into_any();
    }
    view! {
        <section class="cell" id="edges" aria-labelledby="change">
            <div class="head"><h2 id="change">"Change the map"</h2><p class="sub">"who serves whom"</p></div>
            {edges(configuration, notes)}
        </section>
        {add_objective(configuration, notes)}
        {add_kpi(configuration, notes)}
        {add_indicator(configuration, notes)}
    }
    .into_any()
}

/// Every node with its words, objectives first.
fn nodes(configuration: &Configuration) -> Vec<(String, String)> {
    let objectives = configuration.objectives.values().map(|objective| (format!("objective:{}", objective.id), objective.name.clone()));
    let kpis = configuration.kpis.values().map(|kpi| (format!("kpi:{}", kpi.id), format!("KPI: {}", kpi.name)));
    let indicators = configuration.indicators.values().map(|indicator| {
        let service =
            configuration.services.get(&indicator.service).map_or_else(|| indicator.service.to_string(), |found| found.name.clone());
        let metric = indicator.metric().map_or_else(|_| indicator.metric.clone(), |metric| metric.name.to_owned());
        (format!("indicator:{}/{}", indicator.service, indicator.metric), format!("{service}: {metric}"))
    });
    objectives.chain(kpis).chain(indicators).collect()
}

fn edges(configuration: &Configuration, notes: &Notes) -> AnyView {
    let fields = notes.form("edges");
    let all = nodes(configuration);
    let words = |node: &NodeId| {
        let key = node.to_string();
        all.iter().find(|(value, _)| *value == key).map_or_else(|| key.clone(), |(_, words)| words.clone())
    };
    let listed = configuration
        .objectives
        .values()
        .flat_map(|objective| objective.kpis.iter().map(|kpi| (NodeId::Objective(objective.id.clone()), NodeId::Kpi(kpi.clone()))));
    let drawn = configuration.edges.iter().map(|edge| (edge.from.clone(), edge.to.clone()));
    let rows = listed.chain(drawn).map(|(from, to)| {
        let (upper, lower) = (words(&from), words(&to));
        let hidden = view! {
            {back_to(PAGE)}
            <input type="hidden" name="from" value=from.to_string()/>
            <input type="hidden" name="to" value=to.to_string()/>
        };
        let consequence = format!("“{lower}” no longer counts under “{upper}”. Both stay, and no amount changes.");
        let remove = confirmed("Remove", &consequence, "Remove the edge", hidden.into_any(), RemoveEdge::url());
        view! { <li><div class="split"><span>{upper}" → "{lower}</span>{remove}</div></li> }
    });
    let rows = rows.collect_view();
    let above: Vec<_> = all.iter().filter(|(node, _)| !node.starts_with("indicator:")).cloned().collect();
    let below: Vec<_> = all.iter().filter(|(node, _)| !node.starts_with("objective:")).cloned().collect();
    view! {
        <form class="stack" method="post" action=AddEdge::url()>
            {fields.back(PAGE)}
            <div class="row2 two">
                {fields.select("from", "Above", &above, "", "")}
                {fields.select("to", "Serves it", &below, "", "An edge from a KPI to money comes from a mapping.")}
            </div>
            <div class="row"><button class="btn" type="submit">"Draw the edge"</button></div>
        </form>
        <ul class="list mt6">{rows}</ul>
    }
    .into_any()
}

fn drawer(id: &'static str, title: &'static str, sub: &'static str, open: bool, action: &'static str, body: AnyView) -> AnyView {
    view! {
        <details class="cell drawer" id=id open=open>
            <summary><b>{title}</b><span class="mute">{sub}</span></summary>
            <form class="stack drawer-body" method="post" action=action>
                {body}
                <div class="row"><button class="btn" type="submit">{title}</button></div>
            </form>
        </details>
    }
    .into_any()
}

fn add_objective(configuration: &Configuration, notes: &Notes) -> AnyView {
    let fields = notes.form("objective");
    let mut people = vec![(String::new(), "nobody yet".to_owned())];
    people.extend(configuration.people.values().map(|person| (person.email.to_string(), person.name.clone())));
    let body = view! {
        {fields.back(PAGE)}
        <div class="row2">
            {fields.text("name", "Name", "", "What the company wants: Earn more per visit.")}
            {fields.text("id", "Id", "", "Lower-case letters, digits and hyphens.")}
            {fields.select("owner", "Owner", &people, "", "")}
        </div>
    };
    drawer("objective", "Add an objective", "A strategic goal: the top of the map.", fields.failed(), AddObjective::url(), body.into_any())
}

fn add_kpi(configuration: &Configuration, notes: &Notes) -> AnyView {
    let fields = notes.form("kpi");
    let mut parents = vec![(String::new(), "nothing yet".to_owned())];
    parents.extend(nodes(configuration).into_iter().filter(|(node, _)| !node.starts_with("indicator:")));
    let kinds =
        choices([("counter", "a sum, such as revenue"), ("ratio", "a ratio, such as conversion"), ("gauge", "a level, such as stock")]);
    let better = choices([("higher", "higher is better"), ("lower", "lower is better")]);
    let body = view! {
        {fields.back(PAGE)}
        <div class="row2">
            {fields.text("name", "Name", "", "")}
            {fields.text("id", "Id", "", "Lower-case letters, digits and hyphens.")}
            {fields.select("parent", "Under", &parents, "", "")}
        </div>
        <div class="row2">
            {fields.text("unit", "Unit", "1", "1 for a ratio, USD, order, h.")}
            {fields.select("kind", "Kind", &kinds, "counter", "")}
            {fields.select("better", "Direction", &better, "higher", "")}
        </div>
    };
    drawer("kpi", "Add a KPI", "A business measure with its own series.", fields.failed(), AddKpi::url(), body.into_any())
}

fn add_indicator(configuration: &Configuration, notes: &Notes) -> AnyView {
    let fields = notes.form("indicator");
    let services: Vec<_> = configuration.services.values().map(|service| (service.id.to_string(), service.name.clone())).collect();
    let metrics: Vec<_> = CATALOG
        .iter()
        .map(|metric| {
            (metric.key.to_owned(), format!("{}: {} ({})", metric.category.name(), metric.name, configuration.metric_unit(metric.unit)))
        })
        .collect();
    let sources: Vec<_> =
        configuration.all_sources(|_| true).iter().map(|source| (source.id.to_string(), source.title().to_owned())).collect();
    let body = view! {
        {fields.back(PAGE)}
        <div class="row2">
            {fields.select("service", "Service", &services, "", "")}
            {fields.select("metric", "Metric", &metrics, "", "")}
            {fields.select("source", "Source", &sources, "push", "")}
        </div>
        <div class="row2 two">
            {fields.optional("query", "Query, for Prometheus", "", "Of a ratio, the numerator; of a histogram, its buckets by le.")}
            {fields.optional("denominator", "Denominator, for a ratio", "", "")}
        </div>
    };
    drawer("indicator", "Add an indicator", "One more metric of a service.", fields.failed(), AddIndicator::url(), body.into_any())
}
