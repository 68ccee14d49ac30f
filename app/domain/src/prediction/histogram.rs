//! Counts that merge exactly: whole numbers in fixed bins, so any order and any split give the same histogram.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A bin of numbers. Bins are fixed and the same everywhere: each power of two is cut into 256 equal parts, mirrored below zero, and zero
/// has its own. So a bin is at most 0.4 % wide, and every whole number up to 512 stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Bin(i32);

impl Bin {
    /// The bin of a number; none of what is no number.
    pub fn of(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        // Without the sign, a double's bits rise with it: eleven of exponent and eight of what follows name the bin.
        let above = i32::try_from(value.abs().to_bits() >> 44).ok()?;
        Some(Self(match value {
            0.0 => 0,
            value if value > 0.0 => above + 1,
            _ => -above - 1,
        }))
    }
}

/// How many numbers fell into each bin.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Numbers(pub BTreeMap<Bin, u64>);

/// How many of each category.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Categories(pub BTreeMap<String, u64>);

impl Numbers {
    pub fn n(&self) -> u64 {
        self.0.values().sum()
    }

    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(bin, n)| add(&mut self.0, bin, *n));
    }
}

impl Categories {
    pub fn n(&self) -> u64 {
        self.0.values().sum()
    }

    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(name, n)| add(&mut self.0, name, *n));
    }
}

/// Counts more of a key.
pub(super) fn add<K: Ord + Clone>(counts: &mut BTreeMap<K, u64>, key: &K, n: u64) {
    match counts.get_mut(key) {
        Some(count) => *count += n,
        None => drop(counts.insert(key.clone(), n)),
    }
}

/// Counts one less of a key; what comes to none leaves no trace.
pub(super) fn take<K: Ord>(counts: &mut BTreeMap<K, u64>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count = count.saturating_sub(1);
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn bins_rise_with_the_number() {
        let rising = [f64::MIN, -512.0, -2.0, -1.0, -0.5, -5e-324, 0.0, 5e-324, 0.5, 0.998, 1.0, 1.004, 511.0, 512.0, 1e300];
        let bins: Vec<Bin> = rising.iter().map(|value| Bin::of(*value).unwrap()).collect();
        assert!(bins.windows(2).all(|pair| pair[0] <= pair[1]), "{bins:?}");
        assert_eq!(Bin::of(-0.0), Bin::of(0.0));
        assert_eq!(Bin::of(1.0), Bin::of(1.003_9), "256 parts of a power of two");
        assert_ne!(Bin::of(1.0), Bin::of(1.003_91));
        for nothing in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Bin::of(nothing), None);
        }
    }
}
