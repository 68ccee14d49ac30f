//! The ledger as CSV (RFC 4180, UTF-8): one row a line of value or a cost, numbers plain, text that no spreadsheet takes for a formula.

use domain::Result;
use domain::report::MonthReport;

use super::rows::{self, COLUMNS, Cell};
use crate::error::internal;

/// Writes the ledger. The column `net` adds up to the month's net value.
///
/// # Errors
/// Amounts beyond 64 bits.
pub fn write(report: &MonthReport) -> Result<Vec<u8>> {
    let ledger = &report.ledger;
    let mut table = Table::new(&COLUMNS.map(|column| column.key))?;
    for line in &ledger.lines {
        table.row(&rows::line(report, line)?)?;
    }
    for cost in &ledger.costs {
        table.row(&rows::cost(report, cost))?;
    }
    table.close()
}

/// Rows of a file, one after the other.
pub(super) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// A file that starts with its header.
    ///
    /// # Errors
    /// None for what is written to memory.
    pub fn new(header: &[&str]) -> Result<Self> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        writer.write_record(header).map_err(|fault| internal("CSV", fault))?;
        Ok(Self(writer))
    }

    /// The next row.
    ///
    /// # Errors
    /// A row that is longer or shorter than the header.
    pub fn row(&mut self, cells: &[Cell]) -> Result<()> {
        self.0.write_record(cells.iter().map(field)).map_err(|fault| internal("CSV", fault))
    }

    /// The bytes.
    ///
    /// # Errors
    /// None for what is written to memory.
    pub fn close(self) -> Result<Vec<u8>> {
        self.0.into_inner().map_err(|fault| internal("CSV", fault))
    }
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::None => String::new(),
        Cell::Text(text) => inert(text),
        Cell::Number(number) => number.to_string(),
        Cell::Money(money) => money.decimal().to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Month(month) => month.to_string(),
    }
}

/// What starts like a formula is kept from being one by an apostrophe, which spreadsheets hide.
fn inert(text: &str) -> String {
    // The wide forms are what East Asian spreadsheets take for the narrow ones.
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    if text.starts_with(formula) { format!("'{text}") } else { text.to_owned() }
}
