//! The function that turns a chain into money, asked as the API asks it.

use domain::value::{ChainInput, evaluate};
use serde_json::json;

use crate::cases::{Lines, Numbers};

pub fn cases(lines: &mut Lines) {
    computed_elsewhere(lines);
    let mut numbers = Numbers(4);
    for case in 0..500 {
        let mut decimal = |whole: i64, digits: u32| {
            let scaled = numbers.whole(0, whole * 10_i64.pow(digits));
            format!("{}.{:0width$}", scaled / 10_i64.pow(digits), scaled % 10_i64.pow(digits), width = digits as usize)
        };
        let body = json!({
            "template": "own_chain",
            "month": "2026-10",
            "time_zone": "Asia/Singapore",
            "currency": if case % 3 == 0 { "VND" } else { "USD" },
            "better": if case % 2 == 0 { "higher" } else { "lower" },
            "indicator": {
                "unit": "pt",
                "actual": { "value": decimal(100, 4) },
                "baseline": { "value": decimal(100, 4) },
            },
            "factors": [
                { "name": "orders", "value": decimal(1_000_000, 0), "unit": "order" },
                { "name": "margin", "value": decimal(90, 2),
                  "unit": if case % 3 == 0 { "VND/order" } else { "USD/order" } },
                { "name": "share that returns", "value": decimal(1, 3), "unit": "1", "complement": true },
            ],
        });
        match serde_json::from_value::<ChainInput>(body) {
            Ok(input) => lines.value(&format!("chain {case}"), &evaluate(&input)),
            Err(cause) => lines.value(&format!("chain {case} is not understood"), &cause.to_string()),
        }
    }
}

/// The chains of `valuation.json`, whose amounts are compared with Python's in `domain`: here with the browser's.
fn computed_elsewhere(lines: &mut Lines) {
    let cases: Vec<serde_json::Value> = serde_json::from_str(include_str!("../valuation.json")).unwrap_or_default();
    lines.value("chains of valuation.json", &cases.len());
    for case in cases {
        let name = format!("{}", case["name"]);
        match serde_json::from_value::<ChainInput>(case["input"].clone()) {
            Ok(input) => lines.value(&name, &evaluate(&input)),
            Err(cause) => lines.value(&format!("{name} is not understood"), &cause.to_string()),
        }
    }
}
