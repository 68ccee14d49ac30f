//! Which services an event is about, from the words its sender has for them.

use std::collections::BTreeSet;

use domain::config::Configuration;
use domain::delivery::METRICS;
use domain::ids::{ServiceId, SourceId};

/// The services with an indicator that names `scope` in its query, fed by `source`, by a system of its kind where no source is named, or by
/// the built-in `events`; else the service of that very id.
pub(super) fn claimants(configuration: &Configuration, kind: &str, source: Option<&SourceId>, scope: &str) -> BTreeSet<ServiceId> {
    let fits = |id: &SourceId| match (configuration.source(id), source) {
        (Some(fed_by), _) if fed_by.kind.key() == "events" => true,
        (Some(_), Some(source)) => id == source,
        (Some(fed_by), None) => fed_by.kind.key() == kind,
        (None, _) => false,
    };
    let named = configuration.indicators.values().filter(|indicator| {
        let query = indicator.source.query.as_deref().map(str::trim);
        METRICS.contains(&indicator.metric.as_str()) && query == Some(scope.trim()) && fits(&indicator.source.id)
    });
    let found: BTreeSet<ServiceId> = named.map(|indicator| indicator.service.clone()).collect();
    if !found.is_empty() {
        return found;
    }
    ServiceId::parse(scope.trim()).ok().filter(|id| configuration.services.contains_key(id)).into_iter().collect()
}
