//! `histogram_quantile` over buckets with an upper bound `le`.

use super::{ABSENT, Column, Scope, absent, aggregate::groups, merge};
use crate::{
    NAME,
    error::Result,
    plan::{Grid, Grouping},
};

const LE: &str = "le";

pub(super) fn histogram_quantile(scope: &Scope, quantiles: &[f64], columns: Vec<Column>, grid: Grid) -> Result<Vec<Column>> {
    let bounded = columns.into_iter().filter(|column| bound(column).is_some()).collect();
    let mut results = Vec::new();
    for (labels, members) in groups(&Grouping::Without(vec![LE.to_owned(), NAME.to_owned()]), bounded) {
        scope.budget.hold(grid.len())?;
        let mut members: Vec<(f64, Column)> = members.into_iter().filter_map(|member| Some((bound(&member)?, member))).collect();
        members.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut buckets: Vec<(f64, f64)> = Vec::with_capacity(members.len());
        let time = |at: usize| {
            buckets.clear();
            for (upper, member) in &members {
                let count = member.values[at];
                match buckets.last_mut() {
                    _ if absent(count) => {}
                    // two notations of one bound
                    Some(last) if last.0 == *upper => last.1 += count,
                    _ => buckets.push((*upper, count)),
                }
            }
            if buckets.is_empty() { ABSENT } else { quantile(quantiles[at], &mut buckets) }
        };
        results.push(Column { labels, values: (0..grid.len()).map(time).collect() });
    }
    merge(results)
}

/// The upper bound in a column's labels; a column without one is left out.
fn bound(column: &Column) -> Option<f64> {
    column.labels.get(LE).parse().ok().filter(|bound: &f64| !bound.is_nan())
}

/// The value under which the share `q` of the observations lies, by a line within its bucket. Buckets ascend and count cumulatively;
/// a bucket that counts less than the one before is taken to count as much.
fn quantile(q: f64, buckets: &mut [(f64, f64)]) -> f64 {
    if q.is_nan() {
        return f64::NAN;
    }
    if q < 0.0 {
        return f64::NEG_INFINITY;
    }
    if q > 1.0 {
        return f64::INFINITY;
    }
    let last = buckets.len() - 1;
    if last == 0 || buckets[last].0 != f64::INFINITY {
        return f64::NAN;
    }
    let mut most = buckets[0].1;
    for bucket in buckets.iter_mut().skip(1) {
        if bucket.1 > most {
            most = bucket.1;
        } else if bucket.1 < most {
            bucket.1 = most;
        }
    }
    let observations = buckets[last].1;
    if observations == 0.0 {
        return f64::NAN;
    }
    let rank = q * observations;
    let at = buckets[..last].partition_point(|bucket| bucket.1 < rank || bucket.1.is_nan());
    if at == last {
        return buckets[last - 1].0;
    }
    let (end, count) = buckets[at];
    if at == 0 {
        return if end <= 0.0 { end } else { end * (rank / count) };
    }
    let (start, before) = buckets[at - 1];
    start + (end - start) * ((rank - before) / (count - before))
}
