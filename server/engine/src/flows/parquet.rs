//! Parquet files as CSV, row for row, so that a file has one way in. What their bytes say is read by `wire::parquet`.

use std::borrow::Cow;

use chrono::{DateTime, NaiveTime};
use domain::{Error, Result};
use rust_decimal::Decimal;
use wire::parquet::{Cell, Column, Kind, Physical};

use super::sheet::{TEXT_MAX, quoted};

/// How pandas names the column that it adds for the labels of rows.
const LABELS: &str = "__index_level_";

/// A file as CSV; line 1 is its columns' names, line `n` its row `n − 1`. A null is an empty cell.
///
/// # Errors
/// A file that cannot be read or is too large.
pub fn as_csv(file: &[u8]) -> Result<String> {
    let columns = wire::parquet::read(file).map_err(|error| Error::field("file", format!("{error}; or save it as CSV UTF-8")))?;
    let columns: Vec<&Column> = columns.iter().filter(|column| !column.described.name.starts_with(LABELS)).collect();
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let names: Vec<Cow<'_, str>> = columns.iter().map(|column| quoted(&column.described.name)).collect();
    let mut text = names.join(",");
    text.push('\n');
    for row in 0..rows {
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                text.push(',');
            }
            let cell = column.cells.get(row).copied().unwrap_or(Cell::Null);
            let written = written(column, cell).map_err(|error| {
                let why = format!("row {} of the column “{}”: {error}", row + 1, column.described.name);
                Error::field("file", why)
            })?;
            text.push_str(&quoted(&written));
        }
        text.push('\n');
        if text.len() > TEXT_MAX {
            return Err(Error::field("file", format!("a file may hold {} MB of text: split it", TEXT_MAX >> 20)));
        }
    }
    Ok(text)
}

/// A cell as a CSV says it.
fn written(column: &Column, cell: Cell) -> Result<Cow<'_, str>> {
    let (kind, physical) = (column.described.kind, column.described.physical);
    let text = match (kind, cell) {
        (Kind::Bool, Cell::Bool(truth)) => truth.to_string(),
        (Kind::Int { unsigned: true }, Cell::Int(number)) if physical == Physical::Int32 => (number as u32).to_string(),
        (Kind::Int { unsigned: true }, Cell::Int(number)) => (number as u64).to_string(),
        (Kind::Int { unsigned: false }, Cell::Int(number)) => number.to_string(),
        (Kind::Float, Cell::Float(number)) => number.to_string(),
        (Kind::Double, Cell::Double(number)) => number.to_string(),
        (Kind::Decimal { scale }, Cell::Int(units)) => decimal(i128::from(units), scale)?,
        (Kind::Decimal { scale }, Cell::Bytes { .. }) => decimal(signed(column.bytes(cell))?, scale)?,
        (Kind::Date, Cell::Int(days)) => instant(days, days.checked_mul(86_400), 0)?.format("%Y-%m-%d").to_string(),
        (Kind::Timestamp { per_second, utc }, Cell::Int(at)) => {
            let nanos = at.rem_euclid(per_second) * (1_000_000_000 / per_second);
            let at = instant(at, Some(at.div_euclid(per_second)), nanos)?;
            let midnight = at.time() == NaiveTime::MIN;
            let shape = match (utc, midnight) {
                (true, _) => "%Y-%m-%dT%H:%M:%S%.fZ",
                // As a sheet's day is.
                (false, true) => "%Y-%m-%d",
                (false, false) => "%Y-%m-%d %H:%M:%S%.f",
            };
            at.format(shape).to_string()
        }
        (Kind::Text, Cell::Bytes { .. }) => {
            let text = std::str::from_utf8(column.bytes(cell));
            return text.map(Cow::Borrowed).map_err(|_| Error::invalid("this is not UTF-8 text"));
        }
        _ => String::new(),
    };
    Ok(Cow::Owned(text))
}

fn decimal(units: i128, scale: u32) -> Result<String> {
    let number = Decimal::try_from_i128_with_scale(units, scale);
    number.map(|number| number.to_string()).map_err(|_| Error::invalid("a decimal has more than 28 digits"))
}

/// A number of two's complement, the highest byte first.
fn signed(bytes: &[u8]) -> Result<i128> {
    if bytes.len() > 16 {
        return Err(Error::invalid("a decimal has more than 28 digits"));
    }
    let start = if bytes.first().is_some_and(|first| *first >= 0x80) { -1 } else { 0 };
    Ok(bytes.iter().fold(start, |number, byte| number << 8 | i128::from(*byte)))
}

fn instant(at: i64, seconds: Option<i64>, nanos: i64) -> Result<DateTime<chrono::Utc>> {
    let found = seconds.zip(u32::try_from(nanos).ok()).and_then(|(seconds, nanos)| DateTime::from_timestamp(seconds, nanos));
    found.ok_or_else(|| Error::invalid(format!("{at} is no instant of a calendar")))
}
