//! Shrinkage of the tests of one programme towards their mean: the largest of many lifts is partly luck.

use serde::{Deserialize, Serialize};

use super::arm::Checked;
use super::estimated::printed;
use crate::Result;
use crate::config::Number;
use crate::math::ln;

/// Fewer valid tests than these are not shrunk.
pub const PROGRAMME_MIN: usize = 5;

/// An effect and the square of its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Effect {
    pub value: f64,
    pub variance: f64,
}

/// How the true effects of a programme lie: around `mean`, with the variance `tau_squared` between tests. Each to four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prior {
    pub mean: Number,
    pub tau_squared: Number,
}

/// The programme of a test, and whether it was shrunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// Empty where the test belongs to none.
    pub name: String,
    /// Valid tests of the programme with the same measure, this one among them.
    pub tests: usize,
    /// Of absolute lifts.
    pub absolute: Option<Prior>,
    /// Of the logarithms of treatment over control.
    pub relative: Option<Prior>,
    /// Why nothing was shrunk.
    pub not_shrunk: Option<String>,
}

/// Absolute lift with the variance of the unpooled arms (Wald); none where chance has no measure.
pub(super) fn absolute(control: Checked, treatment: Checked) -> Option<Effect> {
    let variance = variance_of_level(control)? + variance_of_level(treatment)?;
    positive(Effect { value: treatment.level() - control.level(), variance })
}

/// Logarithm of treatment over control, with the variance of the delta method.
pub(super) fn log_ratio(control: Checked, treatment: Checked) -> Option<Effect> {
    let (c, t) = (control.level(), treatment.level());
    if c <= 0.0 || t <= 0.0 {
        return None;
    }
    let variance = variance_of_level(control)? / (c * c) + variance_of_level(treatment)? / (t * t);
    positive(Effect { value: ln(t / c), variance })
}

fn positive(effect: Effect) -> Option<Effect> {
    (effect.variance > 0.0 && effect.variance.is_finite() && effect.value.is_finite()).then_some(effect)
}

fn variance_of_level(arm: Checked) -> Option<f64> {
    match arm {
        Checked::Proportion { n, successes } => {
            let p = successes / n;
            Some(p * (1.0 - p) / n)
        }
        Checked::Mean { n, variance, .. } => (n >= 2.0).then_some(variance / n),
    }
}

/// What the tests of a programme say of one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shrinkage {
    mean: f64,
    mean_variance: f64,
    tau_squared: f64,
}

impl Shrinkage {
    /// Variance between the tests by the method of moments (DerSimonian and Laird 1986), and their precision-weighted mean.
    pub(super) fn of(effects: &[Effect]) -> Option<Self> {
        if effects.len() < PROGRAMME_MIN {
            return None;
        }
        let sum = |term: &dyn Fn(&Effect) -> f64| effects.iter().map(term).sum::<f64>();
        let weights = sum(&|e| 1.0 / e.variance);
        let fixed = sum(&|e| e.value / e.variance) / weights;
        let q = sum(&|e| (e.value - fixed) * (e.value - fixed) / e.variance);
        let c = weights - sum(&|e| 1.0 / (e.variance * e.variance)) / weights;
        let tau_squared = ((q - (effects.len() as f64 - 1.0)) / c).max(0.0);
        let precision = sum(&|e| 1.0 / (e.variance + tau_squared));
        let mean = sum(&|e| e.value / (e.variance + tau_squared)) / precision;
        Some(Self { mean, mean_variance: 1.0 / precision, tau_squared })
    }

    /// Mean and standard deviation of one test's true effect: normal prior, normal likelihood. The mean of the programme is itself
    /// estimated, and its variance counts by the share of weight that it has.
    pub(super) fn posterior(&self, effect: Effect) -> (f64, f64) {
        let to_mean = effect.variance / (effect.variance + self.tau_squared);
        let mean = to_mean * self.mean + (1.0 - to_mean) * effect.value;
        (mean, ((1.0 - to_mean) * effect.variance + to_mean * to_mean * self.mean_variance).sqrt())
    }

    pub(super) fn prior(&self) -> Result<Prior> {
        Ok(Prior { mean: printed(self.mean)?, tau_squared: printed(self.tau_squared)? })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn effects(of: &[(f64, f64)]) -> Vec<Effect> {
        of.iter().map(|(value, variance)| Effect { value: *value, variance: *variance }).collect()
    }

    #[test]
    fn equal_errors_are_computed_by_hand() {
        // Five effects with variance 1: mean 3, Q = 4 + 1 + 0 + 1 + 4 = 10, C = 5 − 1 = 4, tau² = (10 − 4) ÷ 4 = 1.5. An effect of 5 moves
        // by 1 ÷ 2.5 = 0.4 of its distance: 4.2; variance 0.6 + 0.16 × 2.5 ÷ 5 = 0.68.
        let all = effects(&[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0), (5.0, 1.0)]);
        let shrinkage = Shrinkage::of(&all).unwrap();
        assert!((shrinkage.tau_squared - 1.5).abs() < 1e-12 && (shrinkage.mean - 3.0).abs() < 1e-12, "{shrinkage:?}");
        let (mean, sd) = shrinkage.posterior(all[4]);
        assert!((mean - 4.2).abs() < 1e-12 && (sd * sd - 0.68).abs() < 1e-12, "{mean} {sd}");
        assert_eq!(Shrinkage::of(&all[..4]), None);
    }

    #[test]
    fn tests_that_agree_are_one_number_and_still_not_certain() {
        let all = effects(&[(1.0, 1.0), (1.0, 2.0), (1.0, 1.0), (1.0, 2.0), (1.1, 1.0)]);
        let shrinkage = Shrinkage::of(&all).unwrap();
        assert_eq!(shrinkage.tau_squared, 0.0);
        let (mean, sd) = shrinkage.posterior(all[4]);
        assert!((mean - shrinkage.mean).abs() < 1e-12 && (sd * sd - 0.25).abs() < 1e-12, "{sd}");
    }
}
