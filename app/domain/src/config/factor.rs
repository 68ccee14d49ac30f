//! The words that drivers, mappings and previews share.

use num_traits::ToPrimitive;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::DriverId;
use crate::{Error, Result};

/// Characters of a mistyped number that its error repeats.
const ECHO_MAX: usize = 40;

/// A decimal that reads from a string or a number and is kept with the digits that were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub Decimal);

impl Number {
    /// Parses `0.9420`, keeping the trailing zero.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        text.parse::<Decimal>()
            .or_else(|_| Decimal::from_scientific(text))
            .map(Self)
            .map_err(|_| Error::field("value", format!("“{}” is not a number with at most 28 digits", shortened(text))))
    }

    /// The nearest double, for statistics only.
    ///
    /// # Errors
    /// Names the field of a number that is too large.
    pub fn to_f64(self, field: &str) -> Result<f64> {
        ToPrimitive::to_f64(&self.0).ok_or_else(|| Error::field(field, format!("{} is too large", self.0)))
    }
}

/// As much of what was written as an error shows.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(ECHO_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Number;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, or a number in quotes")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
                Number::parse(text).map_err(E::custom)
            }
            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Number, E> {
                Ok(Number(value.into()))
            }
            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Number, E> {
                Ok(Number(value.into()))
            }
            fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Number, E> {
                if value.is_nan() {
                    return Err(E::custom("NaN is not a number: leave out what is not known"));
                }
                let refuse = |_| E::custom(format!("{value:e} is too large or too small: a number has at most 28 digits"));
                Number::parse(&format!("{value}")).map_err(refuse)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// The form of an uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    Fixed,
    Normal,
    LogNormal,
    Triangular,
}

/// Where a driver's value comes from. Facts of record do not lower a grade; assumptions do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    Record,
    Test,
    #[default]
    Assumption,
    /// Nothing speaks for it: shown apart, never summed.
    #[serde(rename = "none")]
    Nothing,
}

impl Evidence {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Test => "test",
            Self::Assumption => "assumption",
            Self::Nothing => "none",
        }
    }
}

/// What the money of a line is: never mixed without a printed conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    Revenue,
    GrossMargin,
    #[default]
    Contribution,
    Cost,
}

impl Basis {
    pub const ALL: [Self; 4] = [Self::Revenue, Self::GrossMargin, Self::Contribution, Self::Cost];

    /// In words: `gross margin`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Revenue => "revenue",
            Self::GrossMargin => "gross margin",
            Self::Contribution => "contribution",
            Self::Cost => "cost",
        }
    }

    /// May a line of this basis be added to totals of `reporting` as it is? Saved cost counts one to one as contribution.
    pub fn adds_to(self, reporting: Self) -> bool {
        self == reporting || (self == Self::Cost && reporting == Self::Contribution)
    }
}

/// A factor of a mapping: a driver as it is, or one less the driver, as in `1 − share that returns later`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactorRef {
    Driver(DriverId),
    Complement { complement: DriverId },
}

impl FactorRef {
    pub fn driver(&self) -> &DriverId {
        match self {
            Self::Driver(id) | Self::Complement { complement: id } => id,
        }
    }

    pub fn is_complement(&self) -> bool {
        matches!(self, Self::Complement { .. })
    }
}
