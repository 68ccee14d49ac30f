//! A series over all times of a grid.

use std::collections::HashMap;

use crate::{
    Labels,
    error::{Result, execution},
    storage::STALE_BITS,
};

/// No value at a time. These bits never come out of arithmetic, and no stored value has them but the mark that ends a series.
pub(crate) const ABSENT: f64 = f64::from_bits(STALE_BITS);

/// Whether there is no value.
pub(crate) fn absent(value: f64) -> bool {
    value.to_bits() == STALE_BITS
}

/// A series with one value, or none, for each time of the grid.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub labels: Labels,
    pub values: Vec<f64>,
}

impl Column {
    /// Each value through `with`.
    pub fn map(mut self, with: impl Fn(f64) -> f64) -> Self {
        for value in &mut self.values {
            if !absent(*value) {
                *value = with(*value);
            }
        }
        self
    }

    /// Each value, with the number of its time, through `with`.
    pub fn map_at(mut self, with: impl Fn(usize, f64) -> f64) -> Self {
        for (at, value) in self.values.iter_mut().enumerate() {
            if !absent(*value) {
                *value = with(at, *value);
            }
        }
        self
    }

    /// Without the series' name.
    pub fn nameless(mut self) -> Self {
        self.labels = self.labels.without_name();
        self
    }

    /// Whether there is any value.
    pub fn any(&self) -> bool {
        self.values.iter().any(|value| !absent(*value))
    }
}

/// Whether two columns have a value at the same time.
pub(crate) fn overlap(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).any(|(one, other)| !absent(*one) && !absent(*other))
}

/// Puts columns with equal labels together, and leaves out those without a value. Fails when two of them have a value at the same time.
pub(crate) fn merge(columns: Vec<Column>) -> Result<Vec<Column>> {
    let mut merged: Vec<Column> = Vec::with_capacity(columns.len());
    let mut known: HashMap<Labels, usize> = HashMap::with_capacity(columns.len());
    for column in columns {
        if !column.any() {
            continue;
        }
        match known.get(&column.labels) {
            None => {
                known.insert(column.labels.clone(), merged.len());
                merged.push(column);
            }
            Some(&at) => {
                let first = &mut merged[at];
                if overlap(&first.values, &column.values) {
                    return Err(execution("vector cannot contain metrics with the same labelset"));
                }
                for (into, from) in first.values.iter_mut().zip(&column.values) {
                    if !absent(*from) {
                        *into = *from;
                    }
                }
            }
        }
    }
    Ok(merged)
}
