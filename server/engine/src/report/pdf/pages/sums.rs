//! Foot of page 1: how well each part of the benefit is proved, then benefit less cost is the net value.

use charts::spec::{Grade as Mark, Paint, ValueBars, ValueRow};
use charts::{Frame, MM, Role};
use domain::Error;
use domain::evidence::Grade;
use domain::money::Money;
use domain::report::MonthReport;
use domain::value::GradeRow;

use super::super::book::{heading, place};
use super::super::look::{CELL, LEFT, WIDTH};
use super::super::sheet::{Align, Sheet};
use super::super::whole::{Whole, figure};
use super::first::{Depth, WIDE};

/// Bars by evidence grade and the sums.
pub(super) fn earned(sheet: &mut Sheet, report: &MonthReport, whole: Whole, y: f64) -> Result<f64, Error> {
    let unit = if report.ledger.totals.overlap.minor == 0 {
        whole.unit()
    } else {
        format!("{}, before what was claimed twice is taken back", whole.unit())
    };
    heading(sheet, LEFT, y, "How strong the evidence is", &unit);
    let mut top = y + 5.5 * MM;
    let totals = report.ledger.totals;
    let before_overlap = |row: &GradeRow| Money { minor: row.gains.minor.saturating_add(row.losses.minor), currency: report.currency };
    let mut parts: Vec<Money> = report.by_grade.iter().map(before_overlap).collect();
    parts.extend([totals.overlap, totals.cost.negated()]);
    let units = whole.split(&parts);
    let rows = report.by_grade.iter().zip(&units).map(|(row, unit)| ValueRow {
        label: row.grade.words().into(),
        amount: figure(*unit),
        gain: whole.length(row.gains),
        loss: whole.length(row.losses),
        paint: Paint::Grade(mark(row.grade)),
    });
    let rows: Vec<ValueRow> = rows.collect();
    if !rows.is_empty() {
        let height = 4.6 * MM * rows.len() as f64;
        let finding = format!("Benefit of {} by evidence grade.", report.month.title());
        place(sheet, &ValueBars { finding, rows }, Frame { x: LEFT, y: top, width: WIDTH, height })?;
        top += height;
    }
    let net: i64 = units.iter().sum();
    let spent = units.last().copied().unwrap_or(0);
    let overlap = units[units.len() - 2];
    let mut sums = vec![("Earned, after the same money is counted once", net - spent, true)];
    if totals.overlap.minor != 0 {
        sums.insert(0, ("Claimed twice, taken back", overlap, false));
    } else {
        sums[0].0 = "Earned: gains and losses together";
    }
    sums.extend([("Cost to run: cloud, licences, people", spent, false), ("Net value", net, true)]);
    for (label, amount, bold) in sums {
        sheet.rule(LEFT, top, WIDTH, if bold { 0.5 } else { 0.35 }, if bold { Role::Ink } else { Role::Rule });
        let look = if bold { CELL.bold() } else { CELL };
        let base = look.baseline(top + 0.5 * MM);
        let ink = if bold && amount < 0 { Role::Loss } else { Role::Ink };
        sheet.text(LEFT, base, label, look, Align::Left);
        sheet.text(LEFT + WIDTH, base, &figure(amount), look.ink(ink), Align::Right);
        top += CELL.leading + 1.0 * MM;
    }
    sheet.rule(LEFT, top, WIDTH, 0.5, Role::Ink);
    Ok(top + 0.5)
}

/// In a first month, in the bridge's place: what each line earned or lost, the largest by themselves.
pub(super) fn by_line(sheet: &mut Sheet, report: &MonthReport, whole: Whole, y: f64, depth: Depth) -> Result<f64, Error> {
    let mut lines: Vec<_> = report.ledger.lines.iter().collect();
    if lines.is_empty() {
        return Ok(y);
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.amount.minor.unsigned_abs()));
    heading(sheet, LEFT, y, "What each line earned or lost", &whole.unit());
    let amounts: Vec<Money> = lines.iter().map(|line| line.amount).collect();
    let units = whole.split(&amounts);
    let most = if lines.len() > depth.bars { depth.bars.saturating_sub(1) } else { lines.len() };
    let row =
        |(line, unit): (&&domain::value::ValueLine, &i64)| ValueRow::signed(line.name.clone(), figure(*unit), whole.length(line.amount));
    let mut rows: Vec<ValueRow> = lines.iter().zip(&units).take(most).map(row).collect();
    if most < lines.len() {
        let rest: i64 = units.iter().skip(most).sum();
        rows.push(ValueRow::signed(format!("{} other lines", lines.len() - most), figure(rest), rest as f64));
    }
    let height = 4.6 * MM * rows.len() as f64;
    let finding = format!("Value of each line in {}.", report.month.title());
    place(sheet, &ValueBars { finding, rows }, Frame { x: LEFT, y: y + 5.5 * MM, width: WIDE, height })?;
    Ok(y + 5.5 * MM + height)
}

fn mark(grade: Grade) -> Mark {
    match grade {
        Grade::A => Mark::A,
        Grade::B => Mark::B,
        Grade::C => Mark::C,
        Grade::D => Mark::D,
        Grade::E => Mark::E,
    }
}
