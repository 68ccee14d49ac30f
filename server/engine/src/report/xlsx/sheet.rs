//! One sheet with a header row that stays, rows, and a row of totals.

use domain::money::{Currency, Money};
use rust_decimal::Decimal;
use rust_xlsxwriter::{ColNum, ExcelDateTime, Format, Formula, RowNum, Worksheet, XlsxError};

use super::super::rows::Cell;

/// A cell of a workbook takes no more characters.
const TEXT_MAX: usize = 32_767;

/// A column of a sheet.
pub struct Column {
    pub heading: &'static str,
    /// In characters.
    pub width: f64,
    /// Its sum, where it has a total.
    pub total: Option<Money>,
}

impl Column {
    /// Without a total.
    pub fn plain(heading: &'static str, width: f64) -> Self {
        Self { heading, width, total: None }
    }
}

/// A table on a sheet of its own.
pub struct Sheet {
    pub name: &'static str,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Writes header, rows and, where a column has one, the row of totals.
    ///
    /// # Errors
    /// More rows or columns than a sheet takes.
    pub fn write(&self, sheet: &mut Worksheet, currency: Currency) -> Result<(), XlsxError> {
        sheet.set_name(self.name)?.set_freeze_panes(1, 0)?;
        for (place, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(place, column.width)?;
            sheet.write_string_with_format(0, place, column.heading, &bold())?;
        }
        for (row, cells) in (1..).zip(&self.rows) {
            for (place, cell) in (0..).zip(cells) {
                write(sheet, row, place, cell)?;
            }
        }
        let last = self.rows.len() as RowNum;
        for (place, column) in (0..).zip(&self.columns) {
            if let Some(total) = column.total {
                let sum = format!("=SUM({})", range(None, place, last));
                sheet.write_formula_with_format(last + 1, place, result(&sum, total.decimal()), &amount(currency).set_bold())?;
            }
        }
        if self.columns.iter().any(|column| column.total.is_some()) {
            sheet.write_string_with_format(last + 1, 0, "Total", &bold())?;
        }
        Ok(())
    }
}

/// One cell, by what it is.
pub fn write(sheet: &mut Worksheet, row: RowNum, place: ColNum, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::None => {}
        Cell::Text(text) => drop(sheet.write_string(row, place, fitting(text))?),
        Cell::Number(number) => drop(sheet.write_number(row, place, nearest(*number))?),
        Cell::Money(money) => drop(sheet.write_number_with_format(row, place, nearest(money.decimal()), &amount(money.currency))?),
        Cell::Day(day) => drop(sheet.write_datetime_with_format(row, place, &date(*day)?, &Format::new().set_num_format("yyyy-mm-dd"))?),
        Cell::Month(month) => {
            let format = Format::new().set_num_format("yyyy-mm");
            sheet.write_datetime_with_format(row, place, &date(month.first_day())?, &format)?;
        }
    }
    Ok(())
}

/// The cells of a column from the row below the header to `last`: `Ledger!$X$2:$X$9`. Of no rows, the header, which counts as nothing.
pub fn range(sheet: Option<&str>, place: ColNum, last: RowNum) -> String {
    let name = rust_xlsxwriter::utility::column_number_to_name(place);
    let sheet = sheet.map(|sheet| format!("{sheet}!")).unwrap_or_default();
    format!("{sheet}${name}${}:${name}${}", last.min(1) + 1, last + 1)
}

/// A formula with what it comes to, for readers that compute nothing.
pub fn result(formula: &str, comes_to: Decimal) -> Formula {
    Formula::new(formula).set_result(comes_to.to_string())
}

/// Thousands grouped, with the minor digits of the currency.
pub fn amount(currency: Currency) -> Format {
    let fraction = "0".repeat(currency.minor_digits() as usize);
    let point = if fraction.is_empty() { "" } else { "." };
    Format::new().set_num_format(format!("#,##0{point}{fraction}"))
}

pub fn bold() -> Format {
    Format::new().set_bold()
}

/// The double that is nearest to a decimal: exact to 15 digits.
fn nearest(number: Decimal) -> f64 {
    number.to_string().parse().unwrap_or(f64::NAN)
}

fn date(day: chrono::NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    use chrono::Datelike;
    let part = |part: u32| u8::try_from(part).unwrap_or_default();
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or_default(), part(day.month()), part(day.day()))
}

fn fitting(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > TEXT_MAX
    });
    end.map_or(text, |(end, _)| &text[..end])
}
