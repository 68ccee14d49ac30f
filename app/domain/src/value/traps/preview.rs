//! What an editor or a what-if shows, against what the ledger would hold.

use serde_json::json;

use super::{Company, effects, pools};
use crate::config::{Basis, Number};
use crate::format::NBSP;
use crate::ids::MappingId;
use crate::time::Month;
use crate::value::{
    Beside, ChainInput, Drafted, Estimate, Previewed, Saved, Settings, WhatIfLive, beside, chain_input, ledger_with_ranges, share_words,
    what_if,
};

/// What the editor of a mapping starts from in October 2026.
struct Editor {
    id: String,
    input: ChainInput,
    notes: Vec<String>,
    saved: Option<Saved>,
    beside: Beside,
}

impl Editor {
    fn of(company: &Company, id: &str) -> Self {
        let (configuration, month) = (company.configuration(), Month::parse("2026-10").unwrap());
        let mapping = &configuration.mappings[&MappingId::parse(id).unwrap()];
        let (input, notes) = chain_input(&configuration, month, &company.facts, mapping, &mapping.versions[0]).unwrap();
        let ledger = company.ledger("2026-10");
        let pools: Vec<_> = configuration.pools.keys().cloned().collect();
        let beside = beside(&configuration, &company.facts, &ledger, mapping, &pools).unwrap();
        Self { id: id.to_owned(), input, notes, saved: Saved::of(&ledger, &mapping.id), beside }
    }

    fn shows(&self, pool: Option<&str>, basis: Basis) -> Previewed {
        let drafted = Drafted { mapping: &self.id, metric: None, basis, has_margin: false, pool, notes: &self.notes };
        self.beside.preview(&self.input, &drafted, self.saved.as_ref()).unwrap()
    }
}

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

#[test]
fn a_draft_is_told_its_share_of_the_pool_before_it_is_saved() {
    // The cap is 60 % of 1,000.00; `records` claims 400.00 (C), `guess` 300.00 and `guess-too` 250.50 (D), `loser` loses 120.00.
    let shop = pools::shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout", "share": "0.60"}}));
    let mut guess = Editor::of(&shop, "guess");
    let unchanged = guess.shows(Some("checkout"), Basis::Contribution);
    let pool = unchanged.pool.unwrap();
    // As in the ledger: 350.50 × 300 ÷ 550.50 = 191.01 goes back.
    assert_eq!((pool.claims.minor, pool.overlap.unwrap().minor, pool.keeps.minor), (95_050, -19_101, 10_899));
    assert_eq!(unchanged.change.unwrap().minor, 0);
    assert_eq!(share_words(pool.overlap.unwrap(), &pool.name), "Of it 191.01 is taken back by the pool Checkout");

    // 600.00 claimed: 650.50 too much, shared between 600 and 250.50: 650.50 × 600 ÷ 850.50 = 458.9065 (191.5935 for the other: the
    // odd cent goes to the larger remainder). The pool was full already, so the company gains nothing.
    guess.input.factors[0].value = number("600");
    let more = guess.shows(Some("checkout"), Basis::Contribution);
    let pool = more.pool.unwrap();
    assert_eq!((pool.claims.minor, pool.overlap.unwrap().minor, pool.keeps.minor), (125_050, -45_891, 14_109));
    assert_eq!((more.valued.amount.minor, more.change.unwrap().minor), (60_000, 0));

    // Outside the pool it is counted in full; without it the pool would still be full with 650.50.
    let alone = guess.shows(None, Basis::Contribution);
    assert_eq!((alone.pool, alone.change.unwrap().minor), (None, 60_000));

    // 0.50 claimed: 400 + 0.50 + 250.50 = 651.00 are still 51.00 too much, shared between 0.50 and 250.50.
    guess.input.factors[0].value = number("0.50");
    let less = guess.shows(Some("checkout"), Basis::Contribution);
    // 51.00 × 0.50 ÷ 251.00 = 0.1016.
    assert_eq!((less.pool.unwrap().overlap.unwrap().minor, less.change.unwrap().minor), (-10, 0));
    // A pool whose other claims were not read says nothing of the net value.
    assert_eq!(guess.shows(Some("elsewhere"), Basis::Contribution).change, None);
}

#[test]
fn a_draft_that_is_in_no_total_says_why() {
    let shop = pools::shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout"}}));
    let mut guess = Editor::of(&shop, "guess");
    // Under the cap of 1,000.00, its 300.00 leave the net value.
    let revenue = guess.shows(Some("checkout"), Basis::Revenue);
    let why = "It is counted in revenue; totals are in contribution. Name the margin that converts it";
    assert_eq!((revenue.not_counted.as_deref(), revenue.pool, revenue.change.unwrap().minor), (Some(why), None, -30_000));
    guess.input.factors[0].evidence = Some("none".to_owned());
    let unproved = guess.shows(Some("checkout"), Basis::Contribution);
    assert!(unproved.not_counted.unwrap().starts_with("Nothing speaks for it (grade E); shown apart, never added"));
}

/// Accuracy of 0.94 against 0.92, tested between 0.92 and 0.95.
fn tested(measured: i64) -> Company {
    let mapping = effects::mapping("conversion_through_quality", Some("accuracy"), json!({"test": "t"}), &["visitors", "worth"]);
    effects::company(effects::test(json!({})), mapping).ratio("ranker/accuracy", "2026-10", measured, 10_000)
}

#[test]
fn a_figure_typed_beyond_what_was_tested_stops_at_the_edge() {
    // (0.95 − 0.92) × 0.2 × 0.5 × 100,000 × 10 = 3,000.00, and the words of the ledger's line.
    let ledger = tested(9_700).ledger("2026-10");
    let mut editor = Editor::of(&tested(9_400), "m");
    assert_eq!(editor.shows(None, Basis::Contribution).notes, Vec::<String>::new());
    editor.input.indicator.as_mut().unwrap().actual = Estimate::exact(number("0.97").0);
    let typed = editor.shows(None, Basis::Contribution);
    assert_eq!((typed.valued.amount.minor, &typed.notes), (300_000, &ledger.lines[0].notes));
    assert_eq!(typed.change.unwrap().minor, 100_000);
}

#[test]
fn a_what_if_stops_at_the_edge_and_says_so() {
    let (company, month) = (tested(9_400), Month::parse("2026-10").unwrap());
    let (configuration, ledger) = (company.configuration(), ledger_with_ranges(&company.configuration(), month, &company.facts).unwrap());
    let held = what_if(&configuration, &company.facts, &ledger, None).unwrap();
    let mut live = WhatIfLive::open(held).unwrap();
    let key = "actual/ranker/accuracy/value";
    assert!(live.edges(key, &Settings::new()).is_empty());
    let moved = |to: &str| Settings::from([(key.to_owned(), number(to))]);
    // 0.95 is the edge: 3,000.00; beyond it the same, below 0.92 nothing at all.
    assert_eq!(live.answer(&moved("0.95")).unwrap().net.minor, 300_000);
    let beyond = live.answer(&moved("0.97")).unwrap();
    assert_eq!((beyond.net, beyond.range), (tested(9_700).ledger("2026-10").totals.net, live.answer(&moved("0.95")).unwrap().range));
    assert_eq!(live.answer(&moved("0.80")).unwrap().net.minor, 0);
    let said = live.edges(key, &moved("0.97")).concat().replace(NBSP, " ");
    assert_eq!(said, "Accuracy was 97.00 %; nothing above 95.00 % was tested, and the figure stops there");
    let baseline = Settings::from([("baseline/ranker/accuracy/value".to_owned(), number("0.90"))]);
    let said = live.edges("baseline/ranker/accuracy/value", &baseline).concat().replace(NBSP, " ");
    assert_eq!(said, "The baseline of accuracy lies below the tested 92.00 %; the figure starts there");
    assert!(live.edges(key, &baseline).is_empty());
}
