//! How values lie in a page: one after the other, or as runs of small numbers.

use super::broken;
use super::thrift::Input;
use crate::error::Error;

/// Numbers of `width` bits in runs and packed groups of eight (RLE and bit-packed hybrid), `n` of them.
pub fn hybrid(mut input: Input<'_>, width: u32, n: usize) -> Result<Vec<u32>, Error> {
    let mut numbers = Vec::new();
    let bytes = width.div_ceil(8) as usize;
    while numbers.len() < n {
        let left = n - numbers.len();
        let head = input.varint()?;
        if head & 1 == 0 {
            let run = usize::try_from(head >> 1).unwrap_or(usize::MAX);
            let value = input.take(bytes)?.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
            if run == 0 {
                return Err(broken("a run of a page is empty"));
            }
            numbers.extend(std::iter::repeat_n(value, run.min(left)));
        } else {
            let groups = usize::try_from(head >> 1).map_err(|_| broken("a run of a page is too long"))?;
            let packed = groups.checked_mul(width as usize).ok_or_else(|| broken("a run of a page is too long"))?;
            // The last group may be cut short where it is full of nothing.
            let packed = input.take(packed.min(input.rest.len()))?;
            let held = if width == 0 { groups.saturating_mul(8) } else { packed.len() * 8 / width as usize };
            if held == 0 {
                return Err(broken("a run of a page is empty"));
            }
            numbers.extend((0..held.min(left)).map(|place| bits(packed, place * width as usize, width)));
        }
    }
    Ok(numbers)
}

/// `width` bits from bit `at` on, the lowest first.
fn bits(packed: &[u8], at: usize, width: u32) -> u32 {
    let bit = |n: usize| packed.get(n / 8).map_or(0, |byte| u32::from(byte >> (n % 8) & 1));
    (0..width).fold(0, |value, n| value | bit(at + n as usize) << n)
}

/// A run of one-bit levels or truths after its length in four bytes.
pub fn with_length(input: &mut Input<'_>, width: u32, n: usize) -> Result<Vec<u32>, Error> {
    let length = u32_of(input)? as usize;
    hybrid(Input { rest: input.take(length)? }, width, n)
}

/// Four bytes, the lowest first.
pub fn u32_of(input: &mut Input<'_>) -> Result<u32, Error> {
    let bytes = input.take(4)?.first_chunk::<4>().ok_or_else(|| broken("it ends too early"))?;
    Ok(u32::from_le_bytes(*bytes))
}

/// Eight bytes, the lowest first.
pub fn u64_of(input: &mut Input<'_>) -> Result<u64, Error> {
    let bytes = input.take(8)?.first_chunk::<8>().ok_or_else(|| broken("it ends too early"))?;
    Ok(u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_groups_become_numbers() {
        // A run of 5 threes, then one group of eight numbers of three bits: 0 to 7 as the format's description packs them.
        let bytes = [10, 3, 3, 0b1000_1000, 0b1100_0110, 0b1111_1010];
        assert_eq!(hybrid(Input { rest: &bytes }, 3, 12).unwrap(), [3, 3, 3, 3, 3, 0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(hybrid(Input { rest: &[6] }, 0, 3).unwrap(), [0, 0, 0], "a dictionary of one needs no bits");
        assert_eq!(hybrid(Input { rest: &[4, 0x34, 0x12] }, 13, 2).unwrap(), [0x1234, 0x1234]);
        let mut input = Input { rest: &[2, 0, 0, 0, 8, 1, 9] };
        assert_eq!(with_length(&mut input, 1, 4).unwrap(), [1, 1, 1, 1]);
        assert_eq!(input.rest, [9]);
    }

    #[test]
    fn what_says_more_than_it_holds_is_refused() {
        for bytes in [&[][..], &[0, 1], &[1], &[3], &[10], &[0x80; 12]] {
            assert!(hybrid(Input { rest: bytes }, 3, 12).is_err(), "{bytes:?}");
        }
        // A run of 2⁶² is cut to what is wanted.
        let endless = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1];
        assert_eq!(hybrid(Input { rest: &endless }, 1, 3).unwrap(), [1, 1, 1]);
    }
}
