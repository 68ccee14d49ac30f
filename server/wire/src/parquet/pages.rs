//! The pages of one column in one group of rows, up to a size.

use std::borrow::Cow;

use super::encoding::{hybrid, u32_of, u64_of, with_length};
use super::schema::{Chunk, Physical};
use super::thrift::{Fields, Input};
use super::{Cell, Column, UNPACKED_MAX, broken, unread};
use crate::body::unpack;
use crate::error::Error;

/// The Julian day of 1 January 1970.
const JULIAN_1970: i64 = 2_440_588;
const DAY_NS: i64 = 86_400_000_000_000;

/// Reads the cells of `rows` rows. `room` is how many bytes the file may still unpack to.
pub fn read(file: &[u8], chunk: Chunk, rows: usize, room: &mut usize, column: &mut Column) -> Result<(), Error> {
    let end = chunk.start.checked_add(chunk.length);
    let bytes = end.and_then(|end| file.get(chunk.start..end)).ok_or_else(|| broken("a column lies outside of it"))?;
    let mut input = Input { rest: bytes };
    let mut dictionary: Vec<Cell> = Vec::new();
    let mut left = rows;
    while left > 0 {
        let header = input.fields()?;
        let size = |field: i16| header.int(field).and_then(|size| usize::try_from(size).ok()).ok_or_else(|| broken("a page has no size"));
        let (unpacked, packed) = (size(2)?, size(3)?);
        let body = input.take(packed)?;
        *room = room
            .checked_sub(unpacked)
            .ok_or_else(|| unread(format!("it unpacks to more than {} MB: split the file", UNPACKED_MAX >> 20)))?;
        match header.int(1) {
            Some(0) => {
                let about = header.fields(5).ok_or_else(|| broken("a page lacks its header"))?;
                let page = unpacked_as(chunk.codec, body, unpacked)?;
                let (n, mut page) = (count(about, left)?, Input { rest: &page });
                let levels = if column.described.optional { Some(with_length(&mut page, 1, n)?) } else { None };
                cells(column, &dictionary, page, about.int(2), n, levels)?;
                left -= n;
            }
            Some(3) => {
                let about = header.fields(8).ok_or_else(|| broken("a page lacks its header"))?;
                let n = count(about, left)?;
                let length = |field: i16| about.int(field).and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
                let mut body = Input { rest: body };
                let (_, levels) = (body.take(length(6))?, body.take(length(5))?);
                let levels = if column.described.optional { Some(hybrid(Input { rest: levels }, 1, n)?) } else { None };
                let rest = unpacked.checked_sub(length(5) + length(6)).ok_or_else(|| broken("a page is smaller than its levels"))?;
                let codec = if about.bool(7) == Some(false) { 0 } else { chunk.codec };
                let page = unpacked_as(codec, body.rest, rest)?;
                cells(column, &dictionary, Input { rest: &page }, about.int(4), n, levels)?;
                left -= n;
            }
            Some(2) => {
                let about = header.fields(7).ok_or_else(|| broken("a dictionary lacks its header"))?;
                let page = unpacked_as(chunk.codec, body, unpacked)?;
                // Each value takes a bit at least.
                dictionary = plain(column, Input { rest: &page }, count(about, page.len().saturating_mul(8))?)?;
            }
            Some(1) => {}
            _ => return Err(broken("it has a page of no known kind")),
        }
    }
    Ok(())
}

/// How many values a page says it has.
fn count(about: &Fields<'_>, most: usize) -> Result<usize, Error> {
    let n = about.int(1).and_then(|n| usize::try_from(n).ok()).filter(|n| *n <= most);
    n.ok_or_else(|| broken("a page has more values than its group has rows"))
}

fn unpacked_as(codec: i64, packed: &[u8], size: usize) -> Result<Cow<'_, [u8]>, Error> {
    let failed = || broken("a page does not unpack to what it says");
    let page = match codec {
        _ if packed.is_empty() && size == 0 => Cow::Borrowed(packed),
        0 => Cow::Borrowed(packed),
        1 if snap::raw::decompress_len(packed).ok() == Some(size) => {
            Cow::Owned(snap::raw::Decoder::new().decompress_vec(packed).map_err(|_| failed())?)
        }
        1 => return Err(failed()),
        2 => unpack(packed, Some("gzip"), size).map_err(|_| failed())?,
        6 => unpack(packed, Some("zstd"), size).map_err(|_| failed())?,
        _ => return Err(unread("it is packed in a way that is not read here: write it with snappy, zstd, gzip or unpacked".to_owned())),
    };
    if page.len() == size { Ok(page) } else { Err(failed()) }
}

/// The cells of a data page: values, and nulls where a level is 0.
fn cells(
    column: &mut Column,
    dictionary: &[Cell],
    mut page: Input<'_>,
    encoding: Option<i64>,
    n: usize,
    levels: Option<Vec<u32>>,
) -> Result<(), Error> {
    let present = levels.as_ref().map_or(n, |levels| levels.iter().filter(|level| **level == 1).count());
    let values = match encoding {
        _ if present == 0 => Vec::new(),
        Some(0) => plain(column, page, present)?,
        Some(2 | 8) => {
            let width = u32::from(page.byte()?);
            if width > 32 {
                return Err(broken("a page points into its dictionary with too many bits"));
            }
            let places = hybrid(page, width, present)?;
            let found = places.into_iter().map(|place| dictionary.get(place as usize).copied());
            found.collect::<Option<_>>().ok_or_else(|| broken("a page points beside its dictionary"))?
        }
        Some(3) if column.described.physical == Physical::Bool => {
            with_length(&mut page, 1, present)?.into_iter().map(|truth| Cell::Bool(truth == 1)).collect()
        }
        _ => {
            let name = crate::series::shortened(&column.described.name);
            return Err(unread(format!(
                "its column “{name}” is encoded in a way that is not read here: write it plain or with a dictionary"
            )));
        }
    };
    let mut values = values.into_iter();
    let next = |level: u32| if level == 1 { values.next().unwrap_or(Cell::Null) } else { Cell::Null };
    match levels {
        Some(levels) => column.cells.extend(levels.into_iter().map(next)),
        None => column.cells.extend(values),
    }
    Ok(())
}

/// Values one after the other.
fn plain(column: &mut Column, mut page: Input<'_>, n: usize) -> Result<Vec<Cell>, Error> {
    let mut values = Vec::new();
    if column.described.physical == Physical::Bool {
        let bytes = page.take(n.div_ceil(8))?;
        return Ok((0..n).map(|place| Cell::Bool(bytes.get(place / 8).is_some_and(|byte| byte >> (place % 8) & 1 == 1))).collect());
    }
    for _ in 0..n {
        values.push(match column.described.physical {
            Physical::Bool => Cell::Null,
            Physical::Int32 => Cell::Int(i64::from(u32_of(&mut page)? as i32)),
            Physical::Int64 => Cell::Int(u64_of(&mut page)? as i64),
            Physical::Float => Cell::Float(f32::from_bits(u32_of(&mut page)?)),
            Physical::Double => Cell::Double(f64::from_bits(u64_of(&mut page)?)),
            Physical::Int96 => {
                let (of_day, day) = (u64_of(&mut page)? as i64, i64::from(u32_of(&mut page)?));
                let instant = (day - JULIAN_1970).checked_mul(DAY_NS).and_then(|midnight| midnight.checked_add(of_day));
                Cell::Int(instant.ok_or_else(|| broken("an instant of it is out of all bounds"))?)
            }
            Physical::Bytes => {
                let length = u32_of(&mut page)? as usize;
                column.keep(page.take(length)?)?
            }
            Physical::Fixed(length) => column.keep(page.take(length)?)?,
        });
    }
    Ok(values)
}
