//! Parquet files as other programs write them: flat tables, whose values are numbers, texts, days and instants. Written here rather than taken from a library,
//! so that no page unpacks to more than is read: the file of a stranger never takes more memory than the limits below allow.
//!
//! After the format's description (Apache Parquet 2.12): pages of both versions, plain and by dictionary; snappy, gzip, zstd or not packed.

mod encoding;
mod pages;
mod schema;
mod thrift;

pub use schema::{Described, Kind, Physical};

use crate::error::Error;

/// Most rows of a file.
pub const ROWS_MAX: usize = 200_000;
/// Most columns.
pub const COLUMNS_MAX: usize = 100;
/// Most rows times columns.
pub const CELLS_MAX: usize = 4_000_000;
/// Most bytes of all pages, unpacked.
pub const UNPACKED_MAX: usize = 64 << 20;
/// Most bytes in which a file describes itself.
const FOOTER_MAX: usize = 1 << 20;

/// A value as it lies in the file; what it means is its column's [`Kind`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Float(f32),
    Double(f64),
    /// A text or the digits of a decimal: see [`Column::bytes`].
    Bytes {
        start: u32,
        length: u32,
    },
}

/// One column with its cells, the first row's first.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub described: Described,
    pub cells: Vec<Cell>,
    bytes: Vec<u8>,
}

impl Column {
    /// What a cell of bytes holds; nothing for any other.
    pub fn bytes(&self, cell: Cell) -> &[u8] {
        match cell {
            Cell::Bytes { start, length } => self.bytes.get(start as usize..start as usize + length as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    fn keep(&mut self, bytes: &[u8]) -> Result<Cell, Error> {
        let place = |n: usize| u32::try_from(n).map_err(|_| unread("it holds more text than is read".to_owned()));
        let cell = Cell::Bytes { start: place(self.bytes.len())?, length: place(bytes.len())? };
        self.bytes.extend_from_slice(bytes);
        Ok(cell)
    }
}

/// Does a file begin as a Parquet file does?
pub fn is_parquet(file: &[u8]) -> bool {
    file.starts_with(b"PAR1")
}

/// Reads a whole file.
///
/// # Errors
/// [`Error::Malformed`] for a file that is damaged; [`Error::Unsupported`] for one beyond the limits, and for lists, structures, encodings and codecs that are
/// not read.
pub fn read(file: &[u8]) -> Result<Vec<Column>, Error> {
    let (described, groups) = schema::footer(file)?;
    let rows: usize = groups.iter().map(|group| group.rows).sum();
    if rows.saturating_mul(described.len()) > CELLS_MAX {
        return Err(unread(format!("it has more than {CELLS_MAX} cells: split the file")));
    }
    let mut columns: Vec<Column> =
        described.into_iter().map(|described| Column { described, cells: Vec::new(), bytes: Vec::new() }).collect();
    let mut room = UNPACKED_MAX;
    for group in groups {
        for (chunk, column) in group.chunks.into_iter().zip(&mut columns) {
            pages::read(file, chunk, group.rows, &mut room, column)?;
        }
    }
    Ok(columns)
}

fn broken(why: &str) -> Error {
    Error::Malformed(format!("this Parquet file is damaged: {why}"))
}

fn unread(why: String) -> Error {
    Error::Unsupported(format!("this Parquet file cannot be read: {why}"))
}

#[cfg(test)]
mod tests;
