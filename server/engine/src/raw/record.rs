//! A row of the log: what was written at one time, as bytes.

use super::varint::{Reader, put, put_signed};

/// Appends one series' samples.
pub fn write(out: &mut Vec<u8>, series: i64, samples: &[(i64, f64)]) {
    put(out, series as u64);
    put(out, samples.len() as u64);
    let mut before = 0;
    for (at_ms, value) in samples {
        put_signed(out, at_ms - before);
        before = *at_ms;
        out.extend_from_slice(&value.to_le_bytes());
    }
}

/// Gives every sample of a row to `each`, as series, instant and value; none when the bytes are not what [`write`] wrote.
pub fn read(bytes: &[u8], mut each: impl FnMut(i64, i64, f64)) -> Option<()> {
    let mut reader = Reader(bytes);
    while !reader.0.is_empty() {
        let series = i64::try_from(reader.unsigned()?).ok()?;
        let mut at_ms = 0i64;
        for _ in 0..reader.count()? {
            at_ms = at_ms.wrapping_add(reader.signed()?);
            each(series, at_ms, reader.float()?);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_row_comes_back() {
        let mut row = Vec::new();
        write(&mut row, 7, &[(1_790_000_000_000, 0.5), (1_789_999_999_000, -1.0)]);
        write(&mut row, 300, &[(5, 2.0)]);
        let mut seen = Vec::new();
        read(&row, |series, at, value| seen.push((series, at, value))).unwrap();
        assert_eq!(seen, [(7, 1_790_000_000_000, 0.5), (7, 1_789_999_999_000, -1.0), (300, 5, 2.0)]);
        assert!(read(&row[..row.len() - 1], |_, _, _| ()).is_none());
    }
}
