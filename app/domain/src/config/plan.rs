//! The whole configuration of a workspace, as one value.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::factor::Number;
use super::hierarchy::{Edge, Hierarchy, NodeId};
use super::item::Item;
use super::journal::Journal;
use super::model::{Indicator, Kpi, Objective, Person, Service, Settings, Team};
use super::money_model::{Baseline, Cost, Driver, Mapping, Target};
use super::pool::{Pool, Rate};
use super::source::Source;
use super::test_record::Test;
use crate::ids::{CostId, DriverId, Email, KpiId, MappingId, ObjectiveId, PoolId, ServiceId, SourceId, TeamId, TestId};
use crate::metric::Statistic;
use crate::money::Currency;
use crate::sample::{SeriesKey, SeriesShape};
use crate::time::Month;
use crate::{Error, Result};

/// Something agreed to be decided or done, with an owner and a due date; what page 1 asks its reader to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    pub id: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// Money a month in question, in the workspace's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Number>,
    pub owner: Email,
    /// First month whose report shows it.
    pub from: Month,
    pub due: NaiveDate,
    /// Settled on that day: no longer shown in later months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<NaiveDate>,
}

/// Everything configured in one workspace. Small enough to hold in memory; every figure is computed from it and from the samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    pub settings: Settings,
    pub people: BTreeMap<Email, Person>,
    pub teams: BTreeMap<TeamId, Team>,
    pub sources: BTreeMap<SourceId, Source>,
    pub services: BTreeMap<ServiceId, Service>,
    pub indicators: BTreeMap<SeriesKey, Indicator>,
    pub kpis: BTreeMap<KpiId, Kpi>,
    pub objectives: BTreeMap<ObjectiveId, Objective>,
    pub edges: BTreeSet<Edge>,
    pub drivers: BTreeMap<DriverId, Driver>,
    pub costs: BTreeMap<CostId, Cost>,
    /// By item id; see [`Item::id`].
    pub baselines: BTreeMap<String, Baseline>,
    /// By item id.
    pub targets: BTreeMap<String, Target>,
    pub tests: BTreeMap<TestId, Test>,
    pub pools: BTreeMap<PoolId, Pool>,
    /// Exchange rates by currency.
    pub rates: BTreeMap<Currency, Rate>,
    pub mappings: BTreeMap<MappingId, Mapping>,
    pub follow_ups: BTreeMap<String, FollowUp>,
    /// Accounts of the journal export; none while nobody has chosen them.
    pub journal: Option<Journal>,
}

impl Configuration {
    /// An empty workspace with its settings.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            people: BTreeMap::new(),
            teams: BTreeMap::new(),
            sources: BTreeMap::new(),
            services: BTreeMap::new(),
            indicators: BTreeMap::new(),
            kpis: BTreeMap::new(),
            objectives: BTreeMap::new(),
            edges: BTreeSet::new(),
            drivers: BTreeMap::new(),
            costs: BTreeMap::new(),
            baselines: BTreeMap::new(),
            targets: BTreeMap::new(),
            tests: BTreeMap::new(),
            pools: BTreeMap::new(),
            rates: BTreeMap::new(),
            mappings: BTreeMap::new(),
            follow_ups: BTreeMap::new(),
            journal: None,
        }
    }

    /// Builds from stored items.
    ///
    /// # Errors
    /// When the settings are missing.
    pub fn from_items(items: impl IntoIterator<Item = Item>) -> Result<Self> {
        let (settings, rest): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| matches!(item, Item::Workspace(_)));
        let Some(Item::Workspace(settings)) = settings.into_iter().next_back() else {
            return Err(Error::field("workspace", "a [workspace] table with name, time_zone and currency is needed"));
        };
        let mut configuration = Self::new(settings);
        rest.into_iter().for_each(|item| configuration.put(item));
        Ok(configuration)
    }

    /// Every item, in the order of the file.
    pub fn items(&self) -> Vec<Item> {
        let mut items = vec![Item::Workspace(self.settings.clone())];
        items.extend(self.people.values().cloned().map(Item::Person));
        items.extend(self.teams.values().cloned().map(Item::Team));
        items.extend(self.sources.values().cloned().map(Item::Source));
        items.extend(self.services.values().cloned().map(Item::Service));
        items.extend(self.indicators.values().cloned().map(Item::Indicator));
        items.extend(self.kpis.values().cloned().map(Item::Kpi));
        items.extend(self.objectives.values().cloned().map(Item::Objective));
        items.extend(self.edges.iter().cloned().map(Item::Edge));
        items.extend(self.drivers.values().cloned().map(Item::Driver));
        items.extend(self.costs.values().cloned().map(Item::Cost));
        items.extend(self.baselines.values().cloned().map(Item::Baseline));
        items.extend(self.targets.values().cloned().map(Item::Target));
        items.extend(self.tests.values().cloned().map(|test| Item::Test(Box::new(test))));
        items.extend(self.pools.values().cloned().map(Item::Pool));
        items.extend(self.rates.values().cloned().map(Item::Rate));
        items.extend(self.mappings.values().cloned().map(Item::Mapping));
        items.extend(self.follow_ups.values().cloned().map(Item::FollowUp));
        items.extend(self.journal.iter().cloned().map(Item::Journal));
        items
    }

    /// Adds or replaces an item, unchecked; see [`Configuration::with`] for the checked way.
    pub(super) fn put(&mut self, item: Item) {
        let id = item.id();
        match item {
            Item::Workspace(settings) => self.settings = settings,
            Item::Person(person) => drop(self.people.insert(person.email.clone(), person)),
            Item::Team(team) => drop(self.teams.insert(team.id.clone(), team)),
            Item::Source(source) => drop(self.sources.insert(source.id.clone(), source)),
            Item::Service(service) => drop(self.services.insert(service.id.clone(), service)),
            Item::Indicator(indicator) => drop(self.indicators.insert(indicator.series(), indicator)),
            Item::Kpi(kpi) => drop(self.kpis.insert(kpi.id.clone(), kpi)),
            Item::Objective(objective) => drop(self.objectives.insert(objective.id.clone(), objective)),
            Item::Edge(edge) => drop(self.edges.insert(edge)),
            Item::Driver(driver) => drop(self.drivers.insert(driver.id.clone(), driver)),
            Item::Cost(cost) => drop(self.costs.insert(cost.id.clone(), cost)),
            Item::Baseline(baseline) => drop(self.baselines.insert(id, baseline)),
            Item::Target(target) => drop(self.targets.insert(id, target)),
            Item::Test(test) => drop(self.tests.insert(test.id.clone(), *test)),
            Item::Pool(pool) => drop(self.pools.insert(pool.id.clone(), pool)),
            Item::Rate(rate) => drop(self.rates.insert(rate.currency, rate)),
            Item::Mapping(mapping) => drop(self.mappings.insert(mapping.id.clone(), mapping)),
            Item::FollowUp(follow_up) => drop(self.follow_ups.insert(follow_up.id.clone(), follow_up)),
            Item::Journal(journal) => self.journal = Some(journal),
        }
    }

    /// Removes an item by kind and id, unchecked.
    pub(super) fn remove(&mut self, kind: &str, id: &str) {
        match kind {
            "person" => self.people.retain(|key, _| key.as_str() != id),
            "team" => self.teams.retain(|key, _| key.as_str() != id),
            "source" => self.sources.retain(|key, _| key.as_str() != id),
            "service" => self.services.retain(|key, _| key.as_str() != id),
            "indicator" => self.indicators.retain(|key, _| key.to_string() != id),
            "kpi" => self.kpis.retain(|key, _| key.as_str() != id),
            "objective" => self.objectives.retain(|key, _| key.as_str() != id),
            "edge" => self.edges.retain(|edge| Item::Edge(edge.clone()).id() != id),
            "driver" => self.drivers.retain(|key, _| key.as_str() != id),
            "cost" => self.costs.retain(|key, _| key.as_str() != id),
            "baseline" => self.baselines.retain(|key, _| key != id),
            "target" => self.targets.retain(|key, _| key != id),
            "test" => self.tests.retain(|key, _| key.as_str() != id),
            "pool" => self.pools.retain(|key, _| key.as_str() != id),
            "rate" => self.rates.retain(|key, _| key.code() != id),
            "mapping" => self.mappings.retain(|key, _| key.as_str() != id),
            "follow-up" => self.follow_ups.retain(|key, _| key != id),
            "journal" => self.journal = None,
            _ => {}
        }
    }

    /// One item by kind and id.
    pub fn find(&self, kind: &str, id: &str) -> Option<Item> {
        self.items().into_iter().find(|item| item.kind() == kind && item.id() == id)
    }

    /// The currency of the workspace.
    pub fn currency(&self) -> Currency {
        self.settings.currency
    }

    /// The drawn and the mapped edges together.
    pub fn hierarchy(&self) -> Result<Hierarchy> {
        let objectives = self.objectives.values().flat_map(|objective| {
            objective.kpis.iter().map(|kpi| Edge { from: NodeId::Objective(objective.id.clone()), to: NodeId::Kpi(kpi.clone()) })
        });
        let mapped = self.mappings.values().filter_map(|mapping| {
            let to = NodeId::Indicator { service: mapping.service.clone(), metric: mapping.metric.clone()? };
            Some(Edge { from: NodeId::Kpi(mapping.kpi.clone()?), to })
        });
        Hierarchy::new(self.edges.iter().cloned().chain(objectives).chain(mapped))
    }

    /// The shape of a series, if it is configured.
    pub fn shape(&self, series: &SeriesKey) -> Result<SeriesShape> {
        let unknown =
            || Error::field("series", format!("{series} is not configured in this workspace; add it first or check its spelling"));
        match series {
            SeriesKey::Indicator { .. } => self.indicators.get(series).ok_or_else(unknown)?.shape(),
            SeriesKey::Kpi(id) => Ok(self.kpis.get(id).ok_or_else(unknown)?.shape()),
            SeriesKey::Driver(id) => {
                self.drivers.get(id).filter(|driver| driver.series.is_some()).ok_or_else(unknown)?;
                Ok(SeriesShape { kind: crate::metric::Kind::Counter, interval_s: 86_400 })
            }
        }
    }

    /// Every configured series.
    pub fn series(&self) -> Vec<SeriesKey> {
        let own = self.drivers.values().filter(|driver| matches!(driver.series, Some(super::SeriesRef::Own { .. })));
        let drivers = own.map(|driver| SeriesKey::Driver(driver.id.clone()));
        self.indicators.keys().cloned().chain(self.kpis.values().map(Kpi::series)).chain(drivers).collect()
    }

    /// The baseline of an indicator valid in a month: the newest that started by its last day.
    pub fn baseline(&self, service: &ServiceId, metric: &str, statistic: Statistic, month: Month) -> Option<&Baseline> {
        dated(&self.baselines, service, metric, statistic).filter(|b| b.from <= month.last_day()).max_by_key(|b| b.from)
    }

    /// The target of an indicator valid in a month.
    pub fn target(&self, service: &ServiceId, metric: &str, statistic: Statistic, month: Month) -> Option<&Target> {
        dated(&self.targets, service, metric, statistic).filter(|t| t.from <= month).max_by_key(|t| t.from)
    }

    /// The name of a person, or the address where nobody of it is listed.
    pub fn person_name(&self, email: &Email) -> String {
        self.people.get(email).map_or_else(|| email.to_string(), |person| person.name.clone())
    }

    /// The owner of a service: the lead of its team.
    pub fn service_owner(&self, service: &Service) -> Option<&Email> {
        self.teams.get(&service.team).and_then(|team| team.lead.as_ref())
    }

    /// A catalogue unit with the workspace's currency in place of `CUR`.
    pub fn metric_unit(&self, unit: &str) -> String {
        unit.replace("CUR", self.settings.currency.code())
    }
}

/// The versions of one indicator's baseline or target: neighbours in the map, since their ids differ only in the date.
pub(super) fn dated<'a, T>(
    versions: &'a BTreeMap<String, T>,
    service: &ServiceId,
    metric: &str,
    statistic: Statistic,
) -> impl Iterator<Item = &'a T> {
    let prefix = format!("{service}/{metric}:{}@", statistic.key());
    let all = versions.range::<str, _>((std::ops::Bound::Included(prefix.as_str()), std::ops::Bound::Unbounded));
    all.take_while(move |(id, _)| id.starts_with(&prefix)).map(|(_, version)| version)
}
