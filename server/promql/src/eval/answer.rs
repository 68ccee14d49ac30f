//! What a query gives.

use super::{Column, Value, absent};
use crate::{Labels, plan::Grid};

/// One series at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub labels: Labels,
    pub at_ms: i64,
    pub value: f64,
}

/// A series over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    pub labels: Labels,
    pub at_ms: Vec<i64>,
    pub values: Vec<f64>,
}

/// A query's result.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Scalar { at_ms: i64, value: f64 },
    Text { at_ms: i64, text: String },
    Vector(Vec<Sample>),
    Matrix(Vec<Points>),
}

pub(super) fn at(value: Value, at_ms: i64) -> Answer {
    match value {
        Value::Scalar(values) => Answer::Scalar { at_ms, value: values.first().copied().unwrap_or(f64::NAN) },
        Value::Text(text) => Answer::Text { at_ms, text },
        Value::Vector(columns) => Answer::Vector(
            columns
                .into_iter()
                .filter_map(|column| {
                    let value = column.values.first().copied().filter(|value| !absent(*value))?;
                    Some(Sample { labels: column.labels, at_ms, value })
                })
                .collect(),
        ),
    }
}

pub(super) fn over(value: Value, grid: Grid) -> Answer {
    let mut columns = match value {
        Value::Vector(columns) => columns,
        Value::Scalar(values) => vec![Column { labels: Labels::empty(), values }],
        Value::Text(_) => Vec::new(),
    };
    columns.sort_by(|one, other| one.labels.cmp(&other.labels));
    let points = |column: Column| {
        if column.values.iter().any(|value| absent(*value)) {
            let there = grid.times().zip(column.values).filter(|(_, value)| !absent(*value));
            let (at_ms, values) = there.unzip();
            Points { labels: column.labels, at_ms, values }
        } else {
            Points { labels: column.labels, at_ms: grid.times().collect(), values: column.values }
        }
    };
    Answer::Matrix(columns.into_iter().map(points).filter(|series| !series.values.is_empty()).collect())
}
