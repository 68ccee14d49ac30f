//! The month's deployments and incidents, what they say of delivery, and the release that each incident is laid to.

use domain::access::{Action, Viewer};
use domain::format;
use domain::ports::{DeploymentRow, IncidentRow, ServiceView};
use domain::time;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use rust_decimal::Decimal;

use super::marks::duration;
use super::record::page_of;
use crate::api::events::LayIncident;
use crate::components::fields::back_to;

/// Rows of a list on the page; the API has all.
const SHOWN: usize = 25;
/// Releases before an incident that it may be laid to.
const CHOICES: usize = 10;

/// The section.
pub fn section(view: &ServiceView, viewer: &Viewer) -> AnyView {
    let events = &view.events;
    let body = if events.deployments.is_empty() && events.incidents.is_empty() {
        let first = format!("No deployment and no incident is recorded in {}", view.month.title());
        view! {
            <div class="absent"><h3>{first}</h3>
                <p class="two">"Let GitHub, GitLab, MLflow or PagerDuty be asked for them under "<a href="/sources#connect">"Sources"</a>
                    ", let a pipeline or an alerting system send webhooks, or record one below."</p></div>
        }
        .into_any()
    } else {
        view! { {figures(view)}{deployments(view)}{incidents(view, viewer.may(Action::EditModel))} }.into_any()
    };
    view! {
        <section class="cell" id="events" aria-labelledby="events-title">
            <div class="head"><h2 id="events-title">"Deployments and incidents"</h2><p class="sub">{view.month.title()}</p></div>
            {body}
        </section>
    }
    .into_any()
}

/// Deployments, share of failed changes, lead time, time to restore.
fn figures(view: &ServiceView) -> AnyView {
    let (events, figures) = (&view.events, view.events.figures);
    let hours = |hours: Option<Decimal>| hours.map(format::hours_minutes);
    let rate = figures.change_failure_rate.map(|share| format::percent(share, 1));
    let changes = if figures.changes == 1 { "of 1 change".to_owned() } else { format!("of {} changes", figures.changes) };
    let cells = [
        ("Deployments", Some(figures.deployments.to_string()), "that got through".to_owned()),
        ("Change failure rate", rate, changes),
        ("Lead time", hours(figures.lead_time_hours), "mean, from commit to release".to_owned()),
        (
            "Time to restore",
            hours(figures.time_to_restore_hours),
            format!("mean; {} of incidents", format::hours_minutes(events.incident_hours)),
        ),
    ];
    let cells = cells.into_iter().map(|(name, figure, note)| {
        let (class, figure) = figure.map_or(("mid nofig", "No figure".to_owned()), |figure| ("mid", figure));
        view! { <dl class="kf"><dt>{name}</dt><dd class=class>{figure}</dd><dd class="note">{note}</dd></dl> }
    });
    view! { <div class="keys">{cells.collect_view()}</div> }.into_any()
}

fn deployments(view: &ServiceView) -> AnyView {
    let rows = &view.events.deployments;
    if rows.is_empty() {
        return view! { <p class="two">"No deployment is recorded in this month."</p> }.into_any();
    }
    let lines = rows.iter().take(SHOWN).map(|row| {
        let deployment = &row.deployment;
        let lead = deployment.committed_ms.map(|committed_ms| deployment.at_ms - committed_ms).filter(|ms| *ms >= 0);
        let (class, result) = if deployment.succeeded { ("st ok", "Got through") } else { ("st bad", "Failed") };
        let titles = row.incidents.iter().map(|id| title_of(view, id)).collect::<Vec<_>>().join(", ");
        view! {
            <tr><th scope="row" class="pin">{linked(&deployment.version, deployment.url.as_deref())}<span class="sub">{row.source.to_string()}</span></th>
                <td class="two">{instant(view, deployment.at_ms)}</td>
                <td><span class=class>{result}</span></td>
                <td class="num">{lead.map_or_else(|| "–".to_owned(), duration)}</td>
                <td class="two">{if titles.is_empty() { "–".to_owned() } else { titles }}</td></tr>
        }
    });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Deployments">
            <table class="mid"><caption class="vh">{format!("Deployments in {}", view.month.title())}</caption>
                <thead><tr><th scope="col">"Deployment"</th><th scope="col">"When"</th><th scope="col">"Result"</th>
                    <th scope="col" class="num">"Lead time"</th><th scope="col">"Incidents laid to it"</th></tr></thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
        {more(rows.len(), view)}
    }
    .into_any()
}

fn incidents(view: &ServiceView, may: bool) -> AnyView {
    let rows = &view.events.incidents;
    if rows.is_empty() {
        return view! { <p class="two">"No incident is recorded in this month."</p> }.into_any();
    }
    let lines = rows.iter().take(SHOWN).map(|row| {
        let incident = &row.incident;
        let lasted = match incident.until_ms {
            Some(until_ms) => duration(until_ms - incident.from_ms),
            None => format!("{} so far", duration((view.now_ms - incident.from_ms).max(0))),
        };
        let severity =
            if incident.severity.is_empty() { row.source.to_string() } else { format!("{} · {}", incident.severity, row.source) };
        view! {
            <tr><th scope="row" class="pin">{linked(&incident.title, incident.url.as_deref())}<span class="sub">{severity}</span></th>
                <td class="two">{instant(view, incident.from_ms)}</td>
                <td class="num">{lasted}</td>
                <td>{if may { lay(view, row) } else { laid(view, row).into_any() }}</td></tr>
        }
    });
    let hours = format::hours_minutes(view.events.window_hours);
    view! {
        <div class="scroll cards" tabindex="0" role="region" aria-label="Incidents">
            <table class="mid"><caption class="vh">{format!("Incidents in {}", view.month.title())}</caption>
                <thead><tr><th scope="col">"Incident"</th><th scope="col">"Began"</th><th scope="col" class="num">"Lasted"</th>
                    <th scope="col">"Laid to"</th></tr></thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
        {more(rows.len(), view)}
        <p class="note">{format!("By the rule an incident is laid to the newest release that got through in the {hours} before it began.")}</p>
    }
    .into_any()
}

/// The form that lays an incident to another release.
fn lay(view: &ServiceView, row: &IncidentRow) -> AnyView {
    let chosen = match &row.release {
        _ if !row.chosen => "rule".to_owned(),
        None => "none".to_owned(),
        Some(id) => id.clone(),
    };
    let by_rule = if row.chosen { "By the rule".to_owned() } else { laid(view, row) };
    let before = view.events.deployments.iter().filter(|deployment| deployment.deployment.at_ms <= row.incident.from_ms);
    let mut releases: Vec<(String, String)> =
        before.take(CHOICES).map(|deployment| (deployment.id.clone(), named(view, deployment))).collect();
    if let Some(id) = row.release.as_ref().filter(|id| releases.iter().all(|(known, _)| known != *id)) {
        releases.push((id.clone(), version_of(view, id)));
    }
    let options = [("rule".to_owned(), by_rule), ("none".to_owned(), "None".to_owned())].into_iter().chain(releases);
    let options = options.map(|(value, words)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{words}</option> }
    });
    view! {
        <form method="post" action=LayIncident::url() class="row in-line">
            {back_to(&page_of(view))}
            <input type="hidden" name="service" value=view.service.to_string()/>
            <input type="hidden" name="incident" value=row.id.clone()/>
            <select name="release" aria-label=format!("Release that “{}” is laid to", row.incident.title)>{options.collect_view()}</select>
            <button class="btn sm" type="submit" aria-label=format!("Change the release of “{}”", row.incident.title)>"Change"</button>
        </form>
    }
    .into_any()
}

/// `By the rule: v41`, `v41`, `None`.
fn laid(view: &ServiceView, row: &IncidentRow) -> String {
    let release = row.release.as_ref().map(|id| version_of(view, id));
    match (row.chosen, release) {
        (true, Some(version)) => version,
        (true, None) => "None".to_owned(),
        (false, Some(version)) => format!("By the rule: {version}"),
        (false, None) => "By the rule: none".to_owned(),
    }
}

fn named(view: &ServiceView, row: &DeploymentRow) -> String {
    format!("{}, {}", row.deployment.version, instant(view, row.deployment.at_ms))
}

/// One of another month is known by its id alone.
fn version_of(view: &ServiceView, id: &str) -> String {
    let row = view.events.deployments.iter().find(|row| row.id == id);
    row.map_or_else(|| id.to_owned(), |row| row.deployment.version.clone())
}

fn title_of(view: &ServiceView, id: &str) -> String {
    let row = view.events.incidents.iter().find(|row| row.id == id);
    row.map_or_else(|| id.to_owned(), |row| row.incident.title.clone())
}

fn linked(text: &str, url: Option<&str>) -> AnyView {
    let text = text.to_owned();
    match url {
        Some(url) => view! { <a href=url.to_owned() rel="noopener noreferrer">{text}</a> }.into_any(),
        None => text.into_any(),
    }
}

fn instant(view: &ServiceView, at_ms: i64) -> String {
    time::parse_zone(&view.time_zone).map(|zone| time::instant_title(at_ms, zone)).unwrap_or_default()
}

fn more(count: usize, view: &ServiceView) -> Option<AnyView> {
    let rest = count.checked_sub(SHOWN).filter(|rest| *rest > 0)?;
    let all = format!("GET /api/v1/services/{}/events", view.service);
    Some(view! { <p class="note">{format!("The newest {SHOWN} are listed; {rest} more are in {all}.")}</p> }.into_any())
}
