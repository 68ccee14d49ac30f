//! The log format of LevelDB, in which `.wandb` files keep their records: blocks of 32 KiB, records in one piece or several, each with a checksum.

use domain::{Error, Result};

const BLOCK: usize = 32_768;
const HEADER: usize = 7;
/// Larger records are refused.
const RECORD_MAX: usize = 32_000_000;

/// The records of a log that begins at `start`, in order. A last record that was cut off is left out: the program that wrote it died.
///
/// # Errors
/// A checksum that is not that of the record, pieces out of order, a record that is too large.
pub fn records(bytes: &[u8], start: usize) -> Result<Vec<Vec<u8>>> {
    let (mut at, mut records, mut open) = (start, Vec::new(), None::<Vec<u8>>);
    loop {
        let left = BLOCK - at % BLOCK;
        if left < HEADER {
            at += left;
        }
        let Some(header) = bytes.get(at..at + HEADER) else { return Ok(records) };
        let sum = u32::from_le_bytes([header[0], header[1], header[2], header[3]]);
        let (length, kind) = (usize::from(u16::from_le_bytes([header[4], header[5]])), header[6]);
        if kind == 0 && length == 0 {
            // Space that was set aside and not written.
            at += BLOCK - at % BLOCK;
            continue;
        }
        let Some(piece) = bytes.get(at + HEADER..at + HEADER + length) else { return Ok(records) };
        if crc32(&[&[kind], piece]) != sum {
            return Err(Error::invalid(format!("the file is damaged at byte {at}: the checksum is not that of the record")));
        }
        match (kind, open.take()) {
            (1, None) => records.push(piece.to_vec()),
            (2, None) => open = Some(piece.to_vec()),
            (3 | 4, Some(mut record)) => {
                record.extend_from_slice(piece);
                if record.len() > RECORD_MAX {
                    return Err(Error::invalid(format!("the record before byte {at} is larger than {} MB", RECORD_MAX / 1_000_000)));
                }
                if kind == 4 { records.push(record) } else { open = Some(record) }
            }
            _ => return Err(Error::invalid(format!("the file is damaged at byte {at}: a piece of a record is out of order"))),
        }
        at += HEADER + length;
    }
}

/// The checksum of zlib.
pub fn crc32(parts: &[&[u8]]) -> u32 {
    const TABLE: [u32; 256] = table();
    let bytes = parts.iter().flat_map(|part| part.iter());
    !bytes.fold(!0, |sum: u32, byte| TABLE[usize::from(sum as u8 ^ byte)] ^ (sum >> 8))
}

const fn table() -> [u32; 256] {
    let (mut table, mut n) = ([0; 256], 0);
    while n < 256 {
        let (mut sum, mut bit) = (n as u32, 0);
        while bit < 8 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
            bit += 1;
        }
        table[n] = sum;
        n += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn piece(kind: u8, data: &[u8]) -> Vec<u8> {
        let mut bytes = crc32(&[&[kind], data]).to_le_bytes().to_vec();
        bytes.extend_from_slice(&u16::try_from(data.len()).unwrap().to_le_bytes());
        bytes.push(kind);
        bytes.extend_from_slice(data);
        bytes
    }

    #[test]
    fn the_checksum_is_that_of_zlib() {
        assert_eq!(crc32(&[b"1234", b"56789"]), 0xcbf4_3926);
        assert_eq!(crc32(&[]), 0);
    }

    #[test]
    fn records_are_put_together_and_blocks_filled() {
        let long = vec![7; BLOCK - HEADER - 10];
        // 3 bytes are left of the block: too few for a header.
        let bytes = [piece(2, &long), vec![0; 3], piece(3, b"in"), piece(4, b"end"), piece(1, b"")].concat();
        let bytes: Vec<u8> = [vec![9; 7], bytes].concat();
        assert_eq!(records(&bytes, 7).unwrap(), [[long.as_slice(), b"inend"].concat(), Vec::new()]);
        assert_eq!(records(&bytes[..bytes.len() - 9], 7).unwrap().len(), 0, "what was cut off is left out");
        assert_eq!(records(&[piece(1, b"a"), vec![0; 100]].concat(), 0).unwrap(), [b"a"], "empty space");
    }

    #[test]
    fn damage_is_named() {
        let mut bytes = piece(1, b"abc");
        bytes[9] ^= 1;
        assert!(records(&bytes, 0).unwrap_err().to_string().contains("damaged at byte 0"));
        for pieces in [[piece(3, b"a"), piece(4, b"b")], [piece(2, b"a"), piece(1, b"b")], [piece(9, b"a"), piece(1, b"b")]] {
            assert!(records(&pieces.concat(), 0).unwrap_err().to_string().contains("out of order"));
        }
    }
}
