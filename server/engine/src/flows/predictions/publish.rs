//! Days of cases as samples of the service's indicators, at each day's first instant.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::Result;
use domain::config::{Configuration, FeatureKind, Indicator, PREDICTIONS, Predictions};
use domain::ids::{ServiceId, WorkspaceId};
use domain::ports::{DriftOf, RowOutcome};
use domain::prediction::{Day, Drift, Needs, SCORE, figure, needs, of_categories, of_numbers};
use domain::sample::{Fixed, Reading, Sample};
use domain::time::local_midnight;
use sqlx::AnyConnection;

use crate::error::internal;
use crate::flows::samples::{Row, built_in, merge_rows};
use crate::store::predictions;

type ByDay = BTreeMap<NaiveDate, Day>;

/// Writes what changed days come to. Labels move no drift; a changed day of the reference period moves that of every day.
pub async fn publish(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    configuration: &Configuration,
    service: &ServiceId,
    before: &ByDay,
    days: &ByDay,
) -> Result<()> {
    let (drifts, figures) = fed(configuration, service);
    let stated = configuration.predictions_of(service)?;
    let zone = configuration.settings.zone()?;
    let mut rows = Vec::new();
    for indicator in figures {
        for (day, cases) in days {
            add(&mut rows, indicator, zone, *day, figure(&indicator.metric, cases, stated.positive.as_ref())?);
        }
    }
    let nothing = Day::default();
    let moved = |(day, cases): &(&NaiveDate, &Day)| !cases.same_inputs(before.get(*day).unwrap_or(&nothing));
    let moved: ByDay = days.iter().filter(moved).map(|(day, cases)| (*day, cases.clone())).collect();
    if let (Some(period), false) = (stated.reference, drifts.is_empty() || moved.is_empty()) {
        let reference = reference(&mut *connection, workspace, service, stated).await?;
        let all = if moved.keys().any(|day| period.contains(*day)) {
            let mut all = predictions::all_days(&mut *connection, workspace, service).await?;
            all.extend(moved);
            all
        } else {
            moved
        };
        for (day, cases) in &all {
            for indicator in &drifts {
                add(&mut rows, indicator, zone, *day, drift_reading(indicator, stated, &reference, cases)?);
            }
        }
    }
    write(connection, workspace, configuration, rows).await
}

/// Writes every day again of services whose rules or indicators have changed.
pub async fn publish_changed(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    before: &Configuration,
    after: &Configuration,
) -> Result<()> {
    for (id, service) in after.services.iter().filter(|(_, service)| service.predictions.is_some()) {
        let keys = |configuration: &Configuration| {
            let (drifts, figures) = fed(configuration, id);
            drifts.iter().chain(&figures).map(|indicator| indicator.metric.clone()).collect::<Vec<_>>()
        };
        let same = before.services.get(id).is_some_and(|old| old.predictions == service.predictions);
        if !same || keys(before) != keys(after) {
            let days = predictions::all_days(&mut *connection, workspace, id).await?;
            publish(&mut *connection, workspace, after, id, &ByDay::new(), &days).await?;
        }
    }
    Ok(())
}

/// What the reference period came to; nothing where there is none.
pub async fn reference(connection: &mut AnyConnection, workspace: &WorkspaceId, service: &ServiceId, stated: &Predictions) -> Result<Day> {
    let mut sum = Day::default();
    if let Some(period) = stated.reference {
        let days = predictions::between(connection, workspace, service, (period.from, period.to)).await?;
        days.values().for_each(|day| sum.merge(day));
    }
    Ok(sum)
}

/// Drift of what was predicted: of scores where the reference has them, of classes otherwise.
pub fn of_predictions(reference: &Day, cases: &Day) -> DriftOf {
    match reference.numbers.get(SCORE) {
        Some(scores) => DriftOf { of: SCORE.to_owned(), drift: cases.numbers.get(SCORE).and_then(|now| of_numbers(scores, now)) },
        None => DriftOf { of: "prediction".to_owned(), drift: of_categories(&reference.predicted, &cases.predicted) },
    }
}

/// Drift of each watched feature.
pub fn of_features(stated: &Predictions, reference: &Day, cases: &Day) -> Vec<DriftOf> {
    let of = |(name, kind): (&String, &FeatureKind)| {
        let drift = match kind {
            FeatureKind::Number => reference.numbers.get(name).zip(cases.numbers.get(name)).and_then(|(then, now)| of_numbers(then, now)),
            FeatureKind::Category => {
                reference.categories.get(name).zip(cases.categories.get(name)).and_then(|(then, now)| of_categories(then, now))
            }
        };
        DriftOf { of: name.clone(), drift }
    };
    stated.features.iter().map(of).collect()
}

/// The series of a service that predictions feed: those of drift, and the others.
fn fed<'a>(configuration: &'a Configuration, service: &ServiceId) -> (Vec<&'a Indicator>, Vec<&'a Indicator>) {
    let fed = configuration.indicators.values();
    let fed = fed.filter(|indicator| indicator.service == *service && indicator.source.id.as_str() == PREDICTIONS);
    fed.partition(|indicator| matches!(needs(&indicator.metric), Some(Needs::Reference | Needs::Features)))
}

/// The population stability index, weighted by the values it compares; of features, the largest.
fn drift_reading(indicator: &Indicator, stated: &Predictions, reference: &Day, cases: &Day) -> Result<Option<Reading>> {
    let drift: Option<Drift> = match needs(&indicator.metric) {
        Some(Needs::Features) => {
            let each = of_features(stated, reference, cases).into_iter().filter_map(|of| of.drift);
            each.max_by(|a, b| a.psi.total_cmp(&b.psi))
        }
        _ => of_predictions(reference, cases).drift,
    };
    let Some(drift) = drift else { return Ok(None) };
    let weight = Fixed::whole(i64::try_from(drift.n).unwrap_or(i64::MAX));
    Ok(Some(Reading::Gauge { value: Fixed::from_f64(drift.psi)?, weight }))
}

fn add(rows: &mut Vec<Row>, indicator: &Indicator, zone: Tz, day: NaiveDate, reading: Option<Reading>) {
    // What is undefined takes away what stood there before.
    let sample = Sample { at_ms: local_midnight(day, zone), reading: reading.unwrap_or(Reading::Unknown) };
    rows.push(Row { place: rows.len(), series: indicator.series(), sample });
}

async fn write(connection: &mut AnyConnection, workspace: &WorkspaceId, configuration: &Configuration, rows: Vec<Row>) -> Result<()> {
    let outcomes = merge_rows(connection, workspace, configuration, &built_in(PREDICTIONS)?, rows).await?;
    let refused = outcomes.into_values().find_map(|outcome| match outcome {
        RowOutcome::Rejected { reason, .. } => Some(reason),
        _ => None,
    });
    refused.map_or(Ok(()), |reason| Err(internal("figures of predictions", reason)))
}
