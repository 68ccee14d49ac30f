//! The list of services.

use std::collections::{BTreeMap, BTreeSet};

use domain::Result;
use domain::config::{Configuration, Indicator};
use domain::ids::ServiceId;
use domain::metric::CATALOG;
use domain::ports::ServiceListRow;
use domain::report::Trail;
use domain::time::Month;
use domain::value::Facts;

use super::gaps::gaps;
use super::tile::{Percentiles, indicator_tile};

/// Most tiles of a row.
const TILES_MAX: usize = 4;

/// Every service, largest net value first; those without a known value last.
pub fn services(configuration: &Configuration, facts: &Facts, month: Month) -> Result<Vec<ServiceListRow>> {
    let trail = Trail::of(configuration, facts, month)?;
    let (zone, threshold) = (configuration.settings.zone()?, configuration.settings.coverage_threshold);
    let percentiles = Percentiles::of(configuration);
    let watched = watched(configuration);
    let mut by_service: BTreeMap<&ServiceId, Vec<&Indicator>> = BTreeMap::new();
    configuration.indicators.values().for_each(|indicator| by_service.entry(&indicator.service).or_default().push(indicator));
    let mut rows = Vec::new();
    for service in configuration.services.values() {
        let mut indicators = by_service.remove(&service.id).unwrap_or_default();
        indicators.sort_by_cached_key(|indicator| catalogue_position(&indicator.metric));
        let mut tiles = Vec::new();
        for indicator in &indicators {
            tiles.push(indicator_tile(configuration, facts, month, indicator, percentiles.statistic(indicator, indicator.metric()?))?);
        }
        let gaps = gaps(&tiles, month, threshold, zone);
        if tiles.iter().any(|tile| watched.contains(&(&service.id, tile.metric.as_str()))) {
            tiles.retain(|tile| watched.contains(&(&service.id, tile.metric.as_str())));
        }
        tiles.truncate(TILES_MAX);
        let owner = configuration.service_owner(service);
        rows.push(ServiceListRow {
            service: service.id.clone(),
            name: service.name.clone(),
            team: configuration.teams.get(&service.team).map_or_else(String::new, |team| team.name.clone()),
            owner_name: owner.map_or_else(String::new, |owner| configuration.person_name(owner)),
            purpose: service.purpose.clone(),
            currency: configuration.currency(),
            totals: trail.service(trail.last(), &service.id),
            nets: trail.nets(&service.id),
            tiles,
            gaps,
        });
    }
    let net = |row: &ServiceListRow| std::cmp::Reverse(row.totals.map(|totals| totals.net.minor));
    rows.sort_by(|a, b| net(a).cmp(&net(b)).then_with(|| a.name.cmp(&b.name)));
    Ok(rows)
}

/// Position in the catalogue, which is the order of the report.
pub(super) fn catalogue_position(key: &str) -> Option<usize> {
    CATALOG.iter().position(|metric| metric.key == key)
}

/// Indicators that are priced or have a target.
fn watched(configuration: &Configuration) -> BTreeSet<(&ServiceId, &str)> {
    let priced = configuration.mappings.values().filter_map(|mapping| Some((&mapping.service, mapping.metric.as_deref()?)));
    priced.chain(configuration.targets.values().map(|target| (&target.service, target.metric.as_str()))).collect()
}
