//! Aggregations over the series of a vector.

use std::collections::HashMap;

use promql_parser::parser::token::*;

use super::{ABSENT, Column, Scope, absent, over_time::quantile, ranking};
use crate::{
    Labels, NAME,
    error::{Result, bad},
    plan::{Grid, Grouping, Kind, Node},
};

/// How series are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aggregation {
    Sum,
    Avg,
    Min,
    Max,
    Count,
    Group,
    Stddev,
    Stdvar,
    Topk,
    Bottomk,
    Quantile,
    CountValues,
}

impl Aggregation {
    /// The aggregation of a parser's token.
    pub fn of(token: TokenId) -> Option<Self> {
        Some(match token {
            T_SUM => Self::Sum,
            T_AVG => Self::Avg,
            T_MIN => Self::Min,
            T_MAX => Self::Max,
            T_COUNT => Self::Count,
            T_GROUP => Self::Group,
            T_STDDEV => Self::Stddev,
            T_STDVAR => Self::Stdvar,
            T_TOPK => Self::Topk,
            T_BOTTOMK => Self::Bottomk,
            T_QUANTILE => Self::Quantile,
            T_COUNT_VALUES => Self::CountValues,
            _ => return None,
        })
    }

    /// What its parameter is, if it has one.
    pub fn wants(self) -> Option<Kind> {
        match self {
            Self::Topk | Self::Bottomk | Self::Quantile => Some(Kind::Scalar),
            Self::CountValues => Some(Kind::Text),
            _ => None,
        }
    }
}

impl Grouping {
    /// The labels of the group a series belongs to.
    pub fn key(&self, labels: &Labels) -> Labels {
        match self {
            Self::By(names) => labels.retain(|name| names.iter().any(|by| by == name)),
            Self::Without(names) => labels.retain(|name| name != NAME && !names.iter().any(|without| without == name)),
        }
    }
}

pub(super) fn aggregate(
    scope: &Scope,
    how: Aggregation,
    grouping: &Grouping,
    param: Option<&Node>,
    of: &Node,
    grid: Grid,
) -> Result<Vec<Column>> {
    let param_text = || param.map_or_else(|| Err(bad("the aggregation needs a parameter")), Scope::text);
    let numbers = match how.wants() {
        Some(Kind::Scalar) => param.map(|param| scope.scalar(param, grid)).transpose()?.unwrap_or_default(),
        _ => Vec::new(),
    };
    let columns = scope.vector(of, grid)?;
    if how == Aggregation::CountValues {
        return ranking::count_values(scope, param_text()?, grouping, columns, grid);
    }
    let groups = groups(grouping, columns);
    if matches!(how, Aggregation::Topk | Aggregation::Bottomk) {
        return ranking::ranked(how == Aggregation::Topk, &numbers, groups, grid);
    }
    let mut results = Vec::with_capacity(groups.len());
    for (labels, members) in groups {
        scope.budget.hold(grid.len())?;
        let values = match how {
            Aggregation::Quantile => each_time(&members, grid, |at, values| quantile(numbers[at], values)),
            Aggregation::Stdvar => each_time(&members, grid, |_, values| variance(values)),
            Aggregation::Stddev => each_time(&members, grid, |_, values| variance(values).sqrt()),
            Aggregation::Avg => each_time(&members, grid, |_, values| mean(values)),
            Aggregation::Sum => folded(members, |sum, value| sum + value),
            Aggregation::Min => folded(members, |least, value| if value < least || least.is_nan() { value } else { least }),
            Aggregation::Max => folded(members, |most, value| if value > most || most.is_nan() { value } else { most }),
            Aggregation::Group => folded(members, |_, _| 1.0).into_iter().map(|value| if absent(value) { value } else { 1.0 }).collect(),
            _ => folded(members.into_iter().map(|member| member.map(|_| 1.0)).collect(), |count, _| count + 1.0),
        };
        results.push(Column { labels, values });
    }
    Ok(results)
}

/// Groups in the order in which their first series comes.
pub(super) fn groups(grouping: &Grouping, columns: Vec<Column>) -> Vec<(Labels, Vec<Column>)> {
    let mut groups: Vec<(Labels, Vec<Column>)> = Vec::new();
    let mut known: HashMap<Labels, usize> = HashMap::new();
    for column in columns {
        let key = grouping.key(&column.labels);
        let at = *known.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(column);
    }
    groups
}

fn folded(members: Vec<Column>, with: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let mut members = members.into_iter();
    let mut all = members.next().map(|member| member.values).unwrap_or_default();
    for member in members {
        for (so_far, value) in all.iter_mut().zip(member.values) {
            if absent(*so_far) {
                *so_far = value;
            } else if !absent(value) {
                *so_far = with(*so_far, value);
            }
        }
    }
    all
}

/// At each time what `with` makes of the values that are there.
fn each_time(members: &[Column], grid: Grid, with: impl Fn(usize, &mut Vec<f64>) -> f64) -> Vec<f64> {
    let mut there = Vec::with_capacity(members.len());
    let time = |at| {
        there.clear();
        there.extend(members.iter().map(|member| member.values[at]).filter(|value| !absent(*value)));
        if there.is_empty() { ABSENT } else { with(at, &mut there) }
    };
    (0..grid.len()).map(time).collect()
}

fn mean(values: &[f64]) -> f64 {
    let (sum, count) = (values.iter().sum::<f64>(), values.len() as f64);
    let overflown = !sum.is_finite() && values.iter().all(|value| value.is_finite());
    if overflown { values.iter().map(|value| value / count).sum() } else { sum / count }
}

fn variance(values: &[f64]) -> f64 {
    let (mut mean, mut squares, mut count) = (0.0, 0.0, 0.0);
    for value in values.iter() {
        count += 1.0;
        let away = value - mean;
        mean += away / count;
        squares += away * (value - mean);
    }
    squares / count
}
