//! Variable-length integers (LEB128) and zigzag, and a reader that never reads beyond its bytes.

/// Appends an unsigned integer, seven bits a byte.
pub fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a signed integer; small ones of either sign stay short.
pub fn put_signed(out: &mut Vec<u8>, value: i64) {
    put(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Reads what the functions above wrote. Every read is none at the end of the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    pub fn unsigned(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub fn signed(&mut self) -> Option<i64> {
        let value = self.unsigned()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    pub fn bytes(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    pub fn float(&mut self) -> Option<f64> {
        self.bytes(8)?.try_into().ok().map(f64::from_le_bytes)
    }

    /// A count of things that take at least a byte each, so that a wrong one reserves nothing.
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.unsigned()?).ok().filter(|n| *n <= self.0.len())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let (mut out, values) = (Vec::new(), [0, 1, -1, 63, -64, 64, i64::MAX, i64::MIN]);
        values.iter().for_each(|value| put_signed(&mut out, *value));
        assert_eq!(out[..5], [0, 2, 1, 126, 127]);
        let mut reader = Reader(&out);
        assert_eq!(values.map(|_| reader.signed().unwrap()), values);
        assert!(reader.byte().is_none());
    }

    #[test]
    fn what_never_ends_is_nothing() {
        assert!(Reader(&[0xff; 20]).unsigned().is_none());
        assert!(Reader(&[0x80]).unsigned().is_none());
        assert!(Reader(&[200]).count().is_none(), "more things than bytes");
    }
}
