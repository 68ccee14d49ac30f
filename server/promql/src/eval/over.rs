//! Functions over a span of samples.

use super::{ABSENT, Column, Scope, merge, select};
use crate::{
    error::{Result, execution},
    plan::{Grid, Node, Span},
};

/// The samples of one series in one span, and the span. There is always at least one.
pub(crate) struct Window<'a> {
    pub at_ms: &'a [i64],
    pub values: &'a [f64],
    /// First and last time of the span.
    pub from_ms: i64,
    pub until_ms: i64,
    /// When the query is evaluated, which an offset does not move.
    pub now_ms: i64,
    pub params: [f64; 2],
}

impl Window<'_> {
    /// The last sample's value.
    pub fn last(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    /// The span's length in seconds.
    pub fn seconds(&self) -> f64 {
        (self.until_ms - self.from_ms) as f64 / 1000.0
    }
}

/// A function over a span.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Over {
    pub with: fn(&Window) -> Option<f64>,
    pub keep_name: bool,
    pub shape: Shape,
}

/// Which arguments a function takes beside the span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Plain,
    /// A number before the span.
    NumberFirst,
    /// A number after the span.
    Number,
    /// Two factors after the span, each between 0 and 1.
    Smoothing,
}

pub(super) fn over(scope: &Scope, function: Over, args: &[Node], grid: Grid) -> Result<Vec<Column>> {
    let mut span = None;
    let mut numbers = Vec::new();
    for arg in args {
        match arg {
            Node::Span(found) => span = Some(found),
            number => numbers.push(scope.scalar(number, grid)?),
        }
    }
    let span: &Span = span.ok_or_else(|| execution("a range vector is needed here"))?;
    if function.shape == Shape::Smoothing {
        check_factors(&numbers)?;
    }
    let number = |which: usize, at: usize| numbers.get(which).map_or(0.0, |values| values[at]);
    let mut columns = Vec::new();
    for series in select::samples(scope, span, grid)? {
        scope.budget.hold(grid.len())?;
        let mut values = Vec::with_capacity(grid.len());
        let (mut low, mut high, mut any) = (0, 0, false);
        for (at, now_ms) in grid.times().enumerate() {
            let until_ms = scope.shifted(span.shift, now_ms);
            let from_ms = until_ms - span.range_ms;
            while series.at_ms.get(high).is_some_and(|at| *at <= until_ms) {
                high += 1;
            }
            while low < high && series.at_ms[low] < from_ms {
                low += 1;
            }
            let value = if low == high {
                None
            } else {
                scope.budget.visit(high - low)?;
                let params = [number(0, at), number(1, at)];
                (function.with)(&Window {
                    at_ms: &series.at_ms[low..high],
                    values: &series.values[low..high],
                    from_ms,
                    until_ms,
                    now_ms,
                    params,
                })
            };
            any |= value.is_some();
            values.push(value.unwrap_or(ABSENT));
        }
        if any {
            let column = Column { labels: series.labels, values };
            columns.push(if function.keep_name { column } else { column.nameless() });
        }
    }
    if function.keep_name { Ok(columns) } else { unique(columns) }
}

/// Prometheus refuses equal labels over the whole range here, also where their times differ.
fn unique(columns: Vec<Column>) -> Result<Vec<Column>> {
    let count = columns.len();
    let merged = merge(columns)?;
    if merged.len() < count { Err(execution("vector cannot contain metrics with the same labelset")) } else { Ok(merged) }
}

fn check_factors(numbers: &[Vec<f64>]) -> Result<()> {
    for (values, name) in numbers.iter().zip(["smoothing", "trend"]) {
        if let Some(wrong) = values.iter().find(|value| !(**value > 0.0 && **value < 1.0)) {
            let short = if name == "smoothing" { "sf" } else { "tf" };
            return Err(execution(format!("invalid {name} factor. Expected: 0 < {short} < 1, got: {wrong}")));
        }
    }
    Ok(())
}
