//! By hand, on the small company of the reports: September nets 1,453.00; with one more hour of downtime (2 h) its line is
//! (7.20 − 2.00) × 1000 × 0.65 = 3,380.00 instead of 4,030.00, so the net is 803.00.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use super::*;
use crate::access::Role;
use crate::config::Number;
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

/// Fraud's September: 4,030.00 × 0.8 = 3,224.00, so 1,453.00 − 806.00 = 647.00; withdrawn, 423.00 − 3,000.00 = −2,577.00.
#[test]
fn a_disputed_line_is_kept_cut_or_withdrawn_by_its_owner() {
    let viewer = |email: &str, role| Viewer {
        workspace: crate::ids::WorkspaceId::parse("main").unwrap(),
        actor: email.into(),
        name: email.into(),
        email: crate::ids::Email::parse(email).ok(),
        role,
    };
    let (finance, owner) = (viewer("dewi@example.com", Role::Finance), viewer("ana@example.com", Role::MlLead));
    let (september, plain) = (month("2026-09"), facts());
    let before = ledger(&company(), september, &plain).unwrap();
    let line = before.lines.iter().find(|line| line.amount.minor == 403_000).unwrap();
    let new = |text: &str, proposed: Option<&str>| NewChallenge {
        mapping: line.mapping.clone(),
        text: text.into(),
        proposed: proposed.map(|share| Number::parse(share).unwrap()),
    };
    let ask = |known: &[Challenge], new| Challenge::ask(known, &before, &finance, 1, new);
    let asked = ask(&[], new("the baseline includes July", Some("0.8"))).unwrap();
    assert_eq!((asked.number, asked.proposed_amount().unwrap().minor, asked.words().as_str()), (1, 322_400, "Waits for Ana Reyes"));
    assert!(
        ask(std::slice::from_ref(&asked), new("the baseline includes July", None)).unwrap_err().to_string().contains("disputed already")
    );
    assert!(ask(&[], new("no", None)).unwrap_err().to_string().contains("10 characters"));
    assert!(ask(&[], new("the baseline includes July", Some("1.2"))).unwrap_err().to_string().contains("between 0 and 1"));

    let say = |outcome| Answer { outcome, text: "July was left out.".into() };
    let refused = asked.clone().answer(&finance, false, 2, say(Outcome::Kept)).unwrap_err().to_string();
    assert!(refused.contains("you disputed this line"), "{refused}");
    let other = viewer("budi@example.com", Role::MlLead);
    assert_eq!(asked.clone().answer(&other, false, 2, say(Outcome::Kept)).unwrap_err().status(), 403);
    assert!(asked.clone().answer(&owner, false, 2, say(Outcome::Cut { kept: Number::parse("0").unwrap() })).is_err());

    let with = |challenge: Challenge| Facts { challenges: [(september, vec![challenge])].into(), ..plain.clone() };
    let waiting = build(&company(), &with(asked.clone()), september).unwrap();
    assert_eq!(waiting.ledger.totals, before.totals, "a question changes nothing");
    let check = checks(&waiting).into_iter().find(|check| check.kind == CheckKind::Challenge).unwrap();
    assert_eq!((check.owner_name.as_str(), check.link.as_str()), ("Ana Reyes", "/reports/2026-09/review#challenges"));

    let answered = |outcome| asked.clone().answer(&owner, false, 2, say(outcome)).unwrap();
    let net = |challenge: Challenge| build(&company(), &with(challenge), september).unwrap();
    let cut = net(answered(Outcome::Cut { kept: Number::parse("0.80").unwrap() }));
    let cut_line = cut.ledger.lines.iter().find(|cut| cut.mapping == line.mapping).unwrap();
    assert_eq!((cut_line.amount.minor, cut.ledger.totals.net.minor, cut_line.grade), (322_400, 64_700, line.grade));
    assert_eq!(
        (cut_line.chain.last().unwrap().name.as_str(), cut.challenges[0].words().as_str()),
        ("kept after a challenge", "Cut to 80\u{a0}%")
    );
    assert!(checks(&cut).iter().all(|check| check.kind != CheckKind::Challenge));
    // The month after starts from the cut line; that the cut came to an end is a bar of its own.
    let october = build(&company(), &with(answered(Outcome::Cut { kept: Number::parse("0.80").unwrap() })), month("2026-10")).unwrap();
    let way = october.bridge.unwrap();
    assert!(way.bars.iter().flat_map(|bar| &bar.parts).all(|part| !part.detail.contains("other factors")), "{way:?}");
    assert!(way.bars.iter().any(|bar| bar.kind == BarKind::Yardstick && bar.parts[0].detail.contains("kept after a challenge")));
    assert_eq!(way.before.minor + way.bars.iter().map(|bar| bar.amount.minor).sum::<i64>(), way.after.minor);
    let gone = net(answered(Outcome::Withdrawn));
    assert_eq!(gone.ledger.totals.net.minor, -257_700);
    assert!(gone.ledger.not_claimed.iter().any(|seen| seen.reason == crate::value::Reason::Withdrawn && seen.why.contains("disputed")));
    assert_eq!(net(answered(Outcome::Kept)).ledger.totals, before.totals);
    assert!(answered(Outcome::Kept).answer(&owner, false, 3, say(Outcome::Kept)).unwrap_err().to_string().contains("answered already"));
}
