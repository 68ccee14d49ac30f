//! What must hold of a whole configuration.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::check_money::{check_driver_value, check_stated};
use super::factor::Basis;
use super::money_model::{BaselineMethod, LiftKind, Mapping, MappingVersion, SeriesRef};
use super::plan::Configuration;
use super::source::{Source, SourceRef};
use super::template::Template;
use crate::delivery;
use crate::ids::{DriverId, SourceId};
use crate::metric::{self, Kind};
use crate::system::BUILT_IN;
use crate::unit::Unit;
use crate::{Error, Result};

impl Configuration {
    /// Checks every reference, unit, range and the hierarchy.
    ///
    /// # Errors
    /// The first thing that does not hold, named by kind and id, with what to do.
    pub fn check(&self) -> Result<()> {
        self.settings.zone()?;
        if self.settings.name.trim().is_empty() {
            return Err(Error::field("name", "give the workspace a name"));
        }
        let threshold = self.settings.coverage_threshold;
        if threshold < Decimal::ZERO || threshold > Decimal::ONE {
            return Err(Error::field("coverage_threshold", "the coverage threshold is a share from 0 to 1, such as 0.90"));
        }
        for service in self.services.values() {
            if !self.teams.contains_key(&service.team) {
                return Err(missing("service", &service.id, "team", &service.team));
            }
        }
        self.check_sources()?;
        self.check_series()?;
        self.check_predictions()?;
        self.check_counted_money()?;
        self.check_nodes()?;
        for driver in self.drivers.values() {
            let at = |error| within("driver", &driver.id, error);
            Unit::parse(&driver.unit).and_then(|unit| super::check_rates::check_one_currency(&unit)).map_err(at)?;
            check_dates(driver.values.iter().map(|value| value.from)).map_err(at)?;
            driver.values.iter().try_for_each(check_driver_value).map_err(at)?;
            if driver.values.is_empty() && driver.series.is_none() {
                return Err(within("driver", &driver.id, Error::field("values", "give it a dated value, or the series it is read from")));
            }
            if let Some(SeriesRef::Kpi { kpi }) = &driver.series
                && !self.kpis.contains_key(kpi)
            {
                return Err(missing("driver", &driver.id, "KPI", kpi));
            }
            if let Some(kpi) = &driver.hour_of_week
                && self.kpis.get(kpi).is_none_or(|kpi| kpi.kind != Kind::Counter)
            {
                return Err(within(
                    "driver",
                    &driver.id,
                    Error::field("hour_of_week", format!("the profile needs a KPI of kind counter; “{kpi}” is none")),
                ));
            }
        }
        for cost in self.costs.values() {
            if !self.services.contains_key(&cost.service) {
                return Err(missing("cost", &cost.id, "service", &cost.service));
            }
            check_dates(cost.values.iter().map(|value| value.from)).map_err(|error| within("cost", &cost.id, error))?;
            self.check_cost(cost).map_err(|error| within("cost", &cost.id, error))?;
            if let Some(value) = cost.values.iter().find(|value| value.per_month.0.is_sign_negative() && !value.per_month.0.is_zero()) {
                return Err(within(
                    "cost",
                    &cost.id,
                    Error::field("per_month", format!("a cost is not negative; {} is", value.per_month.0)),
                ));
            }
        }
        self.check_rates()?;
        self.check_baselines_and_targets()?;
        self.check_tests()?;
        self.journal.iter().try_for_each(super::Journal::check)?;
        self.pools.values().try_for_each(|pool| self.check_pool(pool).map_err(|error| within("pool", &pool.id, error)))?;
        self.mappings.values().try_for_each(|mapping| self.check_mapping(mapping).map_err(|error| within("mapping", &mapping.id, error)))
    }

    fn check_sources(&self) -> Result<()> {
        self.sources.values().try_for_each(|source| source.check().map_err(|error| within("source", &source.id, error)))
    }

    fn check_source_ref(&self, source: &SourceRef, kind: Kind) -> Result<()> {
        match self.source(&source.id) {
            Some(found) => source.check(kind, found.kind.system()),
            None => Err(Error::field("source", format!("there is no source “{}”: add it first", source.id))),
        }
    }

    fn check_series(&self) -> Result<()> {
        for indicator in self.indicators.values() {
            let at = |error| within("indicator", &indicator.series(), error);
            let metric = indicator.metric().map_err(at)?;
            if !self.services.contains_key(&indicator.service) {
                return Err(missing("indicator", &indicator.series(), "service", &indicator.service));
            }
            self.check_source_ref(&indicator.source, metric.kind).map_err(at)?;
            let of_events = self.source(&indicator.source.id).is_some_and(|source| source.kind.key() == "events");
            if of_events && metric.key != delivery::UPTIME && !delivery::METRICS.contains(&metric.key) {
                let known = delivery::METRICS.join(", ");
                let message = format!("{} does not follow from events; what does: {known}, {}", metric.key, delivery::UPTIME);
                return Err(at(Error::field("source", message)));
            }
            if indicator.source.since.is_some() && !of_events {
                let message = "“since” says from which day on all events are told: leave it out, or let the source be “events”";
                return Err(at(Error::field("source", message)));
            }
        }
        for kpi in self.kpis.values() {
            let at = |error| within("kpi", &kpi.id, error);
            Unit::parse(&kpi.unit).map_err(at)?;
            if !matches!(kpi.kind, Kind::Counter | Kind::Ratio | Kind::Gauge) {
                return Err(at(Error::field("kind", "a KPI is a counter, a ratio or a gauge")));
            }
            self.check_source_ref(&kpi.source, kpi.kind).map_err(at)?;
            if kpi.source.since.is_some() {
                return Err(at(Error::field("source", "“since” belongs to what follows from events: leave it out")));
            }
        }
        Ok(())
    }

    fn check_nodes(&self) -> Result<()> {
        use super::NodeId;
        let exists = |node: &NodeId| match node {
            NodeId::Objective(id) => self.objectives.contains_key(id),
            NodeId::Kpi(id) => self.kpis.contains_key(id),
            NodeId::Indicator { service, metric } => {
                self.indicators.contains_key(&crate::sample::SeriesKey::Indicator { service: service.clone(), metric: metric.clone() })
            }
        };
        for (from, to) in self.hierarchy()?.edges() {
            if let Some(lost) = [from, to].into_iter().find(|node| !exists(node)) {
                return Err(Error::field("edge", format!("the hierarchy names {lost}, which does not exist: add it first")));
            }
        }
        Ok(())
    }

    fn check_baselines_and_targets(&self) -> Result<()> {
        for (id, baseline) in &self.baselines {
            let at = |error| within("baseline", id, error);
            let metric = metric::find(&baseline.metric).map_err(at)?;
            metric.check_statistic(baseline.statistic).map_err(at)?;
            if !self.services.contains_key(&baseline.service) {
                return Err(missing("baseline", id, "service", &baseline.service));
            }
            let distinct: BTreeSet<_> = baseline.months.iter().collect();
            match baseline.method {
                BaselineMethod::Months if distinct.len() < 3 => {
                    return Err(at(Error::field(
                        "months",
                        "a baseline from records needs at least 3 different months; otherwise state it as an assumption",
                    )));
                }
                BaselineMethod::Months if baseline.months.iter().any(|month| month.last_day() >= baseline.from) => {
                    return Err(at(Error::field("months", "a baseline is computed from months that had ended before it starts")));
                }
                BaselineMethod::Assumption if baseline.value.is_none() => {
                    return Err(at(Error::field("value", "an assumed baseline needs a value")));
                }
                _ => {}
            }
            check_stated(baseline.value, (baseline.low, baseline.high), baseline.confidence, baseline.shape).map_err(at)?;
        }
        for (id, target) in &self.targets {
            let at = |error| within("target", id, error);
            metric::find(&target.metric).and_then(|metric| metric.check_statistic(target.statistic)).map_err(at)?;
            if !self.services.contains_key(&target.service) {
                return Err(missing("target", id, "service", &target.service));
            }
        }
        Ok(())
    }

    fn check_mapping(&self, mapping: &Mapping) -> Result<()> {
        if !self.services.contains_key(&mapping.service) {
            return Err(Error::field("service", format!("there is no service “{}”", mapping.service)));
        }
        if let Some(kpi) = mapping.kpi.as_ref().filter(|kpi| !self.kpis.contains_key(kpi)) {
            return Err(Error::field("kpi", format!("there is no KPI “{kpi}”")));
        }
        if let Some(key) = &mapping.metric {
            let metric = metric::find(key)?;
            metric.check_statistic(mapping.statistic)?;
            metric.check_priceable()?;
            let series = crate::sample::SeriesKey::indicator(&mapping.service, key)?;
            if !self.indicators.contains_key(&series) {
                return Err(Error::field("metric", format!("{series} is not an indicator yet: add it to the service first")));
            }
        }
        self.check_approver(mapping)?;
        if mapping.versions.is_empty() {
            return Err(Error::field("versions", "give it a first version with a date and its factors"));
        }
        check_dates(mapping.versions.iter().map(|version| version.from))?;
        mapping.versions.iter().try_for_each(|version| self.check_version(mapping, version))
    }

    fn check_version(&self, mapping: &Mapping, version: &MappingVersion) -> Result<()> {
        if version.retired {
            return Ok(());
        }
        self.check_parts(mapping, version)?;
        self.check_cancels(&self.version_unit(mapping, version)?).map(drop).map_err(|error| match (error, &version.effect) {
            (Error::Invalid { field, message }, Some(effect)) if effect.lift == LiftKind::Relative => {
                let hint = "a relative lift (per cent) multiplies the successes there would have been without the model, such as order × USD/order; \
                            for exposed units such as visitor leave lift = \"relative\" out";
                Error::Invalid { field, message: format!("{message}: {hint}") }
            }
            (error, _) => error,
        })
    }

    /// What the units of a version's chain come to.
    pub(super) fn version_unit(&self, mapping: &Mapping, version: &MappingVersion) -> Result<Unit> {
        let metric = mapping.metric.as_deref().map(metric::find).transpose()?;
        let indicator_unit = metric.map(|metric| self.indicator_unit(mapping.template, metric.unit));
        let indicator_unit = indicator_unit.as_deref();
        let mut unit = Unit::parse(indicator_unit.unwrap_or("1"))?;
        if let Some(effect) = &version.effect {
            unit = unit.times(&Unit::parse(&self.effect_unit(indicator_unit, &version.factors, effect)?)?);
        }
        if let Some(cell) = version.cells.first() {
            let value = &self.find_driver(&cell.value)?.unit;
            let counted = value.split_once('/').map_or("1", |(_, counted)| counted);
            if let Some(other) = version.cells.iter().find(|other| self.find_driver(&other.value).is_ok_and(|driver| driver.unit != *value))
            {
                let message = format!("outcomes that are added up have one unit: {} is not in {value}", other.value);
                return Err(Error::field("cells", message));
            }
            unit = unit.times(&Unit::parse(value)?).times(&Unit::parse(counted)?);
        }
        for factor in &version.factors {
            let driver = self.find_driver(factor.driver())?;
            let driver_unit = Unit::parse(&driver.unit)?;
            if factor.is_complement() && !driver_unit.same_dimension(&Unit::one()) {
                return Err(Error::field("factors", format!("“1 − {}” needs a share, and its unit is {}", driver.id, driver.unit)));
            }
            unit = unit.times(&driver_unit);
        }
        if let Some(margin) = &version.margin {
            let driver = self.find_driver(margin)?;
            if !Unit::parse(&driver.unit)?.same_dimension(&Unit::one()) || driver.unit == "pt" {
                return Err(Error::field("margin", format!("the margin {margin} must be a share with the unit 1")));
            }
            if mapping.basis == Basis::Cost {
                return Err(Error::field("margin", "saved cost is not converted by a margin"));
            }
        }
        Ok(unit)
    }

    /// The unit in which an indicator enters a chain: downtime hours for uptime, else the metric's own.
    pub fn indicator_unit(&self, template: Template, unit: &str) -> String {
        if template == Template::RevenueProtected { "h".to_owned() } else { self.metric_unit(unit) }
    }

    pub(super) fn find_driver(&self, id: &DriverId) -> Result<&super::Driver> {
        self.drivers.get(id).ok_or_else(|| Error::field("factors", format!("there is no driver “{id}”: add it under Drivers first")))
    }

    /// A source, named or built in.
    pub fn source(&self, id: &SourceId) -> Option<Cow<'_, Source>> {
        self.sources.get(id).map(Cow::Borrowed).or_else(|| Source::built_in(id).map(Cow::Owned))
    }

    /// The named sources, and of the built-in ones those that `feeds` says are used.
    pub fn all_sources(&self, feeds: impl Fn(&SourceId) -> bool) -> Vec<Source> {
        let built_in = BUILT_IN.iter().filter_map(|key| Source::built_in(&SourceId::parse(key).ok()?));
        let used = built_in.filter(|source| !self.sources.contains_key(&source.id) && feeds(&source.id));
        self.sources.values().cloned().chain(used).collect()
    }
}

fn missing(kind: &str, id: &impl ToString, what: &str, name: &impl ToString) -> Error {
    Error::field(what, format!("{kind} {}: there is no {what} “{}”; add it first", id.to_string(), name.to_string()))
}

/// Puts the kind and id before an error's message, keeping its field.
pub fn within(kind: &str, id: &impl ToString, error: Error) -> Error {
    match error {
        Error::Invalid { field, message } => Error::Invalid { field, message: format!("{kind} {}: {message}", id.to_string()) },
        other => other,
    }
}

fn check_dates<T: Ord>(dates: impl Iterator<Item = T>) -> Result<()> {
    let dates: Vec<T> = dates.collect();
    let distinct: BTreeSet<&T> = dates.iter().collect();
    if distinct.len() < dates.len() {
        return Err(Error::field("from", "two versions start on the same day"));
    }
    Ok(())
}
