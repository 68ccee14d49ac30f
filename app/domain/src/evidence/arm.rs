//! The two arms of a test, as they are stated and as they are computed with.

use serde::{Deserialize, Serialize};

use crate::config::Number;
use crate::{Error, Result};

/// What a test measures of each unit (a visitor, a session).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestMetric {
    /// Yes or no: a share of the units.
    Proportion,
    /// An amount per unit.
    Mean,
}

/// One arm: `n` units with either their successes, or their mean and sample variance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    pub n: Number,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successes: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Number>,
    /// Of the sample (divided by n − 1), in the square of the mean's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variance: Option<Number>,
}

/// Most units of an arm: more than there are events of any kind to count, and few enough for doubles to count each.
const UNITS_MAX: u64 = 1_000_000_000_000;

/// An arm that has been checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Checked {
    Proportion { n: f64, successes: f64 },
    Mean { n: f64, mean: f64, variance: f64 },
}

impl Checked {
    pub(super) fn n(self) -> f64 {
        match self {
            Self::Proportion { n, .. } | Self::Mean { n, .. } => n,
        }
    }

    /// The share or the mean.
    pub(super) fn level(self) -> f64 {
        match self {
            Self::Proportion { n, successes } => successes / n,
            Self::Mean { mean, .. } => mean,
        }
    }
}

impl Arm {
    /// Checks the arm against the metric; `name` is the arm's own, for the error's field.
    pub(super) fn check(&self, metric: TestMetric, name: &str) -> Result<Checked> {
        let field = |part: &str| format!("{name}.{part}");
        let n = count(self.n, &field("n"))?;
        if n < 1.0 {
            return Err(Error::field(field("n"), "an arm without units shows nothing: n is at least 1"));
        }
        if self.n.0 > UNITS_MAX.into() {
            let most = crate::format::decimal(UNITS_MAX.into());
            return Err(Error::field(field("n"), format!("{} units are more than an arm can have: n is at most {most}", self.n.0)));
        }
        let missing = |part: &str, kind: &str| Error::field(field(part), format!("a {kind} needs {part}"));
        let foreign =
            |part: &str, kind: &str| Error::field(field(part), format!("a {kind} has no {part}: remove it, or change the metric"));
        match metric {
            TestMetric::Proportion => {
                if self.mean.is_some() || self.variance.is_some() {
                    return Err(foreign(if self.mean.is_some() { "mean" } else { "variance" }, "proportion"));
                }
                let stated = self.successes.ok_or_else(|| missing("successes", "proportion"))?;
                let successes = count(stated, &field("successes"))?;
                if successes > n {
                    return Err(Error::field(field("successes"), format!("{} successes are more than the {} units", stated.0, self.n.0)));
                }
                Ok(Checked::Proportion { n, successes })
            }
            TestMetric::Mean => {
                if self.successes.is_some() {
                    return Err(foreign("successes", "mean"));
                }
                let mean = self.mean.ok_or_else(|| missing("mean", "mean"))?.to_f64(&field("mean"))?;
                let variance = self.variance.ok_or_else(|| missing("variance", "mean"))?.to_f64(&field("variance"))?;
                if variance < 0.0 {
                    return Err(Error::field(field("variance"), "a variance is never negative"));
                }
                Ok(Checked::Mean { n, mean, variance })
            }
        }
    }
}

fn count(number: Number, field: &str) -> Result<f64> {
    if number.0.is_sign_negative() && !number.0.is_zero() || !number.0.fract().is_zero() {
        return Err(Error::field(field, format!("{} is not a count: write a whole number, 0 or more", number.0)));
    }
    number.to_f64(field)
}
