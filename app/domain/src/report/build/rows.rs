//! Tables of the report: decisions, coverage, drivers and baselines as they were used.

use std::collections::BTreeMap;

use crate::Result;
use crate::config::{Baseline, BaselineMethod, Configuration, FollowUp, Indicator};
use crate::exact::Exact;
use crate::format;
use crate::ids::DriverId;
use crate::metric::{self, CATALOG, Statistic};
use crate::money::Money;
use crate::report::content::{BaselineRow, CoverageRow, Decision, DriverRow};
use crate::time::Month;
use crate::value::{Facts, Ledger, Term};

/// Follow-ups that were open at the month's end, next due first.
pub fn decisions(configuration: &Configuration, month: Month) -> Result<Vec<Decision>> {
    let open = configuration
        .follow_ups
        .values()
        .filter(|follow_up| follow_up.from <= month && follow_up.done.is_none_or(|done| done > month.last_day()));
    let decision = |follow_up: &FollowUp| {
        Ok(Decision {
            title: follow_up.title.clone(),
            why: follow_up.why.clone(),
            owner_name: configuration.person_name(&follow_up.owner),
            due: follow_up.due,
            amount: follow_up.amount.map(|amount| Money::round(&Exact::from(amount.0), configuration.currency())).transpose()?,
            service: follow_up.service.clone(),
        })
    };
    let mut decisions = open.map(decision).collect::<Result<Vec<_>>>()?;
    decisions.sort_by(|a, b| (a.due, &a.title).cmp(&(b.due, &b.title)));
    Ok(decisions)
}

/// Every configured indicator, by service and in the catalogue's order, measured or not.
pub fn coverage(configuration: &Configuration, facts: &Facts, month: Month) -> Result<Vec<CoverageRow>> {
    let threshold = configuration.settings.coverage_threshold;
    let position = |key: &str| CATALOG.iter().position(|metric| metric.key == key);
    let mut order: Vec<_> = configuration.indicators.values().collect();
    order.sort_by_cached_key(|indicator| (indicator.service.clone(), position(&indicator.metric)));
    let row = |indicator: &Indicator| {
        let (metric, shape) = (indicator.metric()?, indicator.shape()?);
        let covered = facts.month(&indicator.series(), month).map(|measured| measured.coverage(shape, facts.now_ms));
        Ok(CoverageRow {
            service: indicator.service.clone(),
            service_name: configuration.services.get(&indicator.service).map_or_else(String::new, |service| service.name.clone()),
            category: metric.category,
            metric_name: metric.name.to_owned(),
            share: covered.map(|covered| covered.share),
            enough: covered.is_some_and(|covered| covered.share >= threshold),
            last_ms: covered.map(|covered| covered.last_ms),
        })
    };
    order.into_iter().map(row).collect()
}

/// Drivers that entered a line or a cost, with the value that entered it.
pub fn drivers(configuration: &Configuration, ledger: &Ledger) -> Vec<DriverRow> {
    let mut used: BTreeMap<&str, &Term> = BTreeMap::new();
    for term in ledger.lines.iter().flat_map(|line| &line.chain).chain(ledger.costs.iter().flat_map(|cost| &cost.chain)) {
        if let Some(id) = &term.driver {
            used.entry(id).or_insert(term);
        }
    }
    let row = |(id, term): (&str, &Term)| {
        let driver = DriverId::parse(id).ok().and_then(|id| configuration.drivers.get(&id))?;
        let dated = driver.value_on(ledger.month.last_day()).filter(|_| driver.series.is_none());
        Some(DriverRow {
            id: id.to_owned(),
            name: driver.name.clone(),
            value: term.value,
            low: term.low,
            high: term.high,
            confidence: dated.and_then(|value| value.confidence),
            shape: dated.and_then(|value| value.shape),
            unit: driver.unit.clone(),
            evidence: dated.map_or("record", |value| value.evidence.name()).to_owned(),
            source: dated.map_or_else(|| "the month's own figure".to_owned(), |value| value.source.clone()),
            from: dated.map(|value| value.from),
            set_by: dated.map_or_else(String::new, |value| configuration.person_name(&value.by)),
        })
    };
    used.into_iter().filter_map(row).collect()
}

/// Baselines that entered a line.
pub fn baselines(configuration: &Configuration, ledger: &Ledger) -> Vec<BaselineRow> {
    let mut used = BTreeMap::new();
    for line in &ledger.lines {
        let (Some(metric), Some(mapping)) = (&line.metric, configuration.mappings.get(&line.mapping)) else { continue };
        if let Some(baseline) = configuration.baseline(&line.service, metric, mapping.statistic, ledger.month) {
            used.entry((&line.service_name, metric, mapping.statistic)).or_insert(baseline);
        }
    }
    let row = |((service_name, key, statistic), baseline): ((&String, &String, Statistic), &Baseline)| {
        let (metric, value) = (metric::find(key).ok()?, baseline.value?);
        let method = match (baseline.method, baseline.months.iter().min(), baseline.months.iter().max()) {
            (BaselineMethod::Months, Some(first), Some(last)) => {
                format!("{} months, {} to {}", baseline.months.len(), first.title(), last.title())
            }
            _ => "assumption".to_owned(),
        };
        let name = match statistic {
            Statistic::Value => metric.name.to_owned(),
            percentile => format!("{} {}", percentile.key(), format::inside(metric.name)),
        };
        Some(BaselineRow {
            service_name: service_name.clone(),
            metric_name: name,
            value,
            low: baseline.low,
            high: baseline.high,
            unit: configuration.metric_unit(metric.unit),
            method,
            from: baseline.from,
            approved_by: configuration.person_name(&baseline.approved_by),
        })
    };
    used.into_iter().filter_map(row).collect()
}
