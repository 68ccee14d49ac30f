//! Foot of page 1: what each template earned, then benefit less cost is the net value.

use charts::spec::{Paint, ValueBars, ValueRow};
use charts::{Frame, MM, Role};
use domain::Error;
use domain::money::Money;
use domain::report::MonthReport;

use super::super::book::{heading, place};
use super::super::look::{CELL, LEFT, WIDTH};
use super::super::sheet::{Align, Sheet};
use super::super::whole::{Whole, figure};
use super::first::{Depth, WIDE};

/// Bars by template and the three sums.
pub(super) fn earned(sheet: &mut Sheet, report: &MonthReport, whole: Whole, y: f64) -> Result<f64, Error> {
    heading(sheet, LEFT, y, "How it was earned", &whole.unit());
    let mut top = y + 5.5 * MM;
    let cost = report.ledger.totals.cost.negated();
    let mut parts: Vec<Money> = report.by_template.iter().map(|(_, money)| *money).collect();
    parts.push(cost);
    let units = whole.split(&parts);
    let sign = |template, wanted_loss: bool| {
        let lines = report.ledger.lines.iter().filter(|line| line.template == template && line.amount.is_loss() == wanted_loss);
        lines.map(|line| whole.length(line.amount)).sum::<f64>()
    };
    let rows = report.by_template.iter().zip(&units).map(|((template, _), unit)| ValueRow {
        label: template.name().into(),
        amount: figure(*unit),
        gain: sign(*template, false),
        loss: sign(*template, true),
        paint: Paint::Signed,
    });
    let rows: Vec<ValueRow> = rows.collect();
    if !rows.is_empty() {
        let height = 4.6 * MM * rows.len() as f64;
        let finding = format!("Benefit of {} by template.", report.month.title());
        place(sheet, &ValueBars { finding, rows }, Frame { x: LEFT, y: top, width: WIDTH, height })?;
        top += height;
    }
    let benefit: i64 = units.iter().take(report.by_template.len()).sum();
    let net: i64 = units.iter().sum();
    let spent = units.last().copied().unwrap_or(0);
    for (label, amount, bold) in [
        ("Benefit: gains and losses together", benefit, true),
        ("Cost to run: cloud, licences, people", spent, false),
        ("Net value", net, true),
    ] {
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
