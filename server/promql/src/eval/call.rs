//! Calls of functions.

use super::{
    ABSENT, Column, Function, Scope, Value, absence, absent, histogram, merge,
    over::over,
    ranking::rank,
    relabel,
    select::{self, Take},
};
use crate::{
    Labels,
    error::{Result, bad},
    plan::{Grid, Node},
};

pub(super) fn call(scope: &Scope, function: Function, args: &[Node], grid: Grid) -> Result<Value> {
    let first = || args.first().ok_or_else(|| bad("the function needs an argument"));
    let vector = || scope.vector(first()?, grid);
    let scalar = |at: usize| match args.get(at) {
        Some(arg) => scope.scalar(arg, grid),
        None => Ok(vec![1.0; grid.len()]),
    };
    let each = |columns: Vec<Column>, with: &dyn Fn(usize, f64) -> f64| {
        merge(columns.into_iter().map(|column| column.nameless().map_at(with)).collect())
    };
    Ok(Value::Vector(match function {
        Function::Pi => return Ok(Value::Scalar(vec![std::f64::consts::PI; grid.len()])),
        Function::Time => return Ok(Value::Scalar(seconds(grid))),
        Function::Scalar => return Ok(Value::Scalar(single(&vector()?, grid))),
        Function::Vector => vec![Column { labels: Labels::empty(), values: scalar(0)? }],
        Function::Each(with) => each(vector()?, &|_, value| with(value))?,
        Function::Date(with) if args.is_empty() => {
            vec![Column { labels: Labels::empty(), values: seconds(grid).into_iter().map(with).collect() }]
        }
        Function::Date(with) => each(vector()?, &|_, value| with(value))?,
        Function::Over(function) => over(scope, function, args, grid)?,
        Function::Absent => absence::absence(scope, first()?, grid)?,
        Function::AbsentOverTime => absence::absence_over_time(scope, first()?, grid)?,
        Function::Clamp => {
            let (low, high) = (scalar(1)?, scalar(2)?);
            each(vector()?, &|at, value| if high[at] < low[at] { ABSENT } else { greater(low[at], lesser(high[at], value)) })?
        }
        Function::ClampMax => {
            let high = scalar(1)?;
            each(vector()?, &|at, value| lesser(high[at], value))?
        }
        Function::ClampMin => {
            let low = scalar(1)?;
            each(vector()?, &|at, value| greater(low[at], value))?
        }
        Function::Round => {
            // by the inverse, since 1 / 0.1 is exact and 0.1 is not
            let inverse: Vec<f64> = scalar(1)?.into_iter().map(|to| 1.0 / to).collect();
            each(vector()?, &|at, value| (value * inverse[at] + 0.5).floor() / inverse[at])?
        }
        Function::HistogramQuantile => {
            let columns = args.get(1).map_or_else(|| Ok(Vec::new()), |arg| scope.vector(arg, grid))?;
            histogram::histogram_quantile(scope, &scalar(0)?, columns, grid)?
        }
        Function::LabelReplace => relabel::label_replace(vector()?, &args[1..])?,
        Function::LabelJoin => relabel::label_join(vector()?, &args[1..])?,
        Function::Sort { descending } => {
            let mut columns = vector()?;
            if grid.len() == 1 {
                columns.sort_by(|one, other| rank(descending, one.values[0], other.values[0]));
            }
            columns
        }
        Function::Timestamp => match first()? {
            Node::Vector { selector, shift } => {
                let columns = select::instant(scope, selector, *shift, grid, Take::Time)?;
                merge(columns.into_iter().map(Column::nameless).collect())?
            }
            _ => {
                let times = seconds(grid);
                each(vector()?, &|at, _| times[at])?
            }
        },
    }))
}

fn seconds(grid: Grid) -> Vec<f64> {
    grid.times().map(|at| at as f64 / 1000.0).collect()
}

/// At each time the value of the only series, not a number where there is none or more than one.
fn single(columns: &[Column], grid: Grid) -> Vec<f64> {
    let time = |at: usize| {
        let mut there = columns.iter().map(|column| column.values[at]).filter(|value| !absent(*value));
        match (there.next(), there.next()) {
            (Some(only), None) => only,
            _ => f64::NAN,
        }
    };
    (0..grid.len()).map(time).collect()
}

/// The lesser of two, not a number if one is not.
fn lesser(one: f64, other: f64) -> f64 {
    if one.is_nan() || other.is_nan() { f64::NAN } else { one.min(other) }
}

fn greater(one: f64, other: f64) -> f64 {
    if one.is_nan() || other.is_nan() { f64::NAN } else { one.max(other) }
}
