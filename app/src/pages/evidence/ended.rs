//! Experiments that other systems say have ended, and recording one of them as a test.

use domain::access::{Action, Viewer};
use domain::config::{Configuration, Source};
use domain::evidence::{Arm, Experiment};
use domain::format;
use domain::ports::{EndedExperiment, Ports};
use domain::time::day_title;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::params::ParamsMap;

use super::forms;
use super::list::{interval, p_value, percent};
use crate::api::address::with_parameters;
use crate::api::evidence::TakeOver;
use crate::components::fields::{Notes, choices, refusal};

/// A source that tells of experiments; what it says where it was asked.
pub struct Ended {
    source: Source,
    asked: Option<domain::Result<Vec<EndedExperiment>>>,
    /// Key of the experiment that is to be recorded.
    chosen: String,
}

/// The sources that tell of experiments, for those who may record. `?ended=ID` asks one of them, since an answer takes many requests; `take=KEY` chooses an
/// experiment.
pub async fn load(ports: &Ports, viewer: &Viewer, configuration: &Configuration, query: &ParamsMap) -> Vec<Ended> {
    let mut all = Vec::new();
    if viewer.authorize(Action::EditModel).is_err() {
        return all;
    }
    for source in configuration.sources.values().filter(|source| source.kind.system().tells_experiments()) {
        let asked = match query.get("ended").is_some_and(|id| id == source.id.as_str()) {
            true => Some(ports.evidence.experiments(viewer, &source.id).await),
            false => None,
        };
        all.push(Ended { source: source.clone(), asked, chosen: query.get("take").unwrap_or_default() });
    }
    all
}

/// The section of one source.
pub fn section(ended: &Ended, configuration: &Configuration, notes: &Notes) -> AnyView {
    let ask = format!("/evidence?ended={0}#ended-{0}", ended.source.id);
    let name = ended.source.title().to_owned();
    match &ended.asked {
        None => {
            let body = view! {
                <div class="stack-s">
                    <p class="two">"What has ended there can be recorded as a test: its arms are taken over, and analysed here."</p>
                    <div class="row"><a class="btn" href=ask>{format!("Look what has ended in {name}")}</a></div>
                </div>
            };
            framed(ended, "cell", name, body.into_any())
        }
        Some(Err(error)) => {
            let body = view! { <div class="stack-s">{refusal(error)}<div class="row"><a class="btn" href=ask>"Try again"</a></div></div> };
            framed(ended, "cell", name, body.into_any())
        }
        Some(Ok(experiments)) => told(ended, experiments, configuration, notes),
    }
}

fn framed(ended: &Ended, class: &'static str, sub: String, body: AnyView) -> AnyView {
    let place = format!("ended-{}", ended.source.id);
    let title_id = format!("{place}-title");
    view! {
        <section class=class id=place aria-labelledby=title_id.clone()>
            <div class="head"><h2 id=title_id.clone()>"Experiments that have ended"</h2><p class="sub">{sub}</p></div>
            {body}
        </section>
    }
    .into_any()
}

fn told(ended: &Ended, experiments: &[EndedExperiment], configuration: &Configuration, notes: &Notes) -> AnyView {
    let recorded = experiments.iter().filter(|ended| ended.recorded.is_some()).count();
    let open: Vec<&EndedExperiment> = experiments.iter().filter(|ended| ended.recorded.is_none()).collect();
    let name = ended.source.title();
    if open.is_empty() {
        let (title, text) = match recorded {
            0 => ("Nothing has ended yet", "Each measure of an experiment is listed here once it is stopped and its results are computed."),
            _ => ("All that has ended is recorded", "The tests stand in the list above."),
        };
        let body = view! { <div class="absent"><h3>{title}</h3><p>{text}</p></div> };
        return framed(ended, "cell", name.to_owned(), body.into_any());
    }
    let count = match recorded {
        0 => String::new(),
        1 => "; one more is recorded already".to_owned(),
        n => format!("; {n} more are recorded already"),
    };
    let sub = format!("{name} · lift with its 95 % interval, computed here from the arms{count}");
    let chosen = open.iter().find(|open| open.experiment.key == ended.chosen);
    let form = chosen.map(|chosen| form(&ended.source, &chosen.experiment, configuration, notes));
    let rows = open.iter().map(|one| row(&ended.source, one)).collect_view();
    let body = view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Experiments that have ended">
            <table class="mid">
                <caption class="vh">"Experiments that have ended and are not recorded"</caption>
                <thead><tr><th scope="col">"Experiment"</th><th scope="col" class="num">"Control"</th><th scope="col" class="num">"Treatment"</th>
                    <th scope="col" class="num">"Planned split"</th><th scope="col" class="num">"Lift"</th><th scope="col">"p-value"</th>
                    <th scope="col"><span class="vh">"Record"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {form}
    };
    framed(ended, "cell flush", sub, body.into_any())
}

fn row(source: &Source, ended: &EndedExperiment) -> AnyView {
    let experiment = &ended.experiment;
    let run = format!("{} · {} – {}", experiment.measure, day_title(experiment.from), day_title(experiment.to));
    let lift = ended.result.as_ref().and_then(|result| result.relative.printed());
    let p = ended.result.as_ref().map_or_else(|| "–".to_owned(), |result| p_value(result.p_value));
    let invalid = ended.result.as_ref().filter(|result| !result.valid).and_then(|result| result.reasons.first().cloned());
    let why = ended.refused.clone().or(invalid).map(|why| view! { <span class="sub loss">{format::sentence(&why)}</span> });
    let doubts = experiment.doubts.iter().map(|doubt| view! { <span class="sub">{format::sentence(doubt)}</span> }).collect_view();
    let split = experiment.expected_split.map_or_else(|| "–".to_owned(), |shares| shares.map(|share| share.0.to_string()).join(" / "));
    let address = with_parameters("/evidence#take-over", &[("ended", source.id.as_str()), ("take", &experiment.key)]);
    let label = format!("Record {}", experiment.title());
    let action = match ended.refused {
        None => view! { <a class="btn sm" href=address aria-label=label>"Record"</a> }.into_any(),
        Some(_) => ().into_any(),
    };
    view! {
        <tr><th scope="row" class="pin">{experiment.name.clone()}<span class="sub">{run}</span>{why}{doubts}</th>
            {arm(&experiment.control)}{arm(&experiment.treatment)}<td class="num">{split}</td>
            <td class="num">{lift.map_or_else(|| "–".to_owned(), |lift| percent(lift.value.0))}
                <span class="sub">{lift.map(interval)}</span></td>
            <td class="when">{p}</td><td>{action}</td></tr>
    }
    .into_any()
}

/// Successes or mean, over its units.
fn arm(arm: &Arm) -> AnyView {
    let measured = match (arm.successes, arm.mean) {
        (Some(successes), _) => format::decimal(successes.0),
        (None, Some(mean)) => format!("mean {}", format::decimal(mean.0.round_sf(5).unwrap_or(mean.0).normalize())),
        (None, None) => "–".to_owned(),
    };
    view! { <td class="num">{measured}<span class="sub">{format!("of {} units", format::decimal(arm.n.0))}</span></td> }.into_any()
}

/// What the source does not know of the chosen experiment.
fn form(source: &Source, experiment: &Experiment, configuration: &Configuration, notes: &Notes) -> AnyView {
    let fields = notes.form("take-over");
    let lists = forms::Lists::of(configuration);
    let truth = choices([("no", "no"), ("yes", "yes")]);
    let page = with_parameters("/evidence", &[("ended", source.id.as_str()), ("take", &experiment.key)]);
    view! {
        <form class="stack drawer-body mt4" id="take-over" method="post" action=TakeOver::url() aria-labelledby="take-over-title">
            <h3 id="take-over-title">{format!("Record “{}”", experiment.title())}</h3>
            {fields.back(&page)}
            <input type="hidden" name="source" value=source.id.to_string()/>
            <input type="hidden" name="key" value=experiment.key.clone()/>
            <div class="row2">
                {fields.select("cells[service]", "Service", &lists.services, "", "")}
                {fields.select("cells[kpi]", "KPI that was compared", &lists.kpis, "", "")}
                {fields.day("cells[valid_until]", "Valid until", "", "After it the grade is one lower.")}
            </div>
            <div class="row2">
                {fields.optional("cells[exposed_share]", "Exposed share", "", "Of the eligible units, now: 1 for all. Needed to claim.")}
                {fields.select("cells[stopped_early]", "Stopped because of what it showed", &truth, "no", "")}
                {fields.select("cells[mixed_assignment]", "Units seen in both arms", &truth, "no", "")}
            </div>
            <div class="row2">
                {fields.select("cells[metric]", "Indicator that differed", &lists.metrics, "", "Needed for a slope.")}
                {fields.optional("cells[control_indicator]", "Its level in control", "", "In its unit; a share as 0.94.")}
                {fields.optional("cells[treatment_indicator]", "Its level in treatment", "", "")}
            </div>
            <div class="row2 two">
                {fields.select("cells[repeats]", "Repeats", &lists.tests, "", "Two that agree are grade A.")}
                {fields.optional("cells[programme]", "Programme", "", "Five or more tests of one are shrunk towards their mean.")}
                {fields.optional("cells[unit]", "Unit", "", "Of a success or of the mean, such as order/visitor; empty for what cancels.")}
                {fields.optional("cells[id]", "Id", "", "Made of the name where it is empty.")}
            </div>
            <div class="row"><button class="btn pri" type="submit">"Record the test"</button>
                <span class="note">"What was measured is not edited later."</span></div>
        </form>
    }
    .into_any()
}
