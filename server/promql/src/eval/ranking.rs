//! Aggregations that keep series, or make them of values.

use std::{cmp::Ordering, collections::HashMap};

use super::{ABSENT, Column, Scope, absent};
use crate::{
    Labels,
    error::{Result, execution},
    json::plain,
    plan::{Grid, Grouping},
};

/// `topk` and `bottomk`: of each group the series with the most extreme values at each time; of equal ones those that come first.
pub(super) fn ranked(top: bool, numbers: &[f64], groups: Vec<(Labels, Vec<Column>)>, grid: Grid) -> Result<Vec<Column>> {
    if let Some(wrong) = numbers.iter().find(|number| number.is_nan() || number.abs() >= i64::MAX as f64) {
        return Err(execution(format!("Scalar value {} overflows int64", plain(*wrong))));
    }
    let mut kept = Vec::new();
    for (_, mut members) in groups {
        let mut order: Vec<usize> = Vec::with_capacity(members.len());
        for (at, number) in numbers.iter().enumerate() {
            order.clear();
            order.extend((0..members.len()).filter(|member| !absent(members[*member].values[at])));
            order.sort_by(|one, other| rank(top, members[*one].values[at], members[*other].values[at]));
            let keep = (*number as i64).max(0) as usize;
            for member in order.iter().skip(keep) {
                members[*member].values[at] = ABSENT;
            }
        }
        if grid.len() == 1 {
            members.sort_by(|one, other| rank(top, one.values[0], other.values[0]));
        }
        kept.extend(members.into_iter().filter(Column::any));
    }
    Ok(kept)
}

/// The better value first, what is no number last.
pub(super) fn rank(top: bool, one: f64, other: f64) -> Ordering {
    match one.partial_cmp(&other) {
        Some(order) if top => order.reverse(),
        Some(order) => order,
        None => one.is_nan().cmp(&other.is_nan()),
    }
}

/// `count_values`: how many series have each value, the value as a label.
pub(super) fn count_values(scope: &Scope, label: &str, grouping: &Grouping, columns: Vec<Column>, grid: Grid) -> Result<Vec<Column>> {
    if !is_label(label) {
        return Err(execution(format!("invalid label name {label:?}")));
    }
    let grouping = match grouping {
        Grouping::By(names) => Grouping::By(names.iter().cloned().chain([label.to_owned()]).collect()),
        without => without.clone(),
    };
    let mut results: Vec<Column> = Vec::new();
    let mut known: HashMap<Labels, usize> = HashMap::new();
    for column in columns {
        for (at, value) in column.values.iter().enumerate().filter(|(_, value)| !absent(**value)) {
            let labels = grouping.key(&column.labels.with(label, &plain(*value)));
            let index = match known.get(&labels) {
                Some(index) => *index,
                None => {
                    scope.budget.hold(grid.len())?;
                    known.insert(labels.clone(), results.len());
                    results.push(Column { labels, values: vec![ABSENT; grid.len()] });
                    results.len() - 1
                }
            };
            let count = &mut results[index].values[at];
            *count = if absent(*count) { 1.0 } else { *count + 1.0 };
        }
    }
    Ok(results)
}

/// Whether a text can name a label.
pub(super) fn is_label(text: &str) -> bool {
    let starts = |first: char| first.is_ascii_alphabetic() || first == '_';
    text.chars().next().is_some_and(starts) && text.chars().all(|sign| starts(sign) || sign.is_ascii_digit())
}
