//! Binary operators between two vectors, series paired by their labels.

use std::collections::HashMap;

use super::{ABSENT, Column, Operator, Scope, absent, merge, overlap};
use crate::{
    Labels, NAME,
    error::{Error, Result, execution},
    plan::{Card, Matching},
};

impl Matching {
    /// The labels by which a series is matched.
    pub fn key(&self, labels: &Labels) -> Labels {
        if self.on { labels.retain(|name| self.names(name)) } else { labels.retain(|name| name != NAME && !self.names(name)) }
    }

    fn names(&self, name: &str) -> bool {
        self.labels.iter().any(|label| label == name)
    }
}

pub(super) fn pairing(
    scope: &Scope,
    op: Operator,
    bool: bool,
    matching: &Matching,
    left: Vec<Column>,
    right: Vec<Column>,
) -> Result<Vec<Column>> {
    let swapped = matching.card == Card::OneToMany;
    let (many, one) = if swapped { (right, left) } else { (left, right) };
    let ones = by_key(matching, &one);
    for (key, same) in &ones {
        for (at, first) in same.iter().enumerate() {
            if let Some(second) = same[at + 1..].iter().find(|second| overlap(&first.values, &second.values)) {
                return Err(duplicate(key, if swapped { "left" } else { "right" }, first, second));
            }
        }
    }
    let mut results: Vec<Column> = Vec::new();
    // where each key's results begin and how many: results of one key may not meet at a time
    let mut made: HashMap<Labels, Vec<usize>> = HashMap::new();
    for series in &many {
        let key = matching.key(&series.labels);
        for partner in ones.get(&key).into_iter().flatten() {
            scope.budget.hold(series.values.len())?;
            let values = combine(op, bool, swapped, &series.values, &partner.values);
            let column = Column { labels: result_labels(op, bool, matching, &series.labels, &partner.labels), values };
            if !column.any() {
                continue;
            }
            let before = made.entry(key.clone()).or_default();
            for &other in before.iter() {
                let (other, grouped) = (&results[other], matching.card != Card::OneToOne);
                if (!grouped || other.labels == column.labels) && overlap(&other.values, &column.values) {
                    return Err(ambiguous(grouped));
                }
            }
            before.push(results.len());
            results.push(column);
        }
    }
    merge(results)
}

fn by_key<'a>(matching: &Matching, columns: &'a [Column]) -> HashMap<Labels, Vec<&'a Column>> {
    let mut keys: HashMap<Labels, Vec<&Column>> = HashMap::with_capacity(columns.len());
    for column in columns {
        keys.entry(matching.key(&column.labels)).or_default().push(column);
    }
    keys
}

fn combine(op: Operator, bool: bool, swapped: bool, many: &[f64], one: &[f64]) -> Vec<f64> {
    let pair = |(many, one): (&f64, &f64)| {
        if absent(*many) || absent(*one) {
            return ABSENT;
        }
        let (left, right) = if swapped { (*one, *many) } else { (*many, *one) };
        match op.holds(left, right) {
            Some(true) if !bool => left,
            Some(false) if !bool => ABSENT,
            _ => op.apply(left, right),
        }
    };
    many.iter().zip(one).map(pair).collect()
}

fn result_labels(op: Operator, bool: bool, matching: &Matching, many: &Labels, one: &Labels) -> Labels {
    let mut labels = if op.keeps_name(bool) { many.clone() } else { many.without_name() };
    if matching.card == Card::OneToOne {
        labels = if matching.on { labels.retain(|name| matching.names(name)) } else { labels.retain(|name| !matching.names(name)) };
    }
    for name in &matching.include {
        labels = labels.with(name, one.get(name));
    }
    if bool { labels.without_name() } else { labels }
}

fn duplicate(key: &Labels, side: &str, first: &Column, second: &Column) -> Error {
    execution(format!(
        "found duplicate series for the match group {key} on the {side} hand-side of the operation: [{}, {}];many-to-many matching not allowed: \
         matching labels must be unique on one side",
        second.labels, first.labels
    ))
}

fn ambiguous(grouped: bool) -> Error {
    execution(if grouped {
        "multiple matches for labels: grouping labels must ensure unique matches"
    } else {
        "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
    })
}
