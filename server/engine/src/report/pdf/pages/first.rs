//! Page 1: what came out, why, and what to decide, in plain language and never longer than the page.

use charts::spec::{Bridge, BridgeRow, Caption, Column, Columns, IntervalBar, Quantity};
use charts::{Chart, Frame, MM, Role, Style};
use domain::Error;
use domain::format::{NBSP, percent};
use domain::money::Money;
use domain::report::MonthReport;
use domain::report::narrative::certainty;
use domain::value::Range;
use rust_decimal::Decimal;

use super::super::book::{heading, place};
use super::super::look::{BODY, BOTTOM, CELL, FIGURE, HEADLINE, LEFT, LIST, SMALL, TOP, WIDTH};
use super::super::sheet::{Align, Sheet};
use super::super::whole::{Whole, figure, signed};
use super::{Places, losses, sums};

/// Room for a block of 8 columns, and where the last 4 begin.
pub(super) const WIDE: f64 = 116.0 * MM;
pub(super) const NARROW: f64 = 56.0 * MM;
pub(super) const ASIDE: f64 = LEFT + 120.0 * MM;
const BLOCK_GAP: f64 = 4.5 * MM;
const HEAD: f64 = 5.5 * MM;

/// How much of each list is shown: entries, rows of the bridge, lines of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depth {
    pub entries: usize,
    /// Of the bridge, or of a first month's lines in its place.
    pub bars: usize,
    pub lines: usize,
    /// pt more between the blocks.
    pub air: f64,
}

/// The first page, with as much of the lists as fits.
pub fn first(report: &MonthReport, places: Places) -> Result<Sheet, Error> {
    let depth = |entries, bars, lines| Depth { entries, bars, lines, air: 0.0 };
    let airy = |air_mm: f64| Depth { air: air_mm * MM, ..depth(4, 13, 9) };
    let depths = [
        airy(6.0),
        airy(4.0),
        airy(2.0),
        depth(4, 13, 9),
        depth(4, 10, 9),
        depth(3, 8, 5),
        depth(3, 8, 3),
        depth(2, 6, 3),
        depth(2, 5, 2),
        depth(1, 3, 1),
    ];
    let mut sheet = Sheet::default();
    for depth in depths {
        sheet = Sheet::default();
        if lay(&mut sheet, report, places, depth)? <= BOTTOM {
            break;
        }
    }
    Ok(sheet)
}

fn lay(sheet: &mut Sheet, report: &MonthReport, places: Places, depth: Depth) -> Result<f64, Error> {
    let (whole, gap) = (whole(report), BLOCK_GAP + depth.air);
    let mut y = sheet.prose(LEFT, TOP + 1.0 * MM, &[(&report.headline, HEADLINE)], WIDTH, depth.lines.max(2)) + 2.0 * MM;
    y = sheet.prose(LEFT, y, &[(&report.lead, BODY)], WIDTH, depth.lines.max(2)) + gap;
    y = losses::blocks(sheet, report, y, depth);
    let right = facts(sheet, report, whole, y, depth);
    let mut left = y;
    if let Some(range) = report.ledger.range.filter(Range::is_open) {
        left = interval(sheet, report, range, y)? + gap;
    }
    left = months(sheet, report, whole, left, (right - left - HEAD).max(26.0 * MM))?;
    y = left.max(right) + gap;
    let left = bridge(sheet, report, whole, y, depth, places)?;
    let right = losses::reasons(sheet, report, y, depth);
    y = left.max(right) + gap;
    let columns = [LEFT, LEFT + 60.0 * MM, ASIDE];
    let ends = [
        losses::losses(sheet, report, whole, (columns[0], y), depth, places),
        losses::decisions(sheet, report, whole, (columns[1], y), depth),
        losses::not_claimed(sheet, report, (columns[2], y), depth, places),
    ];
    y = ends.into_iter().fold(y, f64::max) + gap;
    sums::earned(sheet, report, whole, y)
}

/// One unit for all of the page.
fn whole(report: &MonthReport) -> Whole {
    let totals = report.trend.iter().filter_map(|point| point.totals).chain(report.previous).chain([report.ledger.totals]);
    let sums = totals.flat_map(|totals| [totals.gains, totals.losses, totals.benefit, totals.cost, totals.net]);
    let bars = report.bridge.iter().flat_map(|way| &way.bars).map(|bar| bar.amount);
    Whole::of(sums.chain(report.ledger.lines.iter().map(|line| line.amount)).chain(bars), report.currency)
}

/// The net value on its range, beside last month's.
fn interval(sheet: &mut Sheet, report: &MonthReport, range: Range, y: f64) -> Result<f64, Error> {
    heading(sheet, LEFT, y, "Net value, and how sure we are", report.currency.code());
    let chart = IntervalBar {
        finding: format!("80 % range of the net value: {} to {}.", domain::format::whole(range.low), domain::format::whole(range.high)),
        quantity: Quantity::money(report.currency.code()),
        value: Some(report.ledger.totals.net.to_f64()),
        low: Some(range.low.to_f64()),
        high: Some(range.high.to_f64()),
        target: None,
        name: report.month.name().to_owned(),
        before: report.previous.map(|previous| (report.month.previous().name().into(), previous.net.to_f64())),
    };
    let frame = Frame { x: LEFT, y: y + HEAD, width: WIDE, height: chart.height(WIDE, &Style::print()) };
    place(sheet, &chart, frame)?;
    Ok(frame.y + frame.height)
}

fn months(sheet: &mut Sheet, report: &MonthReport, whole: Whole, y: f64, height: f64) -> Result<f64, Error> {
    heading(sheet, LEFT, y, "Net value, 13 months", &whole.unit());
    if report.trend.iter().all(|point| point.totals.is_none()) {
        return Ok(sheet.prose(LEFT, y + HEAD, &[("No month has figures yet.", LIST)], WIDE, 1));
    }
    let frame = Frame { x: LEFT, y: y + HEAD, width: WIDE, height };
    place(sheet, &net_columns(report, whole, false), frame)?;
    Ok(frame.y + frame.height)
}

/// Net value by month; every column carries its amount on the wide form, else only the last.
pub(super) fn net_columns(report: &MonthReport, whole: Whole, all: bool) -> Columns {
    let last = report.trend.len().saturating_sub(1);
    let column = |(index, point): (usize, &domain::report::MonthPoint)| {
        let net = point.totals.map(|totals| totals.net);
        let label = match point.month.number() {
            1 => format!("{}{NBSP}{:02}", point.month.short_name(), point.month.year().rem_euclid(100)),
            _ => point.month.short_name().to_owned(),
        };
        let printed = net.filter(|_| all || index == last).map_or(String::new(), |net| whole.one(net));
        let short = net.filter(|_| all || index == last).map_or(String::new(), domain::format::short);
        Column { label: label.into(), value: net.map(Money::to_f64), amount: Caption::new(printed, short) }
    };
    Columns {
        finding: format!("Net value of the 13 months that end with {}.", report.month.title()),
        quantity: Quantity::money(report.currency.code()),
        columns: report.trend.iter().enumerate().map(column).collect(),
        target: None,
        reach: None,
        rules: true,
    }
}

fn facts(sheet: &mut Sheet, report: &MonthReport, whole: Whole, y: f64, depth: Depth) -> f64 {
    heading(sheet, ASIDE, y, "Result", &whole.unit());
    let totals = report.ledger.totals;
    let before = report.month.previous().name();
    let returned = |ratio: Option<Decimal>| ratio.map_or_else(|| "—".to_owned(), domain::format::decimal);
    let net = whole.one(totals.net);
    let mut rows = vec![
        (format!("Net value of {}", report.month.name()), net, totals.net.is_loss(), String::new(), String::new()),
        (
            format!("Each {}{NBSP}1 spent earned", report.currency),
            returned(totals.return_on_cost),
            totals.return_on_cost.is_some_and(|ratio| ratio.is_sign_negative() && !ratio.is_zero()),
            match report.previous {
                Some(_) => before.to_owned(),
                None if report.ledger.to_date => "A part of a month, not compared".to_owned(),
                None => "No month before to compare with".to_owned(),
            },
            report.previous.map_or(String::new(), |previous| returned(previous.return_on_cost)),
        ),
    ];
    if let Some(previous) = report.previous {
        let change = whole.units(totals.net) - whole.units(previous.net);
        let moved = totals.net.decimal() - previous.net.decimal();
        // A percentage says something only of a base that is above zero and not tiny.
        let share = if previous.net.minor > 0 && previous.net.minor >= totals.net.minor.saturating_abs() / 10 {
            let word = if moved.is_sign_negative() { "less" } else { "more" };
            format!("{} {word}", percent((moved / previous.net.decimal()).abs(), 1))
        } else {
            String::new()
        };
        let was = format!("{before} {}", whole.one(previous.net));
        rows.push((format!("Against {before}"), signed(change), change < 0, was, share));
    }
    let mut top = y + HEAD;
    sheet.rule(ASIDE, top, NARROW, 0.5, Role::Ink);
    for (label, value, loss, note, note_value) in rows {
        let look = FIGURE.ink(if loss { Role::Loss } else { Role::Ink });
        sheet.text(ASIDE, FIGURE.baseline(top + 0.8 * MM), &label, CELL, Align::Left);
        sheet.text(ASIDE + NARROW, FIGURE.baseline(top + 0.8 * MM), &value, look, Align::Right);
        let base = SMALL.baseline(top + 5.0 * MM);
        sheet.text(ASIDE, base, &note, SMALL, Align::Left);
        sheet.text(ASIDE + NARROW, base, &note_value, SMALL, Align::Right);
        top += if note.is_empty() { 6.0 * MM } else { 9.0 * MM };
        sheet.rule(ASIDE, top, NARROW, 0.35, Role::Rule);
    }
    sure(sheet, report, top + 3.0 * MM, depth)
}

/// How sure the figures are, as far as there is room for whole sentences.
fn sure(sheet: &mut Sheet, report: &MonthReport, y: f64, depth: Depth) -> f64 {
    let sentences = certainty(report);
    if sentences.is_empty() || depth.entries < 3 {
        return y;
    }
    heading(sheet, ASIDE, y, "How sure we are", "");
    sheet.prose(ASIDE, y + HEAD, &[(&sentences.join(" "), LIST)], NARROW, 12)
}

fn bridge(sheet: &mut Sheet, report: &MonthReport, whole: Whole, y: f64, depth: Depth, places: Places) -> Result<f64, Error> {
    let Some(way) = &report.bridge else { return sums::by_line(sheet, report, whole, y, depth) };
    let (start, end) = (whole.units(way.before), whole.units(way.after));
    let units = whole.split_to(&way.bars.iter().map(|bar| bar.amount).collect::<Vec<_>>(), end - start);
    let (before, month) = (way.from.name(), way.to.name());
    let lines = places.bridge.map_or_else(String::new, |page| format!("; its lines are on page{NBSP}{page}"));
    let unit = format!("{}{lines}; ticks are positions, arrows changes", whole.unit());
    heading(sheet, LEFT, y, &format!("From {before} to {month}"), &unit);
    // The largest have a row, the rest share one; the order of the report stays.
    let mut order: Vec<usize> = (0..way.bars.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(way.bars[*index].amount.minor.unsigned_abs()));
    let most = if order.len() > depth.bars { depth.bars.saturating_sub(1) } else { order.len() };
    let shown: Vec<usize> = order.into_iter().take(most).collect();
    let mut at = start;
    let mut rows = vec![BridgeRow::total(way.starts_from(), at as f64, figure(at))];
    let mut step = |label: String, by: i64| {
        rows.push(BridgeRow::change(label, at as f64, (at + by) as f64, signed(by)));
        at += by;
    };
    let mut rest = 0;
    for (index, (bar, by)) in way.bars.iter().zip(&units).enumerate() {
        if shown.contains(&index) {
            step(bar.title.clone(), *by);
        } else {
            rest += by;
        }
    }
    let others = way.bars.len() - shown.len();
    if others > 0 {
        step(
            match places.bridge {
                Some(page) => format!("{others} other causes, page{NBSP}{page}"),
                None => format!("{others} other causes"),
            },
            rest,
        );
    }
    rows.push(BridgeRow::total(month, at as f64, figure(at)));
    let finding = format!("From {before} to {month}: {}.", signed(at - start));
    let height = 4.55 * MM * rows.len() as f64 + 4.6 * MM;
    place(sheet, &Bridge { finding, rows }, Frame { x: LEFT, y: y + HEAD, width: WIDE, height })?;
    Ok(y + HEAD + height)
}
