//! `absent` and `absent_over_time`: a series where there is none.

use super::{
    ABSENT, Column, Scope, absent,
    over::{Over, Shape, over},
    over_time,
};
use crate::{
    Labels, NAME,
    error::Result,
    plan::{Grid, Node, Source},
    storage::{Matcher, Op},
};

pub(super) fn absence(scope: &Scope, of: &Node, grid: Grid) -> Result<Vec<Column>> {
    let there = scope.vector(of, grid)?;
    let matchers = match of {
        Node::Vector { selector, .. } => selector.matchers.as_slice(),
        _ => &[],
    };
    Ok(missing(matchers, &there, grid))
}

pub(super) fn absence_over_time(scope: &Scope, span: &Node, grid: Grid) -> Result<Vec<Column>> {
    let present = Over { with: over_time::present, keep_name: true, shape: Shape::Plain };
    let there = over(scope, present, std::slice::from_ref(span), grid)?;
    let matchers = match &Scope::span(span)?.source {
        Source::Stored(selector) => selector.matchers.as_slice(),
        Source::Computed { .. } => &[],
    };
    Ok(missing(matchers, &there, grid))
}

fn missing(matchers: &[Matcher], there: &[Column], grid: Grid) -> Vec<Column> {
    let time = |at: usize| if there.iter().any(|column| !absent(column.values[at])) { ABSENT } else { 1.0 };
    let column = Column { labels: labels(matchers), values: (0..grid.len()).map(time).collect() };
    if column.any() { vec![column] } else { Vec::new() }
}

/// The labels that the selector says by equality, each once.
fn labels(matchers: &[Matcher]) -> Labels {
    let said = |matcher: &&Matcher| matchers.iter().filter(|other| other.name == matcher.name).count() == 1;
    let equal = |matcher: &&Matcher| matcher.op == Op::Equal && matcher.name != NAME;
    Labels::new(matchers.iter().filter(equal).filter(said).map(|matcher| (matcher.name.as_str(), matcher.value.as_str())))
}
