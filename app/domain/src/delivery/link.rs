//! The one rule by which an incident is laid to a release.

use std::collections::BTreeMap;

use super::Chosen;
use crate::event::{Deployment, Incident};

/// An incident is laid to the newest release that got through at or before its start, at most `window_ms` before it. What a person chose
/// stands instead, for as long as that release is known.
pub(super) fn links(
    deployments: &[(String, Deployment)],
    incidents: &[(String, Incident)],
    chosen: &Chosen,
    window_ms: i64,
) -> BTreeMap<String, String> {
    let known = |id: &String| deployments.iter().any(|(known, _)| known == id);
    let mut links = BTreeMap::new();
    for (id, incident) in incidents {
        let release = match chosen.get(id) {
            Some(None) => None,
            Some(Some(release)) if known(release) => Some(release),
            _ => newest(deployments, incident.from_ms, window_ms),
        };
        if let Some(release) = release {
            links.insert(id.clone(), release.clone());
        }
    }
    links
}

fn newest(deployments: &[(String, Deployment)], from_ms: i64, window_ms: i64) -> Option<&String> {
    let before = &deployments[..deployments.partition_point(|(_, deployment)| deployment.at_ms <= from_ms)];
    let near = before.iter().rev().take_while(|(_, deployment)| from_ms.saturating_sub(deployment.at_ms) <= window_ms);
    near.filter(|(_, deployment)| deployment.succeeded).map(|(id, _)| id).next()
}
