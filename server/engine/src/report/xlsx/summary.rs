//! The first sheet: what the report is of, its totals, and the net value by service, all of which the other sheets add up to.

use domain::money::Money;
use domain::report::MonthReport;
use domain::time::{instant_title, parse_zone};
use rust_xlsxwriter::{RowNum, Worksheet, XlsxError};

use super::super::rows::Cell;
use super::sheet::{amount, bold, range, result, write};
use super::tables::{COSTS, LEDGER, cost_column, line_column};

/// First row of the totals, counted from 0.
const TOTALS: RowNum = 10;
/// Row of the header above the services.
const SERVICES: RowNum = TOTALS + 9;

/// Writes the sheet.
pub fn write_to(sheet: &mut Worksheet, report: &MonthReport) -> Result<(), XlsxError> {
    sheet.set_name("Summary")?.set_freeze_panes(1, 0)?;
    sheet.set_column_width(0, 34)?.set_column_width(1, 24)?.set_column_width(2, 20)?.set_column_width(3, 20)?;
    sheet.write_string_with_format(0, 0, "Business impact of machine learning", &bold())?;
    sheet.write_string_with_format(0, 1, report.month.title(), &bold())?;
    about(sheet, report)?;
    totals(sheet, report)?;
    services(sheet, report)
}

fn about(sheet: &mut Worksheet, report: &MonthReport) -> Result<(), XlsxError> {
    let as_of = parse_zone(&report.time_zone).map(|zone| instant_title(report.as_of_ms, zone)).unwrap_or_default();
    let state = if report.ledger.to_date { "To date" } else { "Whole month" };
    let data = if report.sample_data { "Sample data" } else { "Recorded" };
    let rows = [
        ("Company", Cell::text(&report.workspace)),
        ("Month", Cell::Month(report.month)),
        ("Covers", Cell::text(state)),
        ("Figures as of", Cell::text(format!("{as_of}, {}", report.time_zone))),
        ("Basis", Cell::text(report.basis.name())),
        ("Currency", Cell::text(report.currency.code())),
        ("Data", Cell::text(data)),
        ("Snapshot (SHA-256)", Cell::text(&report.snapshot)),
    ];
    for (row, (heading, cell)) in (1..).zip(rows) {
        sheet.write_string(row, 0, heading)?;
        write(sheet, row, 1, &cell)?;
    }
    Ok(())
}

/// `gains + losses + overlap = benefit`; `benefit − cost = net`.
fn totals(sheet: &mut Worksheet, report: &MonthReport) -> Result<(), XlsxError> {
    let (totals, last) = (report.ledger.totals, report.ledger.lines.len() as RowNum);
    let lines = |key: &str| range(Some(LEDGER), line_column(key), last);
    let costs = range(Some(COSTS), cost_column("amount"), report.ledger.costs.len() as RowNum);
    // Rows of a sheet are counted from 1.
    let at = |nth: RowNum| format!("B{}", TOTALS + nth + 1);
    let rows: [(&str, String, Money); 6] = [
        ("Gains", format!("=SUMIF({},\">0\")", lines("amount")), totals.gains),
        ("Losses", format!("=SUMIF({},\"<0\")", lines("amount")), totals.losses),
        ("Overlap", format!("=SUM({})", lines("overlap")), totals.overlap),
        ("Benefit", format!("=SUM({}:{})", at(0), at(2)), totals.benefit),
        ("Cost to run", format!("=SUM({costs})"), totals.cost),
        ("Net value", format!("={}-{}", at(3), at(4)), totals.net),
    ];
    for (row, (heading, formula, money)) in (TOTALS..).zip(&rows) {
        sheet.write_string_with_format(row, 0, *heading, &bold())?;
        sheet.write_formula_with_format(row, 1, result(formula, money.decimal()), &amount(report.currency).set_bold())?;
    }
    let row = TOTALS + rows.len() as RowNum;
    sheet.write_string(row, 0, "Benefit for 1 spent")?;
    match (totals.return_on_cost, totals.unknown_costs_words()) {
        (Some(ratio), _) => write(sheet, row, 1, &Cell::Number(ratio)),
        (None, Some(words)) => write(sheet, row, 1, &Cell::text(format!("The cost {words}"))),
        (None, None) => Ok(()),
    }
}

/// Benefit, cost and net value by service, and their sums.
fn services(sheet: &mut Worksheet, report: &MonthReport) -> Result<(), XlsxError> {
    for (place, heading) in (0..).zip(["Service", "Benefit", "Cost to run", "Net value"]) {
        sheet.write_string_with_format(SERVICES, place, heading, &bold())?;
    }
    for (row, service) in (SERVICES + 1..).zip(&report.services) {
        let of = [service.totals.benefit, service.totals.cost, service.totals.net];
        write(sheet, row, 0, &Cell::text(&service.name))?;
        for (place, money) in (1..).zip(of) {
            write(sheet, row, place, &Cell::Money(money))?;
        }
    }
    let (n, totals) = (report.services.len() as RowNum, report.ledger.totals);
    if n > 0 {
        let row = SERVICES + n + 1;
        sheet.write_string_with_format(row, 0, "Total", &bold())?;
        for (place, (name, money)) in (1..).zip([("B", totals.benefit), ("C", totals.cost), ("D", totals.net)]) {
            let sum = format!("=SUM({name}{}:{name}{})", SERVICES + 2, SERVICES + n + 1);
            sheet.write_formula_with_format(row, place, result(&sum, money.decimal()), &amount(report.currency).set_bold())?;
        }
    }
    Ok(())
}
