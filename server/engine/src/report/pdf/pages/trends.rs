//! Thirteen months: per service the technical line above its business line with the value below, then the net value.

use charts::spec::{Axis, Caption, Column, Columns, Marks, Quantity, Reference, Sample, Side, Strip, StripPart, Strips};
use charts::text::Weight;
use charts::{Frame, MM, Role};
use domain::Error;
use domain::format::{NBSP, decimal};
use domain::metric::Better;
use domain::money::Money;
use domain::report::{MonthReport, ServiceTrend, TrendLine};
use domain::time::Month;
use rust_decimal::prelude::ToPrimitive;

use super::super::book::{Book, place};
use super::super::look::{BODY, CELL, LEFT, LIST, Look, SECTION, SMALL, WIDTH};
use super::super::prose::{measure, wrap};
use super::super::sheet::{Align, Sheet};
use super::super::table::{Cell, Kind, Table};
use super::super::whole::{Whole, figure};
use super::first::net_columns;

const BLOCK: f64 = 75.0 * MM;
const GAP: f64 = 3.0 * MM;
const PLOT: f64 = 136.0 * MM;
const MARGINS: (f64, f64) = (11.0 * MM, 19.0 * MM);
const SIDE: f64 = LEFT + 138.0 * MM;
const SIDE_WIDTH: f64 = 38.0 * MM;
/// More services than this, and only those that matter most have a block.
const MOST_BLOCKS: usize = 12;

/// Blocks of services, three to a page, then the net value of 13 months with its table.
pub fn trends(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let shown = chosen(report);
    if !shown.is_empty() {
        let lead = "Thirteen months on one time axis: the model above the business it serves, and the value below. Dashed: baseline, what would \
                    have been without the work. Dotted: target. Value columns share one scale.";
        book.flow("Trends by service", &[(lead, BODY)], BLOCK);
        if shown.len() < report.service_trends.len() {
            let told = format!(
                "Shown are the {} services with the largest benefit and those with a loss; all {} are in the tables.",
                shown.len(),
                report.service_trends.len()
            );
            book.paragraph(&[(&told, LIST)]);
        }
        let reach = shown.iter().flat_map(|trend| trend.value.iter().flatten()).map(|value| value.to_f64().abs()).fold(0.0, f64::max);
        for trend in shown {
            let saved = Saved::of(trend);
            book.room(saved.block());
            let y = book.y;
            block(book.sheet(), report, trend, reach, y, saved)?;
            book.y += saved.block() + GAP;
        }
    }
    months(book, report)
}

/// All services, or of many the twelve with the largest benefit and every one with a loss, in the report's order.
fn chosen(report: &MonthReport) -> Vec<&ServiceTrend> {
    let all: Vec<&ServiceTrend> = report.service_trends.iter().collect();
    if all.len() <= MOST_BLOCKS {
        return all;
    }
    let size = |trend: &ServiceTrend| trend.value.last().copied().flatten().map_or(0, |value| value.minor.unsigned_abs());
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(size(all[*index])));
    order.truncate(MOST_BLOCKS);
    let lost = |trend: &ServiceTrend| report.ledger.lines_of(&trend.service).any(|line| line.amount.is_loss());
    all.into_iter().enumerate().filter(|(index, trend)| order.contains(index) || lost(trend)).map(|(_, trend)| trend).collect()
}

/// How much lower a block is where a panel stays empty; nothing is saved where the words beside it need the height.
#[derive(Debug, Clone, Copy)]
struct Saved {
    technical: f64,
    business: f64,
}

impl Saved {
    fn of(trend: &ServiceTrend) -> Self {
        let technical = if trend.technical.is_none() { 27.0 * MM } else { 0.0 };
        let business = if trend.business.is_none() { 11.0 * MM } else { 0.0 };
        let height = |text: &str, look: Look| wrap(&[(text, look)], SIDE_WIDTH).len() as f64 * look.leading;
        let words = height(&trend.name, SECTION) + height(&owners(trend), SMALL) + 3.0 * MM + height(&trend.text, LIST);
        if words > 54.0 * MM - technical - business { Self { technical: 0.0, business: 0.0 } } else { Self { technical, business } }
    }

    fn all(self) -> f64 {
        self.technical + self.business
    }

    fn block(self) -> f64 {
        BLOCK - self.all()
    }
}

fn block(sheet: &mut Sheet, report: &MonthReport, trend: &ServiceTrend, reach: f64, y: f64, saved: Saved) -> Result<(), Error> {
    sheet.rule(LEFT, y, WIDTH, 0.5, Role::Ink);
    let title = SMALL.bold().ink(Role::Ink);
    let parts = [(trend.technical.as_ref(), 5.0, 28.0, Side::Technical), (trend.business.as_ref(), 37.5, 15.0, Side::Business)];
    let mut strips = Strips {
        finding: String::new(),
        events_finding: String::new(),
        axis: Axis::months(trend.months.iter().map(|month| month_label(*month))),
        events: Vec::new(),
        strips: Vec::new(),
        margins: Some(MARGINS),
    };
    let mut frames = Vec::new();
    for (line, top, height, side) in parts {
        let top = if side == Side::Business { top - saved.technical / MM } else { top };
        let words = match (line, side) {
            (Some(line), _) => line.title.clone(),
            (None, Side::Technical) => "No measure of the model itself is tied to money here".to_owned(),
            (None, Side::Business) => "No business measure is tied to this service".to_owned(),
        };
        let words = charts::text::cut(&words, PLOT, title.size, Weight::SemiBold);
        sheet.text(LEFT, title.baseline(y + (top - 3.6) * MM), &words, title, Align::Left);
        if let Some(line) = line {
            strips.strips.push(strip(line, side));
            frames.push(Frame { x: LEFT, y: y + (top + 0.6) * MM, width: PLOT, height: height * MM });
        }
    }
    // Not drawn: it keeps the labels of the months out of the strips above.
    strips.strips.push(Strip { marks: Marks::Columns(Vec::new()), ..strip(&blank(), Side::Business) });
    for (index, frame) in frames.into_iter().enumerate() {
        place(sheet, &StripPart::Strip(&strips, index), frame)?;
    }
    let whole = Whole::of(trend.value.iter().copied().flatten(), report.currency);
    let below = y - saved.all();
    sheet.text(LEFT, title.baseline(below + 53.5 * MM), &format!("Value, {}", whole.unit()), title, Align::Left);
    let frame = Frame { x: LEFT + MARGINS.0, y: below + 56.0 * MM, width: PLOT - MARGINS.0 - MARGINS.1, height: 18.0 * MM };
    place(sheet, &values(trend, reach), frame)?;
    let last = trend.value.last().copied().flatten();
    let ink = if last.is_some_and(Money::is_loss) { Role::Loss } else { Role::Ink };
    let figure = last.map_or_else(|| "—".to_owned(), |value| whole.one(value));
    sheet.text(frame.x + frame.width + 1.5 * MM, frame.y + 9.0 * MM, &figure, Look { size: 8.5, ..CELL.bold().ink(ink) }, Align::Left);
    beside(sheet, report, trend, whole, (y, below));
    Ok(())
}

fn blank() -> TrendLine {
    let (title, unit) = (String::new(), String::new());
    TrendLine { title, unit, better: Better::Higher, decimals: 0, values: Vec::new(), baseline: None, target: None, gaps: Vec::new() }
}

fn month_label(month: Month) -> Caption {
    let short = month.short_name();
    let full = if month.number() == 1 { format!("{short}{NBSP}{:02}", month.year().rem_euclid(100)) } else { short.to_owned() };
    Caption::new(full, short)
}

fn strip(line: &TrendLine, side: Side) -> Strip {
    let values: Vec<_> = line.values.iter().map(|value| value.and_then(|value| value.to_f64())).collect();
    let level = |label: &str, level: Option<rust_decimal::Decimal>| {
        let level = level?;
        let caption = Caption::new(format!("{label} {}", decimal(level)), label);
        Some(Reference::flat(caption, level.to_f64()?))
    };
    Strip {
        finding: format!("{} over 13 months.", line.title),
        side,
        marks: Marks::Line((0u32..).zip(values).map(|(month, value)| Sample::new(f64::from(month) + 0.5, value)).collect()),
        baseline: level("baseline", line.baseline),
        target: level("target", line.target),
        end: line.values.last().copied().flatten().map(|value| ending(value, line).into()),
        shown: None,
        notes: Vec::new(),
    }
}

fn printed(value: rust_decimal::Decimal, line: &TrendLine) -> String {
    let mut value = value.round_dp_with_strategy(line.decimals, rust_decimal::RoundingStrategy::MidpointNearestEven);
    value.rescale(line.decimals);
    if line.unit.is_empty() || line.unit == "1" { decimal(value) } else { format!("{}{NBSP}{}", decimal(value), line.unit) }
}

/// The newest value with its unit, or without where both do not fit: the title names the unit.
fn ending(value: rust_decimal::Decimal, line: &TrendLine) -> String {
    let full = printed(value, line);
    let look = Look { size: 8.5, ..CELL.bold() };
    if measure(&full, look) <= MARGINS.1 - 2.0 * MM { full } else { printed(value, &TrendLine { unit: String::new(), ..line.clone() }) }
}

fn values(trend: &ServiceTrend, reach: f64) -> Columns {
    let columns = trend.months.iter().zip(&trend.value);
    Columns {
        finding: format!("Value of {} over 13 months.", trend.name),
        quantity: Quantity::other(""),
        columns: columns
            .map(|(month, value)| Column { label: month_label(*month), value: value.map(Money::to_f64), amount: Caption::default() })
            .collect(),
        target: None,
        reach: (reach > 0.0).then_some(reach),
        rules: false,
    }
}

fn owners(trend: &ServiceTrend) -> String {
    let who: Vec<&str> = [trend.team.as_str(), trend.owner_name.as_str()].into_iter().filter(|word| !word.is_empty()).collect();
    who.join(" · ")
}

/// Name, owner, what happened, and the last two months' figures at the foot: 57 mm under `below`.
fn beside(sheet: &mut Sheet, report: &MonthReport, trend: &ServiceTrend, whole: Whole, (y, below): (f64, f64)) {
    let mut top = sheet.prose(SIDE, y + 1.5 * MM, &[(&trend.name, SECTION)], SIDE_WIDTH, 2);
    top = sheet.prose(SIDE, top, &[(&owners(trend), SMALL)], SIDE_WIDTH, 2) + 1.5 * MM;
    let lines = ((below + 54.0 * MM - top) / LIST.leading).max(1.0) as usize;
    sheet.prose(SIDE, top, &[(&trend.text, LIST)], SIDE_WIDTH, lines);
    let figures = |line: Option<&TrendLine>| -> [String; 2] {
        let at = |back: usize| {
            let value = line.and_then(|line| line.values.iter().rev().nth(back).copied().flatten().map(|value| (value, line)));
            value.map_or_else(|| "—".to_owned(), |(value, line)| printed(value, &TrendLine { unit: String::new(), ..line.clone() }))
        };
        [at(0), at(1)]
    };
    let value =
        |back: usize| trend.value.iter().rev().nth(back).copied().flatten().map_or_else(|| "—".to_owned(), |value| whole.one(value));
    let rows = [
        ("", [report.month.short_name().to_owned(), report.month.previous().short_name().to_owned()], SMALL),
        ("Model", figures(trend.technical.as_ref()), CELL),
        ("Business", figures(trend.business.as_ref()), CELL),
        ("Value", [value(0), value(1)], CELL),
    ];
    let mut base = below + 57.0 * MM;
    for (label, [now, before], look) in rows {
        let right = SIDE + SIDE_WIDTH;
        let small = Look { size: 6.5, ..look };
        sheet.text(SIDE, look.baseline(base), label, small, Align::Left);
        sheet.text(right - 13.0 * MM, look.baseline(base), &now, small, Align::Right);
        sheet.text(right, look.baseline(base), &before, small.ink(Role::Ink3), Align::Right);
        base += 4.2 * MM;
        sheet.rule(SIDE, base - 0.2 * MM, SIDE_WIDTH, 0.35, Role::Rule);
    }
}

fn months(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let lead = "Net value is benefit less the cost to run. A month without a line and without a cost has no column; it is not zero.";
    book.part("Net value of 13 months", lead, |book| net_value(book, report))
}

fn net_value(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    if report.trend.iter().all(|point| point.totals.is_none()) {
        book.nothing("Net value", "No month has figures yet.");
        return Ok(());
    }
    let nets = report.trend.iter().filter_map(|point| point.totals).map(|totals| totals.net);
    let whole = Whole::of(nets, report.currency);
    book.y += 2.0 * MM;
    book.chart(&net_columns(report, whole, true), WIDTH, 28.0 * MM)?;
    let kinds = ["Gains", "Losses", "Overlap", "Benefit", "Cost to run", "Net value", "Return"].map(|head| (head, Kind::Figure));
    let heads: Vec<_> = [("Month", Kind::Text)].into_iter().chain(kinds).collect();
    let mut table = Table::new(&heads);
    for point in &report.trend {
        let name = if point.to_date { format!("{}, to date", point.month.title()) } else { point.month.title() };
        let mut row = vec![Cell::text(name)];
        match point.totals {
            Some(totals) => row.extend([
                Cell::money(totals.gains),
                Cell::money(totals.losses),
                Cell::money(totals.overlap),
                Cell::money(totals.benefit),
                Cell::cost(totals.cost),
                Cell::money(totals.net),
                Cell::text(totals.return_on_cost.map_or_else(|| "—".to_owned(), decimal)),
            ]),
            None => row.extend((0..7).map(|_| Cell::text("—"))),
        }
        table.rows.push(row);
    }
    book.table("Month by month", report.currency.code(), &table.without_empty(3))?;
    let known = report.trend.iter().filter(|point| point.totals.is_some()).count();
    if known < report.trend.len() {
        let note = format!("{} of {} months have figures.", figure(known as i64), report.trend.len());
        book.y += 1.5 * MM;
        book.paragraph(&[(&note, SMALL)]);
    }
    Ok(())
}
