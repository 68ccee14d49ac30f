//! What happened to a service, as marks on the time axis of its month and as words for the table behind.

use charts::spec::{Caption, Event};
use domain::format;
use domain::ports::ServiceView;
use domain::time::{self, HOUR_MS, Window, local};
use rust_decimal::Decimal;

/// Longest name of a version on the axis, in characters: hashes are long.
const VERSION_MAX: usize = 14;

/// A shaded time: trouble that was declared, downtime that was measured, or both at once.
struct Band {
    from_ms: i64,
    until_ms: i64,
    /// How much of it was declared.
    incident_ms: i64,
}

/// The marks, with places in days of the month.
pub fn marks(view: &ServiceView) -> Vec<Event> {
    let Some(window) = window(view) else { return Vec::new() };
    let days = f64::from(chrono::Datelike::day(&view.month.last_day()));
    let at = |ms: i64| (ms - window.start_ms) as f64 / window.ms().max(1) as f64 * days;
    let bands = bands(view, window).into_iter().map(|band| {
        let (length, word) = if band.incident_ms > 0 { (band.incident_ms, "incident") } else { (band.until_ms - band.from_ms, "down") };
        Event::Outage { from: at(band.from_ms), to: at(band.until_ms), label: Caption::new(format!("{} {word}", duration(length)), word) }
    });
    let deployments = view.events.deployments.iter().rev().map(|row| {
        let failed = if row.deployment.succeeded { "" } else { " failed" };
        let version = cut(&row.deployment.version);
        Event::Deployment { at: at(row.deployment.at_ms), label: Caption::new(format!("{version}{failed}"), version) }
    });
    // A test that ended is read on the evening of its last day.
    let tests = view
        .tests
        .iter()
        .map(|test| Event::Test { at: f64::from(chrono::Datelike::day(&test.day)), label: Caption::new("test ended", "test") });
    bands.chain(tests).chain(deployments).collect()
}

/// One sentence on the row of marks; empty where nothing happened.
pub fn finding(view: &ServiceView) -> String {
    let counted = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts: Vec<String> = [
        counted(view.events.deployments.len(), "deployment", "deployments"),
        counted(view.events.incidents.len(), "incident", "incidents")
            .map(|incidents| format!("{incidents} of {} together", format::hours_minutes(view.events.incident_hours))),
        counted(view.outages.len(), "span without service", "spans without service"),
        counted(view.tests.len(), "test ended", "tests ended"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { String::new() } else { format!("{}.", parts.join(", ")) }
}

/// What happened on a day of the month, in words; a dash for nothing.
pub fn told(view: &ServiceView, day: u32) -> String {
    let (Ok(zone), Some(window)) = (time::parse_zone(&view.time_zone), window(view)) else { return "–".to_owned() };
    let on = |ms: i64| chrono::Datelike::day(&local(ms.max(window.start_ms), zone).date()) == day;
    let deployments =
        view.events.deployments.iter().rev().filter(|row| on(row.deployment.at_ms)).map(|row| {
            format!("{} {}", cut(&row.deployment.version), if row.deployment.succeeded { "deployed" } else { "failed to deploy" })
        });
    let incidents = view.events.incidents.iter().rev().filter(|row| on(row.incident.from_ms)).map(|row| {
        let until_ms = row.incident.until_ms.unwrap_or(view.now_ms);
        let lasts = if row.incident.until_ms.is_none() { " so far" } else { "" };
        format!("incident {}, {}{lasts}", row.incident.title, duration((until_ms - row.incident.from_ms).max(0)))
    });
    let tests = view.tests.iter().filter(|test| chrono::Datelike::day(&test.day) == day).map(|test| format!("test {} ended", test.title));
    let words: Vec<String> = incidents.chain(deployments).chain(tests).collect();
    if words.is_empty() { "–".to_owned() } else { words.join("; ") }
}

/// A length in hours and minutes.
pub fn duration(ms: i64) -> String {
    format::hours_minutes(Decimal::from(ms) / Decimal::from(HOUR_MS))
}

fn window(view: &ServiceView) -> Option<Window> {
    time::parse_zone(&view.time_zone).ok().map(|zone| view.month.window(zone))
}

fn bands(view: &ServiceView, window: Window) -> Vec<Band> {
    let declared = view.events.outages.iter().map(|outage| (outage.from_ms, outage.until_ms.unwrap_or(view.now_ms), true));
    let measured = view.outages.iter().map(|(from_ms, until_ms, _)| (*from_ms, *until_ms, false));
    let mut spans: Vec<(i64, i64, bool)> = declared.chain(measured).collect();
    spans.sort_unstable();
    let mut bands: Vec<Band> = Vec::new();
    for (from_ms, until_ms, is_incident) in spans {
        let (from_ms, until_ms) = (from_ms.max(window.start_ms), until_ms.min(window.end_ms));
        if from_ms > until_ms {
            continue;
        }
        let incident_ms = if is_incident { until_ms - from_ms } else { 0 };
        match bands.last_mut().filter(|last| from_ms <= last.until_ms) {
            Some(last) => {
                last.until_ms = last.until_ms.max(until_ms);
                last.incident_ms += incident_ms;
            }
            None => bands.push(Band { from_ms, until_ms, incident_ms }),
        }
    }
    bands
}

fn cut(version: &str) -> String {
    if version.chars().count() <= VERSION_MAX { version.to_owned() } else { version.chars().take(VERSION_MAX - 1).chain(['…']).collect() }
}
