//! Normal deviates for draws: the quantile read from a table of cubic pieces, about five times as fast as its rational form.

use std::sync::OnceLock;

use super::normal::quantile;
use crate::math::exp;

/// Pieces of each octave of the tail's share, as a power of two.
const PIECES_BITS: u32 = 5;
/// Bits of a double under the piece's number.
const BELOW: u32 = 52 - PIECES_BITS;
/// The smallest share that [`super::Stream::uniform`] gives is twice this.
const LEAST: f64 = 1.0 / (1_u64 << 54) as f64;
const OCTAVES: usize = 53;

/// Coefficients of one piece, from the constant on, in the distance from its start.
type Piece = [f64; 4];

/// The pieces from [`LEAST`] to one half.
pub struct Deviates(Vec<Piece>);

impl Deviates {
    /// The table, made when it is first needed.
    pub fn table() -> &'static Self {
        static TABLE: OnceLock<Deviates> = OnceLock::new();
        TABLE.get_or_init(|| Self((0..OCTAVES << PIECES_BITS).map(piece).collect()))
    }

    /// The deviate that a share of one half and `centred` lies under, within 3 × 10⁻⁸ of [`quantile`]; `centred` lies between −½ and ½.
    pub fn at(&self, centred: f64) -> f64 {
        let tail = 0.5 - centred.abs();
        let number = (tail.to_bits() >> BELOW).wrapping_sub(LEAST.to_bits() >> BELOW);
        let Some([a, b, c, d]) = self.0.get(number as usize) else { return quantile(centred + 0.5) };
        let t = tail - f64::from_bits(tail.to_bits() >> BELOW << BELOW);
        (a + t * (b + t * (c + t * d))).copysign(centred)
    }
}

/// The cubic that has the quantile's values and slopes at both ends (Hermite).
fn piece(number: usize) -> Piece {
    let from = f64::from_bits(((LEAST.to_bits() >> BELOW) + number as u64) << BELOW);
    let to = f64::from_bits(((LEAST.to_bits() >> BELOW) + number as u64 + 1) << BELOW);
    let ends = [from, to].map(quantile);
    // The quantile's slope is one over the density.
    let slopes = ends.map(|z| (2.0 * std::f64::consts::PI).sqrt() * exp(z * z / 2.0));
    let (h, rise) = (to - from, ends[1] - ends[0]);
    let c = (3.0 * rise / h - 2.0 * slopes[0] - slopes[1]) / h;
    let d = (slopes[0] + slopes[1] - 2.0 * rise / h) / (h * h);
    [ends[0], slopes[0], c, d]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_quantile() {
        let table = Deviates::table();
        let (mut farthest, mut before) = (0.0_f64, f64::NEG_INFINITY);
        for step in 1..1_000_000 {
            let u = f64::from(step) / 1e6;
            let z = table.at(u - 0.5);
            farthest = farthest.max((z - quantile(u)).abs());
            assert!(z >= before, "not rising at {u}");
            before = z;
        }
        for octave in 2..26 {
            let tail = 1.37 / (1_u64 << octave) as f64;
            farthest = farthest.max((table.at(tail - 0.5) - quantile(tail)).abs());
            assert_eq!(table.at(0.5 - tail), -table.at(tail - 0.5));
        }
        assert!(farthest < 3e-8, "{farthest}");
        assert!(table.at(0.0).abs() < 1e-12 && table.at(-0.5).is_infinite() && table.at(0.5).is_infinite());
    }
}
