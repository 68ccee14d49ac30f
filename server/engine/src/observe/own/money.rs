//! Money, grade and coverage as series: a sample a month, at the month's first instant, until its last.

use std::collections::BTreeMap;

use domain::Result;
use domain::access::Viewer;
use domain::config::Configuration;
use domain::evidence::Grade;
use domain::ports::QueryError;
use domain::time::{DAY_MS, Month};
use domain::value::{Facts, Ledger, ledger, ledger_drawn_by};
use promql::{Labels, NAME, Selection, SeriesData, storage::STALE_BITS};
use rust_decimal::prelude::ToPrimitive;

use crate::context::Engine;
use crate::store::summaries;
use crate::threads::Threads;

pub(super) const VALUE: &str = "modelworth_value";
pub(super) const LOW: &str = "modelworth_value_low";
pub(super) const HIGH: &str = "modelworth_value_high";
pub(super) const OVERLAP: &str = "modelworth_overlap";
pub(super) const GRADE: &str = "modelworth_grade";
pub(super) const COVERAGE: &str = "modelworth_coverage";
pub(super) const COST: &str = "modelworth_cost";
pub(super) const NET: &str = "modelworth_net_value";

/// No month is longer.
const MONTH_MS: i64 = 32 * DAY_MS;

/// The series of `names` over the recorded months that lie between two instants.
pub(super) async fn series(
    engine: &Engine,
    viewer: &Viewer,
    (revision, configuration): (i64, &Configuration),
    names: &[&str],
    need: &Selection,
) -> Result<Vec<SeriesData>, QueryError> {
    let zone = configuration.settings.zone()?;
    let mut months = summaries::recorded_months(&mut *engine.store.read().await?, &viewer.workspace).await?;
    months.retain(|month| {
        let window = month.window(zone);
        window.start_ms <= need.until_ms && window.end_ms > need.from_ms
    });
    let facts = engine.facts(&viewer.workspace, revision, configuration, &months, engine.figures_ms()).await?;
    let mut made = Made::default();
    for month in months {
        let window = month.window(zone);
        let rows = rows(configuration, &facts, month, names)?;
        made.add((window.start_ms, window.end_ms), rows);
    }
    Ok(made.series())
}

type Row = (Labels, f64);

fn rows(configuration: &Configuration, facts: &Facts, month: Month, names: &[&str]) -> Result<Vec<Row>> {
    let wants = |name: &str| names.contains(&name);
    let mut rows = Vec::new();
    if names.iter().any(|name| *name != COVERAGE) {
        let drawn = wants(LOW) || wants(HIGH);
        let ledger = if drawn { ledger_drawn_by(configuration, month, facts, &Threads)?.0 } else { ledger(configuration, month, facts)? };
        rows.extend(of_ledger(&ledger));
    }
    if wants(COVERAGE) {
        for indicator in configuration.indicators.values() {
            let Some(measured) = facts.month(&indicator.series(), month) else { continue };
            let share = measured.coverage(indicator.shape()?, facts.now_ms).share.to_f64();
            let labels = labels(COVERAGE, &[("service", indicator.service.as_str()), ("metric", &indicator.metric)]);
            rows.extend(share.map(|share| (labels, share)));
        }
    }
    rows.retain(|(labels, _)| wants(labels.get(NAME)));
    Ok(rows)
}

fn of_ledger(ledger: &Ledger) -> Vec<Row> {
    let mut rows = Vec::new();
    for line in &ledger.lines {
        let (service, mapping, grade) = (line.service.as_str(), line.mapping.as_str(), line.grade.letter());
        let amounts = [(VALUE, Some(line.amount)), (LOW, line.low), (HIGH, line.high), (OVERLAP, line.overlap)];
        for (name, amount) in amounts.into_iter().filter_map(|(name, amount)| Some((name, amount?))) {
            let currency = ("currency", amount.currency.code());
            rows.push((labels(name, &[("service", service), ("mapping", mapping), currency, ("grade", grade)]), amount.to_f64()));
        }
        let rank = Grade::ALL.iter().position(|known| *known == line.grade).map_or(f64::NAN, |at| at as f64 + 1.0);
        rows.push((labels(GRADE, &[("service", service), ("mapping", mapping), ("grade", grade)]), rank));
    }
    for cost in &ledger.costs {
        let cost_labels = labels(COST, &[("service", cost.service.as_str()), ("currency", cost.amount.currency.code())]);
        match rows.iter_mut().find(|(labels, _)| *labels == cost_labels) {
            Some((_, sum)) => *sum += cost.amount.to_f64(),
            None => rows.push((cost_labels, cost.amount.to_f64())),
        }
    }
    if !ledger.is_empty() {
        let net = ledger.totals.net;
        rows.push((labels(NET, &[("currency", net.currency.code())]), net.to_f64()));
    }
    rows
}

fn labels(name: &str, rest: &[(&str, &str)]) -> Labels {
    Labels::new(rest.iter().copied().chain([(NAME, name)]))
}

/// Series as they grow month by month.
#[derive(Default)]
struct Made(BTreeMap<Labels, (Vec<i64>, Vec<f64>)>);

impl Made {
    fn add(&mut self, (start_ms, end_ms): (i64, i64), rows: Vec<Row>) {
        for (labels, value) in rows {
            let (at_ms, values) = self.0.entry(labels).or_default();
            // The month before ended where this one starts.
            if at_ms.last() == Some(&start_ms) {
                at_ms.pop();
                values.pop();
            }
            at_ms.extend([start_ms, end_ms]);
            values.extend([value, f64::from_bits(STALE_BITS)]);
        }
    }

    fn series(self) -> Vec<SeriesData> {
        let data = |(labels, (at_ms, values))| SeriesData { labels, at_ms, values, holds_ms: Some(MONTH_MS) };
        self.0.into_iter().map(data).collect()
    }
}
