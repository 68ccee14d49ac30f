//! Binary operators between numbers and vectors.

use super::{ABSENT, Column, Operator, Scope, Value, absent, merge, pairing, sets};
use crate::{
    error::{Result, bad},
    plan::Matching,
};

pub(super) fn binary(scope: &Scope, op: Operator, bool: bool, matching: &Matching, left: Value, right: Value) -> Result<Value> {
    Ok(match (left, right) {
        (Value::Scalar(left), Value::Scalar(right)) => {
            Value::Scalar(left.iter().zip(&right).map(|(left, right)| op.apply(*left, *right)).collect())
        }
        (Value::Vector(left), Value::Scalar(right)) => Value::Vector(with_number(op, bool, left, &right, |value, number| (value, number))?),
        (Value::Scalar(left), Value::Vector(right)) => Value::Vector(with_number(op, bool, right, &left, |value, number| (number, value))?),
        (Value::Vector(left), Value::Vector(right)) if op.of_sets() => Value::Vector(sets::sets(scope, op, matching, left, right)?),
        (Value::Vector(left), Value::Vector(right)) => Value::Vector(pairing::pairing(scope, op, bool, matching, left, right)?),
        _ => return Err(bad("binary expression must contain only scalar and instant vector types")),
    })
}

/// `order` puts the vector's value and the number on their sides.
fn with_number(
    op: Operator,
    bool: bool,
    columns: Vec<Column>,
    numbers: &[f64],
    order: impl Fn(f64, f64) -> (f64, f64),
) -> Result<Vec<Column>> {
    let filters = op.compares() && !bool;
    let changed = columns.into_iter().map(|mut column| {
        for (value, number) in column.values.iter_mut().zip(numbers) {
            if absent(*value) {
                continue;
            }
            let (left, right) = order(*value, *number);
            *value = match op.holds(left, right) {
                Some(holds) if filters => {
                    if holds {
                        *value
                    } else {
                        ABSENT
                    }
                }
                _ => op.apply(left, right),
            };
        }
        if op.keeps_name(bool) { column } else { column.nameless() }
    });
    merge(changed.collect())
}
