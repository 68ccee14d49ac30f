//! What happened to a service in a time.

use domain::config::Settings;
use domain::delivery::{Chosen, History};
use domain::ids::{ServiceId, SourceId};
use domain::ports::{DeploymentRow, IncidentRow, ServiceEvents};
use domain::sample::Fixed;
use domain::time::{HOUR_MS, Window};
use rust_decimal::Decimal;

/// Newest first; an incident that only touches the window is listed, and its hours inside count, up to `now_ms`.
pub fn events(service: &ServiceId, history: &History, chosen: &Chosen, settings: &Settings, window: Window, now_ms: i64) -> ServiceEvents {
    let touches = |from_ms: i64, until_ms: Option<i64>| {
        from_ms < window.end_ms && until_ms.is_none_or(|until_ms| until_ms.max(from_ms + 1) > window.start_ms)
    };
    let outages: Vec<_> = history.outages().into_iter().filter(|outage| touches(outage.from_ms, outage.until_ms)).collect();
    let deployments = history.deployments.iter().rev().filter(|(_, deployment)| window.contains(deployment.at_ms));
    let incidents = history.incidents.iter().rev().filter(|(_, incident)| touches(incident.from_ms, incident.until_ms));
    ServiceEvents {
        service: service.clone(),
        from_ms: window.start_ms,
        until_ms: window.end_ms,
        deployments: deployments
            .filter_map(|(id, deployment)| {
                let incidents = history.incidents_of(id).map(|(id, _)| id.clone()).collect();
                Some(DeploymentRow { id: id.clone(), source: source(id)?, deployment: deployment.clone(), incidents })
            })
            .collect(),
        incidents: incidents
            .filter_map(|(id, incident)| {
                let release = history.release_of(id).map(str::to_owned);
                Some(IncidentRow {
                    id: id.clone(),
                    source: source(id)?,
                    incident: incident.clone(),
                    release,
                    chosen: chosen.contains_key(id),
                })
            })
            .collect(),
        incident_hours: hours(outages.iter().map(|outage| outage.within_ms(window, now_ms)).sum()),
        outages,
        window_hours: hours(settings.incident_window_ms()),
        figures: history.figures(window),
    }
}

fn source(id: &str) -> Option<SourceId> {
    id.split_once(':').and_then(|(source, _)| SourceId::parse(source).ok())
}

/// To the fourth decimal.
fn hours(ms: i64) -> Decimal {
    Fixed::from_decimal(Decimal::from(ms) / Decimal::from(HOUR_MS)).and_then(|hours| hours.round(4)).unwrap_or_default().normalize()
}
