//! One measured value at one instant.

use serde::{Deserialize, Serialize};

use super::Fixed;
use crate::metric::Kind;
use crate::{Error, Result};

/// What was read, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// A check: the share of traffic that works, 1 up and 0 down. A plain check counts as up from 0.5.
    State {
        up_share: Fixed,
    },
    /// Time that does not count, such as agreed maintenance.
    Excluded,
    /// Nothing is known from here on (a NaN check).
    Unknown,
    Ratio {
        numerator: Fixed,
        denominator: Fixed,
    },
    /// Growth since the sample before.
    Increment {
        by: Fixed,
    },
    /// A running total that starts again at zero when its process does.
    Total {
        total: Fixed,
    },
    Gauge {
        value: Fixed,
        weight: Fixed,
    },
    /// Counts per bucket (not cumulative); `bounds` are upper edges, the last bucket is open.
    Histogram {
        bounds: Vec<Fixed>,
        counts: Vec<Fixed>,
    },
    Quantile {
        value: Fixed,
    },
}

/// A reading with its instant, in Unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub at_ms: i64,
    pub reading: Reading,
}

impl Reading {
    /// A check's state from its value: up from 0.5. NaN is unknown.
    pub fn check(value: f64) -> Self {
        if value.is_nan() { Self::Unknown } else { Self::State { up_share: if value >= 0.5 { Fixed::ONE } else { Fixed::ZERO } } }
    }

    /// A plain gauge.
    pub fn gauge(value: Fixed) -> Self {
        Self::Gauge { value, weight: Fixed::ONE }
    }

    /// For a person: `up`, `940 of 1,000`, `0.42`.
    pub fn in_words(&self) -> String {
        let plain = |value: &Fixed| value.round(6).map_or_else(|_| "–".to_owned(), |value| value.normalize().to_string());
        let total = |counts: &[Fixed]| counts.iter().fold(Fixed::ZERO, |sum, count| sum.plus(*count));
        match self {
            Self::State { up_share } if *up_share == Fixed::ONE => "up".to_owned(),
            Self::State { up_share } if up_share.is_zero() => "down".to_owned(),
            Self::State { up_share } => format!("up for {} of the traffic", plain(up_share)),
            Self::Excluded => "does not count".to_owned(),
            Self::Unknown => "not known".to_owned(),
            Self::Ratio { numerator, denominator } => format!("{} of {}", plain(numerator), plain(denominator)),
            Self::Increment { by } => format!("{} more", plain(by)),
            Self::Total { total } => format!("{} in all", plain(total)),
            Self::Gauge { value, .. } | Self::Quantile { value } => plain(value),
            Self::Histogram { bounds, counts } => format!("{} in {} buckets", plain(&total(counts)), bounds.len() + 1),
        }
    }

    /// The field of a measured value below zero, where one is.
    pub fn below_zero(&self) -> Option<&'static str> {
        let (field, value) = match self {
            Self::Ratio { numerator, .. } => ("numerator", numerator),
            Self::Gauge { value, .. } | Self::Quantile { value } => ("value", value),
            Self::Histogram { bounds, .. } => ("bounds", bounds.first()?),
            Self::State { .. } | Self::Excluded | Self::Unknown | Self::Increment { .. } | Self::Total { .. } => return None,
        };
        value.is_negative().then_some(field)
    }

    /// Refuses what cannot be true of the kind: negative counts and denominators, states above one.
    pub fn check_fits(&self, kind: Kind) -> Result<()> {
        let fits = match (kind, self) {
            (Kind::State, Self::State { up_share }) => {
                if up_share.is_negative() || *up_share > Fixed::ONE {
                    return Err(Error::field("value", "a state is a share of traffic from 0 to 1"));
                }
                true
            }
            (Kind::State, Self::Excluded | Self::Unknown) => true,
            (Kind::Ratio, Self::Ratio { denominator, .. }) => {
                if denominator.is_negative() {
                    return Err(Error::field("denominator", "a denominator cannot be negative"));
                }
                true
            }
            (Kind::Counter, Self::Increment { by: amount } | Self::Total { total: amount }) => {
                if amount.is_negative() {
                    return Err(Error::field(
                        "value",
                        "a counter cannot be negative: it counts up, and a correction is a new sample for the same time",
                    ));
                }
                true
            }
            (Kind::Gauge, Self::Gauge { weight, .. }) => {
                if weight.is_negative() {
                    return Err(Error::field("weight", "a weight cannot be negative"));
                }
                true
            }
            (Kind::Histogram, Self::Histogram { bounds, counts }) => {
                if counts.len() != bounds.len() + 1 || bounds.is_empty() {
                    return Err(Error::field("buckets", "a histogram needs one count more than bounds: the last bucket is open"));
                }
                if bounds.windows(2).any(|pair| pair[0] >= pair[1]) || counts.iter().any(|count| count.is_negative()) {
                    return Err(Error::field("buckets", "bucket bounds must rise and counts cannot be negative"));
                }
                true
            }
            (Kind::LoneQuantile, Self::Quantile { .. }) => true,
            _ => false,
        };
        if fits { Ok(()) } else { Err(Error::field("value", format!("this sample is not of kind {}", kind.key()))) }
    }
}
