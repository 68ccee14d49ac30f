//! How large a test must be.

use serde::Serialize;

use super::lift::normal_critical;
use crate::config::Number;
use crate::uncertainty::normal_quantile;
use crate::{Error, Result};

/// Two-sided error of the planned test.
const ALPHA: f64 = 0.05;
/// Chance of seeing an effect that is there.
const POWER: f64 = 0.8;
/// A test that would need longer is not offered as a plan.
pub const WEEKS_MAX: u64 = 52;

/// A plan of two arms of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SampleSize {
    pub per_arm: u64,
    pub weeks: u64,
}

/// Units per arm that show a difference of shares with two-sided 5 % and power 80 %, and the weeks until so many have come:
/// `n = (z₀.₉₇₅ √(2 p̄ q̄) + z₀.₈ √(p₀ q₀ + p₁ q₁))² ÷ (p₁ − p₀)²` (Fleiss, Levin and Paik 2003, section 4.2, without the
/// correction of continuity), for the pooled test that the result will be read with.
///
/// # Errors
/// Names the field: a base rate that is no share between 0 and 1, an effect of zero or one that leaves that range, no units a week.
pub fn sample_size(base_rate: Number, effect: Number, weekly: Number) -> Result<SampleSize> {
    let (p0, change, weekly) = (base_rate.to_f64("base_rate")?, effect.to_f64("effect")?, weekly.to_f64("weekly")?);
    if !(p0 > 0.0 && p0 < 1.0) {
        return Err(Error::field("base_rate", format!("a base rate is a share between 0 and 1, such as 0.05; {} is not", base_rate.0)));
    }
    let p1 = p0 + change;
    if change == 0.0 || !(p1 > 0.0 && p1 < 1.0) {
        let message =
            format!("the smallest effect worth seeing is a difference of shares that is not 0 and keeps {} between 0 and 1", base_rate.0);
        return Err(Error::field("effect", message));
    }
    if weekly < 1.0 {
        return Err(Error::field("weekly", "fewer than one unit a week: no test ends"));
    }
    let middle = (p0 + p1) / 2.0;
    let null = normal_critical(1.0 - ALPHA) * (2.0 * middle * (1.0 - middle)).sqrt();
    let alternative = normal_quantile(POWER) * (p0 * (1.0 - p0) + p1 * (1.0 - p1)).sqrt();
    let per_arm = ((null + alternative) / change) * ((null + alternative) / change);
    let weeks = (2.0 * per_arm.ceil() / weekly).ceil();
    if per_arm > 1e15 || weeks > 1e9 {
        return Err(Error::field("effect", "an effect this small would need more units than there are"));
    }
    Ok(SampleSize { per_arm: per_arm.ceil() as u64, weeks: weeks as u64 })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn size(base: &str, effect: &str, weekly: &str) -> Result<SampleSize> {
        let number = |text: &str| Number::parse(text).unwrap();
        sample_size(number(base), number(effect), number(weekly))
    }

    #[test]
    fn the_textbook_case() {
        // p0 = 0.10, p1 = 0.12: p̄ = 0.11, (1.959964 √0.1958 + 0.841621 √0.1956)² ÷ 0.0004 = (0.867264 + 0.372224)² ÷ 0.0004 = 3,840.8.
        assert_eq!(size("0.10", "0.02", "2000").unwrap(), SampleSize { per_arm: 3_841, weeks: 4 });
        assert_eq!(size("0.12", "-0.02", "10000").unwrap(), SampleSize { per_arm: 3_841, weeks: 1 });
    }

    #[test]
    fn what_cannot_be_planned_names_its_field() {
        for (base, effect, weekly, field) in [
            ("0", "0.1", "10", "base_rate"),
            ("1", "0.1", "10", "base_rate"),
            ("5", "0.1", "10", "base_rate"),
            ("0.5", "0", "10", "effect"),
            ("0.5", "0.5", "10", "effect"),
            ("0.5", "0.0000000000001", "10", "effect"),
            ("0.5", "0.1", "0", "weekly"),
        ] {
            match size(base, effect, weekly) {
                Err(Error::Invalid { field: Some(named), .. }) => assert_eq!(named, field, "{base} {effect} {weekly}"),
                other => unreachable!("{other:?}"),
            }
        }
    }
}
