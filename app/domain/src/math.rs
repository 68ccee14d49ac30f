//! Transcendental functions that give the same bits natively and in the browser.
//!
//! `f64::ln` and friends differ between the two in several per cent of inputs; `libm` does not.

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// e to the power of `x`.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// e to the power of `x`, within 3 × 10⁻¹⁵ of itself: for draws, of which there are many.
pub fn exp_near(x: f64) -> f64 {
    // Adding this rounds to a whole number, which its lowest bits then hold.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
    if x.abs() >= 700.0 || x.is_nan() {
        return exp(x);
    }
    let turns = x * std::f64::consts::LOG2_E + ROUND;
    let whole = turns - ROUND;
    let r = x - whole * LN2[0] - whole * LN2[1];
    // Taylor's series: |r| is under 0.35, so the twelfth term is under 10⁻¹⁴.
    let mut sum = 1.0 / 479_001_600.0;
    for under in [39_916_800.0, 3_628_800.0, 362_880.0, 40_320.0, 5_040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
        sum = sum * r + 1.0 / under;
    }
    sum * f64::from_bits(turns.to_bits().wrapping_add(1023) << 52)
}

/// Base-10 logarithm.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// 1, 10, 100 and so on.
pub fn power_of_ten(digits: u32) -> f64 {
    (0..digits).fold(1.0, |power, _| power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_near_exponential_is_near() {
        for step in -70_010..70_010 {
            let x = f64::from(step) / 100.0 + 0.001_7;
            assert!((exp_near(x) / exp(x) - 1.0).abs() < 3e-15, "{x}: {} and {}", exp_near(x), exp(x));
        }
        assert!(exp_near(0.0) == 1.0 && exp_near(f64::NAN).is_nan() && exp_near(-1e9) == 0.0);
    }
}
