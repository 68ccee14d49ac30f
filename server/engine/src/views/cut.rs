//! A part of the configuration, so that one service's page does not value the whole company.

use std::collections::BTreeMap;

use domain::config::Configuration;
use domain::ids::{MappingId, ServiceId};

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

/// The same, with one mapping only.
pub(super) fn to_mapping(configuration: &Configuration, service: &ServiceId, mapping: &MappingId) -> Configuration {
    let mut cut = to_service(configuration, service);
    cut.mappings.retain(|id, _| id == mapping);
    cut
}
