//! Draws by counting: the n-th draw of an input depends on the seed, the input's name and n alone. So an input that several lines
//! use is drawn once, a line alone has the draws that it has in the month, and the number of threads changes nothing.

use crate::time::Month;

/// Draws of a month.
pub const DRAWS: u64 = 10_000;
/// Part of the seed: a changed rule draws anew.
const RULES_VERSION: u64 = 1;

/// The draws of one workspace and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    seed: u64,
}

/// The draws of one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    seed: u64,
}

impl Draws {
    /// The same for the same workspace, month and version of the rules.
    pub fn of(workspace: &str, month: Month) -> Self {
        let months = month.year() as u64 * 12 + u64::from(month.number());
        Self { seed: mix(named(mix(RULES_VERSION ^ months.rotate_left(32)), workspace)) }
    }

    /// The draws of the input of that name.
    pub fn stream(self, name: &str) -> Stream {
        Stream { seed: mix(named(self.seed, name)) }
    }
}

impl Stream {
    /// Two inputs with the same have the same draws.
    pub fn id(self) -> u64 {
        self.seed
    }

    /// What becomes of the draws less one half, from the first on.
    pub fn fill(self, draws: &mut [f64], becomes: impl Fn(f64) -> f64) {
        draws.iter_mut().zip(0..).for_each(|(draw, n)| *draw = becomes(self.centred(n)));
    }

    /// The n-th draw, uniform and strictly between 0 and 1.
    pub fn uniform(self, n: u64) -> f64 {
        self.centred(n) + 0.5
    }

    /// The same less one half; exact, as is the sum.
    fn centred(self, n: u64) -> f64 {
        // SplitMix64 (Steele, Lea, Flood 2014), entered at its n-th state; 52 bits, centred in their cells: with 53 the last would round to 1.
        let bits = mix(self.seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15))) as i64;
        ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }
}

/// FNV-1a.
fn named(seed: u64, name: &str) -> u64 {
    name.bytes().fold(seed ^ 0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

/// The output function of SplitMix64.
fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn draws_are_even_and_streams_do_not_hang_together() {
        let draws = Draws::of("selat", Month::parse("2026-10").unwrap());
        let (a, b) = (draws.stream("driver/price"), draws.stream("driver/share"));
        let mut cells = [0_u32; 10];
        let (mut product, n) = (0.0, DRAWS);
        for index in 0..n {
            let (u, v) = (a.uniform(index), b.uniform(index));
            assert!(u > 0.0 && u < 1.0);
            cells[(u * 10.0) as usize] += 1;
            product += (u - 0.5) * (v - 0.5);
        }
        // Chi-square of ten cells: 27.9 has a chance of one in a thousand.
        let square: f64 = cells.iter().map(|count| (f64::from(*count) - 1000.0) * (f64::from(*count) - 1000.0) / 1000.0).sum();
        assert!(square < 27.9, "{cells:?}");
        // Correlation: its standard error is 0.01.
        assert!((product * 12.0 / n as f64).abs() < 0.04);
        assert_ne!(Draws::of("other", Month::parse("2026-10").unwrap()), draws);
        assert_ne!(Draws::of("selat", Month::parse("2026-11").unwrap()), draws);
    }
}
