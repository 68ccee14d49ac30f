//! Numbers as the clients write them in JSON: 64 bits as a number or a string, what is no finite number as null or a word, an enumeration
//! as its number or its name.

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

/// A number in any of its clothes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(String),
    Nothing(()),
}

fn wrong<E: Error>(text: &str, wanted: &'static str) -> E {
    E::invalid_value(Unexpected::Str(text), &wanted)
}

impl Number {
    fn uint<E: Error>(self) -> Result<u64, E> {
        const WANTED: &str = "a whole number from 0";
        match self {
            Self::Unsigned(value) => Ok(value),
            Self::Signed(value) => Err(E::invalid_value(Unexpected::Signed(value), &WANTED)),
            Self::Float(value) if value.fract() == 0.0 && (0.0..=9e15).contains(&value) => Ok(value as u64),
            Self::Float(value) => Err(E::invalid_value(Unexpected::Float(value), &WANTED)),
            Self::Text(text) => text.parse().map_err(|_| wrong(&text, WANTED)),
            Self::Nothing(()) => Ok(0),
        }
    }

    fn int<E: Error>(self) -> Result<Option<i64>, E> {
        const WANTED: &str = "a whole number of 64 bits";
        match self {
            Self::Unsigned(value) => i64::try_from(value).map(Some).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &WANTED)),
            Self::Signed(value) => Ok(Some(value)),
            Self::Float(value) if value.fract() == 0.0 && value.abs() <= 9e15 => Ok(Some(value as i64)),
            Self::Float(value) => Err(E::invalid_value(Unexpected::Float(value), &WANTED)),
            Self::Text(text) => text.parse().map(Some).map_err(|_| wrong(&text, WANTED)),
            Self::Nothing(()) => Ok(None),
        }
    }

    /// JavaScript writes null for what is no finite number.
    fn double<E: Error>(self) -> Result<f64, E> {
        match self {
            Self::Unsigned(value) => Ok(value as f64),
            Self::Signed(value) => Ok(value as f64),
            Self::Float(value) => Ok(value),
            Self::Text(text) => text.parse().map_err(|_| wrong(&text, "a number, NaN, Infinity or -Infinity")),
            Self::Nothing(()) => Ok(f64::NAN),
        }
    }
}

pub fn uint<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    Number::deserialize(from)?.uint()
}

pub fn int<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Number::deserialize(from)?.int()
}

pub fn double<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
    Number::deserialize(from)?.double().map(Some)
}

/// Lists of numbers, each as small as it is in the end.
pub fn uints<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u64>, D::Error> {
    #[derive(Deserialize)]
    struct Uint(#[serde(deserialize_with = "uint")] u64);
    Ok(Vec::<Uint>::deserialize(from)?.into_iter().map(|Uint(value)| value).collect())
}

pub fn doubles<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
    #[derive(Deserialize)]
    struct Double(#[serde(deserialize_with = "number")] f64);
    Ok(Vec::<Double>::deserialize(from)?.into_iter().map(|Double(value)| value).collect())
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Number::deserialize(from)?.double()
}

pub fn temporality<'de, D: Deserializer<'de>>(from: D) -> Result<i32, D::Error> {
    match Number::deserialize(from)? {
        Number::Unsigned(value @ 0..=2) => Ok(value as i32),
        Number::Text(text) if text.ends_with("_DELTA") => Ok(1),
        Number::Text(text) if text.ends_with("_CUMULATIVE") => Ok(2),
        _ => Ok(0),
    }
}
