//! The analysis of one test: stateless, from its arms alone.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::{Deserialize, Serialize};

use super::arm::{Arm, Checked, TestMetric};
use super::lift::{Lift, normal_p, show};
use crate::config::Number;
use crate::format;
use crate::{Error, Result};

/// Below this, the split of the units is taken as broken, and the test earns nothing.
pub const SPLIT_P_MIN: f64 = 0.001;

/// Two arms and how they were meant to be split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestInput {
    pub metric: TestMetric,
    pub control: Arm,
    pub treatment: Arm,
    /// Of the intervals: a share such as 0.95, or a percentage such as 95; 95 % where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Number>,
    /// Planned shares of control and treatment; halves where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_split: Option<[Number; 2]>,
}

/// What the test shows. What cannot be computed is none, and a reason says why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestResult {
    /// Treatment less control: a difference of shares, or of means.
    pub absolute: Lift,
    /// Treatment over control, less one.
    pub relative: Lift,
    /// Two-sided.
    pub p_value: Option<f64>,
    /// Chance of a split at least as uneven as this, had the plan been kept (chi-square with one degree of freedom).
    pub split_ratio_p: Option<f64>,
    /// May the test be counted as evidence?
    pub valid: bool,
    pub reasons: Vec<String>,
}

/// Analyses a test: Newcombe's interval and the pooled z-test for shares, Welch's for means, the log ratio for relative lifts, the
/// chi-square test for the split.
///
/// # Errors
/// Names the field: an arm without units, more successes than units, a negative variance, a missing or foreign part, a
/// confidence or a split outside its range.
pub fn evaluate(input: &TestInput) -> Result<TestResult> {
    evaluate_split(input, true)
}

/// Without `assigned` the units of the arms were not assigned by anybody, so that there is no plan to hold the split against.
pub(super) fn evaluate_split(input: &TestInput, assigned: bool) -> Result<TestResult> {
    let control = input.control.check(input.metric, "control")?;
    let treatment = input.treatment.check(input.metric, "treatment")?;
    let confidence = confidence(input.confidence)?;
    let split = split(input.expected_split)?;
    let mut shown = show(control, treatment, confidence);
    let split_p = assigned.then(|| split_p(control, treatment, split));
    let mut valid = shown.absolute.low.is_some();
    if split_p.is_some_and(|p| p < SPLIT_P_MIN) {
        valid = false;
        let (n0, n1) = (control.n(), treatment.n());
        shown.reasons.push(format!(
            "The split failed its check: {} against {} units, planned {} to {} (p < 0.001); the test earns nothing",
            units(n0),
            units(n1),
            split[0],
            split[1]
        ));
    }
    let finite = |number: &Option<f64>| number.is_none_or(f64::is_finite);
    let Lift { value, low, high } = shown.absolute;
    let numbers = [value, low, high, shown.relative.value, shown.relative.low, shown.relative.high, shown.p_value];
    if !numbers.iter().all(finite) || !control.level().is_finite() || !treatment.level().is_finite() {
        return Err(Error::invalid("the numbers are too large or too small to compute with"));
    }
    Ok(TestResult {
        absolute: shown.absolute,
        relative: shown.relative,
        p_value: shown.p_value,
        split_ratio_p: split_p,
        valid,
        reasons: shown.reasons,
    })
}

fn confidence(stated: Option<Number>) -> Result<f64> {
    let stated = stated.map_or(Ok(0.95), |number| number.to_f64("confidence"))?;
    let share = if stated > 1.0 { stated / 100.0 } else { stated };
    if (0.5..1.0).contains(&share) {
        return Ok(share);
    }
    Err(Error::field("confidence", "a confidence is between 0.5 and 1, such as 0.95, or a percentage such as 95"))
}

fn split(stated: Option<[Number; 2]>) -> Result<[f64; 2]> {
    let Some([control, treatment]) = stated else { return Ok([0.5, 0.5]) };
    let refuse = || Error::field("expected_split", "write the planned shares of control and treatment, which add up to 1: [0.5, 0.5]");
    let (a, b) = (control.to_f64("expected_split")?, treatment.to_f64("expected_split")?);
    if a > 0.0 && b > 0.0 && (a + b - 1.0).abs() < 1e-6 { Ok([a, b]) } else { Err(refuse()) }
}

/// `3,050`.
fn units(n: f64) -> String {
    Decimal::from_f64(n).map_or_else(|| n.to_string(), |n| format::decimal(n.normalize()))
}

/// Pearson's chi-square test of the split.
fn split_p(control: Checked, treatment: Checked, planned: [f64; 2]) -> f64 {
    let counts = [control.n(), treatment.n()];
    let all: f64 = counts.iter().sum();
    let square: f64 = counts.iter().zip(planned).map(|(n, share)| (n - all * share) * (n - all * share) / (all * share)).sum();
    // One degree of freedom: the square of a normal deviate.
    normal_p(square.sqrt())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    fn of(json: Value) -> Result<TestResult> {
        evaluate(&serde_json::from_value(json).map_err(|error| Error::invalid(error.to_string()))?)
    }

    fn shares(n0: u64, x0: u64, n1: u64, x1: u64) -> Value {
        json!({"metric": "proportion", "control": {"n": n0, "successes": x0}, "treatment": {"n": n1, "successes": x1}, "confidence": 0.95})
    }

    fn means(control: [f64; 3], treatment: [f64; 3]) -> Value {
        let arm = |[n, mean, variance]: [f64; 3]| json!({"n": n, "mean": mean, "variance": variance});
        json!({"metric": "mean", "control": arm(control), "treatment": arm(treatment), "confidence": "0.95"})
    }

    #[test]
    fn what_cannot_be_computed_is_none_with_a_reason() {
        let none = of(shares(1000, 0, 1000, 10)).unwrap();
        assert_eq!((none.relative, none.absolute.value), (Lift::default(), Some(0.01)));
        assert!(none.reasons[0].contains("control's share of successes is zero"), "{:?}", none.reasons);
        let all = of(shares(1000, 1000, 900, 900)).unwrap();
        assert_eq!(all.relative, Lift { value: Some(0.0), low: None, high: None });
        assert!(all.reasons.iter().any(|reason| reason.contains("No interval of the relative lift")), "{:?}", all.reasons);
        assert!(all.absolute.low.is_some(), "Newcombe's interval does not need variance");
        let lost = of(shares(1000, 10, 1000, 0)).unwrap();
        assert_eq!((lost.relative.value, lost.relative.low), (Some(-1.0), None));
        let nobody = of(shares(1000, 0, 1000, 0)).unwrap();
        assert_eq!(nobody.p_value, None);
        let flat = of(means([100.0, 5.0, 0.0], [100.0, 6.0, 0.0])).unwrap();
        assert_eq!((flat.absolute.value, flat.absolute.low, flat.p_value, flat.valid), (Some(1.0), None, None, false));
        assert!(flat.reasons.iter().any(|reason| reason.contains("neither arm varies")));
        let single = of(means([1.0, 5.0, 2.0], [100.0, 6.0, 2.0])).unwrap();
        assert_eq!((single.absolute.low, single.p_value), (None, None));
        let below = of(means([100.0, -5.0, 2.0], [100.0, 6.0, 2.0])).unwrap();
        assert_eq!(below.relative, Lift::default());
    }

    #[test]
    fn a_broken_split_earns_nothing() {
        let kept = of(shares(5000, 500, 5100, 560)).unwrap();
        assert!(kept.valid && kept.reasons.is_empty(), "{:?}", kept.reasons);
        let broken = of(shares(5000, 500, 5500, 560)).unwrap();
        assert!(!broken.valid && broken.reasons[0].contains("earns nothing"), "{:?}", broken.reasons);
        let mut planned = shares(1000, 100, 9000, 950);
        planned["expected_split"] = json!([0.1, 0.9]);
        assert!(of(planned).unwrap().valid);
    }

    #[test]
    fn bad_arms_are_refused_at_their_field() {
        let mut cases = vec![
            (shares(100, 101, 100, 5), "control.successes"),
            (shares(0, 0, 100, 5), "control.n"),
            (shares(100, 5, 1_000_000_000_001, 5), "treatment.n"),
            (shares(u64::MAX, 5, 100, 5), "control.n"),
            (means([10.0, 1.0, -0.5], [10.0, 1.0, 1.0]), "control.variance"),
            (means([10.5, 1.0, 0.5], [10.0, 1.0, 1.0]), "control.n"),
        ];
        let mut odd = shares(100, 10, 100, 5);
        odd["treatment"] = json!({"n": 100, "mean": 3});
        cases.push((odd, "treatment.mean"));
        for (part, value, field) in [("confidence", json!(1), "confidence"), ("expected_split", json!([0.5, 0.6]), "expected_split")] {
            let mut case = shares(100, 10, 100, 5);
            case[part] = value;
            cases.push((case, field));
        }
        for (case, field) in cases {
            match of(case.clone()) {
                Err(Error::Invalid { field: Some(named), .. }) => assert_eq!(named, field, "{case}"),
                other => unreachable!("{case}: {other:?}"),
            }
        }
        assert!(of(json!({"metric": "median"})).is_err());
    }

    #[test]
    fn a_percentage_is_a_confidence_too() {
        let mut percent = shares(1000, 100, 1000, 120);
        let share = of(percent.clone()).unwrap();
        percent["confidence"] = json!(95);
        assert_eq!(of(percent.clone()).unwrap(), share);
        percent["confidence"] = json!("80");
        assert!(of(percent).unwrap().absolute.low > share.absolute.low);
    }
}
