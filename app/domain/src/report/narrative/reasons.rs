//! At most three reasons for the change, by size, one per service.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::lead::Story;
use super::words::{money, size};
use crate::config::Template;
use crate::format;
use crate::metric::Better;
use crate::money::Money;
use crate::report::ReasonText;
use crate::value::{Change, ChangeKind, TermRole, ValueLine};

/// Most reasons on page 1.
const REASONS_MAX: usize = 3;

/// The reasons: largest |change| first, one per service. None without a month to compare with.
pub fn reasons(story: &Story) -> Vec<ReasonText> {
    let Some(previous) = story.previous else { return Vec::new() };
    let mut order: Vec<&Change> = story.changes.iter().collect();
    order.sort_by_key(|row| (std::cmp::Reverse(row.change.minor.unsigned_abs()), &row.name));
    let mut told = BTreeSet::new();
    let chosen: Vec<&Change> = order.into_iter().filter(|row| told.insert(&row.service)).take(REASONS_MAX).collect();
    let find = |lines: &'_ [ValueLine]| -> BTreeMap<(String, String), ValueLine> {
        let wanted = |line: &&ValueLine| chosen.iter().any(|row| row.service == line.service && row.name == line.name);
        lines.iter().filter(wanted).map(|line| ((line.service.to_string(), line.name.clone()), line.clone())).collect()
    };
    let (before, after) = (find(&previous.lines), find(&story.ledger.lines));
    let tell = |row: &&Change| {
        let key = (row.service.to_string(), row.name.clone());
        ReasonText {
            title: title(row, before.get(&key), after.get(&key)),
            text: text(row, story),
            change: row.change,
            service: row.service.clone(),
        }
    };
    chosen.iter().map(tell).collect()
}

fn title(row: &Change, before: Option<&ValueLine>, after: Option<&ValueLine>) -> String {
    let gain = row.change.minor > 0;
    match row.kind {
        ChangeKind::Cost => format!("Running {} cost {}.", row.service_name, if gain { "less" } else { "more" }),
        ChangeKind::NewLine => format!("{}: counted for the first time.", row.name),
        ChangeKind::EndedLine => format!("{}: no longer claimed.", row.name),
        ChangeKind::Line => after
            .and_then(|line| moved(line, before, gain))
            .unwrap_or_else(|| format!("{}: {} than the month before.", row.name, if gain { "more" } else { "less" })),
    }
}

/// What the model did, in plain words, where its indicator moved the way the money did.
fn moved(line: &ValueLine, before: Option<&ValueLine>, gain: bool) -> Option<String> {
    let is = actual(line)?;
    let was = before.and_then(actual)?;
    let better = if lower_is_better(line) { Better::Lower } else { Better::Higher };
    let improved = match better {
        Better::Lower => is < was,
        Better::Higher => is > was,
    };
    if is == was || improved != gain {
        return None;
    }
    let service = &line.service_name;
    Some(match line.template {
        Template::RevenueProtected if is.is_zero() => format!("{service} never stood still."),
        Template::RevenueProtected if gain => format!("{service} stood still for only {}.", format::hours_minutes(is)),
        Template::RevenueProtected => format!("{service} stood still for {}.", format::hours_minutes(is)),
        Template::AccuracyLift | Template::ConversionThroughQuality => format!("{service} {}.", decided(line.metric.as_deref(), gain)),
        Template::CostSaved => format!("Each {} of {service} cost {}.", counted(line), if gain { "less" } else { "more" }),
        Template::TeamTime => format!("{service} took {} of people’s time.", if gain { "less" } else { "more" }),
        Template::EngagementThroughLatency => format!("{service} answered {}.", if gain { "faster" } else { "more slowly" }),
        Template::IdleCapacity => format!("{service} left {} idle.", if gain { "less hardware" } else { "more hardware" }),
        Template::DirectTestLift | Template::OutcomeCells | Template::OwnChain => return None,
    })
}

/// Better or worse decisions, without a metric's name.
pub(super) fn decided(metric: Option<&str>, better: bool) -> &'static str {
    match (metric, better) {
        (Some("precision"), true) => "raised fewer false alarms",
        (Some("precision"), false) => "raised more false alarms",
        (Some("recall"), true) => "missed fewer cases",
        (Some("recall"), false) => "missed more cases",
        (Some("error-rate"), true) => "failed less often",
        (Some("error-rate"), false) => "failed more often",
        (_, true) => "was right more often",
        (_, false) => "was right less often",
    }
}

/// What the unit cost is counted per: `prediction`.
pub(super) fn counted(line: &ValueLine) -> &str {
    line.chain.first().and_then(|term| term.unit.split_once('/')).map_or("unit", |(_, counted)| counted)
}

/// The indicator of the line, as it entered the product.
pub(super) fn actual(line: &ValueLine) -> Option<Decimal> {
    let role = if lower_is_better(line) { TermRole::Second } else { TermRole::First };
    line.chain.iter().find(|term| term.role == role).map(|term| term.value.0)
}

/// The baseline stands first where lower is better; the chain says which by the name of its first term.
pub(super) fn lower_is_better(line: &ValueLine) -> bool {
    line.chain.first().is_some_and(|term| term.role == TermRole::First && term.name.starts_with("baseline"))
}

fn text(row: &Change, story: &Story) -> String {
    let (this, last) = (story.ledger.month.name(), story.ledger.month.previous().name());
    match (row.kind, row.before, row.after) {
        (ChangeKind::Cost, before, after) => {
            let zero = Money::zero(row.change.currency);
            format!("{} in {this}, after {} in {last}.", money(after.unwrap_or(zero)), size(before.unwrap_or(zero)))
        }
        (ChangeKind::NewLine, _, Some(after)) => format!("{} {} in {this}, its first month.", money(after), verb(after)),
        (ChangeKind::EndedLine, Some(before), _) => {
            let refusal = story.ledger.not_claimed.iter().find(|seen| seen.service == row.service && seen.name == row.name);
            let why = refusal.map_or_else(String::new, |seen| format!(" {}.", seen.why));
            format!("{} {} in {last}; not claimed in {this}.{why}", money(before), verb(before))
        }
        (_, Some(before), Some(after)) => {
            let now = if after.minor == 0 { "Nothing earned or lost".to_owned() } else { format!("{} {}", money(after), verb(after)) };
            let then = match before.minor.signum() {
                1 => format!("a gain of {}", size(before)),
                -1 => format!("a loss of {}", size(before)),
                _ => "nothing".to_owned(),
            };
            let then = if after.minor > 0 && before.minor > 0 { size(before) } else { then };
            format!("{now} in {this}, after {then} in {last}.")
        }
        _ => String::new(),
    }
}

fn verb(amount: Money) -> &'static str {
    if amount.is_loss() { "lost" } else { "earned" }
}
