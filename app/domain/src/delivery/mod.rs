//! What a service's deployments and incidents say of its delivery: which release an incident is laid to, how long the service was
//! troubled, and the samples of the metrics that follow. A pure function of all that is known, so what comes late changes it as if it had
//! come in time.

mod figures;
mod link;
mod metrics;
mod outage;
#[cfg(test)]
mod tests;
mod uptime;

use std::collections::BTreeMap;

use crate::event::{Deployment, Event, Incident};
use crate::ids::SourceId;
use crate::time::HOUR_MS;

pub use figures::Figures;
pub use metrics::{Asked, METRICS};
pub use outage::Outage;
pub use uptime::UPTIME;

/// An incident is laid to a release of the day before it, where the workspace does not say otherwise.
pub const WINDOW_DEFAULT_MS: i64 = 24 * HOUR_MS;

/// An event as a source told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub source: SourceId,
    pub event: Event,
}

/// What people said of incidents, by id: the release it is laid to, or that it is laid to none.
pub type Chosen = BTreeMap<String, Option<String>>;

/// All that is known of a service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// By time, then id.
    pub deployments: Vec<(String, Deployment)>,
    /// By their start, then id.
    pub incidents: Vec<(String, Incident)>,
    /// The release that an incident is laid to, by ids.
    links: BTreeMap<String, String>,
    /// By release, the places of its incidents.
    laid: BTreeMap<String, Vec<usize>>,
}

impl Recorded {
    /// What it is called in this workspace: `pagerduty:pagerduty/PGR0VU2`.
    pub fn id(&self) -> String {
        format!("{}:{}", self.source, self.event.key())
    }
}

impl History {
    /// Puts events in order and links incidents to releases; `window_ms` is how long before an incident a release may lie.
    pub fn of(recorded: impl IntoIterator<Item = Recorded>, chosen: &Chosen, window_ms: i64) -> Self {
        let mut history = Self::default();
        for told in recorded {
            let id = told.id();
            match told.event {
                Event::Deployment(deployment) => history.deployments.push((id, deployment)),
                Event::Incident(incident) => history.incidents.push((id, incident)),
            }
        }
        history.deployments.sort_by(|(a, x), (b, y)| (x.at_ms, a).cmp(&(y.at_ms, b)));
        history.incidents.sort_by(|(a, x), (b, y)| (x.from_ms, a).cmp(&(y.from_ms, b)));
        history.links = link::links(&history.deployments, &history.incidents, chosen, window_ms);
        for (place, (id, _)) in history.incidents.iter().enumerate() {
            if let Some(release) = history.links.get(id) {
                history.laid.entry(release.clone()).or_default().push(place);
            }
        }
        history
    }

    /// The release that an incident is laid to.
    pub fn release_of(&self, incident: &str) -> Option<&str> {
        self.links.get(incident).map(String::as_str)
    }

    /// The incidents that are laid to a release.
    pub fn incidents_of(&self, deployment: &str) -> impl Iterator<Item = &(String, Incident)> {
        self.laid.get(deployment).into_iter().flatten().filter_map(|place| self.incidents.get(*place))
    }

    /// Times in which the service was troubled: incidents that overlap are one.
    pub fn outages(&self) -> Vec<Outage> {
        outage::merged(self.incidents.iter().map(|(_, incident)| incident))
    }
}
