//! The analysis of tests and the ranges of chains, held against scipy, statsmodels and numpy.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use domain::config::{Number, Test};
use domain::evidence::{Estimated, Lift, TestInput, analyse, evaluate, sample_size};
use domain::value::{self, ChainInput};
use serde::Deserialize;
use tests::Outcome;
use tests::process::in_venv;

#[derive(Deserialize)]
struct Case {
    request: TestInput,
    absolute: [f64; 3],
    relative: [f64; 3],
    p_value: f64,
    split_ratio_p: f64,
}

#[derive(Deserialize)]
struct Drawn {
    request: ChainInput,
    low: f64,
    high: f64,
    p_loss: f64,
}

#[derive(Deserialize)]
struct Programme {
    tests: Vec<Test>,
    priors: [f64; 4],
    absolute: Vec<[f64; 3]>,
    relative: Vec<[f64; 3]>,
    slope: Vec<[f64; 3]>,
}

#[derive(Deserialize)]
struct Plan {
    base: Number,
    effect: Number,
    per_arm: f64,
}

/// What a script of this folder prints, one case a line.
pub(super) fn said_by(script: &str) -> Outcome<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script);
    let output = Command::new(in_venv("python")?).arg(script).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

#[derive(Deserialize)]
struct Sampled {
    right: i64,
    cases: i64,
    low: f64,
    high: f64,
}

#[test]
fn the_sampling_error_of_labels_is_what_statsmodels_says() -> Outcome {
    let said = said_by("sampling.py")?;
    assert!(said.lines().count() >= 400);
    let accuracy = domain::metric::find("accuracy")?;
    for line in said.lines() {
        let case: Sampled = serde_json::from_str(line)?;
        let (right, cases) = (domain::sample::Fixed::whole(case.right), domain::sample::Fixed::whole(case.cases));
        let (low, high) = value::sampling_interval(accuracy, right, cases).ok_or("no interval")?;
        assert!((low - case.low).abs() < 1e-12 && (high - case.high).abs() < 1e-12, "{low} to {high}: {line}");
    }
    Ok(())
}

#[test]
fn ranges_are_what_numpy_draws() -> Outcome {
    let said = said_by("ranges.py")?;
    assert!(said.lines().count() >= 60);
    for line in said.lines() {
        let case: Drawn = serde_json::from_str(line)?;
        let ours = value::evaluate(&case.request)?;
        let (low, high, p_loss) = (ours.low.ok_or("no low")?, ours.high.ok_or("no high")?, ours.p_loss.ok_or("no chance of a loss")?);
        // The tenth percentile of 10,000 draws of a normal distribution has a standard error of 0.7 % of the distance to the ninetieth.
        let near = 0.03 * (case.high - case.low) + 0.005;
        assert!((low.to_f64() - case.low).abs() <= near, "{low:?}: {line}");
        assert!((high.to_f64() - case.high).abs() <= near, "{high:?}: {line}");
        assert!((f64::try_from(p_loss)? - case.p_loss).abs() <= 0.02, "{p_loss}: {line}");
    }
    Ok(())
}

#[test]
fn lifts_intervals_and_p_values_are_what_scipy_and_statsmodels_say() -> Outcome {
    let said = said_by("statistics.py")?;
    assert!(said.lines().count() >= 600);
    for line in said.lines() {
        let case: Case = serde_json::from_str(line)?;
        let ours = evaluate(&case.request)?;
        let all = |Lift { value, low, high }: Lift| [value, low, high];
        let pairs = all(ours.absolute).into_iter().zip(case.absolute).chain(all(ours.relative).into_iter().zip(case.relative));
        for (ours, theirs) in pairs.chain([(ours.p_value, case.p_value), (ours.split_ratio_p, case.split_ratio_p)]) {
            let ours = ours.ok_or(format!("a figure is missing: {line}"))?;
            // Both sides work in doubles; far in the tail the libraries themselves agree to about ten digits.
            assert!((ours - theirs).abs() <= 1e-9 * theirs.abs() + 1e-14, "{ours} against {theirs}: {line}");
        }
    }
    Ok(())
}

/// Four digits are printed: half a unit of the fourth, and what doubles lose of a small difference of large numbers.
fn same_digits(ours: Number, theirs: f64, what: &str) -> Outcome {
    let ours = ours.to_f64("digits")?;
    assert!((ours - theirs).abs() <= 0.000_5 * theirs.abs() + 1e-12, "{ours} against {theirs}: {what}");
    Ok(())
}

#[test]
fn programmes_are_shrunk_as_statsmodels_and_numpy_do() -> Outcome {
    let said = said_by("programmes.py")?;
    assert!(said.lines().count() >= 60);
    let mut agreed = 0;
    for line in said.lines() {
        let case: Programme = serde_json::from_str(line)?;
        let all: BTreeMap<_, _> = case.tests.iter().map(|test| (test.id.clone(), test.clone())).collect();
        for (place, test) in case.tests.iter().enumerate() {
            let ours = analyse(test, &all)?;
            assert!(ours.valid, "{:?}", ours.reasons);
            let (absolute, relative) = (ours.programme.absolute.ok_or("not shrunk")?, ours.programme.relative.ok_or("not shrunk")?);
            let priors = [absolute.mean, absolute.tau_squared, relative.mean, relative.tau_squared];
            priors.into_iter().zip(case.priors).try_for_each(|(ours, theirs)| same_digits(ours, theirs, line))?;
            agreed += usize::from(case.priors[1] == 0.0);
            let pairs = [(ours.absolute_shrunk, &case.absolute), (ours.relative_shrunk, &case.relative), (ours.slope, &case.slope)];
            for (ours, theirs) in pairs {
                let Estimated { value, low, high } = ours.ok_or("not shrunk")?;
                let theirs = theirs.get(place).ok_or("a line is short")?;
                [value, low, high].into_iter().zip(theirs).try_for_each(|(ours, theirs)| same_digits(ours, *theirs, line))?;
            }
        }
    }
    assert!(agreed > 0, "no programme of tests that agree");
    Ok(())
}

#[test]
fn plans_are_as_large_as_statsmodels_says() -> Outcome {
    let said = said_by("plans.py")?;
    assert!(said.lines().count() >= 200);
    for line in said.lines() {
        let case: Plan = serde_json::from_str(line)?;
        let ours = sample_size(case.base, case.effect, Number(1_000_000.into()))?;
        // Rounded up to whole units; a double may miss an integer by its last digits.
        let off = ours.per_arm as f64 - case.per_arm;
        assert!((-1e-6 * case.per_arm..1.0 + 1e-6 * case.per_arm).contains(&off), "{} against {line}", ours.per_arm);
    }
    Ok(())
}
