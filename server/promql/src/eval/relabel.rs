//! Functions that change labels.

use super::{Column, Scope, merge, ranking::is_label};
use crate::{
    error::{Error, Result, execution},
    plan::Node,
    storage::whole,
};

/// `label_replace(vector, into, replacement, from, pattern)`.
pub(super) fn label_replace(columns: Vec<Column>, texts: &[Node]) -> Result<Vec<Column>> {
    let [into, replacement, from, pattern] = texts else { return Err(execution("label_replace needs four strings")) };
    let (into, replacement, from) = (Scope::text(into)?, Scope::text(replacement)?, Scope::text(from)?);
    let pattern = Scope::text(pattern)?;
    let pattern = whole(pattern).map_err(|_| execution(format!("invalid regular expression in label_replace(): {pattern}")))?;
    if !is_label(into) {
        return Err(execution(format!("invalid destination label name in label_replace(): {into}")));
    }
    let replace = |mut column: Column| {
        if let Some(found) = pattern.captures(column.labels.get(from)) {
            let mut value = String::new();
            found.expand(replacement, &mut value);
            column.labels = column.labels.with(into, &value);
        }
        column
    };
    merge(columns.into_iter().map(replace).collect())
}

/// `label_join(vector, into, separator, from, …)`.
pub(super) fn label_join(columns: Vec<Column>, texts: &[Node]) -> Result<Vec<Column>> {
    let [into, separator, from @ ..] = texts else { return Err(execution("label_join needs two strings")) };
    let (into, separator) = (Scope::text(into)?, Scope::text(separator)?);
    let from: Vec<&str> = from.iter().map(Scope::text).collect::<Result<_>>()?;
    let wrong = |what: &str, name: &str| -> Error { execution(format!("invalid {what} label name in label_join(): {name}")) };
    if let Some(name) = from.iter().find(|name| !is_label(name)) {
        return Err(wrong("source", name));
    }
    if !is_label(into) {
        return Err(wrong("destination", into));
    }
    let join = |mut column: Column| {
        let values: Vec<&str> = from.iter().map(|name| column.labels.get(name)).collect();
        column.labels = column.labels.with(into, &values.join(separator));
        column
    };
    merge(columns.into_iter().map(join).collect())
}
