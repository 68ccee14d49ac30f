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

/// Base-10 logarithm.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// 1, 10, 100 and so on.
pub fn power_of_ten(digits: u32) -> f64 {
    (0..digits).fold(1.0, |power, _| power * 10.0)
}
