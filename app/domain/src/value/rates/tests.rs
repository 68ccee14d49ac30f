//! A ranker that earns in Singapore dollars and reports in US dollars.
//!
//! October 2026: (0.9342 − 0.9210) × 200,000 × 0.61 SGD = 1,610.40 SGD; quoted 0.7400 on the 1st and 0.7600 on the 2nd, mean 0.75:
//! 1,207.80 USD. September is stated as 0.70 for its month: (0.93 − 0.921) × 100,000 × 0.61 = 549.00 SGD, 384.30 USD.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::config::Item;
use crate::report::tests::{company, facts, month};
use crate::value::{Facts, Ledger, Reason, evaluate, ledger};

const BY: &str = "ana@example.com";

fn with(items: &[(&str, Value)]) -> Configuration {
    let mut all = company().items();
    all.retain(|item| item.id() != "per-decision");
    all.extend(items.iter().map(|(kind, value)| Item::from_value(kind, value.clone()).unwrap()));
    all.push(
        Item::from_value(
            "driver",
            json!({"id": "per-decision", "name": "value per decision", "unit": "SGD/decision",
                "values": [{"from": "2026-01-01", "value": "0.61", "by": BY}]}),
        )
        .unwrap(),
    );
    let configuration = Configuration::from_items(all).unwrap();
    configuration.check().unwrap();
    configuration
}

fn rates() -> (&'static str, Value) {
    let day = |on: &str, value: &str| json!({"on": on, "value": value, "source": "MAS", "by": BY});
    let values = json!([day("2026-10-01", "0.7400"), day("2026-10-02", "0.7600"), day("2026-11-06", "0.9000"), day("2026-11-20", "0.5000"),
        {"month": "2026-09", "value": "0.70", "source": "treasury", "by": BY}, day("2026-09-15", "0.99")]);
    ("rate", json!({"currency": "SGD", "values": values}))
}

fn sgd() -> Currency {
    Currency::parse("SGD").unwrap()
}

fn amount(ledger: &Ledger) -> (String, String) {
    let line = ledger.lines.iter().find(|line| line.mapping.as_str() == "ranker-right").unwrap();
    (line.amount.decimal().to_string(), line.local.unwrap().decimal().to_string())
}

#[test]
fn a_line_is_printed_in_both_currencies_with_its_rate() {
    let october = ledger(&with(&[rates()]), month("2026-10"), &facts()).unwrap();
    assert_eq!(amount(&october), ("1207.80".to_owned(), "1610.40".to_owned()));
    let line = october.lines.iter().find(|line| line.local.is_some()).unwrap();
    let last = line.chain.last().unwrap();
    assert_eq!((last.name.as_str(), last.unit.as_str()), ("exchange rate, average of October 2026", "USD/SGD"));
    assert_eq!((last.value.0.to_string(), last.evidence.as_deref()), ("0.75".to_owned(), Some("record: MAS, 2 days quoted")));
    // A rate neither proves nor weakens the effect.
    assert_eq!((last.part, last.grade), (Part::ExchangeRate, None));
}

#[test]
fn todays_rate_on_old_months() {
    // Recorded after October had ended, and far from its rates: October keeps its own.
    let later: Facts = Facts { now_ms: crate::time::parse_instant("2026-11-30", crate::report::tests::zone()).unwrap(), ..facts() };
    let configuration = with(&[rates()]);
    for facts in [facts(), later] {
        assert_eq!(amount(&ledger(&configuration, month("2026-10"), &facts).unwrap()).0, "1207.80");
        assert_eq!(amount(&ledger(&configuration, month("2026-09"), &facts).unwrap()).0, "384.30");
    }
    // And without one of its own it is not claimed, though other months have one.
    assert_eq!(to_reporting(&configuration, month("2026-08"), facts().now_ms, sgd()), None);
}

#[test]
fn a_month_to_date_knows_the_days_that_have_come() {
    let configuration = with(&[rates()]);
    let at = |text: &str| {
        let now_ms = crate::time::parse_instant(text, crate::report::tests::zone()).unwrap();
        to_reporting(&configuration, month("2026-11"), now_ms, sgd())
    };
    assert_eq!(at("2026-11-05 23:59"), None);
    assert_eq!(at("2026-11-06 00:01").unwrap().value.0.to_string(), "0.9");
    assert_eq!((at("2026-11-20 09:00").unwrap().value.0.to_string(), at("2026-11-20 09:00").unwrap().days), ("0.7".to_owned(), Some(2)));
}

#[test]
fn a_stated_average_wins_and_keeps_its_digits() {
    let found = to_reporting(&with(&[rates()]), month("2026-09"), facts().now_ms, sgd()).unwrap();
    assert_eq!((found.value.0.to_string(), found.days, found.source.as_str()), ("0.70".to_owned(), None, "treasury"));
    let usd = Currency::parse("USD").unwrap();
    assert_eq!(to_reporting(&with(&[rates()]), month("2026-09"), facts().now_ms, usd), None);
}

#[test]
fn a_currency_without_a_rate_for_the_month_is_not_claimed() {
    let october = ledger(&with(&[]), month("2026-10"), &facts()).unwrap();
    assert!(october.lines.iter().all(|line| line.mapping.as_str() != "ranker-right"));
    let seen = october.not_claimed.iter().find(|seen| seen.reason == Reason::NoRate { currency: sgd() }).unwrap();
    assert_eq!(seen.why, "No rate: nobody has recorded what SGD was worth in October 2026");
    assert!(seen.remedy.contains("Exchange rates"));
    // The chain is still there for the editor, and says what is missing.
    let (configuration, facts) = (with(&[]), facts());
    let mapping = configuration.mappings.values().find(|mapping| mapping.id.as_str() == "ranker-right").unwrap();
    let (input, _) = crate::value::chain_input(&configuration, month("2026-10"), &facts, mapping, &mapping.versions[0]).unwrap();
    assert!(evaluate(&input).unwrap_err().to_string().contains("a rate from SGD to USD is needed"));
}

#[test]
fn recorded_rates_are_not_edited_and_a_file_adds_to_them() {
    let before = with(&[rates()]);
    let rate = |values: Value| Item::from_value("rate", json!({"currency": "SGD", "values": values})).unwrap();
    let changed = rate(json!([{"on": "2026-10-01", "value": "0.7500", "source": "MAS", "by": BY}]));
    let put = crate::config::Change::Put(Box::new(changed));
    assert!(before.with(&put).unwrap_err().to_string().contains("SGD for 2026-10-01 is recorded"));
    let remove = crate::config::Change::Remove { kind: "rate".to_owned(), id: "SGD".to_owned() };
    assert!(before.with(&remove).is_err());
    // A file that lists none of the rates, or one more of them.
    assert_eq!(before.changes_to(&with(&[])), vec![]);
    let more = with(&[("rate", json!({"currency": "SGD", "values": [{"on": "2026-10-05", "value": "0.74", "by": BY}]}))]);
    let after = before.with_all(&before.changes_to(&more)).unwrap();
    assert_eq!(after.rates[&sgd()].values.len(), before.rates[&sgd()].values.len() + 1);
    assert_eq!(after.changes_to(&more), vec![]);
    let other = with(&[("rate", json!({"currency": "SGD", "values": [{"on": "2026-10-01", "value": "0.9", "by": BY}]}))]);
    assert!(before.with_all(&before.changes_to(&other)).unwrap_err().to_string().contains("overlap"));
}

#[derive(Deserialize)]
struct Golden {
    averages: Vec<Average>,
    amounts: Vec<Amount>,
}

#[derive(Deserialize)]
struct Average {
    quotes: Vec<Number>,
    mean: String,
}

#[derive(Deserialize)]
struct Amount {
    own: String,
    reporting: String,
    actual: String,
    baseline: String,
    price: String,
    share: String,
    rate: String,
    local: i64,
    minor: i64,
}

/// Computed by `tests/golden/make_rates.py` with Python's decimal.
fn golden() -> Golden {
    serde_json::from_str(include_str!("../../../../../tests/golden/rates.json")).unwrap()
}

#[test]
fn averages_are_the_ones_computed_elsewhere() {
    for case in golden().averages {
        let n = i64::try_from(case.quotes.len()).unwrap();
        let sum = case.quotes.iter().fold(Exact::zero(), |sum, quote| sum.plus(&quote.0.into()));
        let mean = significant(&sum.over(&n.into()).unwrap()).unwrap();
        assert_eq!(mean.0.to_string(), case.mean, "{:?}", case.quotes);
    }
}

fn chain(case: &Amount) -> ChainInput {
    serde_json::from_value(json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": case.reporting,
        "better": "higher", "indicator": {"unit": "order", "actual": {"value": case.actual}, "baseline": {"value": case.baseline}},
        "factors": [{"name": "price", "value": case.price, "unit": format!("{}/order", case.own)},
            {"name": "share", "value": case.share, "unit": "1", "complement": true},
            {"name": "rate", "value": case.rate, "unit": format!("{}/{}", case.reporting, case.own), "part": "exchange-rate"}]}))
    .unwrap()
}

#[test]
fn converted_amounts_are_the_ones_computed_elsewhere() {
    let cases = golden().amounts;
    assert!(cases.len() > 70);
    for case in cases {
        let valued = evaluate(&chain(&case)).unwrap();
        let local = valued.local.unwrap();
        assert_eq!((local.minor, local.currency.code(), valued.amount.minor), (case.local, case.own.as_str(), case.minor));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// A currency that is worth k times as much, at prices that are k times as small, changes nothing; at the same prices it scales money.
    #[test]
    fn scaling_a_currency_scales_money(actual in -99_999i64..99_999, cents in 1i64..1_000_000, rate in 1i64..10_000_000, k in 1i64..1_000) {
        let case = |price: Exact, rate: Exact| {
            let text = |value: &Exact| value.round(12).unwrap().to_string();
            chain(&Amount { own: "IDR".into(), reporting: "USD".into(), actual: actual.to_string(), baseline: "0".into(), price: text(&price),
                share: "0".into(), rate: text(&rate), local: 0, minor: 0 })
        };
        let (price, rate) = (Exact::ratio(cents.into(), 100).unwrap(), Exact::ratio(rate.into(), 10_000_000).unwrap());
        let times = |value: &Exact| value.times(&k.into());
        let one = evaluate(&case(times(&price), rate.clone())).unwrap();
        let other = evaluate(&case(price.clone(), times(&rate))).unwrap();
        prop_assert_eq!(one.amount, other.amount);
        // In their own currency the first is k times the second.
        prop_assert_eq!(one.local.unwrap().minor, other.local.unwrap().minor * k);
        // k times the money, up to the one rounding of each.
        let base = evaluate(&case(price, rate)).unwrap();
        prop_assert!((one.amount.minor - base.amount.minor * k).abs() <= k);
    }
}
