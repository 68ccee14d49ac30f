//! Draws and ranges: the browser's preview shows the digits of the report.

use domain::config::Basis;
use domain::uncertainty::normal_quantile;
use domain::value::{Beside, ChainInput, Drafted, evaluate};
use serde_json::json;

use crate::cases::{Lines, Numbers};

pub fn cases(lines: &mut Lines) {
    let mut numbers = Numbers(5);
    for _ in 0..2_000 {
        let share = numbers.between(0.0, 1.0);
        lines.number(&format!("normal_quantile({share:?})"), normal_quantile(share));
        let tail = numbers.between(0.0, 1e-9);
        lines.number(&format!("normal_quantile({tail:?})"), normal_quantile(tail));
    }
    for (case, shape) in ["normal", "log-normal", "triangular", "fixed"].into_iter().cycle().take(8).enumerate() {
        let confidence = [80, 90, 95][case % 3];
        let mut stated = |low: i64, value: i64, high: i64| {
            let by = numbers.whole(1, 9);
            json!({ "value": value * by, "low": low * by, "high": high * by, "confidence": confidence, "shape": shape })
        };
        let mut price = stated(2, 3, 5);
        price["name"] = json!("price");
        price["unit"] = json!("USD/order");
        let body = json!({
            "workspace": "golden", "template": "own_chain", "month": "2026-10", "time_zone": "Asia/Singapore", "currency": "USD",
            "better": "higher", "indicator": { "unit": "order", "actual": stated(90, 110, 140), "baseline": stated(80, 100, 110) },
            "factors": [price],
        });
        match serde_json::from_value::<ChainInput>(body) {
            Ok(input) => lines.value(&format!("range {case} {shape}"), &evaluate(&input)),
            Err(cause) => lines.value(&format!("range {case} is not understood"), &cause.to_string()),
        }
    }
    shares(lines);
}

/// What a drafted line keeps of its pool, as the editor shows it.
fn shares(lines: &mut Lines) {
    let mut numbers = Numbers(11);
    for case in 0..40 {
        let mut money = |most: i64| json!({ "minor": numbers.whole(-most / 9, most), "currency": "USD" });
        let (limit, others) = (money(90_000), (0..case % 5).map(|_| money(50_000)).collect::<Vec<_>>());
        let others = others.into_iter().enumerate().map(|(place, amount)| {
            let grade = ["B", "C", "D"][(case + place) % 3];
            json!({ "mapping": format!("m{}", 2 * place), "grade": grade, "amount": amount })
        });
        let cap = json!({ "cap": { "kpi": "checkout", "measured": limit, "share": "1", "amount": limit } });
        let beside = json!({ "reporting": "contribution", "on_allocation": false, "pools": [
            { "pool": "checkout", "name": "Checkout", "limit": cap, "others": others.collect::<Vec<_>>() } ] });
        let body = json!({ "template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": "higher",
            "factors": [{ "name": "worth", "value": numbers.whole(1, 600), "unit": "USD", "evidence": "assumption" }] });
        let drafted =
            Drafted { mapping: "m3", metric: None, basis: Basis::Contribution, has_margin: false, pool: Some("checkout"), notes: &[] };
        match (serde_json::from_value::<Beside>(beside), serde_json::from_value::<ChainInput>(body)) {
            (Ok(beside), Ok(input)) => {
                let shown = beside.preview(&input, &drafted, None).map(|shown| format!("{:?} {:?}", shown.pool, shown.change));
                lines.value(&format!("share {case}"), &shown);
            }
            (beside, input) => lines.value(&format!("share {case} is not understood"), &format!("{beside:?} {input:?}")),
        }
    }
}
