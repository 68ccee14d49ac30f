//! Stored samples at the times of a grid, and over spans that end there.

use std::borrow::Cow;

use super::{ABSENT, Column, Points, Scope, absent};
use crate::{
    Labels,
    error::Result,
    plan::{Grid, Selector, Shift, Source, Span},
    storage::{SeriesData, is_stale},
};

/// What is taken of the newest sample.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    Value,
    /// Its own time, in seconds.
    Time,
}

/// The newest sample at each time that is not older than the lookback and did not end its series.
pub(super) fn instant(scope: &Scope, selector: &Selector, shift: Shift, grid: Grid, take: Take) -> Result<Vec<Column>> {
    let count = grid.len();
    let mut columns = Vec::new();
    for series in stored(scope, selector) {
        scope.budget.hold(count)?;
        let mut values = Vec::with_capacity(count);
        let holds_ms = series.holds_ms.unwrap_or(scope.lookback_ms);
        let first = scope.shifted(shift, grid.start_ms);
        let mut next = series.at_ms.partition_point(|at| *at <= first);
        let mut any = false;
        for now in grid.times() {
            let now = scope.shifted(shift, now);
            while series.at_ms.get(next).is_some_and(|at| *at <= now) {
                next += 1;
            }
            let newest = next.checked_sub(1).filter(|at| series.at_ms[*at] >= now - holds_ms && !is_stale(series.values[*at]));
            any |= newest.is_some();
            values.push(match (newest, take) {
                (None, _) => ABSENT,
                (Some(at), Take::Value) => series.values[at],
                (Some(at), Take::Time) => series.at_ms[at] as f64 / 1000.0,
            });
        }
        if any {
            columns.push(Column { labels: series.labels.clone(), values });
        }
    }
    Ok(columns)
}

/// The series a selector was given, cut to the samples that have a value.
fn stored<'a>(scope: &Scope<'a>, selector: &Selector) -> &'a [SeriesData] {
    scope.data.get(selector.index).map_or(&[], Vec::as_slice)
}

/// A series' samples, without the marks that end it.
pub(super) struct Samples<'a> {
    pub labels: Labels,
    pub at_ms: Cow<'a, [i64]>,
    pub values: Cow<'a, [f64]>,
}

/// The samples that spans on this grid read.
pub(super) fn samples<'a>(scope: &Scope<'a>, span: &Span, grid: Grid) -> Result<Vec<Samples<'a>>> {
    match &span.source {
        Source::Stored(selector) => Ok(stored(scope, selector).iter().map(living).collect()),
        Source::Computed { node, step_ms } => {
            let from = scope.shifted(span.shift, grid.start_ms) - span.range_ms;
            let until = scope.shifted(span.shift, grid.start_ms + (grid.len() as i64 - 1) * grid.step_ms);
            let start_ms = from.div_euclid(*step_ms) * step_ms + if from.rem_euclid(*step_ms) == 0 { 0 } else { *step_ms };
            let inner = Grid { start_ms, end_ms: until, step_ms: *step_ms };
            scope.budget.hold(inner.len())?;
            let times: Vec<i64> = inner.times().collect();
            let columns = if inner.is_empty() { Vec::new() } else { scope.vector(node, inner)? };
            Ok(columns
                .into_iter()
                .map(|column| {
                    let kept = || times.iter().zip(&column.values).filter(|(_, value)| !absent(**value));
                    Samples {
                        labels: column.labels.clone(),
                        at_ms: kept().map(|(at, _)| *at).collect::<Vec<_>>().into(),
                        values: kept().map(|(_, value)| *value).collect::<Vec<_>>().into(),
                    }
                })
                .collect())
        }
    }
}

fn living(series: &SeriesData) -> Samples<'_> {
    let labels = series.labels.clone();
    if !series.values.iter().any(|value| is_stale(*value)) {
        return Samples { labels, at_ms: (&series.at_ms[..]).into(), values: (&series.values[..]).into() };
    }
    let (at_ms, values): (Vec<i64>, Vec<f64>) = series.at_ms.iter().zip(&series.values).filter(|(_, value)| !is_stale(**value)).unzip();
    Samples { labels, at_ms: at_ms.into(), values: values.into() }
}

/// The samples themselves, at one moment.
pub(super) fn points(scope: &Scope, span: &Span, grid: Grid) -> Result<Vec<Points>> {
    let until = scope.shifted(span.shift, grid.start_ms);
    let from = until - span.range_ms;
    let mut all = Vec::new();
    for series in samples(scope, span, grid)? {
        let within = series.at_ms.partition_point(|at| *at < from)..series.at_ms.partition_point(|at| *at <= until);
        if !within.is_empty() {
            scope.budget.hold(within.len())?;
            all.push(Points {
                labels: series.labels,
                at_ms: series.at_ms[within.clone()].to_vec(),
                values: series.values[within].to_vec(),
            });
        }
    }
    all.sort_by(|one, other| one.labels.cmp(&other.labels));
    Ok(all)
}
