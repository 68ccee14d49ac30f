//! The technical line above its business line, and the value, over 13 months.

use std::collections::BTreeMap;

use super::trail::Trail;
use crate::Result;
use crate::config::{Configuration, Kpi, Mapping};
use crate::ids::{KpiId, ServiceId};
use crate::metric::{self, Statistic};
use crate::report::content::{ServiceTrend, TrendLine};
use crate::report::narrative::service_text;
use crate::report::printed::Printed;
use crate::sample::{MonthSummary, SeriesKey, SeriesShape};
use crate::time::Month;
use crate::value::{Facts, NotClaimed, ValueLine};

/// A block for every service with a line or a cost, largest |benefit| first.
pub fn service_trends(configuration: &Configuration, facts: &Facts, trail: &Trail) -> Result<Vec<ServiceTrend>> {
    let ledger = trail.ledger();
    let mut lines: BTreeMap<&ServiceId, Vec<&ValueLine>> = BTreeMap::new();
    ledger.lines.iter().for_each(|line| lines.entry(&line.service).or_default().push(line));
    let mut refused: BTreeMap<&ServiceId, Vec<&NotClaimed>> = BTreeMap::new();
    ledger.not_claimed.iter().for_each(|seen| refused.entry(&seen.service).or_default().push(seen));
    let mut mappings: BTreeMap<&ServiceId, Vec<&Mapping>> = BTreeMap::new();
    configuration.mappings.values().for_each(|mapping| mappings.entry(&mapping.service).or_default().push(mapping));
    let months: Vec<Month> = trail.months.iter().map(|past| past.ledger.month).collect();
    let mut trends = Vec::new();
    for (id, name) in ledger.services() {
        let lines = lines.get(&id).map_or(&[][..], Vec::as_slice);
        let mapping = shown(configuration, lines).or_else(|| {
            mappings.get(&id).and_then(|all| all.iter().copied().find(|mapping| mapping.metric.is_some()).or(all.first().copied()))
        });
        let kpi = mapping.and_then(|mapping| mapping.kpi.as_ref()).or_else(|| lines.iter().find_map(|line| line.kpi.as_ref()));
        let technical = match mapping.and_then(|mapping| Some((mapping, mapping.metric.as_ref()?))) {
            Some((mapping, metric)) => indicator_line(configuration, facts, &months, &id, metric, mapping.statistic)?,
            None => None,
        };
        let service = configuration.services.get(&id);
        let owner = service.and_then(|service| configuration.service_owner(service));
        let totals = trail.service(trail.last(), &id);
        trends.push(ServiceTrend {
            owner_name: owner.map_or_else(String::new, |owner| configuration.person_name(owner)),
            team: service.and_then(|service| configuration.teams.get(&service.team)).map_or_else(String::new, |team| team.name.clone()),
            months: months.clone(),
            technical,
            business: kpi.and_then(|kpi| kpi_line(configuration, facts, &months, kpi)),
            value: trail.benefits(&id),
            text: service_text(
                ledger.month,
                lines,
                refused.get(&id).map_or(&[][..], Vec::as_slice),
                totals.map(|totals| totals.cost).filter(|cost| cost.minor != 0),
            ),
            name,
            service: id,
        });
    }
    let benefit = |trend: &ServiceTrend| trend.value.last().copied().flatten().map_or(0, |money| money.minor.unsigned_abs());
    trends.sort_by(|a, b| benefit(b).cmp(&benefit(a)).then_with(|| a.name.cmp(&b.name)));
    Ok(trends)
}

/// The mapping behind the service's largest line with an indicator, else its largest line.
fn shown<'a>(configuration: &'a Configuration, lines: &[&ValueLine]) -> Option<&'a Mapping> {
    let largest =
        lines.iter().max_by_key(|line| (line.metric.is_some(), line.amount.minor.unsigned_abs(), std::cmp::Reverse(&line.mapping)))?;
    configuration.mappings.get(&largest.mapping)
}

/// An indicator by month, in printed units; a month under the coverage limit has no figure and is marked. None if it is not configured.
pub fn indicator_line(
    configuration: &Configuration,
    facts: &Facts,
    months: &[Month],
    service: &ServiceId,
    key: &str,
    statistic: Statistic,
) -> Result<Option<TrendLine>> {
    let metric = metric::find(key)?;
    let series = SeriesKey::Indicator { service: service.clone(), metric: metric.key.to_owned() };
    let Some(indicator) = configuration.indicators.get(&series) else { return Ok(None) };
    let (printed, shape) = (Printed::metric(configuration, metric), indicator.shape()?);
    let threshold = configuration.settings.coverage_threshold;
    let enough = |measured: &&MonthSummary| measured.coverage(shape, facts.now_ms).share >= threshold;
    let figure = |month: &Month| {
        facts.month(&series, *month).filter(enough).and_then(|measured| measured.summary.figure(statistic)).and_then(|f| printed.value(&f))
    };
    let month = months.last().copied();
    let recorded = |value: crate::config::Number| printed.recorded(value.0);
    let baseline = month.and_then(|month| configuration.baseline(service, key, statistic, month)).and_then(|baseline| baseline.value);
    let target = month.and_then(|month| configuration.target(service, key, statistic, month));
    let values: Vec<_> = months.iter().map(figure).collect();
    Ok(Some(TrendLine {
        title: printed.title(metric.name, statistic),
        better: metric.better,
        decimals: printed.decimals,
        baseline: baseline.map(recorded),
        target: target.map(|target| recorded(target.value)),
        gaps: gaps(months, &values, |month| facts.month(&series, month).is_some()),
        unit: printed.unit,
        values,
    }))
}

/// A KPI by month, in printed units. None if it is not configured.
pub fn kpi_line(configuration: &Configuration, facts: &Facts, months: &[Month], kpi: &KpiId) -> Option<TrendLine> {
    let kpi: &Kpi = configuration.kpis.get(kpi)?;
    let (printed, series, statistic) = (Printed::kpi(kpi), kpi.series(), kpi_statistic(kpi.shape()));
    let figure = |month: &Month| facts.month(&series, *month).and_then(|m| m.summary.figure(statistic)).and_then(|f| printed.value(&f));
    let values: Vec<_> = months.iter().map(figure).collect();
    Some(TrendLine {
        title: printed.title(&kpi.name, Statistic::Value),
        better: kpi.better,
        decimals: printed.decimals,
        baseline: None,
        target: None,
        gaps: gaps(months, &values, |month| facts.month(&series, month).is_some()),
        unit: printed.unit,
        values,
    })
}

/// A KPI has no statistic of its own: a histogram is read at its median.
pub fn kpi_statistic(shape: SeriesShape) -> Statistic {
    if shape.kind == metric::Kind::Histogram { Statistic::P50 } else { Statistic::Value }
}

/// Months without a figure although something was measured then or before: before the first sample nothing was expected.
fn gaps(months: &[Month], values: &[Option<rust_decimal::Decimal>], measured: impl Fn(Month) -> bool) -> Vec<Month> {
    let mut started = false;
    let mut gaps = Vec::new();
    for (month, value) in months.iter().zip(values) {
        started |= value.is_some() || measured(*month);
        if started && value.is_none() {
            gaps.push(*month);
        }
    }
    gaps
}
