//! What a total's width rests on, held against numpy's correlations.

use std::collections::BTreeMap;

use domain::time::Month;
use domain::uncertainty::{DRAWS, Distribution, Draws, Factor, Formula, Input, LEVELS, OneByOne, Simulation};
use serde::Deserialize;
use tests::Outcome;

use super::statistics::said_by;

#[derive(Deserialize)]
struct Stated {
    kind: String,
    a: f64,
    b: f64,
    c: f64,
}

#[derive(Deserialize)]
struct Case {
    inputs: Vec<Stated>,
    lines: Vec<[usize; 2]>,
    shares: BTreeMap<usize, f64>,
}

#[test]
fn shares_are_the_squared_correlations_that_numpy_finds() -> Outcome {
    let said = said_by("sensitivity.py")?;
    assert!(said.lines().count() >= 30);
    let draws = Draws::of("peers", Month::parse("2026-10")?);
    for line in said.lines() {
        let case: Case = serde_json::from_str(line)?;
        let input = |index: usize| {
            let Stated { kind, a, b, c } = &case.inputs[index];
            let distribution = match kind.as_str() {
                "normal" => Distribution::Normal { mean: *a, sd: *b },
                "log-normal" => Distribution::LogNormal { mean: *a, sd: *b },
                _ => Distribution::Triangular { low: *a, mode: *b, high: *c },
            };
            Input { stream: draws.stream(&index.to_string()), distribution }
        };
        let mut simulation = Simulation::new(DRAWS, LEVELS);
        let group = simulation.group(0.0);
        for pair in &case.lines {
            let factors = pair.iter().map(|index| Factor { input: input(*index), complement: false }).collect();
            simulation.line(&Formula { constant: 1.0, terms: Vec::new(), factors, scale: 1.0 }, group, None);
        }
        let found = simulation.sensitivity(&simulation.run(&OneByOne).total, 8);
        assert!(found.rest.abs() < 1e-12, "all inputs are named");
        for (index, share) in &case.shares {
            let ours = found.inputs.iter().find(|(stream, _)| *stream == input(*index).stream).map_or(0.0, |(_, share)| *share);
            // A correlation of 10,000 draws has a standard error of at most 0.01.
            assert!((ours - share).abs() < 0.03, "{index}: {ours} against {share}: {line}");
        }
    }
    Ok(())
}
