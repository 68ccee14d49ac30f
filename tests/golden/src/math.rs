//! Transcendental functions.

use domain::math::{exp, ln, log10};

use crate::cases::{Lines, Numbers};

pub fn cases(lines: &mut Lines) {
    let mut numbers = Numbers(1);
    for _ in 0..2_000 {
        let any = numbers.between(-700.0, 700.0);
        let positive = exp(any);
        lines.number(&format!("exp({any:?})"), positive);
        lines.number(&format!("ln({positive:?})"), ln(positive));
        lines.number(&format!("log10({positive:?})"), log10(positive));
    }
    // Where the result is small, a differing last bit shows.
    for _ in 0..2_000 {
        let near_one = numbers.between(0.25, 4.0);
        lines.number(&format!("ln({near_one:?})"), ln(near_one));
        lines.number(&format!("log10({near_one:?})"), log10(near_one));
        let near_zero = numbers.between(-3.0, 3.0);
        lines.number(&format!("exp({near_zero:?})"), exp(near_zero));
    }
    for edge in [0.0, -0.0, -1.0, 1.0, f64::MIN_POSITIVE, f64::MAX, f64::INFINITY, f64::NAN] {
        lines.number(&format!("exp({edge:?})"), exp(edge));
        lines.number(&format!("ln({edge:?})"), ln(edge));
        lines.number(&format!("log10({edge:?})"), log10(edge));
    }
}
