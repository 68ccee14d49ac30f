//! From values that an experiment tracker recorded to samples, by the kind of the series.

use std::collections::BTreeMap;

use domain::metric::Kind;
use domain::sample::{Fixed, Reading, Sample};
use domain::{Error, Result};
use rust_decimal::Decimal;

use super::fed::Fed;

/// How far apart two values of one step may have been recorded.
const APART_MS: i64 = 3_600_000;

/// A value, with the instant it was recorded and the run and step it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub at_ms: i64,
    pub run: String,
    pub step: i64,
    pub value: f64,
}

/// What a series asks for: one name, and a second that divides or weighs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    pub first: &'a str,
    pub second: Option<&'a str>,
    kind: Kind,
    share: bool,
    scale: Option<Decimal>,
}

impl<'a> Asked<'a> {
    /// The names of a series.
    ///
    /// # Errors
    /// A histogram, which no tracker records.
    pub fn of(fed: &'a Fed) -> Result<Self> {
        let (kind, from) = (fed.shape.kind, &fed.from);
        if kind == Kind::Histogram {
            return Err(Error::invalid("this system records no buckets of response times: take another source"));
        }
        let first = from.query.as_deref().or(from.numerator.as_deref()).unwrap_or_default();
        Ok(Self { first, second: from.denominator.as_deref(), kind, share: from.query.is_some(), scale: from.scale })
    }

    /// Samples of what `points` finds under each name between two instants, both included.
    ///
    /// # Errors
    /// Those of `points`, and a value that cannot be true of the kind.
    pub async fn gathered<F, Found>(&self, (from_ms, until_ms): (i64, i64), points: F) -> Result<Vec<Sample>>
    where
        F: Fn(&'a str, i64, i64) -> Found,
        Found: Future<Output = Result<Vec<Point>>>,
    {
        let first = points(self.first, from_ms, until_ms).await?;
        let second = match self.second {
            // Of the same runs and steps, though they may have been recorded a moment apart.
            Some(name) if !first.is_empty() => points(name, from_ms - APART_MS, until_ms + APART_MS).await?,
            _ => Vec::new(),
        };
        self.samples(first, second)
    }

    /// Samples in time order, of values of the same run and step where two names are asked for. A share counts as much as its weight says,
    /// and as one without. Ratios and counts of one instant are added; of other values the last stands.
    ///
    /// # Errors
    /// A value that cannot be true of the kind.
    pub fn samples(&self, first: Vec<Point>, second: Vec<Point>) -> Result<Vec<Sample>> {
        let second: BTreeMap<(String, i64), f64> = second.into_iter().map(|point| ((point.run, point.step), point.value)).collect();
        let mut samples: BTreeMap<i64, Reading> = BTreeMap::new();
        for point in first {
            let weight = match self.second {
                None => Fixed::ONE,
                Some(_) => match second.get(&(point.run, point.step)) {
                    Some(weight) => Fixed::from_f64(*weight)?,
                    None => continue,
                },
            };
            let reading = self.reading(point.value, weight)?;
            reading.check_fits(self.kind)?;
            let stood = samples.remove(&point.at_ms);
            samples.insert(point.at_ms, added(stood, reading));
        }
        Ok(samples.into_iter().map(|(at_ms, reading)| Sample { at_ms, reading }).collect())
    }

    fn reading(&self, value: f64, weight: Fixed) -> Result<Reading> {
        let scaled = self.scaled(value, Decimal::ONE)?;
        Ok(match self.kind {
            Kind::State => Reading::check(value),
            Kind::Counter => Reading::Increment { by: scaled },
            Kind::LoneQuantile => Reading::Quantile { value: scaled },
            Kind::Gauge | Kind::Histogram => Reading::Gauge { value: scaled, weight },
            Kind::Ratio if self.share => Reading::Ratio { numerator: self.scaled(value, weight.round(9)?)?, denominator: weight },
            Kind::Ratio => Reading::Ratio { numerator: scaled, denominator: weight },
        })
    }

    fn scaled(&self, value: f64, times: Decimal) -> Result<Fixed> {
        let value = Fixed::from_f64(value)?;
        if self.scale.is_none() && times == Decimal::ONE {
            return Ok(value);
        }
        let product = value.round(9)?.checked_mul(times).and_then(|product| product.checked_mul(self.scale.unwrap_or(Decimal::ONE)));
        Fixed::from_decimal(product.ok_or_else(|| Error::field("scale", "a value times its scale is too large to hold"))?)
    }
}

fn added(stood: Option<Reading>, new: Reading) -> Reading {
    match (stood, new) {
        (Some(Reading::Ratio { numerator, denominator }), Reading::Ratio { numerator: more, denominator: of }) => {
            Reading::Ratio { numerator: numerator.plus(more), denominator: denominator.plus(of) }
        }
        (Some(Reading::Increment { by }), Reading::Increment { by: more }) => Reading::Increment { by: by.plus(more) },
        (_, new) => new,
    }
}

#[cfg(test)]
#[path = "measured_tests.rs"]
mod tests;
