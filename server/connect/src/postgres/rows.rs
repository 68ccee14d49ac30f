//! From rows to samples.

use std::collections::BTreeMap;

use domain::metric::Kind;
use domain::sample::{Fixed, Reading, Sample};
use domain::{Error, Result};

use super::ROWS_MAX;
use crate::fed::Fed;

/// The columns that a query must give, by the kind of its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    Value,
    Ratio,
    Histogram,
}

impl Columns {
    pub fn words(self) -> &'static str {
        match self {
            Self::Value => "time and value",
            Self::Ratio => "time, numerator and denominator",
            Self::Histogram => "time, bound (null for the open bucket) and count of each bucket",
        }
    }

    /// The query as a table of texts: each number as PostgreSQL prints it, so that none is rounded on its way.
    pub fn wrapped(self, sql: &str) -> String {
        let names: &[&str] = match self {
            Self::Value => &["value"],
            Self::Ratio => &["numerator", "denominator"],
            Self::Histogram => &["bound", "count"],
        };
        let numbers: String = names.iter().map(|name| format!(", q.\"{name}\"::text")).collect();
        let sql = sql.trim().trim_end_matches(';');
        // The line ends before the bracket, for a query that ends in a comment.
        format!(
            "SELECT round(extract(epoch FROM q.\"time\") * 1000)::bigint::text{numbers} FROM (\n{sql}\n) AS q ORDER BY q.\"time\" LIMIT {}",
            ROWS_MAX + 1
        )
    }
}

/// Samples of rows. What is null or NaN was not measured; of a state it is not known.
///
/// # Errors
/// Rows of another time than was asked for, and what cannot be true of the kind.
pub fn samples(fed: &Fed, rows: &[Vec<Option<String>>], (from_ms, until_ms): (i64, i64)) -> Result<Vec<Sample>> {
    let mut samples: Vec<Sample> = Vec::new();
    let mut buckets: BTreeMap<i64, Vec<(Option<Fixed>, Fixed)>> = BTreeMap::new();
    for row in rows {
        let Some(at_ms) = row.first().and_then(Option::as_deref).and_then(|text| text.parse().ok()) else { continue };
        if !(from_ms..until_ms).contains(&at_ms) {
            return Err(Error::invalid(
                "the query gives rows of other times than it is asked for: write WHERE time >= $1 AND time < $2, in whole steps",
            ));
        }
        let (first, second) = (number(row, 1)?, number(row, 2)?);
        let reading = match (fed.shape.kind, first, second) {
            (Kind::State, value, _) => value.map_or(Reading::Unknown, |value| Reading::check(value.to_f64())),
            (Kind::Ratio, Some(numerator), Some(denominator)) => Reading::Ratio { numerator: scaled(numerator, fed)?, denominator },
            (Kind::Histogram, bound, Some(count)) => {
                buckets.entry(at_ms).or_default().push((bound.map(|bound| scaled(bound, fed)).transpose()?, count));
                continue;
            }
            (Kind::Counter, Some(value), _) => Reading::Increment { by: scaled(value, fed)? },
            (Kind::Gauge, Some(value), _) => Reading::gauge(scaled(value, fed)?),
            (Kind::LoneQuantile, Some(value), _) => Reading::Quantile { value: scaled(value, fed)? },
            _ => continue,
        };
        if samples.last().is_some_and(|last| last.at_ms == at_ms) {
            return Err(Error::invalid("the query gives several rows of one time: group by it"));
        }
        samples.push(Sample { at_ms, reading });
    }
    samples.extend(buckets.into_iter().map(|(at_ms, buckets)| Sample { at_ms, reading: histogram(buckets) }));
    samples.iter().try_for_each(|sample| sample.reading.check_fits(fed.shape.kind))?;
    Ok(samples)
}

/// Buckets in the order of their bounds, the open one last; without a row it is empty.
fn histogram(mut buckets: Vec<(Option<Fixed>, Fixed)>) -> Reading {
    let open = buckets.iter().filter(|(bound, _)| bound.is_none()).fold(Fixed::ZERO, |sum, (_, count)| sum.plus(*count));
    buckets.retain(|(bound, _)| bound.is_some());
    buckets.sort_by_key(|(bound, _)| *bound);
    let bounds = buckets.iter().filter_map(|(bound, _)| *bound).collect();
    Reading::Histogram { bounds, counts: buckets.iter().map(|(_, count)| *count).chain([open]).collect() }
}

fn number(row: &[Option<String>], n: usize) -> Result<Option<Fixed>> {
    let Some(text) = row.get(n).and_then(Option::as_deref) else { return Ok(None) };
    let text = match text {
        // A boolean, for a check.
        "true" => "1",
        "false" => "0",
        "NaN" | "Infinity" | "-Infinity" => return Ok(None),
        number => number,
    };
    Fixed::parse(text).map(Some)
}

fn scaled(value: Fixed, fed: &Fed) -> Result<Fixed> {
    let Some(scale) = fed.from.scale else { return Ok(value) };
    let product = value.round(9)?.checked_mul(scale);
    Fixed::from_decimal(product.ok_or_else(|| Error::field("scale", format!("a value times {scale} is too large to hold")))?)
}
