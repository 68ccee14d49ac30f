//! Drivers, costs, baselines, targets and pools.

use std::collections::{BTreeMap, BTreeSet};

use domain::Result;
use domain::config::Configuration;
use domain::ids::{DriverId, MappingId};
use domain::metric::Statistic;
use domain::money::Currency;
use domain::ports::{CurrencyRow, DriverView};
use domain::sample::SeriesKey;
use domain::time::Month;
use domain::unit::Unit;
use domain::value::Facts;
use domain::value::rates::to_reporting;

/// Everything that prices an indicator, with the month's volumes and the mappings that use each driver.
pub fn drivers(configuration: &Configuration, facts: &Facts, month: Month) -> Result<DriverView> {
    let mut uses: BTreeMap<&DriverId, BTreeSet<&MappingId>> = BTreeMap::new();
    for mapping in configuration.mappings.values() {
        for version in &mapping.versions {
            let values = version.cells.iter().map(|cell| &cell.value);
            for driver in version.factors.iter().map(|factor| factor.driver()).chain(&version.margin).chain(values) {
                uses.entry(driver).or_default().insert(&mapping.id);
            }
        }
    }
    let volume = |driver: &domain::config::Driver| {
        let series = driver.series.as_ref()?.key(&driver.id);
        let decimals = match &series {
            SeriesKey::Kpi(id) => configuration.kpis.get(id).map_or(0, |kpi| kpi.decimals),
            SeriesKey::Indicator { metric, .. } => domain::metric::find(metric).map_or(0, |metric| metric.decimals),
            SeriesKey::Driver(_) => 0,
        };
        let figure = facts.month(&series, month).and_then(|measured| measured.figure(Statistic::Value, decimals));
        Some((driver.id.to_string(), figure))
    };
    Ok(DriverView {
        month,
        currency: configuration.currency(),
        drivers: configuration.drivers.values().cloned().collect(),
        costs: configuration.costs.values().cloned().collect(),
        baselines: configuration.baselines.values().cloned().collect(),
        targets: configuration.targets.values().cloned().collect(),
        rates: rates(configuration, facts, month),
        services: configuration.services.values().map(|service| (service.id.clone(), service.name.clone())).collect(),
        people: configuration.people.values().map(|person| (person.email.to_string(), person.name.clone())).collect(),
        volumes: configuration.drivers.values().filter_map(volume).collect(),
        uses: uses.into_iter().map(|(driver, mappings)| (driver.to_string(), mappings.into_iter().cloned().collect())).collect(),
        pools: configuration.pools.values().cloned().collect(),
        claims: domain::value::ledger(configuration, month, facts)?.pools,
    })
}

/// Every other currency that a driver or a cost is stated in, or that has rates.
fn rates(configuration: &Configuration, facts: &Facts, month: Month) -> Vec<CurrencyRow> {
    let drivers = configuration.drivers.values().filter_map(|driver| Unit::parse(&driver.unit).ok()).flat_map(|unit| unit.currencies());
    let costs = configuration.costs.values().flat_map(|cost| &cost.values).filter_map(|value| value.currency);
    let used: BTreeSet<Currency> = drivers.chain(costs).filter(|currency| *currency != configuration.currency()).collect();
    let all: BTreeSet<Currency> = used.iter().copied().chain(configuration.rates.keys().copied()).collect();
    let row = |currency| CurrencyRow {
        currency,
        factor: to_reporting(configuration, month, facts.now_ms, currency),
        in_use: used.contains(&currency),
        newest: configuration.rates.get(&currency).and_then(|rate| rate.values.iter().max_by_key(|value| value.last_day())).cloned(),
    };
    all.into_iter().map(row).collect()
}
