//! One order claimed twice.

use serde_json::json;

use super::Company;
use crate::config::{Change, Item};
use crate::evidence::Grade;
use crate::format::NBSP;
use crate::value::{Ledger, Limit, Reason, overlap_words};

/// Checkout brought 1,000.00; three mappings claim 400.00 (C), 300.00 (D) and 250.50 (D), one loses 120.00.
pub(super) fn shop(pool: serde_json::Value) -> Company {
    let indicator = |company: Company| {
        company
            .with("indicator", json!({"service": "ranker", "metric": "hours-by-hand"}))
            .with(
                "baseline",
                json!({"service": "ranker", "metric": "hours-by-hand", "from": "2026-01-01", "method": "months",
                "months": ["2025-10", "2025-11", "2025-12"], "value": "50", "approved_by": "dewi@example.com"}),
            )
            .counter("ranker/hours-by-hand", "2026-10", 10)
    };
    let company = Company::new()
        .with("kpi", json!({"id": "checkout", "name": "Revenue through checkout", "unit": "USD", "kind": "counter"}))
        .with("pool", pool)
        .driver("ten", "USD/h", "10", "record")
        .driver("three-hundred", "USD", "300", "assumption")
        .driver("some", "USD", "250.50", "assumption")
        .driver("loss", "USD", "-120", "assumption")
        .chain("records", &["ten"], json!({"pool": "checkout", "metric": "hours-by-hand", "template": "team_time"}))
        .chain("guess", &["three-hundred"], json!({"pool": "checkout"}))
        .chain("guess-too", &["some"], json!({"pool": "checkout"}))
        .chain("loser", &["loss"], json!({"pool": "checkout"}))
        .counter("kpi/checkout", "2026-10", 1000);
    indicator(company)
}

fn overlap(ledger: &Ledger, id: &str) -> i64 {
    let line = ledger.lines.iter().find(|line| line.mapping.as_str() == id).unwrap();
    line.overlap.map_or(0, |share| share.minor)
}

#[test]
fn one_order_claimed_twice() {
    // The cap is 60 % of 1,000.00 = 600.00; claims are 950.50; 350.50 go back, all from grade D: 300 and 250.50 in proportion:
    // 350.50 × 300 ÷ 550.50 = 191.008…, 159.491… The loss is no claim and frees nothing.
    let ledger = shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout", "share": "0.60"}})).ledger("2026-10");
    let pool = &ledger.pools[0];
    assert_eq!((pool.claims.minor, pool.losses.minor, pool.overlap.minor), (95_050, -12_000, -35_050));
    assert_eq!([overlap(&ledger, "records"), overlap(&ledger, "guess"), overlap(&ledger, "guess-too")], [0, -19_101, -15_949]);
    let totals = ledger.totals;
    assert_eq!((totals.gains.minor, totals.losses.minor, totals.overlap.minor, totals.benefit.minor), (95_050, -12_000, -35_050, 48_000));
    let grades: Vec<_> = ledger.by_grade().unwrap().into_iter().map(|row| (row.grade, row.overlap.minor, row.benefit.minor)).collect();
    assert_eq!(grades, [(Grade::C, 0, 40_000), (Grade::D, -35_050, 8_000)]);
    assert!(ledger.blocks.is_empty());
    // Every figure that the overlap is computed from is in its words, with the names of what was measured.
    let words = overlap_words(pool).replace(NBSP, " ");
    assert_eq!(words, "950.50 claimed, at most 600.00: 60 % of “Revenue through checkout”, 1,000.00");
}

#[test]
fn claims_under_the_cap_stay() {
    let ledger = shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout"}})).ledger("2026-10");
    assert_eq!((ledger.pools[0].overlap.minor, ledger.totals.overlap.minor), (0, 0));
    assert_eq!(overlap_words(&ledger.pools[0]), "950.50 claimed, at most 1,000.00: all of “Revenue through checkout”");
}

#[test]
fn a_holdout_tells_its_chain() {
    let mut pool = shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout"}})).ledger("2026-10").pools[0].clone();
    let term = |value: &str, unit: &str| json!({"role": "factor", "name": "x", "value": value, "unit": unit});
    let chain = serde_json::from_value(json!([term("0.01", "order/visit"), term("10000", "visit"), term("7", "USD/order")])).unwrap();
    // 0.01 × 10,000 × 7 = 700.00, of 950.50 − 120.00: the gap is −130.50.
    let amount = crate::money::Money { minor: 70_000, ..pool.claims };
    pool.limit = Some(Limit::Holdout { test: "h1".parse().unwrap(), title: "Nobody gets picks".into(), chain, amount });
    let words = overlap_words(&pool).replace(NBSP, " ");
    assert_eq!(
        words,
        "950.50 claimed and −120.00 lost, together 700.00 by the holdout “Nobody gets picks”: 0.01 order/visit × 10,000 visit × 7 USD/order"
    );
}

#[test]
fn a_cap_without_a_figure_blocks() {
    let ledger =
        shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout"}})).counter("ranker/hours-by-hand", "2026-11", 10);
    let ledger = ledger.ledger("2026-11");
    assert_eq!(ledger.pools[0].limit, None);
    assert!(ledger.blocks[0].why.contains("the cap is unknown"), "{:?}", ledger.blocks);
}

#[test]
fn a_pool_that_nothing_is_held_against_blocks() {
    // 400.00 + 300.00 + 250.50; the loss is no claim.
    let block = shop(json!({"id": "checkout", "name": "Checkout"})).ledger("2026-10").blocks.remove(0);
    assert_eq!(block.subject, "Checkout");
    assert_eq!(block.why, "3 mappings claim 950.50 of it together, and nobody has chosen a cap or a holdout");
    // One claim alone is no claim of the same money twice.
    let company = Company::new().driver("some", "USD", "250.50", "assumption").with("pool", json!({"id": "p", "name": "P"}));
    assert!(company.chain("only", &["some"], json!({"pool": "p"})).ledger("2026-10").blocks.is_empty());
}

#[test]
fn a_pool_that_is_claimed_from_stays() {
    let company = shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout"}})).unchecked().unwrap();
    let remove = Change::Remove { kind: "pool".to_owned(), id: "checkout".to_owned() };
    let mappings = company.mappings.values().cloned().map(|mapping| crate::config::Mapping { pool: None, ..mapping });
    let freed: Vec<Change> = mappings.map(|mapping| Change::Put(Box::new(Item::Mapping(mapping)))).collect();
    // Not in one go either: the first step is the one that changes past months, and is to be seen.
    for changes in [vec![remove.clone()], [freed.clone(), vec![remove.clone()]].concat()] {
        let refused = company.with_all(&changes).unwrap_err();
        assert!(refused.status() == 409 && refused.to_string().contains("past ones too"), "{refused}");
    }
    company.with_all(&freed).unwrap().with(&remove).unwrap();
}

#[test]
fn claims_over_a_kpi_block_until_somebody_chooses() {
    let company = Company::new()
        .with("kpi", json!({"id": "checkout", "name": "Revenue through checkout", "unit": "USD", "kind": "counter"}))
        .driver("six-hundred", "USD", "600", "assumption")
        .chain("one", &["six-hundred"], json!({"kpi": "checkout"}))
        .chain("two", &["six-hundred"], json!({"kpi": "checkout"}))
        .counter("kpi/checkout", "2026-10", 1000)
        .counter("kpi/checkout", "2026-11", 1200);
    let block = &company.ledger("2026-10").blocks[0];
    assert_eq!(block.why, "one, two claim 1,200.00 of it together, and it came to 1,000.00");
    assert!(company.ledger("2026-11").blocks.is_empty());
}

#[test]
fn a_pool_of_pools_is_refused() {
    let refused = shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "basket"}})).refused();
    assert!(refused.contains("there is no KPI “basket”"), "{refused}");
    let base = shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout"}}));
    let refused = base.with("pool", json!({"id": "all", "name": "All", "cap": {"kpi": "all"}})).refused();
    assert!(refused.contains("never by another pool"), "{refused}");
    let refused = shop(json!({"id": "checkout", "name": "Checkout", "cap": {"kpi": "checkout", "share": "1.2"}})).refused();
    assert!(refused.contains("above 0 and at most 1"), "{refused}");
    let refused = Company::new().driver("d", "USD", "1", "record").chain("c", &["d"], json!({"pool": "nowhere"})).refused();
    assert!(refused.contains("there is no pool “nowhere”"), "{refused}");
}

#[test]
fn what_nothing_speaks_for_is_never_summed() {
    let company = Company::new().driver("wish", "USD", "900", "none").driver("known", "USD", "100", "assumption");
    let ledger = company.chain("hoped", &["wish"], json!({})).chain("stated", &["known"], json!({})).ledger("2026-10");
    assert_eq!((ledger.lines.len(), ledger.totals.benefit.minor), (1, 10_000));
    let apart = &ledger.not_claimed[0];
    assert_eq!((&apart.reason, apart.shown_apart.unwrap().minor), (&Reason::NotProved, 90_000));
}

#[test]
fn cost_is_saved_on_one_basis() {
    let cost = |company: Company, metric: &str, factors: &[&str]| {
        company
            .with("indicator", json!({"service": "ranker", "metric": metric}))
            .with(
                "baseline",
                json!({"service": "ranker", "metric": metric, "from": "2026-01-01", "method": "assumption",
                "value": "0.003", "approved_by": "dewi@example.com"}),
            )
            .with(
                "mapping",
                json!({"id": metric, "name": metric, "service": "ranker", "metric": metric, "template": "cost_saved", "basis": "cost",
                "owner": "ana@example.com", "versions": [{"from": "2026-01-01", "factors": factors}]}),
            )
            .ratio(&format!("ranker/{metric}"), "2026-10", 20, 10_000)
    };
    let company = || {
        Company::new()
            .driver("hope", "1", "1", "none")
            .with("driver", json!({"id": "served", "name": "served", "unit": "prediction", "series": {"id": "push"}}))
            .counter("driver/served", "2026-10", 10_000)
    };
    let both = |allocated: &[&str]| {
        let company = cost(company(), "cost-per-prediction-allocated", allocated);
        cost(company, "cost-per-prediction-usage", &["served"]).ledger("2026-10")
    };
    // What nothing speaks for takes the other basis nothing away.
    let unproved = both(&["served", "hope"]);
    assert_eq!(
        (unproved.lines[0].mapping.as_str(), unproved.not_claimed[0].reason.clone()),
        ("cost-per-prediction-usage", Reason::NotProved)
    );
    let both = both(&["served"]);
    // (0.003 − 0.002) × 10,000 = 10.00, once.
    assert_eq!((both.lines.len(), both.totals.benefit.minor), (1, 1_000));
    assert_eq!((&both.not_claimed[0].reason, both.not_claimed[0].shown_apart.unwrap().minor), (&Reason::OtherCostBasis, 1_000));
}
