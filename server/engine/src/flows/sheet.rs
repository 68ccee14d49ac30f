//! Files as CSV: the first sheet of an XLSX workbook, row for row, and Parquet files, so that a file has one way in.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use domain::{Error, Result};
use zip::ZipArchive;

/// How a zip archive, and so a workbook, begins.
const MAGIC: &[u8] = b"PK\x03\x04";
/// Largest sheet that is read. A small file can unpack to any size.
const ROWS_MAX: u32 = 200_000;
const COLUMNS_MAX: u32 = 100;
/// Most cells that have a style or a formula and no value.
const BLANK_MAX: usize = 1_000_000;
/// Most bytes of all sheets, unpacked; they are read piece by piece.
const SHEETS_MAX: u64 = 256 * 1024 * 1024;
/// Most bytes of everything else, which is held: texts, styles, names.
const OTHERS_MAX: u64 = 32 * 1024 * 1024;
pub(super) const TEXT_MAX: usize = 64 * 1024 * 1024;

/// The file as CSV: as it is, the first sheet of a workbook, or a Parquet file. Line `n` of it is row `n` of the sheet.
///
/// # Errors
/// A workbook or a Parquet file that cannot be read or is too large.
pub fn as_csv(file: &[u8]) -> Result<Cow<'_, [u8]>> {
    let text = match file {
        _ if file.starts_with(MAGIC) => sheet(file)?,
        _ if wire::parquet::is_parquet(file) => super::parquet::as_csv(file)?,
        _ => return Ok(Cow::Borrowed(file)),
    };
    Ok(Cow::Owned(text.into_bytes()))
}

fn sheet(file: &[u8]) -> Result<String> {
    let unreadable =
        |error: &dyn std::fmt::Display| Error::field("file", format!("this workbook cannot be read ({error}): save it as CSV UTF-8"));
    check_unpacked(file, &unreadable)?;
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).map_err(|error: XlsxError| unreadable(&error))?;
    let name = book.sheet_names().into_iter().next().ok_or_else(|| Error::field("file", "this workbook has no sheet"))?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|error| unreadable(&error))?;
    let (mut text, mut blank) = (Text::default(), HashSet::new());
    // Cell by cell: a sheet whose last cell is far away has few cells and would fill the memory as a table.
    while let Some(cell) = cells.next_cell().map_err(|error| unreadable(&error))? {
        let (row, column) = cell.get_position();
        let value = written(cell.get_value())?;
        let large = || Error::field("file", format!("a sheet may have {ROWS_MAX} rows and {COLUMNS_MAX} columns: split the file"));
        if value.is_empty() {
            blank.insert((row, column));
            if blank.len() > BLANK_MAX {
                return Err(large());
            }
            continue;
        }
        if row >= ROWS_MAX || column >= COLUMNS_MAX || text.text.len() > TEXT_MAX {
            return Err(large());
        }
        text.add(row, column, &value);
    }
    drop(cells);
    if !blank.is_empty() {
        let mut cells = book.worksheet_cells_reader(&name).map_err(|error| unreadable(&error))?;
        while let Some(formula) = cells.next_formula().map_err(|error| unreadable(&error))? {
            if !formula.get_value().is_empty() && blank.contains(&formula.get_position()) {
                return Err(never_computed(formula.get_position()));
            }
        }
    }
    text.end_row();
    Ok(text.text)
}

/// Refuses a workbook whose parts unpack to more than is read, before anything holds them: what the archive says of their sizes may be untrue.
fn check_unpacked(file: &[u8], unreadable: &dyn Fn(&dyn std::fmt::Display) -> Error) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(file)).map_err(|error| unreadable(&error))?;
    let (mut sheets, mut others) = (SHEETS_MAX, OTHERS_MAX);
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|error| unreadable(&error))?;
        // Pictures are never opened.
        if part.name().starts_with("xl/media/") {
            continue;
        }
        let room = if part.name().starts_with("xl/worksheets/") { &mut sheets } else { &mut others };
        let unpacked = std::io::copy(&mut part.take(*room + 1), &mut std::io::sink()).map_err(|error| unreadable(&error))?;
        *room =
            room.checked_sub(unpacked).ok_or_else(|| Error::field("file", "this workbook unpacks to more than is read: split the file"))?;
    }
    Ok(())
}

/// A blank would pass for a value that was left out.
fn never_computed((row, column): (u32, u32)) -> Error {
    let letters = [column / 26, column % 26];
    let letter = |n: u32| char::from_u32(u32::from('A') + n).unwrap_or('?');
    let name: String =
        if letters[0] == 0 { letter(letters[1]).into() } else { [letter(letters[0] - 1), letter(letters[1])].iter().collect() };
    let why = format!(
        "the formula in {name}{} has no value, since no spreadsheet program has computed it: open the file in one and save it",
        row + 1
    );
    Error::field("file", why)
}

/// The CSV so far. Every row is as wide as the first: a sheet does not keep the empty cells at its right.
#[derive(Default)]
struct Text {
    text: String,
    row: u32,
    /// Cells of the row so far.
    n: u32,
    width: u32,
}

impl Text {
    fn add(&mut self, row: u32, column: u32, value: &str) {
        while self.row < row {
            self.end_row();
        }
        for _ in self.n..=column {
            if self.n > 0 {
                self.text.push(',');
            }
            self.n += 1;
        }
        self.text.push_str(&quoted(value));
    }

    fn end_row(&mut self) {
        self.width = if self.width == 0 { self.n } else { self.width };
        if self.n > 0 {
            self.text.extend(std::iter::repeat_n(',', self.width.saturating_sub(self.n) as usize));
        }
        self.text.push('\n');
        (self.row, self.n) = (self.row + 1, 0);
    }
}

/// A cell as a CSV says it.
fn written(value: &DataRef<'_>) -> Result<String> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(at) => {
            let at = at
                .as_datetime()
                .ok_or_else(|| Error::field("file", "a date of the workbook cannot be read: write it as text, 2026-10-31"))?;
            let midnight = at.time() == chrono::NaiveTime::MIN;
            at.format(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
        }
        DataRef::Error(error) => return Err(Error::field("file", format!("a cell of the workbook is an error ({error}): correct it"))),
    })
}

pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"").replace(['\n', '\r'], " ")).into()
    } else {
        text.into()
    }
}
