#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::super::chain::Term;
use super::super::estimate::Part;
use super::super::line::{CostLine, Ledger, Reason, ValueLine};
use super::super::totals::Totals;
use super::formula::{Formula, Scales};
use super::{BarKind, Bridge, rows, shapley};
use crate::config::Number;
use crate::exact::Exact;
use crate::money::{Currency, Money};
use crate::time::{Month, Window};

/// As `tests/golden/bridge.py` writes it: every order of the changes walked, in exact fractions.
#[derive(Deserialize)]
struct Case {
    name: String,
    currency: Currency,
    then: Vec<Term>,
    now: Vec<Term>,
    before: i64,
    after: i64,
    shares: BTreeMap<Part, i64>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../../../../tests/golden/bridge.json")).unwrap()
}

fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::parse("USD").unwrap() }
}

#[test]
fn every_share_is_the_one_computed_over_all_orders() {
    let cases = cases();
    assert!(cases.len() > 70, "{} cases are few", cases.len());
    for case in &cases {
        let money = |minor| Money { minor, currency: case.currency };
        let parts = rows::by_part((&case.then, money(case.before)), (&case.now, money(case.after)), &mut Scales::default()).unwrap();
        let shares: BTreeMap<Part, i64> = parts.unwrap().into_iter().map(|(part, share, _)| (part, share.minor)).collect();
        assert_eq!(shares, case.shares, "{}", case.name);
        assert_eq!(shares.values().sum::<i64>(), case.after - case.before, "{}", case.name);
    }
}

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).unwrap()
}

#[test]
fn easier_traffic_read_as_improvement_is_volume() {
    // (30 − 50) × −40 = 800; (60 − 100) × −40 = 1,600: six in ten of the expected errors, twice as many cases.
    let traffic = case("twice the traffic");
    assert_eq!((traffic.before, traffic.after), (80_000, 160_000));
    assert_eq!(traffic.shares, BTreeMap::from([(Part::Volume, 80_000)]));
}

#[test]
fn a_month_of_28_against_31_days_is_no_new_baseline() {
    // 9.44 h more at 650; the day more allows 0.24 h more at 650.
    let longer = case("a longer month");
    assert_eq!(longer.shares, BTreeMap::from([(Part::Indicator, -613_600), (Part::Volume, 15_600)]));
}

fn term(role: &str, part: &str, value: &str, unit: &str) -> Term {
    serde_json::from_value(json!({"role": role, "name": format!("{part} {unit}"), "value": value, "unit": unit, "part": part})).unwrap()
}

/// `(actual − baseline) × volume × worth`.
fn chain(actual: &str, baseline: &str, volume: &str, worth: &str) -> Vec<Term> {
    vec![
        term("first", "indicator", actual, "1"),
        term("second", "baseline", baseline, "1"),
        term("factor", "volume", volume, "order"),
        term("factor", "unit-value", worth, "USD/order"),
    ]
}

fn line(mapping: &str, chain: Vec<Term>, amount: Money) -> ValueLine {
    serde_json::from_value(json!({
        "mapping": mapping, "name": mapping.to_uppercase(), "service": "ranker", "service_name": "Ranker", "owner": "ana@example.com",
        "owner_name": "Ana", "template": "accuracy_lift", "metric": "accuracy", "kpi": null, "basis": "contribution",
        "version_from": "2026-01-01", "amount": amount, "low": null, "high": null, "p_loss": null, "grade": "C", "chain": chain,
        "coverage": null, "baseline_note": ""
    }))
    .unwrap()
}

fn priced(mapping: &str, chain: Vec<Term>) -> ValueLine {
    let formula = Formula::of(&chain, &chain, &mut Scales::default()).unwrap();
    let amount = Money::round(&formula.value(|slot| &slot.after), usd(0).currency).unwrap();
    line(mapping, chain, amount)
}

fn cost(id: &str, minor: i64, chain: Vec<Term>) -> CostLine {
    serde_json::from_value(json!({"cost": id, "name": id, "service": "ranker", "service_name": "Ranker", "part": "cloud",
        "amount": usd(minor), "chain": chain, "source": "invoice"}))
    .unwrap()
}

fn ledger(month: &str, lines: Vec<ValueLine>, costs: Vec<CostLine>) -> Ledger {
    let totals = Totals::of(&lines, &costs, usd(0).currency).unwrap();
    let window = Window { start_ms: 0, end_ms: 1 };
    Ledger {
        month: Month::parse(month).unwrap(),
        window,
        to_date: false,
        lines,
        not_claimed: Vec::new(),
        costs,
        pools: Vec::new(),
        blocks: Vec::new(),
        totals,
        range: None,
    }
}

fn bars(bridge: &Bridge) -> Vec<(BarKind, i64)> {
    bridge.bars.iter().map(|bar| (bar.kind, bar.amount.minor)).collect()
}

#[test]
fn each_cause_has_its_bar() {
    let mut template = priced("restated", chain("0.5", "0.4", "10", "1"));
    template.template = crate::config::Template::OwnChain;
    let mut down = priced("down", chain("0.30", "0.10", "100", "10"));
    down.template = crate::config::Template::RevenueProtected;
    let mut down_before = priced("down", chain("0.10", "0.10", "100", "10"));
    down_before.template = down.template;
    let gpu = |hours: &str| vec![term("factor", "volume", hours, "gpu*h"), term("factor", "unit-value", "2", "USD/gpu/h")];
    let before = ledger(
        "2026-09",
        vec![
            down_before,
            priced("better", chain("0.5", "0.4", "10", "3")),
            priced("worse", chain("0.5", "0.4", "10", "3")),
            priced("ended", chain("0.5", "0.4", "10", "3")),
            priced("restated", chain("0.5", "0.4", "10", "3")),
        ],
        vec![cost("cloud", 2_000, gpu("10")), cost("people", 700, Vec::new()), cost("old", 11, Vec::new())],
    );
    let mut after = ledger(
        "2026-10",
        vec![
            down,
            priced("better", chain("0.7", "0.4", "10", "3")),
            priced("worse", chain("0.1", "0.4", "10", "3")),
            priced("new", chain("0.5", "0.4", "20", "3")),
            template,
        ],
        vec![cost("cloud", 3_000, gpu("15")), cost("people", 650, Vec::new())],
    );
    after.not_claimed = vec![
        serde_json::from_value(
            json!({"name": "ENDED", "service": "ranker", "service_name": "Ranker", "owner_name": "", "reason": Reason::NoSamples,
        "why": "No figure: nothing was measured", "remedy": "", "shown_apart": null}),
        )
        .unwrap(),
    ];
    let bridge = Bridge::of(&before, &after).unwrap();
    // Down 0.1 → 0.3 of 100 × 10; better 0.2 × 30; worse −0.4 × 30; new 0.1 × 60; ended and restated −0.1 × 30 + 0.1 × 10.
    assert_eq!(
        bars(&bridge),
        [
            (BarKind::Worse, -1_200),
            (BarKind::CostQuantity, -1_000),
            (BarKind::EndedLines, -300),
            (BarKind::Yardstick, -200),
            (BarKind::Downtime, 20_000),
            (BarKind::Better, 600),
            (BarKind::NewLines, 600),
            (BarKind::CostBilled, 61),
        ]
    );
    let detail = |kind: BarKind| bridge.bars.iter().find(|bar| bar.kind == kind).unwrap().parts[0].detail.replace(crate::format::NBSP, " ");
    assert_eq!(detail(BarKind::Better), "indicator 1 from 0.5 to 0.7");
    assert_eq!(detail(BarKind::CostQuantity), "volume gpu*h from 10 to 15 GPU h");
    assert_eq!(detail(BarKind::EndedLines), "not claimed in October: No figure: nothing was measured");
    assert!(detail(BarKind::Yardstick).starts_with("counted as own chain, before as accuracy lift"));
    // The month before can be computed again: 1 of down, 4 lines of 3; less 20, 7 and 0.11 of cost.
    let rows: Vec<_> = bridge.earlier.rows.iter().map(|row| (row.name.as_str(), row.amount.minor, row.chain.len())).collect();
    assert_eq!(rows[0], ("DOWN", 0, 4));
    assert_eq!(rows[3], ("ENDED", 300, 4));
    assert_eq!(rows[5..], [("cloud", -2_000, 2), ("people", -700, 0), ("old", -11, 0)]);
    assert_eq!(rows.iter().map(|(_, minor, _)| minor).sum::<i64>(), bridge.before.minor);
}

#[test]
fn a_baseline_held_at_the_edge_of_another_test_is_a_changed_yardstick() {
    let month = |edge: &str, test: &str| {
        let mut chain = chain("0.9", edge, "10", "3");
        chain[1].record = Some("baseline-a".into());
        chain.push(Term { test: Some(test.into()), ..term("factor", "effect", "2", "1") });
        chain
    };
    let part = |then: &[Term], now: &[Term]| Formula::of(then, now, &mut Scales::default()).unwrap().slots[1].part;
    assert_eq!(part(&month("0.5", "a"), &month("0.6", "b")), Part::Baseline);
    assert_eq!(part(&month("0.5", "a"), &month("0.6", "a")), Part::Volume);
}

#[test]
fn lost_hours_say_what_they_were_worth() {
    let month = |hours: &str, own: Option<&str>| {
        let mut price = term("factor", "unit-value", "3100", "USD/h");
        price.at_actual = own.map(|own| Number::parse(own).unwrap());
        vec![term("first", "baseline", "2.40", "h"), term("second", "indicator", hours, "h"), price]
    };
    let words = |then: &[Term], now: &[Term]| {
        Formula::of(then, now, &mut Scales::default()).unwrap().slots[1].words.replace(crate::format::NBSP, " ")
    };
    let dear = month("0.67", Some("584.35"));
    assert_eq!(words(&month("0.00", None), &dear), "indicator h from 0.00 to 0.67 h, at 584.35 USD/h, the mean price of those hours");
    assert_eq!(words(&month("0.67", Some("900")), &dear), "indicator h 0.67 h, at 900 and 584.35 USD/h, the mean price of those hours");
}

#[test]
fn another_chain_or_an_amount_that_is_not_its_product_is_one_change_of_the_yardstick() {
    let before = priced("a", chain("0.5", "0.4", "10", "3"));
    let mut longer = chain("0.5", "0.4", "10", "3");
    longer.push(term("factor", "unit-value", "0.5", "1"));
    let mut other_driver = chain("0.5", "0.4", "10", "4");
    other_driver[3].driver = Some("other".into());
    let mut not_its_product = priced("a", chain("0.6", "0.4", "10", "3"));
    not_its_product.amount.minor += 1;
    for after in [priced("a", longer), priced("a", other_driver), not_its_product] {
        let change = after.amount.minor - before.amount.minor;
        let bridge = Bridge::of(&ledger("2026-09", vec![before.clone()], vec![]), &ledger("2026-10", vec![after], vec![])).unwrap();
        assert_eq!(bars(&bridge), [(BarKind::Yardstick, change)]);
    }
}

#[test]
fn a_bill_in_another_currency_is_told_apart_from_its_rate() {
    let bill =
        |amount: &str, rate: &str| vec![term("factor", "unit-value", amount, "SGD"), term("factor", "exchange-rate", rate, "USD/SGD")];
    let before = ledger("2026-09", vec![], vec![cost("cloud", 7_500, bill("100", "0.75")), cost("lost", 100, vec![])]);
    let mut after = ledger("2026-10", vec![], vec![cost("cloud", 9_600, bill("120", "0.80"))]);
    after.not_claimed = vec![
        serde_json::from_value(json!({"name": "Cost to run, lost", "service": "ranker", "service_name": "Ranker", "owner_name": "",
            "reason": {"cost-not-known": {"cost": "lost"}}, "why": "No rate", "remedy": "", "shown_apart": null}))
        .unwrap(),
    ];
    let bridge = Bridge::of(&before, &after).unwrap();
    // 20 more at 0.775 on average, less the 1.00 that is not known; 0.05 more on 110.
    assert_eq!(bars(&bridge), [(BarKind::CostBilled, -1_450), (BarKind::ExchangeRate, -550)]);
    assert_eq!(bridge.bars[0].parts[1].detail, "not known in October: No rate");
}

#[test]
fn what_a_pool_takes_back_is_a_bar() {
    let mut was = priced("a", chain("0.5", "0.4", "10", "3"));
    let mut is = was.clone();
    (was.overlap, is.overlap) = (Some(usd(-40)), Some(usd(-100)));
    let (mut before, mut after) = (ledger("2026-09", vec![was], vec![]), ledger("2026-10", vec![is], vec![]));
    for (ledger, overlap) in [(&mut before, usd(-40)), (&mut after, usd(-100))] {
        ledger.totals.overlap = overlap;
        ledger.totals.net = ledger.totals.gains.plus(overlap).unwrap();
    }
    assert_eq!(bars(&Bridge::of(&before, &after).unwrap()), [(BarKind::Overlap, -60)]);
}

/// A decimal with 0 to 4 places.
fn number() -> impl Strategy<Value = String> {
    (-2_999i64..3_000, 0u32..5).prop_map(|(mantissa, places)| rust_decimal::Decimal::new(mantissa, places).to_string())
}

/// Actual, baseline, volume, worth, and one more factor as a share that returns.
fn month() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(number(), 5)
}

/// Some things stay as they were.
fn two_months() -> impl Strategy<Value = (Vec<Term>, Vec<Term>)> {
    (month(), month(), proptest::collection::vec(any::<bool>(), 5)).prop_map(|(then, now, keep)| {
        let now: Vec<String> = then.iter().zip(now).zip(keep).map(|((then, now), keep)| if keep { then.clone() } else { now }).collect();
        let of = |values: &[String]| {
            let mut chain = chain(&values[0], &values[1], &values[2], &values[3]);
            chain.push(term("complement", "effect", &values[4], "1"));
            chain
        };
        (of(&then), of(&now))
    })
}

fn exact(then: &[Term], now: &[Term]) -> BTreeMap<Part, Exact> {
    let formula = Formula::of(then, now, &mut Scales::default()).unwrap();
    let shares = shapley::shares(&formula);
    formula.slots.iter().map(|slot| slot.part).zip(shares).collect()
}

fn same(a: &BTreeMap<Part, Exact>, b: &BTreeMap<Part, Exact>, times: i64) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|((part, x), (other, y))| part == other && x.times(&times.into()).minus(y).is_zero())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shares_sum_to_the_change_exactly((then, now) in two_months()) {
        let formula = Formula::of(&then, &now, &mut Scales::default()).unwrap();
        let sum = shapley::shares(&formula).iter().fold(Exact::zero(), |sum, share| sum.plus(share));
        let change = formula.value(|slot| &slot.after).minus(&formula.value(|slot| &slot.before));
        prop_assert!(sum.minus(&change).is_zero());
    }

    #[test]
    fn the_order_of_the_factors_changes_nothing((then, now) in two_months(), seed in 0usize..6) {
        let turned = |chain: &[Term]| {
            let mut chain = chain.to_vec();
            chain[2..].rotate_left(seed % 3);
            if seed > 2 { chain[2..].reverse(); }
            chain
        };
        prop_assert!(same(&exact(&then, &now), &exact(&turned(&then), &turned(&now)), 1));
    }

    #[test]
    fn no_change_gives_no_bar((then, _) in two_months()) {
        let formula = Formula::of(&then, &then, &mut Scales::default()).unwrap();
        prop_assert!(shapley::shares(&formula).iter().all(Exact::is_zero));
        let lines = vec![priced("a", then)];
        let bridge = Bridge::of(&ledger("2026-09", lines.clone(), vec![]), &ledger("2026-10", lines, vec![])).unwrap();
        prop_assert!(bridge.bars.is_empty());
    }

    #[test]
    fn scaling_the_currency_scales_every_share((then, now) in two_months(), times in 2i64..1000) {
        let scaled = |chain: &[Term]| {
            let mut chain = chain.to_vec();
            chain[3].value = Number(chain[3].value.0 * rust_decimal::Decimal::from(times));
            chain
        };
        prop_assert!(same(&exact(&then, &now), &exact(&scaled(&then), &scaled(&now)), times));
    }

    #[test]
    fn back_again_and_the_other_direction_turn_the_sign((then, now) in two_months()) {
        prop_assert!(same(&exact(&then, &now), &exact(&now, &then), -1));
        let turned = |chain: &[Term]| {
            let mut chain = chain.to_vec();
            chain.swap(0, 1);
            (chain[0].role, chain[1].role) = (chain[1].role, chain[0].role);
            chain
        };
        prop_assert!(same(&exact(&then, &now), &exact(&turned(&then), &turned(&now)), -1));
    }

    #[test]
    fn bars_sum_to_the_change_of_net(
        months in proptest::collection::vec((two_months(), any::<bool>(), any::<bool>()), 5),
        costs in proptest::collection::vec((proptest::option::of(0i64..9_999_999), proptest::option::of(0i64..9_999_999)), 3),
    ) {
        let (mut lines, mut bills) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
        for (index, ((then, now), was, is)) in months.into_iter().enumerate() {
            let id = format!("m{index}");
            lines.0.extend(was.then(|| priced(&id, then)));
            lines.1.extend(is.then(|| priced(&id, now)));
        }
        for (index, (was, is)) in costs.into_iter().enumerate() {
            let bill = |minor| cost(&format!("c{index}"), minor, Vec::new());
            bills.0.extend(was.map(bill));
            bills.1.extend(is.map(bill));
        }
        let (before, after) = (ledger("2026-09", lines.0, bills.0), ledger("2026-10", lines.1, bills.1));
        let bridge = Bridge::of(&before, &after).unwrap();
        let sum: i64 = bridge.bars.iter().map(|bar| bar.amount.minor).sum();
        prop_assert_eq!(sum, bridge.after.minor - bridge.before.minor);
        for bar in &bridge.bars {
            prop_assert!(bar.amount.minor != 0);
            prop_assert_eq!(bar.parts.iter().map(|part| part.amount.minor).sum::<i64>(), bar.amount.minor);
        }
    }
}
