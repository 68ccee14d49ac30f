//! By hand, on the small company of the reports: September nets 1,453.00; with one more hour of downtime (2 h) its line is
//! (7.20 − 2.00) × 1000 × 0.65 = 3,380.00 instead of 4,030.00, so the net is 803.00.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use super::*;
use crate::report::build;
use crate::report::tests::{company, facts, month};
use crate::sample::{MonthSummary, SeriesKey, Summary};
use crate::time::HOUR_MS;
use crate::value::{BarKind, Facts, ledger};

fn later() -> Facts {
    let mut facts = facts();
    let key = (SeriesKey::parse("fraud/uptime").unwrap(), month("2026-09"));
    let known = facts.months[&key].clone();
    let summary = match &known.summary {
        Summary::State { up_ms, down_ms, excluded_ms } => {
            Summary::State { up_ms: up_ms - HOUR_MS, down_ms: down_ms + HOUR_MS, excluded_ms: *excluded_ms }
        }
        other => panic!("{other:?}"),
    };
    facts.months.insert(key, MonthSummary { summary, ..known });
    facts
}

#[test]
fn a_restatement_names_each_line_that_changed_and_adds_up() {
    let (old, new) = (ledger(&company(), month("2026-09"), &facts()).unwrap(), ledger(&company(), month("2026-09"), &later()).unwrap());
    let told = Restatement::of(&old, &new, "  the log of 14 September\n came late ").unwrap();
    assert_eq!(told.reason, "The log of 14 September came late.");
    assert_eq!([told.old.minor, told.new.minor, told.change.minor], [145_300, 80_300, -65_000]);
    assert_eq!(told.differences.len(), 1);
    let line = &told.differences[0];
    assert_eq!((line.old.unwrap().minor, line.new.unwrap().minor, line.change.minor), (403_000, 338_000, -65_000));
    assert_eq!(line.words(), "from 4,030.00 to 3,380.00");
    assert!(differences(&old, &old).unwrap().is_empty());
}

#[test]
fn a_row_that_comes_or_goes_counts_whole_and_a_cost_counts_against() {
    let old = ledger(&company(), month("2026-09"), &facts()).unwrap();
    let mut new = old.clone();
    let cost = new.costs.remove(0);
    let line = new.lines.remove(0);
    let found = differences(&old, &new).unwrap();
    let told = |id: String| found.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(told(format!("cost {}", cost.cost)).change, cost.amount);
    assert_eq!(told(format!("mapping {}", line.mapping)).change, line.amount.negated());
    let back = differences(&new, &old).unwrap();
    assert!(back.iter().zip(&found).all(|(back, there)| back.change == there.change.negated() && back.old == there.new));
}

#[test]
fn a_closed_month_stands_and_the_next_bridge_starts_from_what_was_issued() {
    let (company, september) = (company(), month("2026-09"));
    let first = build(&company, &facts(), september).unwrap();
    let corrected = build(&company, &later(), september).unwrap();
    let mut facts = later();
    facts.closed.insert(september, Arc::new(Closed::of(&first, None).unwrap()));
    assert_eq!(ledger(&company, september, &facts).unwrap().totals, first.ledger.totals, "what came late alters nothing");
    let october = build(&company, &facts, month("2026-10")).unwrap().bridge.unwrap();
    assert_eq!((october.before.minor, october.corrected().unwrap().minor), (145_300, 145_300));

    facts.closed.insert(september, Arc::new(Closed::of(&corrected, Some(&first.ledger)).unwrap()));
    let october = build(&company, &facts, month("2026-10")).unwrap();
    let way = october.bridge.unwrap();
    assert_eq!((way.before.minor, way.after.minor, way.corrected().unwrap().minor), (145_300, -370_920, 80_300));
    assert_eq!((way.bars[0].kind, way.bars[0].amount.minor, way.bars[0].parts.len()), (BarKind::Restatement, -65_000, 1));
    assert_eq!(way.before.minor + way.bars.iter().map(|bar| bar.amount.minor).sum::<i64>(), way.after.minor);
    assert_eq!(october.trend.iter().find(|point| point.month == september).unwrap().totals.unwrap().net.minor, 80_300);
}

#[test]
fn what_lacks_blocks_with_its_owner_and_the_page_where_it_is_settled() {
    let mut facts = facts();
    facts.months.retain(|(series, at), _| !(*at == month("2026-10") && series.to_string() == "fraud/uptime"));
    let found = checks(&build(&company(), &facts, month("2026-10")).unwrap());
    let check = found.iter().find(|check| check.kind == CheckKind::Coverage).unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!((check.link.as_str(), check.owner_name.as_str()), ("/services/fraud", "Ana Reyes"));
    assert!(check.why.ends_with('.') && !check.remedy.is_empty());
}

#[test]
fn months_close_in_order_after_their_end() {
    let said = |of: &str, ended: bool, newest: Option<&str>| match may_close(month(of), ended, newest.map(month)) {
        Ok(()) => "may".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said("2026-09", true, None), "may");
    assert_eq!(said("2026-10", true, Some("2026-09")), "may");
    assert!(said("2026-10", false, Some("2026-09")).contains("has not ended"));
    assert!(said("2026-09", true, Some("2026-09")).contains("closed already"));
    assert!(said("2026-08", true, Some("2026-09")).contains("lies before September 2026"));
    assert!(said("2026-11", true, Some("2026-09")).contains("close October 2026 first"));
}

#[test]
fn a_reason_explains() {
    assert!(why("late").unwrap_err().to_string().contains("10 characters"));
    assert!(why(&"long ".repeat(200)).is_err());
}
