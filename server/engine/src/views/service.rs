//! One service on one time axis.

use std::collections::{BTreeMap, BTreeSet};

use domain::config::{Configuration, Kpi};
use domain::format;
use domain::ids::ServiceId;
use domain::metric::{Category, Statistic};
use domain::ports::{CategorySection, EndedTest, SeriesPoint, ServiceEvents, ServiceView, Tile};
use domain::report::narrative::{Finding, headline, line_sentence};
use domain::report::{Printed, Trail, kpi_statistic, report_of};
use domain::sample::{SeriesKey, Summary};
use domain::time::{HOUR_MS, Month, local};
use domain::value::Facts;
use domain::{Error, Result};
use rust_decimal::Decimal;

use super::cut;
use super::gaps::gaps;
use super::services::catalogue_position;
use super::tile::{Percentiles, indicator_tile, kpi_tile};
use crate::threads::Threads;

/// What was recorded in the month.
#[derive(Debug)]
pub struct Seen<'a> {
    /// Roll-ups by day, from 1.
    pub days: &'a BTreeMap<(SeriesKey, u32), Summary>,
    /// Spans of measured downtime, from and until.
    pub outages: &'a [(i64, i64)],
    /// Deployments and incidents.
    pub events: ServiceEvents,
}

/// The page of one service. `months` are those with samples, newest first; `facts` holds the 13 that end with `month`.
///
/// # Errors
/// There is no such service.
pub fn service(
    configuration: &Configuration,
    facts: &Facts,
    id: &ServiceId,
    month: Month,
    months: &[Month],
    seen: Seen<'_>,
) -> Result<ServiceView> {
    let service = configuration.services.get(id).ok_or_else(|| Error::not_found("service", id))?;
    let cut = cut::to_service(configuration, id);
    let claiming = cut::with_pools(configuration, &cut);
    let trail = Trail::of(&claiming, facts, month)?.with_ranges(&claiming, facts, &Threads)?.only(id)?;
    let report = report_of(&cut, facts, &trail)?;
    let zone = configuration.settings.zone()?;
    let sections = sections(&cut, facts, month, seen.days)?;
    let (ledger, totals) = (report.ledger, trail.service(trail.last(), id));
    let previous = trail.comparable().and_then(|_| trail.service(trail.last().checked_sub(1)?, id));
    let finding = Finding {
        subject: &service.name,
        month,
        to: ledger.to_date.then(|| local(ledger.window.end_ms.saturating_sub(1), zone).date()),
        totals: &ledger.totals,
        previous: previous.as_ref(),
        first: trail.nets(id).iter().rev().skip(1).all(Option::is_none),
        n_lines: ledger.lines.len(),
        n_not_claimed: ledger.effects_not_claimed(),
        has_cost: !ledger.costs.is_empty(),
    };
    let largest = ledger.lines.iter().max_by_key(|line| (line.amount.minor.unsigned_abs(), std::cmp::Reverse(&line.mapping)));
    let told = largest.map_or_else(String::new, |line| format!(" {}", line_sentence(line)));
    let headline = format!("{}{told}", headline(&finding));
    let trend = report.service_trends.into_iter().next();
    let person = |email: Option<&domain::ids::Email>| email.map_or_else(String::new, |email| configuration.person_name(email));
    Ok(ServiceView {
        service: id.clone(),
        name: service.name.clone(),
        purpose: service.purpose.clone(),
        team: configuration.teams.get(&service.team).map_or_else(String::new, |team| team.name.clone()),
        owner_name: person(configuration.service_owner(service)),
        business_owner_name: person(service.business_owner.as_ref()),
        risk_tier: service.risk_tier.clone(),
        started: service.started,
        month,
        months: months.to_vec(),
        time_zone: configuration.settings.time_zone.clone(),
        now_ms: facts.now_ms,
        headline,
        change: totals.zip(previous).map(|(now, before)| now.net.less(before.net)).transpose()?,
        totals,
        range: ledger.range,
        gaps: gaps(sections.iter().map(|section| &section.tile), month, configuration.settings.coverage_threshold, zone),
        sections,
        tests: ended_tests(configuration, id, month),
        events: seen.events,
        outages: seen.outages.iter().map(|(start, end)| (*start, *end, duration(end - start))).collect(),
        trend_months: trail.points().map(|point| point.month).collect(),
        value: trail.benefits(id),
        technical: trend.as_ref().and_then(|trend| trend.technical.clone()),
        business: trend.and_then(|trend| trend.business),
        lines: ledger.lines,
        costs: ledger.costs,
        not_claimed: ledger.not_claimed,
    })
}

fn ended_tests(configuration: &Configuration, service: &ServiceId, month: Month) -> Vec<EndedTest> {
    let ended = configuration.tests.values().filter(|test| test.service == *service && Month::of(test.to) == month);
    let mut tests: Vec<_> = ended.map(|test| EndedTest { test: test.id.clone(), title: test.title().to_owned(), day: test.to }).collect();
    tests.sort_by(|a, b| (a.day, &a.test).cmp(&(b.day, &b.test)));
    tests
}

fn duration(ms: i64) -> String {
    let hours = Decimal::from(ms) / Decimal::from(HOUR_MS);
    format::hours_minutes(hours)
}

/// Technical strips in the order of the catalogue, then measures of the business, then the KPIs that mappings point to.
fn sections(
    configuration: &Configuration,
    facts: &Facts,
    month: Month,
    days: &BTreeMap<(SeriesKey, u32), Summary>,
) -> Result<Vec<CategorySection>> {
    let percentiles = Percentiles::of(configuration);
    let mut sections = Vec::new();
    for indicator in configuration.indicators.values() {
        let metric = indicator.metric()?;
        let statistic = percentiles.statistic(indicator, metric);
        let (printed, series) = (Printed::metric(configuration, metric), indicator.series());
        let baseline = configuration.baseline(&indicator.service, metric.key, statistic, month).and_then(|baseline| baseline.value);
        let target = configuration.target(&indicator.service, metric.key, statistic, month);
        let monthly_sum = metric.kind == domain::metric::Kind::Counter;
        let tile = indicator_tile(configuration, facts, month, indicator, statistic)?;
        let mut section = section(tile, metric.category == Category::BusinessImpact, &printed, &series, statistic, month, days);
        // A sum's baseline and target are for the whole month: they are no line among days.
        if !monthly_sum {
            section.baseline = baseline.map(|value| printed.recorded(value.0));
            section.target = target.map(|target| printed.recorded(target.value.0));
        }
        sections.push(section);
    }
    sections.sort_by_cached_key(|section| (section.business, section.tile.category, catalogue_position(&section.tile.metric)));
    let kpis: BTreeSet<_> = configuration.mappings.values().filter_map(|mapping| mapping.kpi.as_ref()).collect();
    for kpi in kpis.into_iter().filter_map(|id| configuration.kpis.get(id)) {
        let kpi: &Kpi = kpi;
        let tile = kpi_tile(configuration, facts, month, kpi)?;
        sections.push(section(tile, true, &Printed::kpi(kpi), &kpi.series(), kpi_statistic(kpi.shape()), month, days));
    }
    Ok(sections)
}

fn section(
    tile: Tile,
    business: bool,
    printed: &Printed,
    series: &SeriesKey,
    statistic: Statistic,
    month: Month,
    days: &BTreeMap<(SeriesKey, u32), Summary>,
) -> CategorySection {
    let last_day = chrono::Datelike::day(&month.last_day());
    let point = |day: u32| {
        let summary = days.get(&(series.clone(), day));
        let extremes = summary.and_then(Summary::extremes);
        SeriesPoint {
            day,
            value: summary.and_then(|summary| summary.figure(statistic)).and_then(|figure| printed.value(&figure)),
            min: extremes.and_then(|(min, _)| printed.value(&min.exact())),
            max: extremes.and_then(|(_, max)| printed.value(&max.exact())),
        }
    };
    CategorySection {
        series: series.clone(),
        tile,
        business,
        decimals: printed.decimals,
        points: (1..=last_day).map(point).collect(),
        baseline: None,
        target: None,
    }
}
