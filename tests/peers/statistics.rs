//! The analysis of tests, held against scipy and statsmodels.

use std::process::Command;

use domain::evidence::{Lift, TestInput, evaluate};
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

#[test]
fn lifts_intervals_and_p_values_are_what_scipy_and_statsmodels_say() -> Outcome {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/statistics.py");
    let output = Command::new(in_venv("python")?).arg(script).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout)?;
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
