//! The analysis of tests and the ranges of chains, held against scipy, statsmodels and numpy.

use std::path::Path;
use std::process::Command;

use domain::evidence::{Lift, TestInput, evaluate};
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

/// What a script of this folder prints, one case a line.
fn said_by(script: &str) -> Outcome<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script);
    let output = Command::new(in_venv("python")?).arg(script).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
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
