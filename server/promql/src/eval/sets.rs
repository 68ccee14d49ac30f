//! `and`, `or`, `unless`: which series stay, decided by the labels of the other side at each time.

use std::collections::HashMap;

use super::{ABSENT, Column, Operator, Scope, absent, merge};
use crate::{Labels, error::Result, plan::Matching};

pub(super) fn sets(scope: &Scope, op: Operator, matching: &Matching, left: Vec<Column>, right: Vec<Column>) -> Result<Vec<Column>> {
    match op {
        Operator::Or => {
            let there = present(scope, matching, &left)?;
            let added = kept(matching, right, &there, false);
            merge(left.into_iter().chain(added).collect())
        }
        _ => {
            let there = present(scope, matching, &right)?;
            merge(kept(matching, left, &there, op == Operator::And))
        }
    }
}

/// At which times each key has a series.
fn present(scope: &Scope, matching: &Matching, columns: &[Column]) -> Result<HashMap<Labels, Vec<bool>>> {
    let mut keys: HashMap<Labels, Vec<bool>> = HashMap::with_capacity(columns.len());
    for column in columns {
        scope.budget.hold(column.values.len() / 8 + 1)?;
        let times = keys.entry(matching.key(&column.labels)).or_insert_with(|| vec![false; column.values.len()]);
        for (there, value) in times.iter_mut().zip(&column.values) {
            *there |= !absent(*value);
        }
    }
    Ok(keys)
}

/// The columns at the times at which their key is there, or is not.
fn kept(matching: &Matching, columns: Vec<Column>, there: &HashMap<Labels, Vec<bool>>, wanted: bool) -> Vec<Column> {
    let keep = |mut column: Column| {
        let times = there.get(&matching.key(&column.labels));
        for (at, value) in column.values.iter_mut().enumerate() {
            if times.is_some_and(|times| times[at]) != wanted {
                *value = ABSENT;
            }
        }
        column
    };
    columns.into_iter().map(keep).collect()
}
