//! Reports as files: each is a function of the report's content alone, so the same report gives the same bytes.

pub mod csv;
pub mod journal;
pub mod json;
pub mod pdf;
mod rows;
#[cfg(test)]
mod tests;
pub mod xlsx;

use domain::Result;
use domain::config::Journal;
use domain::report::{MonthReport, ReportFormat};

/// Writes the report in one of its forms; `accounts` are those of the journal.
///
/// # Errors
/// What cannot be drawn or does not fit the form; for the journal, accounts that are missing.
pub fn write(report: &MonthReport, accounts: Option<&Journal>, format: ReportFormat) -> Result<Vec<u8>> {
    match format {
        ReportFormat::Pdf => pdf::draw(report),
        ReportFormat::Xlsx => xlsx::write(report),
        ReportFormat::Csv => csv::write(report),
        ReportFormat::Json => json::write(report),
        ReportFormat::Journal => journal::write(report, accounts),
    }
}
