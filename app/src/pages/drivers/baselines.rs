//! Baselines, approved by finance, and targets.

use domain::access::{Action, Viewer};
use domain::baseline::BaselineWindows;
use domain::config::{BaselineMethod, Configuration, Item, Mapping};
use domain::format;
use domain::ids::ServiceId;
use domain::metric::Statistic;
use domain::ports::DriverView;
use domain::sample::SeriesKey;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::api::drivers::{ApproveBaseline, SetTarget};
use crate::components::fields::{Fields, Notes, refusal};

use super::look_first;

const PAGE: &str = "/drivers";

/// The baselines and the form that approves one, or who may.
pub fn baselines(
    view: &DriverView,
    configuration: &Configuration,
    viewer: &Viewer,
    notes: &Notes,
    open: bool,
    found: Option<&BaselineWindows>,
) -> AnyView {
    let rows = view.baselines.iter().map(|baseline| {
        let value = baseline.value.map_or_else(|| "computed from its months".to_owned(), |value| format::decimal(value.0));
        let range = baseline.low.zip(baseline.high).map(|(low, high)| format!("{} to {}", format::decimal(low.0), format::decimal(high.0)));
        let how = match (baseline.method, baseline.months.iter().min(), baseline.months.iter().max()) {
            (BaselineMethod::Months, Some(first), Some(last)) => {
                let n = cases(baseline).map(|n| format!(", {n} cases")).unwrap_or_default();
                format!("{} months, {} to {}{n}", baseline.months.len(), first.title(), last.title())
            }
            _ => "an assumption".to_owned(),
        };
        let by = format!("{}, from {}", super::person(view, &baseline.approved_by), domain::time::day_title(baseline.from));
        let id = format!("baseline-{}", Item::Baseline(baseline.clone()).id());
        view! {
            <tr id=id>
                {row_head(view, configuration, &baseline.service, &baseline.metric, baseline.statistic)}
                <td class="num">{value}</td><td class="num two">{range.unwrap_or_else(|| "–".to_owned())}</td>
                <td class="two">{how}</td><td class="two">{by}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = if view.baselines.is_empty() {
        view! { <div class="absent"><h3>"No baseline yet"</h3><p>"Without one nothing is claimed: what it would have been is not known."</p></div> }.into_any()
    } else {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Baselines">
                <table class="mid">
                    <caption class="vh">"Baselines"</caption>
                    <thead><tr><th scope="col">"Indicator"</th><th scope="col" class="num">"Value"</th><th scope="col" class="num">"Range"</th>
                        <th scope="col">"From what"</th><th scope="col">"Approved by"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="cell flush" aria-labelledby="baselines"><div class="head"><h2 id="baselines">"Baselines"</h2></div>{table}</section>
        {approve(view, configuration, viewer, notes, open, found)}
    }
    .into_any()
}

/// Cases behind the figure; where none are counted, the months are said already.
fn cases(baseline: &domain::config::Baseline) -> Option<String> {
    let months = u64::try_from(baseline.months.len()).ok();
    baseline.n.filter(|n| Some(*n) != months).map(|n| format::decimal(n.into()))
}

/// Mappings of the reader that claim against the indicator (against any, before one is chosen): its baseline from records needs
/// another name.
fn owned(configuration: &Configuration, viewer: &Viewer, fields: Fields<'_>) -> Option<AnyView> {
    let chosen = fields.typed("indicator").and_then(|key| SeriesKey::parse(&key).ok());
    let claims = |mapping: &&Mapping| match &chosen {
        Some(SeriesKey::Indicator { service, metric }) => mapping.service == *service && mapping.metrics().any(|own| own == metric),
        _ => true,
    };
    let claiming: Vec<&Mapping> = configuration.mappings.values().filter(claims).collect();
    let own = claiming.iter().filter(|mapping| viewer.email.as_ref() == Some(&mapping.owner));
    let names: Vec<String> = own.map(|mapping| format!("“{}”", mapping.name)).collect();
    let others = configuration.people.values().filter(|person| {
        let viewer = Viewer { role: person.role, email: Some(person.email.clone()), ..viewer.clone() };
        viewer.may(Action::ApproveBaselines) && !claiming.iter().any(|mapping| mapping.owner == person.email)
    });
    let others: Vec<String> = others.map(|person| person.name.clone()).collect();
    let who = if others.is_empty() {
        "Somebody of finance who does not claim against it may.".to_owned()
    } else {
        format!("{} may.", others.join(" or "))
    };
    (!names.is_empty()).then(|| {
        let text =
            format!("You own {}: a baseline from records of what it claims against needs another name than yours. {who}", names.join(", "));
        view! { <p class="note">{text}</p> }.into_any()
    })
}

fn row_head(
    view: &DriverView,
    configuration: &Configuration,
    service: &ServiceId,
    metric: &str,
    statistic: Statistic,
) -> impl IntoView + use<> {
    let found = domain::metric::find(metric).ok();
    let name = found.map_or_else(|| metric.to_owned(), |metric| metric.name.to_owned());
    let unit = found.map(|metric| configuration.metric_unit(metric.unit)).unwrap_or_default();
    let name = if statistic == Statistic::Value { name } else { format!("{name}, {}", statistic.key()) };
    let unit = if unit == "1" { "as a share".to_owned() } else { format!("in {unit}") };
    view! { <th scope="row" class="pin">{name}<span class="sub">{super::service(view, service)}" · "{unit}</span></th> }
}

fn indicators(configuration: &Configuration) -> Vec<(String, String)> {
    let words = |indicator: &domain::config::Indicator| {
        let metric = indicator.metric().map_or_else(|_| indicator.metric.clone(), |metric| metric.name.to_owned());
        let service =
            configuration.services.get(&indicator.service).map_or_else(|| indicator.service.to_string(), |found| found.name.clone());
        (indicator.series().to_string(), format!("{service}: {metric}"))
    };
    configuration.indicators.values().map(words).collect()
}

fn statistics() -> Vec<(String, String)> {
    let words = |statistic: Statistic| if statistic == Statistic::Value { "the month's figure" } else { statistic.key() };
    [Statistic::Value, Statistic::P50, Statistic::P95, Statistic::P99].map(|one| (one.key().to_owned(), words(one).to_owned())).to_vec()
}

fn approve(
    view: &DriverView,
    configuration: &Configuration,
    viewer: &Viewer,
    notes: &Notes,
    open: bool,
    found: Option<&BaselineWindows>,
) -> AnyView {
    if let Err(error) = viewer.authorize(Action::ApproveBaselines) {
        return view! { <div class="cell">{refusal(&error)}</div> }.into_any();
    }
    let fields = notes.form(look_first::FORM);
    let from = view.month.plus(1).first_day().to_string();
    view! {
        <details class="cell drawer" id=look_first::FORM open=open || fields.failed()>
            <summary><b>"Approve a baseline"</b><span class="mute">"What the indicator would have been. It carries your name."</span></summary>
            <form class="stack drawer-body" method="post" action=ApproveBaseline::url()>
                {fields.back(PAGE)}
                {owned(configuration, viewer, fields)}
                <div class="row2">
                    {fields.select("indicator", "Indicator", &indicators(configuration), "", "")}
                    {fields.select("statistic", "Statistic", &statistics(), "value", "Percentiles only for latencies.")}
                    {fields.day("from", "Valid from", &from, "")}
                </div>
                {look_first::section(configuration, fields, found)}
                {fields.optional("months", "Computed from these months", "", "At least three that had ended before: 2025-09, 2025-10, 2025-11.")}
                <div class="row2">
                    {fields.optional("value", "Or assumed", "", "In the metric's unit; uptime as a share, 0.995.")}
                    {fields.optional("low", "Low", "", "")}
                    {fields.optional("high", "High", "", "")}
                </div>
                <div class="row"><button class="btn" type="submit">"Approve the baseline"</button></div>
            </form>
        </details>
    }
    .into_any()
}

/// The targets and the form that sets one, or who may.
pub fn targets(view: &DriverView, configuration: &Configuration, viewer: &Viewer, notes: &Notes) -> AnyView {
    let rows = view.targets.iter().map(|target| {
        let amber = target.amber.map_or_else(|| "–".to_owned(), |amber| format::decimal(amber.0));
        let owner = format!("{}, from {}", super::person(view, &target.owner), target.from.title());
        view! {
            <tr>
                {row_head(view, configuration, &target.service, &target.metric, target.statistic)}
                <td class="num">{format::decimal(target.value.0)}</td><td class="num two">{amber}</td><td class="two">{owner}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = (!view.targets.is_empty()).then(|| {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Targets">
                <table class="mid">
                    <caption class="vh">"Targets"</caption>
                    <thead><tr><th scope="col">"Indicator"</th><th scope="col" class="num">"Target"</th><th scope="col" class="num">"Near until"</th>
                        <th scope="col">"Owner"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    let fields = notes.form("target");
    let form = match viewer.authorize(Action::EditTargets) {
        Err(error) => view! { <div class="cell">{refusal(&error)}</div> }.into_any(),
        Ok(()) => view! {
            <details class="cell drawer" id="target" open=fields.failed()>
                <summary><b>"Set a target"</b><span class="mute">"From a month on."</span></summary>
                <form class="stack drawer-body" method="post" action=SetTarget::url()>
                    {fields.back(PAGE)}
                    <div class="row2 two">
                        {fields.select("indicator", "Indicator", &indicators(configuration), "", "")}
                        {fields.select("statistic", "Statistic", &statistics(), "value", "")}
                    </div>
                    <div class="row2">
                        {fields.text("from", "From month", &view.month.plus(1).to_string(), "As 2026-10.")}
                        {fields.text("value", "Target", "", "In the metric's unit; uptime as a share, 0.9995.")}
                        {fields.optional("amber", "Near until", "", "Where near turns to missed.")}
                    </div>
                    <div class="row"><button class="btn" type="submit">"Set the target"</button></div>
                </form>
            </details>
        }
        .into_any(),
    };
    view! {
        <section class="cell flush" aria-labelledby="targets"><div class="head"><h2 id="targets">"Targets"</h2></div>
            {table.is_none().then(|| view! { <div class="absent"><h3>"No target yet"</h3><p>"Nobody has set one."</p></div> })}
            {table}</section>
        {form}
    }
    .into_any()
}
