//! Amounts computed apart from this code: `tests/golden/make.py` writes them with Python's exact fractions.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{ChainInput, evaluate};

#[derive(Deserialize)]
struct Case {
    name: String,
    input: ChainInput,
    minor: i64,
}

#[test]
fn every_amount_is_the_one_computed_elsewhere() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../../../tests/golden/valuation.json")).unwrap();
    assert!(cases.len() > 150, "{} cases are few", cases.len());
    let templates: BTreeSet<_> = cases.iter().map(|case| case.input.template).collect();
    let currencies: BTreeSet<_> = cases.iter().map(|case| case.input.currency).collect();
    assert_eq!((templates.len(), currencies.len()), (5, 5));
    assert!(cases.iter().any(|case| case.minor < 0) && cases.iter().any(|case| case.minor > 0));
    for case in &cases {
        let valued = evaluate(&case.input);
        assert_eq!(valued.map(|valued| valued.amount.minor), Ok(case.minor), "{}", case.name);
    }
}
