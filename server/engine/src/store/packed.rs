//! How samples and roll-ups become bytes: postcard behind a version byte.

use domain::sample::Sample;
use domain::{Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{internal, packed};

/// Counts up when the layout changes.
const VERSION: u8 = 1;

/// Packs any roll-up.
pub fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    postcard::to_extend(value, vec![VERSION]).map_err(packed)
}

/// Unpacks what [`pack`] made.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(packed),
        _ => Err(unreadable()),
    }
}

/// Packs sorted samples: instants as differences, readings as they are.
pub fn pack_samples(samples: &[Sample]) -> Result<Vec<u8>> {
    let mut before_ms = 0;
    let rows: Vec<_> = samples
        .iter()
        .map(|sample| {
            let step_ms = sample.at_ms - before_ms;
            before_ms = sample.at_ms;
            (step_ms, &sample.reading)
        })
        .collect();
    pack(&rows)
}

/// Unpacks what [`pack_samples`] made.
pub fn unpack_samples(bytes: &[u8]) -> Result<Vec<Sample>> {
    let rows: Vec<(i64, domain::sample::Reading)> = unpack(bytes)?;
    let mut at_ms = 0;
    Ok(rows
        .into_iter()
        .map(|(step_ms, reading)| {
            at_ms += step_ms;
            Sample { at_ms, reading }
        })
        .collect())
}

fn unreadable() -> Error {
    internal("packed samples", "unknown version byte")
}
