//! The month's report from the configuration and the roll-ups: one ledger per month, then rows, trends and sentences.

mod rates;
mod rows;
mod sensitivity;
mod tests;
mod trail;
mod trends;

use std::collections::BTreeMap;

use super::content::{MonthPoint, MonthReport, ServiceRow};
use super::narrative::{Finding, Story, headline, lead, reasons};
use crate::Result;
use crate::close::State;
use crate::config::{Configuration, Template};
use crate::ids::ServiceId;
use crate::money::Money;
use crate::time::{Month, local};
use crate::uncertainty::{OneByOne, Workers};
use crate::value::{Bridge, Facts, Ledger, changes};

pub use rows::coverage;
pub use trail::{TRAIL_MONTHS, Trail};
pub use trends::{indicator_line, kpi_line, kpi_statistic};

/// Builds the report of a month. `snapshot` stays empty: whoever issues the report fills it.
///
/// # Errors
/// A configuration that no longer checks, or amounts beyond 64 bits.
pub fn build(configuration: &Configuration, facts: &Facts, month: Month) -> Result<MonthReport> {
    build_by(configuration, facts, month, &OneByOne)
}

/// The same, with the ranges drawn by these workers.
///
/// # Errors
/// Those of [`build`].
pub fn build_by(configuration: &Configuration, facts: &Facts, month: Month, workers: &dyn Workers) -> Result<MonthReport> {
    report_of(configuration, facts, &Trail::of(configuration, facts, month)?.with_ranges(configuration, facts, workers)?)
}

/// The same, from ledgers that are already computed.
pub fn report_of(configuration: &Configuration, facts: &Facts, trail: &Trail) -> Result<MonthReport> {
    let (ledger, previous) = (trail.ledger(), trail.comparable());
    let zone = configuration.settings.zone()?;
    let changes = previous.map_or_else(|| Ok(Vec::new()), |previous| changes(previous, ledger))?;
    let story = Story { ledger, previous, changes: &changes, zone };
    let finding = Finding {
        subject: "machine learning",
        month: ledger.month,
        to: ledger.to_date.then(|| local(ledger.window.end_ms.saturating_sub(1), zone).date()),
        totals: &ledger.totals,
        previous: previous.map(|previous| &previous.totals),
        first: trail.is_first(),
        n_lines: ledger.lines.len(),
        n_not_claimed: ledger.effects_not_claimed(),
        has_cost: !ledger.costs.is_empty(),
    };
    let settings = &configuration.settings;
    let services = service_rows(configuration, trail)?;
    Ok(MonthReport {
        workspace: settings.name.clone(),
        sample_data: settings.sample_data,
        month: ledger.month,
        time_zone: settings.time_zone.clone(),
        currency: settings.currency,
        basis: settings.basis,
        as_of_ms: ledger.window.end_ms,
        headline: headline(&finding),
        lead: lead(&story),
        reasons: reasons(&story),
        previous: previous.map(|previous| previous.totals),
        trend: trail.points().collect(),
        decisions: rows::decisions(configuration, ledger.month)?,
        by_template: by_template(trail)?,
        by_grade: ledger.by_grade()?,
        service_trends: trends::service_trends(configuration, facts, trail)?,
        coverage: coverage(configuration, facts, ledger.month)?,
        drivers: rows::drivers(configuration, ledger),
        baselines: rows::baselines(configuration, ledger),
        tests: tests::tests(configuration, facts, ledger)?,
        rates: rates::rates(configuration, facts, ledger),
        bridge: previous.map(|previous| bridge(facts, previous, ledger)).transpose()?,
        sensitivity: trail.drawn().map_or_else(Vec::new, |drawn| sensitivity::sensitivity(configuration, ledger.month, drawn)),
        ledger: numbered(ledger, &services),
        services,
        changes,
        challenges: facts.challenges_of(ledger.month).to_vec(),
        state: State::Open,
        issue: None,
        snapshot: String::new(),
    })
}

/// From last month, as it was issued where it is closed.
fn bridge(facts: &Facts, previous: &Ledger, ledger: &Ledger) -> Result<Bridge> {
    let way = Bridge::of(previous, ledger)?;
    match facts.closed.get(&previous.month) {
        Some(closed) => way.from_issued(closed),
        None => Ok(way),
    }
}

/// With the lines in the order in which page, PDF and JSON print and number them: by service, the largest net value first.
fn numbered(ledger: &Ledger, services: &[ServiceRow]) -> Ledger {
    let mut ledger = ledger.clone();
    let places: BTreeMap<&ServiceId, usize> = services.iter().enumerate().map(|(place, row)| (&row.service, place)).collect();
    ledger.lines.sort_by_key(|line| places.get(&line.service).copied().unwrap_or(usize::MAX));
    ledger
}

fn by_template(trail: &Trail) -> Result<Vec<(Template, Money)>> {
    let lines = &trail.ledger().lines;
    let mut parts = Vec::new();
    for template in Template::ALL {
        let mut amounts = lines.iter().filter(|line| line.template == template).map(|line| line.amount).peekable();
        if amounts.peek().is_some() {
            parts.push((template, Money::sum(amounts, trail.ledger().totals.net.currency)?));
        }
    }
    Ok(parts)
}

/// Services with a line or a cost, largest net value first.
fn service_rows(configuration: &Configuration, trail: &Trail) -> Result<Vec<ServiceRow>> {
    let mut rows = Vec::new();
    for (id, name) in trail.ledger().services() {
        let Some(totals) = trail.service(trail.last(), &id) else { continue };
        let before = trail.comparable().and_then(|_| trail.service(trail.last().checked_sub(1)?, &id));
        let service = configuration.services.get(&id);
        let owner = service.and_then(|service| configuration.service_owner(service));
        let ranges = trail.drawn().and_then(|drawn| drawn.services.get(&id));
        rows.push(ServiceRow {
            name,
            team: service.and_then(|service| configuration.teams.get(&service.team)).map_or_else(String::new, |team| team.name.clone()),
            owner_name: owner.map_or_else(String::new, |owner| configuration.person_name(owner)),
            change: before.map(|before| totals.net.less(before.net)).transpose()?,
            nets: trail.nets(&id),
            range: ranges.map(|ranges| ranges.net),
            benefit_range: ranges.map(|ranges| ranges.benefit),
            totals,
            service: id,
        });
    }
    rows.sort_by(|a, b| b.totals.net.minor.cmp(&a.totals.net.minor).then_with(|| a.name.cmp(&b.name)));
    Ok(rows)
}

impl Trail {
    /// The months of the trend.
    pub fn points(&self) -> impl Iterator<Item = MonthPoint> {
        self.months.iter().map(|past| MonthPoint {
            month: past.ledger.month,
            to_date: past.ledger.to_date,
            totals: past.known.then_some(past.ledger.totals),
        })
    }
}
