//! What is typed, and what it makes of the chain.
#![allow(clippy::unwrap_used)]
use super::*;
use domain::value::{Beside, evaluate};
use std::collections::BTreeMap;

fn known() -> Known {
    let input = serde_json::from_str(
        r#"{"template":"accuracy_lift","month":"2026-10","time_zone":"Asia/Singapore","currency":"USD","better":"higher",
        "indicator":{"name":"recall","unit":"pt","actual":{"value":"87.1"},"baseline":{"value":"84.2"}},
        "factors":[{"name":"Slope","value":"0.090","unit":"pt/pt","driver":"slope"},
        {"name":"Visitors","value":"5120400","unit":"order","driver":"visitors"},
        {"name":"Contribution","value":"29.40","unit":"USD/order","driver":"contribution"}]}"#,
    )
    .unwrap();
    let share = serde_json::from_str(r#"{"name":"Returns","value":"0.25","unit":"1","driver":"returns"}"#).unwrap();
    Known {
        input: Some(input),
        problem: String::new(),
        saved: None,
        notes: Vec::new(),
        beside: Beside::default(),
        choices: vec![share],
        rates: Vec::new(),
        asked: Parts::default(),
    }
}

#[test]
fn a_chain_in_another_currency_ends_with_its_rate() {
    let mut known = known();
    let sgd = serde_json::from_str(r#"{"name":"Contribution","value":"40.00","unit":"SGD/order","driver":"local"}"#).unwrap();
    known.choices.push(sgd);
    let draft = Draft { factors: vec![row("slope"), row("visitors"), row("local")], ..Draft::default() };
    let refused = draft.chain(&known).unwrap_err().to_string();
    assert!(refused.contains("SGD was worth in October 2026") && refused.contains("Exchange rates"), "{refused}");
    let rate = r#"{"currency":"SGD","reporting":"USD","month":"2026-10","value":"0.75","days":3,"source":"MAS","by":"a@example.com"}"#;
    known.rates.push(serde_json::from_str(rate).unwrap());
    // 0.029 × 0.090 × 5,120,400 × 40.00 = 534,569.76 SGD; × 0.75 = 400,927.32 USD.
    let valued = evaluate(&draft.chain(&known).unwrap()).unwrap();
    assert_eq!(
        (valued.amount.decimal().to_string(), valued.local.unwrap().decimal().to_string()),
        ("400927.32".into(), "534569.76".into())
    );
}

fn row(driver: &str) -> DraftFactor {
    DraftFactor { driver: driver.to_owned(), ..DraftFactor::default() }
}

#[test]
fn a_typed_value_changes_the_amount_and_an_added_factor_too() {
    let mut draft = Draft { factors: vec![row("slope"), row("visitors"), row("contribution")], ..Draft::default() };
    let amount = |draft: &Draft| evaluate(&draft.chain(&known()).unwrap()).unwrap().amount.decimal().to_string();
    // 0.029 × 0.090 × 5,120,400 × 29.40, points being hundredths of a share.
    assert_eq!(amount(&draft), "392908.77");
    draft.factors[0].value = "0.082".to_owned();
    assert_eq!(amount(&draft), "357983.55");
    draft.factors.push(DraftFactor { complement: "yes".to_owned(), ..row("returns") });
    assert_eq!(amount(&draft), "268487.66");
}

#[test]
fn what_is_left_over_and_what_is_missing_is_named() {
    let draft = Draft { factors: vec![row("slope"), row("visitors")], ..Draft::default() };
    assert!(evaluate(&draft.chain(&known()).unwrap()).is_err());
    let unknown = Draft { factors: vec![row("nothing")], ..Draft::default() };
    assert!(unknown.chain(&known()).unwrap_err().to_string().contains("nothing"));
    let half = Draft { actual: "8x".to_owned(), ..Draft::default() };
    assert!(half.chain(&known()).unwrap_err().to_string().contains("8x"));
}

/// A lift of 0.8 pt that reaches 60 % of the visitors.
fn with_a_test() -> Known {
    let input = serde_json::from_str(
        r#"{"template":"direct_test_lift","month":"2026-10","time_zone":"Asia/Singapore","currency":"USD","better":"higher",
        "factors":[{"name":"lift","value":"0.008","unit":"order/visitor","part":"effect","test":"t9"},
        {"name":"exposed share","value":"0.6","unit":"1","part":"volume","test":"t9"},
        {"name":"Visitors","value":"100000","unit":"visitor","driver":"visitors"},
        {"name":"Value","value":"40000","unit":"VND/order","driver":"value"},
        {"name":"rate","value":"0.00004","unit":"USD/VND","part":"exchange-rate"}]}"#,
    );
    let rate = r#"{"currency":"VND","reporting":"USD","month":"2026-10","value":"0.00004","days":3,"source":"SBV","by":"a@example.com"}"#;
    let rates = vec![serde_json::from_str(rate).unwrap()];
    let asked = Parts { effect: "t9".to_owned(), ..Parts::default() };
    Known {
        input: Some(input.unwrap()),
        problem: String::new(),
        saved: None,
        notes: Vec::new(),
        beside: Beside::default(),
        choices: Vec::new(),
        rates,
        asked,
    }
}

#[test]
fn what_a_test_brings_and_the_rate_stay_while_factors_are_typed() {
    let known = with_a_test();
    let mut draft = Draft {
        template: "direct_test_lift".to_owned(),
        effect: "t9".to_owned(),
        factors: vec![row("visitors"), row("value")],
        ..Draft::default()
    };
    let amount = |draft: &Draft| evaluate(&draft.chain(&known).unwrap()).unwrap().amount.decimal().to_string();
    // 0.008 × 0.6 × 100,000 × 40,000 × 0.00004 = 768.
    assert_eq!(amount(&draft), "768.00");
    draft.factors[1].value = "50,000".to_owned();
    // The rate is applied once, after the factors: 0.008 × 0.6 × 100,000 × 50,000 × 0.00004 = 960.
    assert_eq!(amount(&draft), "960.00");
    assert!(draft.follows(&known));
}

#[test]
fn another_test_or_none_has_no_amount_until_the_records_are_read() {
    let known = with_a_test();
    let mut draft = Draft { template: "direct_test_lift".to_owned(), effect: "t9".to_owned(), ..Draft::default() };
    draft.factors = vec![row("visitors"), row("value")];
    let changes: [fn(&mut Draft); 3] =
        [|draft| draft.effect = "t10".to_owned(), |draft| draft.lift = "relative".to_owned(), |draft| draft.exposed = "yes".to_owned()];
    for change in changes {
        let mut other = draft.clone();
        change(&mut other);
        assert!(other.chain(&known).unwrap_err().to_string().contains("press Preview") && !other.follows(&known));
    }
    draft.effect = String::new();
    assert!(draft.chain(&known).unwrap_err().to_string().contains("rests on a test"));
    draft.template = "outcome_cells".to_owned();
    assert!(draft.chain(&known).unwrap_err().to_string().contains("at least one kind of outcome"));
}

#[test]
fn a_draft_survives_the_address() {
    let draft = Draft {
        name: "Search & more".to_owned(),
        from: "2026-11-01".to_owned(),
        factors: vec![DraftFactor { value: "0.082".to_owned(), record: "yes".to_owned(), ..row("slope") }, row("visitors")],
        ..Draft::default()
    };
    let sent: BTreeMap<String, String> = draft.clone().written().into_iter().collect();
    assert_eq!(Draft::read(|name| sent.get(name).cloned()), draft);
    assert_eq!(draft.version().unwrap().factors.len(), 2);
}

#[test]
fn numbers_read_as_people_type_them() {
    for (typed, meant) in [("1,234.50", "1234.50"), (" 5 120 400 ", "5120400"), ("−3.2", "-3.2"), ("0.0820", "0.0820")] {
        assert_eq!(number("value", typed).unwrap().0.to_string(), meant);
    }
    assert!(number("low", "about 3").unwrap_err().to_string().contains("about 3"));
}
