//! The report as a workbook: numbers and dates are such, totals are formulas with their results, text is never a formula.

mod sheet;
mod summary;
mod tables;

use domain::Result;
use domain::report::MonthReport;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::error::internal;

/// Writes the workbook. Its date is the month's end, so that nothing in it depends on when it was written.
///
/// # Errors
/// Amounts beyond 64 bits, and more rows than a sheet takes.
pub fn write(report: &MonthReport) -> Result<Vec<u8>> {
    // In the order in which they stand. The summary comes first and refers to the others.
    let sheets =
        [tables::ledger(report)?, tables::costs(report)?, tables::drivers(report), tables::tests(report), tables::restatements(report)];
    let fill = |workbook: &mut Workbook| -> Result<Vec<u8>, XlsxError> {
        workbook.set_properties(&properties(report)?);
        summary::write_to(workbook.add_worksheet(), report)?;
        for sheet in &sheets {
            sheet.write(workbook.add_worksheet(), report.currency)?;
        }
        workbook.save_to_buffer()
    };
    fill(&mut Workbook::new()).map_err(|fault| internal("workbook", fault))
}

fn properties(report: &MonthReport) -> Result<DocProperties, XlsxError> {
    let dated = ExcelDateTime::from_timestamp(report.ledger.window.end_ms.div_euclid(1000))?;
    let title = format!("Business impact of machine learning, {}", report.month.title());
    Ok(DocProperties::new().set_title(title).set_author(&report.workspace).set_creation_datetime(&dated))
}
