//! A part of the configuration, so that one service's page does not value the whole company.

use std::collections::{BTreeMap, BTreeSet};

use domain::config::{Configuration, Mapping, Template};
use domain::ids::ServiceId;

/// The configuration with one service's indicators, mappings and costs only. People, teams, KPIs, drivers, tests and rates stay.
pub(super) fn to_service(configuration: &Configuration, service: &ServiceId) -> Configuration {
    fn keep<K: Ord + Clone, V: Clone>(all: &BTreeMap<K, V>, wanted: impl Fn(&V) -> bool) -> BTreeMap<K, V> {
        all.iter().filter(|(_, item)| wanted(item)).map(|(key, item)| (key.clone(), item.clone())).collect()
    }
    let mut cut = Configuration::new(configuration.settings.clone());
    cut.people = configuration.people.clone();
    cut.teams = configuration.teams.clone();
    cut.services = keep(&configuration.services, |item| item.id == *service);
    cut.indicators = keep(&configuration.indicators, |item| item.service == *service);
    cut.kpis = configuration.kpis.clone();
    cut.drivers = configuration.drivers.clone();
    cut.rates = configuration.rates.clone();
    cut.tests = configuration.tests.clone();
    cut.costs = keep(&configuration.costs, |item| item.service == *service);
    cut.baselines = keep(&configuration.baselines, |item| item.service == *service);
    cut.targets = keep(&configuration.targets, |item| item.service == *service);
    cut.mappings = keep(&configuration.mappings, |item| item.service == *service);
    cut
}

/// The service's part, with what claims from the same pools: a pool's cap is shared out among all that claim from it.
pub(super) fn with_pools(configuration: &Configuration, cut: &Configuration) -> Configuration {
    let mut wider = cut.clone();
    wider.pools = configuration.pools.clone();
    let pools: BTreeSet<_> = cut.mappings.values().filter_map(|mapping| mapping.pool.as_ref()).collect();
    let claiming = |mapping: &&Mapping| mapping.pool.as_ref().is_some_and(|pool| pools.contains(pool));
    let services: BTreeSet<_> = configuration.mappings.values().filter(claiming).map(|mapping| &mapping.service).collect();
    // Whether a saving is counted hangs on the service's other bases of cost.
    let decides = |mapping: &&Mapping| mapping.template == Template::CostSaved && services.contains(&mapping.service);
    for mapping in configuration.mappings.values().filter(|mapping| claiming(mapping) || decides(mapping)) {
        wider.mappings.insert(mapping.id.clone(), mapping.clone());
        let indicators = configuration.indicators.iter().filter(|(_, item)| item.service == mapping.service);
        wider.indicators.extend(indicators.map(|(key, item)| (key.clone(), item.clone())));
        let baselines = configuration.baselines.iter().filter(|(_, item)| item.service == mapping.service);
        wider.baselines.extend(baselines.map(|(key, item)| (key.clone(), item.clone())));
    }
    wider
}
