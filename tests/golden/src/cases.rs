//! Writing answers, and numbers to ask with.

use std::fmt::{Debug, Write as _};

/// The answers so far.
#[derive(Default)]
pub struct Lines(String);

impl Lines {
    /// A number, by its bits: two that print alike may differ. Every NaN is one answer, as its bits are not defined.
    pub fn number(&mut self, name: &str, answer: f64) {
        let bits = if answer.is_nan() { f64::NAN.to_bits() } else { answer.to_bits() };
        self.push(format_args!("{name} = {bits:016x} ({answer:?})"));
    }

    /// Anything else, as its debug form shows it.
    pub fn value(&mut self, name: &str, answer: &impl Debug) {
        self.push(format_args!("{name} = {answer:?}"));
    }

    /// All answers.
    pub fn text(self) -> String {
        self.0
    }

    fn push(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{line}");
    }
}

/// The same sequence everywhere (Steele and Vigna's SplitMix64, constants from their paper of 2014).
pub struct Numbers(pub u64);

impl Numbers {
    /// 64 well-mixed bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + (self.bits() % (high - low + 1) as u64) as i64
    }

    /// A double from `low` to under `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.bits() >> 11) as f64 / (1_u64 << 53) as f64)
    }
}
