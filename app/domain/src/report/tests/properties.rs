use proptest::prelude::*;

use super::*;
use crate::format::whole_units;
use crate::money::{Currency, Money};
use crate::value::{Ledger, Totals, changes};

/// A ledger whose line and cost have these amounts; None leaves the row out.
fn ledger(lines: &[Option<i64>], costs: &[Option<i64>]) -> Ledger {
    let template = report("2026-10").ledger;
    let (line, cost) = (template.lines[0].clone(), template.costs[0].clone());
    let money = |minor: &i64| Money { minor: *minor, ..line.amount };
    let mut made = template.clone();
    made.lines = (0..)
        .zip(lines)
        .filter_map(|(n, minor)| {
            let mapping = crate::ids::MappingId::parse(&format!("m{n}")).unwrap();
            Some(crate::value::ValueLine { mapping, amount: money(minor.as_ref()?), ..line.clone() })
        })
        .collect();
    made.costs = (0..)
        .zip(costs)
        .filter_map(|(n, minor)| {
            let service = crate::ids::ServiceId::parse(&format!("s{n}")).unwrap();
            Some(crate::value::CostLine { service, amount: money(minor.as_ref()?), ..cost.clone() })
        })
        .collect();
    made.totals = Totals::of(&made.lines, &made.costs, line.amount.currency).unwrap();
    made
}

fn amounts() -> impl Strategy<Value = Vec<Option<i64>>> {
    proptest::collection::vec(proptest::option::of(-1_000_000_000_000i64..1_000_000_000_000), 6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_of_changes_sum_to_the_change_of_net(a in amounts(), b in amounts(), c in amounts(), d in amounts()) {
        let (before, after) = (ledger(&a, &b), ledger(&c, &d));
        let rows = changes(&before, &after).unwrap();
        let sum: i64 = rows.iter().map(|row| row.change.minor).sum();
        prop_assert_eq!(sum, after.totals.net.minor - before.totals.net.minor);
        prop_assert!(rows.iter().all(|row| row.change.minor != 0));
    }

    #[test]
    fn whole_units_add_up_to_the_rounded_total(
        minors in proptest::collection::vec(-1_000_000_000_000i64..1_000_000_000_000, 1..40),
        code in prop_oneof![Just("USD"), Just("VND"), Just("KWD")],
    ) {
        let currency = Currency::parse(code).unwrap();
        let parts: Vec<Money> = minors.iter().map(|minor| Money { minor: *minor, currency }).collect();
        let scale = 10i64.pow(currency.minor_digits());
        let units = whole_units(&parts);
        let total = Money { minor: minors.iter().sum(), currency }.exact().round_scaled(0).unwrap();
        prop_assert_eq!(units.iter().sum::<i64>(), total);
        for (unit, minor) in units.iter().zip(&minors) {
            prop_assert!((unit * scale - minor).abs() < scale.max(2), "{} of {}", unit, minor);
        }
    }
}
