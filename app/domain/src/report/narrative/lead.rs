//! Why, in a few sentences: what brought the change, the largest loss, and what is not known.

use chrono_tz::Tz;

use super::words::{list, money};
use crate::format::capital;
use crate::time::instant_title;
use crate::value::{Change, ChangeKind, Ledger, ValueLine};

/// What the lead and the reasons are told from.
#[derive(Debug, Clone, Copy)]
pub struct Story<'a> {
    pub ledger: &'a Ledger,
    /// Last month, where it can be compared with.
    pub previous: Option<&'a Ledger>,
    /// From last month's net to this month's; empty without one.
    pub changes: &'a [Change],
    pub zone: Tz,
}

/// Causes first (the side that weighs more leads), then the largest loss, then what is missing.
pub fn lead(story: &Story) -> String {
    let ledger = story.ledger;
    let mut sentences = Vec::new();
    if ledger.to_date {
        let until = instant_title(ledger.window.end_ms, story.zone);
        sentences.push(format!("Figures run to {until}; a part of a month is not compared with a whole one."));
    }
    sentences.extend(causes(story.changes));
    sentences.extend(losses(ledger).into_iter().next());
    if !ledger.lines.is_empty() && ledger.costs.is_empty() && ledger.totals.unknown_costs == 0 {
        sentences.push("No cost to run is recorded, so nothing is taken off.".to_owned());
    }
    if !ledger.lines.is_empty() {
        sentences.extend(match ledger.effects_not_claimed() {
            0 => None,
            1 => Some("1 effect was seen and is not claimed.".to_owned()),
            n => Some(format!("{n} effects were seen and are not claimed.")),
        });
    }
    sentences.join(" ")
}

/// Each losing line in a sentence, largest first; one sentence when none lost money, nothing when nothing is priced.
pub fn losses(ledger: &Ledger) -> Vec<String> {
    let mut losing: Vec<&ValueLine> = ledger.lines.iter().filter(|line| line.amount.is_loss()).collect();
    losing.sort_by_key(|line| (line.amount.minor, &line.mapping));
    if losing.is_empty() && !ledger.lines.is_empty() {
        return vec!["No line lost money.".to_owned()];
    }
    losing.iter().map(|line| format!("{} lost {} (owner: {}).", line.name, money(line.amount), line.owner_name)).collect()
}

fn causes(changes: &[Change]) -> Option<String> {
    let mut by_size: Vec<&Change> = changes.iter().collect();
    by_size.sort_by_key(|change| std::cmp::Reverse(change.change.minor.unsigned_abs()));
    let names = |gain: bool| -> Vec<String> {
        by_size.iter().filter(|change| (change.change.minor > 0) == gain).take(2).map(|change| name(change)).collect()
    };
    let (down, up) = (names(false), names(true));
    let sum: i128 = changes.iter().map(|change| i128::from(change.change.minor)).sum();
    let sentence = match (down.is_empty(), up.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("The change comes from {}.", list(&down)),
        (true, false) => format!("The change comes from {}.", list(&up)),
        (false, false) if sum < 0 => format!("{} took away more than {} brought in.", list(&down), list(&up)),
        (false, false) => format!("{} brought in more than {} took away.", list(&up), list(&down)),
    };
    Some(capital(&sentence))
}

/// A cause as it stands inside a sentence.
fn name(change: &Change) -> String {
    match change.kind {
        ChangeKind::Cost => format!("the cost of {}", change.service_name),
        _ => format!("“{}”", change.name),
    }
}
