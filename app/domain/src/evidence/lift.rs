//! Intervals and p-values of the difference of two arms.

use statrs::distribution::{Continuous, ContinuousCDF, StudentsT};

use super::arm::Checked;
use super::estimated::Estimated;
use crate::math::{exp, ln};
use crate::uncertainty::normal_quantile;

/// A lift of the treatment over the control. What cannot be computed is none.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize)]
pub struct Lift {
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Lift {
    /// With the digits that are printed, where it has a value and both ends.
    pub fn printed(self) -> Option<Estimated> {
        Estimated::of(self, None).ok().flatten()
    }
}

/// What two arms show, and what they cannot.
pub(super) struct Shown {
    pub absolute: Lift,
    pub relative: Lift,
    pub p_value: Option<f64>,
    pub reasons: Vec<String>,
}

/// Two-sided critical value of the normal distribution at a confidence in (0, 1).
pub(super) fn normal_critical(confidence: f64) -> f64 {
    normal_quantile((1.0 + confidence) / 2.0)
}

/// The same of Student's t. The library's inverse is good to eight digits; two of Newton's steps make it as good as its cdf.
fn student_critical(student: &StudentsT, confidence: f64) -> f64 {
    let upper = (1.0 + confidence) / 2.0;
    let step = |t: f64| t - (student.cdf(t) - upper) / student.pdf(t);
    step(step(student.inverse_cdf(upper)))
}

/// Two-sided critical value of Student's t at a confidence in (0, 1); none without a degree of freedom.
pub(crate) fn student_t(freedom: f64, confidence: f64) -> Option<f64> {
    StudentsT::new(0.0, 1.0, freedom).ok().map(|student| student_critical(&student, confidence))
}

/// Two-sided p of a standard normal deviate.
pub(super) fn normal_p(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Wilson's score interval of a share (Wilson 1927).
pub(crate) fn wilson(n: f64, successes: f64, z: f64) -> (f64, f64) {
    let (p, z2) = (successes / n, z * z);
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    (centre - half, centre + half)
}

pub(super) fn show(control: Checked, treatment: Checked, confidence: f64) -> Shown {
    let z = normal_critical(confidence);
    match (control, treatment) {
        (Checked::Proportion { n: n0, successes: x0 }, Checked::Proportion { n: n1, successes: x1 }) => proportions((n0, x0), (n1, x1), z),
        (Checked::Mean { n: n0, mean: m0, variance: v0 }, Checked::Mean { n: n1, mean: m1, variance: v1 }) => {
            means((n0, m0, v0), (n1, m1, v1), z, confidence)
        }
        // Both arms are checked against one metric.
        _ => Shown { absolute: Lift::default(), relative: Lift::default(), p_value: None, reasons: Vec::new() },
    }
}

/// Difference with Newcombe's hybrid score interval (Newcombe 1998, method 10); p by the pooled z-test.
fn proportions((n0, x0): (f64, f64), (n1, x1): (f64, f64), z: f64) -> Shown {
    let mut reasons = Vec::new();
    let (p0, p1) = (x0 / n0, x1 / n1);
    let ((low0, high0), (low1, high1)) = (wilson(n0, x0, z), wilson(n1, x1, z));
    let difference = p1 - p0;
    let absolute = Lift {
        value: Some(difference),
        low: Some(difference - libm::hypot(p1 - low1, high0 - p0)),
        high: Some(difference + libm::hypot(high1 - p1, p0 - low0)),
    };
    let pooled = (x0 + x1) / (n0 + n1);
    let error = (pooled * (1.0 - pooled) * (1.0 / n0 + 1.0 / n1)).sqrt();
    let p_value = (error > 0.0).then(|| normal_p(difference / error));
    if p_value.is_none() {
        reasons.push("No p-value: both arms are all successes, or none at all, so that chance has no measure".to_owned());
    }
    let mut relative = relative(p0, p1, (1.0 - p0) / (n0 * p0), (1.0 - p1) / (n1 * p1), z, "share of successes", &mut reasons);
    if p0 == 1.0 && p1 == 1.0 {
        (relative.low, relative.high) = (None, None);
        reasons.push("No interval of the relative lift: both arms are all successes, and the log ratio does not vary".to_owned());
    }
    Shown { absolute, relative, p_value, reasons }
}

/// Welch's interval and test for means of unequal variance (Welch 1947).
fn means((n0, m0, v0): (f64, f64, f64), (n1, m1, v1): (f64, f64, f64), z: f64, confidence: f64) -> Shown {
    let mut reasons = Vec::new();
    let (s0, s1, difference) = (v0 / n0, v1 / n1, m1 - m0);
    let error = (s0 + s1).sqrt();
    let mut absolute = Lift { value: Some(difference), ..Lift::default() };
    let mut p_value = None;
    if n0 < 2.0 || n1 < 2.0 {
        reasons.push("No interval and no p-value: each arm needs two units or more".to_owned());
    } else if error == 0.0 {
        reasons.push("No interval and no p-value: neither arm varies".to_owned());
    } else {
        // Welch–Satterthwaite.
        let freedom = (s0 + s1) * (s0 + s1) / (s0 * s0 / (n0 - 1.0) + s1 * s1 / (n1 - 1.0));
        if let Ok(student) = StudentsT::new(0.0, 1.0, freedom) {
            let half = student_critical(&student, confidence) * error;
            (absolute.low, absolute.high) = (Some(difference - half), Some(difference + half));
            p_value = Some(2.0 * student.cdf(-(difference / error).abs()));
        }
    }
    let relative = if n0 < 2.0 || n1 < 2.0 || error == 0.0 {
        Lift { low: None, high: None, ..relative(m0, m1, 0.0, 0.0, z, "mean", &mut reasons) }
    } else {
        relative(m0, m1, s0 / (m0 * m0), s1 / (m1 * m1), z, "mean", &mut reasons)
    };
    Shown { absolute, relative, p_value, reasons }
}

/// Treatment ÷ control − 1, with the delta method on the log ratio: `exp(ln r ± z √(var ln a + var ln b)) − 1`.
fn relative(control: f64, treatment: f64, ln_control: f64, ln_treatment: f64, z: f64, what: &str, reasons: &mut Vec<String>) -> Lift {
    if control <= 0.0 {
        let amount = if control == 0.0 { "zero" } else { "negative" };
        reasons.push(format!("No relative lift: the control's {what} is {amount}"));
        return Lift::default();
    }
    let ratio = treatment / control;
    if ratio <= 0.0 {
        reasons.push(format!("No interval of the relative lift: the treatment's {what} is not above zero"));
        return Lift { value: Some(ratio - 1.0), ..Lift::default() };
    }
    let (middle, half) = (ln(ratio), z * (ln_control + ln_treatment).sqrt());
    Lift { value: Some(ratio - 1.0), low: Some(exp(middle - half) - 1.0), high: Some(exp(middle + half) - 1.0) }
}
