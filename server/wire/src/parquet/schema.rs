//! What a file says of its columns and of where their pages lie.

use super::thrift::{Fields, Input};
use super::{COLUMNS_MAX, FOOTER_MAX, ROWS_MAX, broken, unread};
use crate::error::Error;

const MAGIC: &[u8] = b"PAR1";
/// Most decimals of a number.
const SCALE_MAX: u32 = 28;

/// What the numbers or bytes of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bool,
    /// A whole number; it is read as not negative where `unsigned` says so.
    Int {
        unsigned: bool,
    },
    Float,
    Double,
    /// A number of so many decimals.
    Decimal {
        scale: u32,
    },
    /// Days since 1970.
    Date,
    /// So many in a second since 1970; of UTC, or as a clock on the wall showed it.
    Timestamp {
        per_second: i64,
        utc: bool,
    },
    Text,
}

/// How it lies in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Physical {
    Bool,
    Int32,
    Int64,
    /// Nanoseconds of a day, and the Julian day.
    Int96,
    Float,
    Double,
    Bytes,
    Fixed(usize),
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    pub name: String,
    pub kind: Kind,
    pub physical: Physical,
    pub optional: bool,
}

/// The pages of one column in one group of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    pub start: usize,
    pub length: usize,
    pub codec: i64,
}

/// Some rows: a chunk of each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub rows: usize,
    pub chunks: Vec<Chunk>,
}

/// Reads the end of a file: its columns, and its groups of rows.
pub fn footer(file: &[u8]) -> Result<(Vec<Described>, Vec<Group>), Error> {
    let within = file.strip_prefix(MAGIC).and_then(|rest| rest.strip_suffix(MAGIC)).ok_or_else(|| broken("it does not end as one does"))?;
    let (rest, length) = within.split_last_chunk::<4>().ok_or_else(|| broken("it ends too early"))?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > FOOTER_MAX {
        return Err(unread(format!("its description of itself is larger than {} MB", FOOTER_MAX >> 20)));
    }
    let start = rest.len().checked_sub(length).ok_or_else(|| broken("it ends too early"))?;
    let fields = Input { rest: &rest[start..] }.fields()?;
    let mut schema = fields.list(2);
    let root = schema.next().ok_or_else(|| broken("it has no columns"))?;
    let described: Vec<Described> = schema.map(column).collect::<Result<_, _>>()?;
    if root.int(5) != i64::try_from(described.len()).ok() || described.is_empty() {
        return Err(broken("it has no columns, or others than it says"));
    }
    if described.len() > COLUMNS_MAX {
        return Err(unread(format!("it has more than {COLUMNS_MAX} columns")));
    }
    let mut groups = Vec::new();
    let mut rows = 0_usize;
    for group in fields.list(4) {
        let group = group_of(group, described.len())?;
        rows = rows.saturating_add(group.rows);
        if rows > ROWS_MAX {
            return Err(unread(format!("it has more than {ROWS_MAX} rows: split the file")));
        }
        groups.push(group);
    }
    Ok((described, groups))
}

fn group_of(group: &Fields<'_>, columns: usize) -> Result<Group, Error> {
    let rows = group.int(3).and_then(|rows| usize::try_from(rows).ok()).ok_or_else(|| broken("a group has no number of rows"))?;
    let chunks: Vec<Chunk> = group.list(1).map(chunk).collect::<Result<_, _>>()?;
    if chunks.len() == columns { Ok(Group { rows, chunks }) } else { Err(broken("a group of rows lacks a column")) }
}

fn chunk(chunk: &Fields<'_>) -> Result<Chunk, Error> {
    let place = |place: i64| usize::try_from(place).ok();
    let read = chunk.fields(3).and_then(|about| {
        let data = place(about.int(9)?)?;
        // A dictionary lies before the data; some writers say 0 where there is none.
        let start = about.int(11).and_then(place).filter(|start| (1..data).contains(start)).unwrap_or(data);
        Some(Chunk { start, length: place(about.int(7)?)?, codec: about.int(4)? })
    });
    read.ok_or_else(|| broken("a column does not say where it lies"))
}

fn column(element: &Fields<'_>) -> Result<Described, Error> {
    let name = element.text(4).ok_or_else(|| broken("a column has no name"))?.to_owned();
    let no = |what: &str| Err(unread(format!("its column “{}” holds {what}", crate::series::shortened(&name))));
    if element.int(5).is_some_and(|children| children > 0) || element.int(3) == Some(2) {
        return no("lists or structures: write one value a cell");
    }
    let length = element.int(2).and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    let physical = match element.int(1) {
        Some(0) => Physical::Bool,
        Some(1) => Physical::Int32,
        Some(2) => Physical::Int64,
        Some(3) => Physical::Int96,
        Some(4) => Physical::Float,
        Some(5) => Physical::Double,
        Some(6) => Physical::Bytes,
        Some(7) if length > 0 => Physical::Fixed(length),
        _ => return no("values of no known type"),
    };
    let kind = match (meaning(element), physical) {
        (Ok(None | Some(Kind::Text)), Physical::Bytes) => Kind::Text,
        (Ok(Some(kind @ Kind::Decimal { .. })), Physical::Int32 | Physical::Int64 | Physical::Bytes | Physical::Fixed(_)) => kind,
        (Ok(Some(kind @ Kind::Date)), Physical::Int32) | (Ok(Some(kind @ Kind::Timestamp { .. })), Physical::Int64) => kind,
        (Ok(Some(kind @ Kind::Int { .. })), Physical::Int32 | Physical::Int64) => kind,
        (Ok(None), Physical::Bool) => Kind::Bool,
        (Ok(None), Physical::Int32 | Physical::Int64) => Kind::Int { unsigned: false },
        (Ok(None), Physical::Float) => Kind::Float,
        (Ok(None), Physical::Double) => Kind::Double,
        (Ok(None), Physical::Int96) => Kind::Timestamp { per_second: 1_000_000_000, utc: false },
        _ => return no("values of a type that is not read here: write numbers, texts, days or instants"),
    };
    Ok(Described { name, kind, physical, optional: element.int(3) == Some(1) })
}

/// What is said of a column's meaning, in the newer way or the older; none where nothing is.
///
/// # Errors
/// A meaning that is not read.
fn meaning(element: &Fields<'_>) -> Result<Option<Kind>, Unread> {
    let decimal = |scale: Option<i64>| {
        let scale = u32::try_from(scale.unwrap_or_default()).ok().filter(|scale| *scale <= SCALE_MAX);
        scale.map(|scale| Some(Kind::Decimal { scale })).ok_or(Unread)
    };
    if let Some((kind, about)) = element.fields(10).and_then(Fields::chosen) {
        return match kind {
            1 | 4 | 12 => Ok(Some(Kind::Text)),
            5 => decimal(about.int(1)),
            6 => Ok(Some(Kind::Date)),
            8 => {
                let per_second = match about.fields(2).and_then(Fields::chosen) {
                    Some((1, _)) => 1_000,
                    Some((2, _)) => 1_000_000,
                    Some((3, _)) => 1_000_000_000,
                    _ => return Err(Unread),
                };
                Ok(Some(Kind::Timestamp { per_second, utc: about.bool(1) == Some(true) }))
            }
            10 => Ok(Some(Kind::Int { unsigned: about.bool(2) == Some(false) })),
            // A column of nothing but nulls has any type.
            11 => Ok(None),
            _ => Err(Unread),
        };
    }
    let Some(older) = element.int(6) else { return Ok(None) };
    match older {
        0 | 4 | 19 => Ok(Some(Kind::Text)),
        5 => decimal(element.int(7)),
        6 => Ok(Some(Kind::Date)),
        9 => Ok(Some(Kind::Timestamp { per_second: 1_000, utc: true })),
        10 => Ok(Some(Kind::Timestamp { per_second: 1_000_000, utc: true })),
        11..=14 => Ok(Some(Kind::Int { unsigned: true })),
        15..=18 => Ok(Some(Kind::Int { unsigned: false })),
        _ => Err(Unread),
    }
}

/// A meaning that is not read.
struct Unread;
