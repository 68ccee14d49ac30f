//! What if: the browser's answer is the ledger of a company whose inputs are those.

use super::*;
use crate::config::{Configuration, Number};
use crate::money::Money;
use crate::uncertainty::OneByOne;
use crate::value::{Ledger, Range, Settings, WhatIf, WhatIfLive, ledger_drawn_by, what_if};

/// The company with ranges, both sides of a chain and a shared driver among them.
fn uncertain() -> Configuration {
    let mut company = company();
    for (driver, low, high) in [("per-hour", "800", "1300"), ("per-decision", "0.30", "0.80")] {
        let driver = company.drivers.values_mut().find(|known| known.id.as_str() == driver).unwrap();
        for value in &mut driver.values {
            (value.low, value.high) = (Some(Number::parse(low).unwrap()), Some(Number::parse(high).unwrap()));
        }
    }
    company
}

fn drawn(company: &Configuration) -> (Ledger, WhatIf) {
    let (ledger, drawn) = ledger_drawn_by(company, month("2026-10"), &facts(), &OneByOne).unwrap();
    let held = what_if(company, &facts(), &ledger, Some(&drawn)).unwrap();
    (ledger, held)
}

fn near(ours: Option<Range>, theirs: Option<Range>) {
    let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
    let cent = |a: Money, b: Money| assert!((a.minor - b.minor).abs() <= 1, "{a:?} and {b:?}");
    cent(ours.low, theirs.low);
    cent(ours.median, theirs.median);
    cent(ours.high, theirs.high);
    assert_eq!(ours.p_loss, theirs.p_loss);
}

#[test]
fn nothing_moved_is_the_recorded_month() {
    let (ledger, held) = drawn(&uncertain());
    assert!(ledger.range.unwrap().is_open() && held.lines.len() == ledger.lines.len() && !ledger.lines.is_empty());
    let mut live = WhatIfLive::open(held).unwrap();
    let answer = live.answer(&Settings::new()).unwrap();
    assert_eq!((answer.net, answer.change.minor, answer.range), (ledger.totals.net, 0, ledger.range));
}

#[test]
fn a_moved_driver_gives_the_ledger_of_a_company_with_that_value() {
    let (before, held) = drawn(&uncertain());
    let mut live = WhatIfLive::open(held.clone()).unwrap();
    for (name, value) in [("per-decision", "0.61"), ("per-hour", "1150"), ("per-decision", "0.20")] {
        let number = Number::parse(value).unwrap();
        let answer = live.answer(&Settings::from([(format!("driver/{name}"), number)])).unwrap();
        let mut changed = uncertain();
        let driver = changed.drivers.values_mut().find(|known| known.id.as_str() == name).unwrap();
        for dated in &mut driver.values {
            (dated.value, dated.low, dated.high) = (number, None, None);
        }
        let (after, _) = drawn(&changed);
        assert_eq!(answer.net, after.totals.net, "{name}");
        assert_eq!(answer.change, after.totals.net.less(before.totals.net).unwrap());
        near(answer.range, after.range);
        // The same whether or not something else was moved before.
        assert_eq!(WhatIfLive::open(held.clone()).unwrap().answer(&Settings::from([(format!("driver/{name}"), number)])).unwrap(), answer);
    }
    let all = live.answer(&Settings::new()).unwrap();
    assert_eq!(all.range, before.range, "reset");
}

#[test]
fn sliders_step_onto_the_value_and_shares_stay_shares() {
    let (_, held) = drawn(&uncertain());
    assert!(held.inputs.len() >= 5, "{:?}", held.inputs);
    // The widest input comes first.
    assert!(held.inputs[0].key.starts_with("driver/per-"), "{:?}", held.inputs[0]);
    for input in &held.inputs {
        let (value, least, most, step) = (input.value.0, input.least.0, input.most.0, input.step.0);
        assert!(least < value || value.is_zero(), "{input:?}");
        assert!(value <= most && step > rust_decimal::Decimal::ZERO, "{input:?}");
        assert!(((value - least) / step).fract().is_zero() && ((most - least) / step).fract().is_zero(), "{input:?}");
        assert!(input.unit != "1" || least >= rust_decimal::Decimal::ZERO && most <= rust_decimal::Decimal::ONE, "{input:?}");
    }
}

#[test]
fn a_cost_moves_with_what_it_is_made_of() {
    // 40 seats at 25.00; at 27.50 the month costs 100.00 more, and its range lies 100.00 lower.
    let value = |value: &str| {
        let by = "ana@example.com";
        serde_json::json!([{"from": "2026-09-01", "value": value, "evidence": "record", "source": "invoice", "by": by}])
    };
    let items = [
        ("driver", serde_json::json!({"id": "seats", "name": "seats", "unit": "seat", "values": value("40")})),
        ("driver", serde_json::json!({"id": "seat-price", "name": "price of a seat", "unit": "USD/seat", "values": value("25.00")})),
        (
            "cost",
            serde_json::json!({"id": "c", "service": "ranker", "part": "licences", "name": "Seats", "quantity": "seats", "price": "seat-price"}),
        ),
    ];
    let items = items.map(|(kind, body)| crate::config::Item::from_value(kind, body).unwrap());
    let company = Configuration::from_items(uncertain().items().into_iter().chain(items)).unwrap();
    company.check().unwrap();
    let (ledger, held) = drawn(&company);
    assert!(held.inputs.iter().any(|input| input.key == "driver/seat-price" && input.name == "Price of a seat"));
    let mut live = WhatIfLive::open(held).unwrap();
    let answer = live.answer(&Settings::from([("driver/seat-price".to_owned(), Number::parse("27.50").unwrap())])).unwrap();
    assert_eq!(answer.change.minor, -10_000);
    let lower = |range: Range| Range { low: Money { minor: range.low.minor - 10_000, ..range.low }, ..range };
    let (before, after) = (lower(ledger.range.unwrap()), answer.range.unwrap());
    assert!((before.low.minor - after.low.minor).abs() <= 1, "{before:?} {after:?}");
}
