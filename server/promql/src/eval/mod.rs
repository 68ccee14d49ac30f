//! Evaluation: series by series over all times, instead of time by time over all series.

mod absence;
mod aggregate;
mod answer;
mod binary;
mod budget;
mod call;
mod column;
mod counter;
mod dates;
mod function;
mod histogram;
mod operator;
mod over;
mod over_time;
mod pairing;
mod ranking;
mod regression;
mod relabel;
mod select;
mod sets;

pub(crate) use aggregate::Aggregation;
pub use answer::{Answer, Points, Sample};
pub(crate) use column::{ABSENT, Column, absent, merge, overlap};
pub(crate) use function::{Function, Parameter};
pub(crate) use operator::Operator;

use crate::{
    Query,
    error::{Result, bad},
    plan::{At, FARTHEST_MS, Grid, Kind, Node, Shift, Span},
    storage::SeriesData,
};
use budget::Budget;

/// The most times of a query over a range, as in Prometheus.
pub const MOST_POINTS: usize = 11_000;

/// What a query is at one moment. `data`: what each of [`Query::needs`] selected, in its order, series sorted by their labels.
pub fn evaluate_instant(query: &Query, data: &[Vec<SeriesData>], at_ms: i64, lookback_ms: i64) -> Result<Answer> {
    let grid = Grid::instant(at_ms);
    let budget = Budget::default();
    let scope = Scope::new(data, grid, lookback_ms, &budget)?;
    if let Node::Span(span) = &query.root {
        return Ok(Answer::Matrix(select::points(&scope, span, grid)?));
    }
    Ok(answer::at(scope.value(&query.root, grid)?, at_ms))
}

/// What a query is over a range of times. Fails with `bad_data` on more than [`MOST_POINTS`] times, and on what has no value at a time.
pub fn evaluate_range(query: &Query, data: &[Vec<SeriesData>], grid: Grid, lookback_ms: i64) -> Result<Answer> {
    check_range(query, grid)?;
    let budget = Budget::default();
    let scope = Scope::new(data, grid, lookback_ms, &budget)?;
    Ok(answer::over(scope.value(&query.root, grid)?, grid))
}

/// Refuses what [`evaluate_range`] would refuse before it looks at a sample.
pub fn check_range(query: &Query, grid: Grid) -> Result<()> {
    in_bounds(grid)?;
    if grid.step_ms < 1 {
        return Err(bad("zero or negative query resolution step widths are not accepted. Try a positive integer"));
    }
    if grid.end_ms < grid.start_ms {
        return Err(bad("end timestamp must not be before start time"));
    }
    if grid.len() > MOST_POINTS + 1 {
        return Err(bad("exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"));
    }
    let kind = query.root.kind();
    if matches!(kind, Kind::Span | Kind::Text) {
        return Err(bad(format!("invalid expression type {:?} for range query, must be Scalar or instant Vector", kind.name())));
    }
    Ok(())
}

/// Refuses times that cannot be computed with.
pub fn in_bounds(grid: Grid) -> Result<()> {
    let near = |at: i64| (-FARTHEST_MS..=FARTHEST_MS).contains(&at);
    if near(grid.start_ms) && near(grid.end_ms) { Ok(()) } else { Err(bad("timestamp out of bounds")) }
}

/// A node's value at each time of a grid.
pub(crate) enum Value {
    Scalar(Vec<f64>),
    Vector(Vec<Column>),
    Text(String),
}

/// What an evaluation looks into.
pub(crate) struct Scope<'a> {
    data: &'a [Vec<SeriesData>],
    /// The times of the whole query, which `@ start()` and `@ end()` mean also inside a subquery.
    query: Grid,
    lookback_ms: i64,
    budget: &'a Budget,
}

impl<'a> Scope<'a> {
    fn new(data: &'a [Vec<SeriesData>], query: Grid, lookback_ms: i64, budget: &'a Budget) -> Result<Self> {
        in_bounds(query)?;
        Ok(Self { data, query, lookback_ms, budget })
    }

    fn value(&self, node: &Node, grid: Grid) -> Result<Value> {
        Ok(match node {
            Node::Number(number) => {
                self.budget.hold(grid.len())?;
                Value::Scalar(vec![*number; grid.len()])
            }
            Node::Text(text) => Value::Text(text.clone()),
            Node::Vector { selector, shift } => Value::Vector(select::instant(self, selector, *shift, grid, select::Take::Value)?),
            Node::Span(_) => return Err(bad("a range vector is not allowed here")),
            Node::Negate(of) => match self.value(of, grid)? {
                Value::Scalar(values) => Value::Scalar(values.into_iter().map(|value| -value).collect()),
                Value::Vector(columns) => {
                    Value::Vector(merge(columns.into_iter().map(|column| column.nameless().map(|value| -value)).collect())?)
                }
                text => text,
            },
            Node::Call { function, args } => call::call(self, *function, args, grid)?,
            Node::Aggregate { how, grouping, param, of } => {
                Value::Vector(aggregate::aggregate(self, *how, grouping, param.as_deref(), of, grid)?)
            }
            Node::Binary { op, bool, matching, left, right } => {
                let (left, right) = (self.value(left, grid)?, self.value(right, grid)?);
                binary::binary(self, *op, *bool, matching, left, right)?
            }
        })
    }

    fn vector(&self, node: &Node, grid: Grid) -> Result<Vec<Column>> {
        match self.value(node, grid)? {
            Value::Vector(columns) => Ok(columns),
            _ => Err(bad("an instant vector is needed here")),
        }
    }

    fn scalar(&self, node: &Node, grid: Grid) -> Result<Vec<f64>> {
        match self.value(node, grid)? {
            Value::Scalar(values) => Ok(values),
            _ => Err(bad("a scalar is needed here")),
        }
    }

    fn text(node: &Node) -> Result<&str> {
        match node {
            Node::Text(text) => Ok(text),
            _ => Err(bad("a string is needed here")),
        }
    }

    fn span(node: &Node) -> Result<&Span> {
        match node {
            Node::Span(span) => Ok(span),
            _ => Err(bad("a range vector is needed here")),
        }
    }

    /// The time a selector reads at when the query is evaluated at `now`.
    fn shifted(&self, shift: Shift, now: i64) -> i64 {
        let at = match shift.at {
            None => now,
            Some(At::Start) => self.query.start_ms,
            Some(At::End) => self.query.end_ms,
            Some(At::Ms(at)) => at,
        };
        at - shift.offset_ms
    }
}
