//! Files with a header: its columns in any order, and rows that are accepted one by one.

use std::collections::BTreeMap;

use csv::StringRecord;
use domain::ports::ImportReport;
use domain::{Error, Result};

use super::import::{Lines, reject};

/// Where each known column stands.
pub(super) type Columns = BTreeMap<String, usize>;

/// One row by its columns' names.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    columns: &'a Columns,
    record: &'a StringRecord,
    /// Of the file, the header being 1.
    pub(super) line: u64,
}

impl<'a> Row<'a> {
    /// The cell of a column; empty where the file has none.
    pub(super) fn cell(self, name: &str) -> &'a str {
        self.columns.get(name).and_then(|index| self.record.get(*index)).unwrap_or_default()
    }
}

/// The rows of a file's text; the header is the first.
pub(super) fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes())
}

/// The refusal of a header; `expected` is the header in words.
pub(super) fn wrong_header(why: &str, expected: &str) -> Error {
    Error::field("file", format!("{why}; the header must be {expected}"))
}

/// Checks the header; the order of the columns is free.
///
/// # Errors
/// Semicolons, an unknown column, one that stands twice, a needed one that is missing.
pub(super) fn columns(reader: &mut csv::Reader<&[u8]>, known: impl Fn(&str) -> bool, needed: &[&str], expected: &str) -> Result<Columns> {
    let header = reader.headers().map_err(|fault| Error::field("file", fault.to_string()))?;
    let wrong = |why: String| Err(wrong_header(&why, expected));
    if header.len() == 1 && header.get(0).is_some_and(|name| name.contains(';')) {
        return wrong("columns are separated by commas, not semicolons".to_owned());
    }
    let mut columns = Columns::new();
    for (index, name) in header.iter().enumerate() {
        let name = name.to_lowercase();
        if !known(&name) {
            return wrong(format!("“{name}” is not a column of this file"));
        }
        if columns.insert(name.clone(), index).is_some() {
            return wrong(format!("the column “{name}” stands twice"));
        }
    }
    match needed.iter().find(|name| !columns.contains_key(**name)) {
        Some(missing) => wrong(format!("the column “{missing}” is missing")),
        None => Ok(columns),
    }
}

/// Offers each row: `accept` says whether it is new. `column` names the column that a field of an error was read from.
pub(super) fn each_row(
    text: &str,
    reader: &mut csv::Reader<&[u8]>,
    columns: &Columns,
    column: impl Fn(&str) -> String,
    mut accept: impl FnMut(Row<'_>) -> Result<bool>,
) -> ImportReport {
    let (mut lines, mut report) = (Lines::of(text), ImportReport::default());
    let mut record = StringRecord::new();
    loop {
        let read = reader.read_record(&mut record);
        let position = match &read {
            Ok(false) => return report,
            Ok(true) => record.position(),
            Err(fault) => fault.position(),
        };
        let line = position.map_or(0, |position| lines.at(position));
        let outcome = match read {
            Err(fault) => Err(Error::invalid(fault.to_string())),
            Ok(_) if record.len() != columns.len() => Err(Error::invalid(wrong_width(&record, columns))),
            Ok(_) => accept(Row { columns, record: &record, line }),
        };
        match outcome {
            Ok(true) => report.accepted += 1,
            Ok(false) => report.duplicate += 1,
            Err(Error::Invalid { field, message }) => {
                reject(&mut report, line, &column(&field.unwrap_or_default()), message);
            }
            Err(error) => reject(&mut report, line, "", error.to_string()),
        }
    }
}

/// Why a row cannot be read by its header.
pub(super) fn wrong_width(record: &StringRecord, columns: &Columns) -> String {
    format!("this line has {} columns, the header {}", record.len(), columns.len())
}
