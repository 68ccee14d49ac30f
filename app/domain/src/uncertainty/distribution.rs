//! What a stated value with low and high means (docs/methodology.md, "Uncertainty").

use super::deviate::Deviates;
use super::{Stream, normal};
use crate::config::{Number, Shape};
use crate::math::{exp, exp_near, ln};
use crate::{Error, Result};

/// Confidence of low and high where none is stated, in per cent.
pub const CONFIDENCE: u32 = 80;

/// The distribution of an input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    Fixed(f64),
    Normal {
        mean: f64,
        sd: f64,
    },
    /// Of the logarithm.
    LogNormal {
        mean: f64,
        sd: f64,
    },
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
}

impl Distribution {
    /// *Fixed* without low and high, or where they meet in the value; *normal*: the value, and (high − low) ÷ 2z; *log-normal*: the middle
    /// of the logarithms, and their distance ÷ 2z; *triangular* (where no shape is stated): the ends and the mode.
    ///
    /// # Errors
    /// One bound without the other, bounds in the wrong order, a confidence other than 80, 90 or 95, a log-normal at or below zero.
    pub fn of(value: Number, low: Option<Number>, high: Option<Number>, confidence: Option<u32>, shape: Option<Shape>) -> Result<Self> {
        let mode = value.to_f64("value")?;
        let (low, high) = match (low, high) {
            (None, None) => return Ok(Self::Fixed(mode)),
            (Some(low), Some(high)) => (low, high),
            _ => return Err(Error::field("low", "give low and high together, or neither")),
        };
        if !(low <= value && value <= high) {
            return Err(Error::field(if low > value { "low" } else { "high" }, crate::config::out_of_order(low, value, high)));
        }
        let confidence = confidence.unwrap_or(CONFIDENCE);
        if ![80, 90, 95].contains(&confidence) {
            return Err(Error::field("confidence", format!("{confidence} is not a confidence: choose 80, 90 or 95")));
        }
        if low == high {
            return Ok(Self::Fixed(mode));
        }
        let (low, high) = (low.to_f64("low")?, high.to_f64("high")?);
        let width = 2.0 * normal::quantile(0.5 + f64::from(confidence) / 200.0);
        match shape.unwrap_or(Shape::Triangular) {
            Shape::Fixed => Ok(Self::Fixed(mode)),
            Shape::Normal => Ok(Self::Normal { mean: mode, sd: (high - low) / width }),
            Shape::LogNormal if low <= 0.0 => Err(Error::field("shape", "a log-normal value and its low and high are all above zero")),
            Shape::LogNormal => Ok(Self::LogNormal { mean: 0.5 * (ln(low) + ln(high)), sd: (ln(high) - ln(low)) / width }),
            Shape::Triangular => Ok(Self::Triangular { low, mode, high }),
        }
    }

    /// The value that a share `u` lies under.
    pub fn at(self, u: f64) -> f64 {
        match self {
            Self::Fixed(value) => value,
            Self::Normal { mean, sd } => mean + sd * normal::quantile(u),
            Self::LogNormal { mean, sd } => exp(mean + sd * normal::quantile(u)),
            Self::Triangular { low, mode, high } => {
                let (width, left) = (high - low, mode - low);
                if u * width < left { low + (u * width * left).sqrt() } else { high - ((1.0 - u) * width * (high - mode)).sqrt() }
            }
        }
    }

    /// As many draws of a stream as there is room for, from the first on.
    pub fn fill(self, stream: Stream, draws: &mut [f64]) {
        let table = Deviates::table();
        match self {
            Self::Fixed(value) => draws.fill(value),
            Self::Normal { mean, sd } => stream.fill(draws, |centred| mean + sd * table.at(centred)),
            Self::LogNormal { mean, sd } => stream.fill(draws, |centred| exp_near(mean + sd * table.at(centred))),
            Self::Triangular { .. } => stream.fill(draws, |centred| self.at(centred + 0.5)),
        }
    }

    /// Mean and variance, in closed form.
    pub fn moments(self) -> (f64, f64) {
        match self {
            Self::Fixed(value) => (value, 0.0),
            Self::Normal { mean, sd } => (mean, sd * sd),
            Self::LogNormal { mean, sd } => {
                let (centre, growth) = (exp(mean + sd * sd / 2.0), exp(sd * sd));
                (centre, centre * centre * (growth - 1.0))
            }
            Self::Triangular { low, mode, high } => {
                let (width, left) = (high - low, mode - low);
                // Shifted to start at zero: the squares of large numbers would cancel.
                (low + (width + left) / 3.0, (width * width + left * left - width * left) / 18.0)
            }
        }
    }

    /// Tells two distributions apart, to the bit.
    pub(super) fn bits(self) -> [u64; 4] {
        match self {
            Self::Fixed(value) => [0, value.to_bits(), 0, 0],
            Self::Normal { mean, sd } => [1, mean.to_bits(), sd.to_bits(), 0],
            Self::LogNormal { mean, sd } => [2, mean.to_bits(), sd.to_bits(), 0],
            Self::Triangular { low, mode, high } => [3, low.to_bits(), mode.to_bits(), high.to_bits()],
        }
    }

    /// The distribution of a multiple.
    #[must_use]
    pub fn times(self, ratio: f64) -> Self {
        match self {
            Self::Fixed(value) => Self::Fixed(value * ratio),
            Self::Normal { mean, sd } => Self::Normal { mean: mean * ratio, sd: sd * ratio },
            // A multiple of zero or less has no logarithm; such a price is zero.
            Self::LogNormal { .. } if ratio <= 0.0 => Self::Fixed(0.0),
            Self::LogNormal { mean, sd } => Self::LogNormal { mean: mean + ln(ratio), sd },
            Self::Triangular { low, mode, high } => Self::Triangular { low: low * ratio, mode: mode * ratio, high: high * ratio },
        }
    }

    /// Does it vary at all?
    pub fn is_fixed(self) -> bool {
        matches!(self, Self::Fixed(_))
    }
}
