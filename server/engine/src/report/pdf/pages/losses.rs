//! The short lists of page 1: reasons, losses and who acts, decisions, what was seen and not claimed.

use charts::{MM, Role};
use domain::format::NBSP;
use domain::money::Money;
use domain::report::MonthReport;

use super::super::book::heading;
use super::super::look::{CELL, LEFT, LIST, SMALL, WIDTH};
use super::super::prose::{measure, wrap};
use super::super::sheet::{Align, Sheet};
use super::super::whole::{Whole, figure};
use super::Places;
use super::first::{ASIDE, Depth, NARROW};

const HEAD: f64 = 5.5 * MM;
const INDENT: f64 = 5.0 * MM;

/// Why it changed: at most three.
pub(super) fn reasons(sheet: &mut Sheet, report: &MonthReport, y: f64, depth: Depth) -> f64 {
    if report.reasons.is_empty() {
        return y;
    }
    heading(sheet, ASIDE, y, "Why it changed", "");
    let mut top = y + HEAD;
    for (place, reason) in report.reasons.iter().take(3).enumerate() {
        let text = fitting(&[&reason.title], &[&reason.text], "", NARROW - INDENT, depth.lines);
        top = numbered(sheet, (ASIDE, top), place, &[(&reason.title, LIST.bold().ink(Role::Ink)), (&text, LIST)], depth.lines);
    }
    top
}

/// What must be settled before the month can be closed, across the page.
pub(super) fn blocks(sheet: &mut Sheet, report: &MonthReport, y: f64, depth: Depth) -> f64 {
    let mut top = y;
    for block in report.ledger.blocks.iter().take(depth.entries) {
        let subject = format!("Blocks the close: {}. ", block.subject);
        let said = format!("{} {}", sentence(&domain::format::capital(&block.why)), sentence(&block.remedy));
        sheet.rule(LEFT, top, WIDTH, 0.7, Role::Warn);
        let spans = [(subject.as_str(), LIST.bold().ink(Role::Warn)), (said.as_str(), LIST)];
        top = sheet.prose(LEFT, top + 1.0 * MM, &spans, WIDTH, depth.lines.max(3)) + 1.0 * MM;
    }
    let more = report.ledger.blocks.len().saturating_sub(depth.entries);
    if more > 0 {
        top = sheet.prose(LEFT, top, &[(&format!("and {more} more that block the close"), SMALL)], WIDTH, 1);
    }
    if top > y {
        sheet.rule(LEFT, top, WIDTH, 0.7, Role::Warn);
        top += 3.0 * MM;
    }
    top
}

/// With a full stop at its end, whoever wrote it; nothing stays nothing.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// After a title, as many whole sentences of `texts` as have room in `lines`, then `last`, which is always there; nothing is cut inside a
/// sentence, save one that has no room by itself.
fn fitting(title: &[&str], texts: &[&str], last: &str, room: f64, lines: usize) -> String {
    let sentences: Vec<&str> =
        texts.iter().flat_map(|text| text.split_inclusive(". ")).map(str::trim).filter(|part| !part.is_empty()).collect();
    let with = |count: usize| {
        let parts = sentences.iter().take(count).copied().chain((!last.is_empty()).then_some(last));
        parts.fold(String::new(), |mut all, part| {
            all.push(' ');
            all.push_str(part);
            all
        })
    };
    let fits = |count: &usize| wrap(&[(title.concat().as_str(), LIST.bold()), (&with(*count), LIST)], room).len() <= lines;
    let least = usize::from(last.is_empty() && !sentences.is_empty());
    with((least..=sentences.len()).rev().find(fits).unwrap_or(least))
}

fn numbered(sheet: &mut Sheet, (x, y): (f64, f64), place: usize, spans: &[(&str, super::super::look::Look)], lines: usize) -> f64 {
    sheet.text(x, LIST.baseline(y), &(place + 1).to_string(), LIST.bold().ink(Role::Accent), Align::Left);
    sheet.prose(x + INDENT, y, spans, NARROW - INDENT, lines) + 1.6 * MM
}

/// Lines below zero with who answers for them.
pub(super) fn losses(sheet: &mut Sheet, report: &MonthReport, whole: Whole, (x, y): (f64, f64), depth: Depth, places: Places) -> f64 {
    heading(sheet, x, y, "What we lost, and who acts", "");
    let mut top = y + HEAD;
    let mut lines: Vec<_> = report.ledger.lines.iter().filter(|line| line.amount.is_loss()).collect();
    if lines.is_empty() {
        return sheet.prose(x, top, &[("No line lost money.", LIST)], NARROW, 2);
    }
    lines.sort_by_key(|line| line.amount.minor);
    let units = whole.split(&lines.iter().map(|line| line.amount).collect::<Vec<Money>>());
    sheet.rule(x, top, NARROW, 0.5, Role::Ink);
    for (line, unit) in lines.iter().zip(&units).take(depth.entries) {
        let amount = figure(*unit);
        let room = NARROW - measure(&amount, CELL) - 3.0 * MM;
        sheet.text(x + NARROW, CELL.baseline(top + 0.9 * MM), &amount, CELL.ink(Role::Loss), Align::Right);
        let end = sheet.prose(x, top + 0.9 * MM, &[(&line.name, CELL)], room, depth.lines.min(2));
        let who = format!("{}, {}", line.owner_name, line.service_name);
        top = sheet.prose(x, end, &[(&who, SMALL)], room, 1) + 0.9 * MM;
        sheet.rule(x, top, NARROW, 0.35, Role::Rule);
    }
    let rest: i64 = units.iter().skip(depth.entries).sum();
    if lines.len() > depth.entries {
        top = pair(sheet, (x, top), &format!("{} more, page{NBSP}{}", lines.len() - depth.entries, places.ledger), &figure(rest), false);
    }
    sheet.rule(x, top, NARROW, 0.5, Role::Ink);
    pair(sheet, (x, top), "All losses", &figure(units.iter().sum()), true)
}

fn pair(sheet: &mut Sheet, (x, y): (f64, f64), label: &str, amount: &str, total: bool) -> f64 {
    let look = if total { CELL.bold() } else { CELL };
    let base = look.baseline(y + 0.6 * MM);
    sheet.text(x, base, label, look, Align::Left);
    sheet.text(x + NARROW, base, amount, look.ink(Role::Loss), Align::Right);
    y + CELL.leading + 1.2 * MM
}

/// Recorded follow-ups with owner and day.
pub(super) fn decisions(sheet: &mut Sheet, report: &MonthReport, whole: Whole, (x, y): (f64, f64), depth: Depth) -> f64 {
    heading(sheet, x, y, "What to decide", "");
    let mut top = y + HEAD;
    if report.decisions.is_empty() {
        return sheet.prose(x, top, &[("No decision is asked for.", LIST)], NARROW, 2);
    }
    for (place, decision) in report.decisions.iter().take(depth.entries).enumerate() {
        let amount = decision.amount.map_or(String::new(), |amount| format!("{} in question. ", whole.money(amount)));
        let due = domain::time::day_title(decision.due).replace(' ', "\u{a0}");
        let who = format!("{amount}{}, by {due}.", decision.owner_name.replace(' ', "\u{a0}"));
        let title = sentence(&decision.title);
        let lines = depth.lines.max(5);
        let rest = fitting(&[&title], &[&sentence(&decision.why)], &who, NARROW - INDENT, lines);
        top = numbered(sheet, (x, top), place, &[(&title, LIST.bold().ink(Role::Ink)), (&rest, LIST)], lines);
    }
    let more = report.decisions.len().saturating_sub(depth.entries);
    if more > 0 {
        top = sheet.prose(x, top, &[(&format!("and {more} more"), SMALL)], NARROW, 1);
    }
    top
}

/// Effects without a price.
pub(super) fn not_claimed(sheet: &mut Sheet, report: &MonthReport, (x, y): (f64, f64), depth: Depth, places: Places) -> f64 {
    heading(sheet, x, y, "Seen, but not claimed", "");
    let mut top = y + HEAD;
    let rows = &report.ledger.not_claimed;
    if rows.is_empty() {
        return sheet.prose(x, top, &[("Everything that was seen is priced.", LIST)], NARROW, 2);
    }
    for row in rows.iter().take(depth.entries) {
        let name = sentence(&row.name);
        let why = fitting(&[&name], &[&sentence(&row.why)], "", NARROW, depth.lines);
        top = sheet.prose(x, top, &[(&name, LIST.bold().ink(Role::Ink)), (&why, LIST)], NARROW, depth.lines) + 1.6 * MM;
    }
    if rows.len() > depth.entries {
        let more = format!("and {} more, page{NBSP}{}", rows.len() - depth.entries, places.not_claimed);
        top = sheet.prose(x, top, &[(&more, SMALL)], NARROW, 1);
    }
    top
}
