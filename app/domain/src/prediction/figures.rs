//! What a day's cases say as metrics of the catalogue.

use serde::{Deserialize, Serialize};

use super::{Class, Day};
use crate::sample::{Fixed, Reading};
use crate::{Result, exact::Exact, time};

/// Right and wrong, seen from one class; all of labelled cases. More than two classes are this one against the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cells {
    #[serde(rename = "true_positives")]
    pub tp: u64,
    #[serde(rename = "false_positives")]
    pub fp: u64,
    #[serde(rename = "false_negatives")]
    pub fn_: u64,
    #[serde(rename = "true_negatives")]
    pub tn: u64,
}

impl Cells {
    pub fn of(day: &Day, positive: &Class) -> Self {
        let mut cells = Self::default();
        for (predicted, outcomes) in &day.outcomes {
            for (outcome, n) in outcomes {
                match (predicted == positive, outcome == positive) {
                    (true, true) => cells.tp += n,
                    (true, false) => cells.fp += n,
                    (false, true) => cells.fn_ += n,
                    (false, false) => cells.tn += n,
                }
            }
        }
        cells
    }
}

impl Day {
    /// Predictions, labelled or not.
    pub fn n(&self) -> u64 {
        self.predicted.n()
    }

    pub fn n_labelled(&self) -> u64 {
        self.outcomes.values().flat_map(|outcomes| outcomes.values()).sum()
    }

    /// Labelled cases whose very class was predicted.
    pub fn n_right(&self) -> u64 {
        self.outcomes.iter().filter_map(|(predicted, outcomes)| outcomes.get(predicted)).sum()
    }
}

/// What a metric needs to be known of its service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Cases,
    /// Which class is the positive one.
    Positive,
    /// A reference period.
    Reference,
    /// A reference period and features.
    Features,
}

/// The metrics of the catalogue that cases give.
pub const METRICS: [(&str, Needs); 13] = [
    ("accuracy", Needs::Cases),
    ("precision", Needs::Positive),
    ("recall", Needs::Positive),
    ("f1", Needs::Positive),
    ("true-positive-share", Needs::Positive),
    ("false-positive-share", Needs::Positive),
    ("false-negative-share", Needs::Positive),
    ("true-negative-share", Needs::Positive),
    ("label-coverage", Needs::Cases),
    ("label-age", Needs::Cases),
    ("predictions", Needs::Cases),
    ("prediction-drift", Needs::Reference),
    ("feature-drift", Needs::Features),
];

/// What a metric needs; none where cases do not give it.
pub fn needs(metric: &str) -> Option<Needs> {
    METRICS.iter().find(|(key, _)| *key == metric).map(|(_, needs)| *needs)
}

/// A day's reading of a metric other than drift; none where it is undefined: precision without a case that was flagged is unknown, not zero.
///
/// # Errors
/// Counts beyond what a sample holds.
pub fn figure(metric: &str, day: &Day, positive: Option<&Class>) -> Result<Option<Reading>> {
    let labelled = day.n_labelled();
    let share = |numerator: u64, denominator: u64| {
        (denominator > 0).then(|| Reading::Ratio { numerator: count(numerator), denominator: count(denominator) })
    };
    match metric {
        "accuracy" => return Ok(share(day.n_right(), labelled)),
        "label-coverage" => return Ok(share(labelled, day.n())),
        "predictions" => return Ok((day.n() > 0).then(|| Reading::Increment { by: count(day.n()) })),
        "label-age" => return age(day),
        _ => {}
    }
    let Some(positive) = positive else { return Ok(None) };
    let Cells { tp, fp, fn_, tn } = Cells::of(day, positive);
    Ok(match metric {
        "precision" => share(tp, tp + fp),
        "recall" => share(tp, tp + fn_),
        "f1" => share(2 * tp, 2 * tp + fp + fn_),
        "true-positive-share" => share(tp, labelled),
        "false-positive-share" => share(fp, labelled),
        "false-negative-share" => share(fn_, labelled),
        "true-negative-share" => share(tn, labelled),
        _ => None,
    })
}

/// Mean days from prediction to label, weighted by the labels it is the mean of.
fn age(day: &Day) -> Result<Option<Reading>> {
    if day.n_aged == 0 {
        return Ok(None);
    }
    let days = Exact::ratio(day.age_ms, i128::from(time::DAY_MS) * i128::from(day.n_aged))?;
    Ok(Some(Reading::Gauge { value: Fixed::from_decimal(days.round(9)?)?, weight: count(day.n_aged) }))
}

fn count(n: u64) -> Fixed {
    Fixed::whole(i64::try_from(n).unwrap_or(i64::MAX))
}
