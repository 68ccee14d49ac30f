//! Samples of one raw series as bytes. Instants are differences of differences with runs counted, so that regular ones cost nothing; values that
//! are decimals (most metrics: measured, rounded, counted) are differences of integers over one power of ten, others differ from the value
//! before by a few bytes (the idea of Gorilla: Pelkonen et al., VLDB 2015). Every value comes back to the bit.

use super::varint::{Reader, put, put_signed};

/// Samples of a series in time order, one an instant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Columns {
    pub at_ms: Vec<i64>,
    pub values: Vec<f64>,
}

/// Powers of ten that a float holds exactly.
const TENS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
/// Marks values that are written as bytes and not as decimals.
const BYTES: u8 = 0xff;
/// Beyond this a float no longer holds every integer.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

impl Columns {
    pub fn len(&self) -> usize {
        self.at_ms.len()
    }

    pub fn is_empty(&self) -> bool {
        self.at_ms.is_empty()
    }

    /// Adds what comes last in time.
    pub fn push(&mut self, at_ms: i64, value: f64) {
        self.at_ms.push(at_ms);
        self.values.push(value);
    }

    /// Lays newer writes over these samples, in the order they were written: the last write of an instant stands.
    pub fn overlay(&mut self, written: &[(i64, f64)]) {
        if written.is_empty() {
            return;
        }
        let in_order = written.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if in_order && self.at_ms.last().is_none_or(|last| *last < written[0].0) {
            written.iter().for_each(|(at_ms, value)| self.push(*at_ms, *value));
            return;
        }
        let mut all: Vec<(i64, f64)> = self.at_ms.iter().copied().zip(self.values.iter().copied()).chain(written.iter().copied()).collect();
        // Stable, so of one instant the last written is last.
        all.sort_by_key(|(at_ms, _)| *at_ms);
        *self = Self::default();
        for (at_ms, value) in all {
            match self.at_ms.last() {
                Some(last) if *last == at_ms => {
                    if let Some(stands) = self.values.last_mut() {
                        *stands = value;
                    }
                }
                _ => self.push(at_ms, value),
            }
        }
    }

    /// Leaves so many samples; gives the others.
    pub fn split_off(&mut self, n: usize) -> Self {
        Self { at_ms: self.at_ms.split_off(n), values: self.values.split_off(n) }
    }

    /// Leaves what lies between two instants, both included.
    pub fn cut(&mut self, from_ms: i64, until_ms: i64) {
        let (start, end) = (self.at_ms.partition_point(|at| *at < from_ms), self.at_ms.partition_point(|at| *at <= until_ms));
        self.at_ms.truncate(end);
        self.values.truncate(end);
        self.at_ms.drain(..start.min(end));
        self.values.drain(..start.min(end));
    }

    /// The bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(16 + self.len() * 3);
        put(&mut out, self.len() as u64);
        encode_instants(&self.at_ms, &mut out);
        match decimals(&self.values) {
            Some(places) => encode_decimals(&self.values, places, &mut out),
            None => encode_bytes(&self.values, &mut out),
        }
        out
    }

    /// The samples of the bytes; none when they are not what [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut columns = Self::default();
        columns.decode_more(bytes)?;
        Some(columns)
    }

    /// Adds the samples of the bytes after those that are here.
    pub fn decode_more(&mut self, bytes: &[u8]) -> Option<()> {
        let mut reader = Reader(bytes);
        // A run of instants costs a few bytes whatever its length, a value at least one.
        let n = reader.unsigned().and_then(|n| usize::try_from(n).ok()).filter(|n| *n <= bytes.len())?;
        self.at_ms.reserve(n);
        self.values.reserve(n);
        decode_instants(&mut reader, n, &mut self.at_ms)?;
        match reader.byte()? {
            BYTES => decode_bytes(&mut reader, n, &mut self.values),
            places => decode_decimals(&mut reader, n, *TENS.get(usize::from(places))?, &mut self.values),
        }
    }
}

fn encode_instants(at_ms: &[i64], out: &mut Vec<u8>) {
    let (mut before, mut step, mut run) = (0i64, 0i64, 0u64);
    for at in at_ms {
        let next = at.wrapping_sub(before);
        before = *at;
        if run > 0 && next == step {
            run += 1;
            continue;
        }
        if run > 0 {
            put(out, run);
        }
        put_signed(out, next.wrapping_sub(step));
        (step, run) = (next, 1);
    }
    if run > 0 {
        put(out, run);
    }
}

fn decode_instants(reader: &mut Reader<'_>, n: usize, at_ms: &mut Vec<i64>) -> Option<()> {
    let (mut before, mut step, mut left) = (0i64, 0i64, n as u64);
    while left > 0 {
        step = step.wrapping_add(reader.signed()?);
        let run = reader.unsigned().filter(|run| (1..=left).contains(run))?;
        for _ in 0..run {
            before = before.wrapping_add(step);
            at_ms.push(before);
        }
        left -= run;
    }
    Some(())
}

/// The fewest decimal places with which every finite value is a whole number over a power of ten; none when some is not.
fn decimals(values: &[f64]) -> Option<u8> {
    let mut places = 0;
    for value in values.iter().filter(|value| value.is_finite()) {
        while whole(*value, *TENS.get(places)?).is_none() {
            places += 1;
        }
    }
    let fits = values.iter().all(|value| !value.is_finite() || whole(*value, TENS[places]).is_some());
    fits.then_some(places as u8)
}

/// The integer that gives back the value, to the bit, when it is divided.
fn whole(value: f64, ten: f64) -> Option<i64> {
    let scaled = (value * ten).round();
    // By way of the integer, which has no negative zero.
    (scaled.abs() < WHOLE_MAX && (scaled as i64 as f64 / ten).to_bits() == value.to_bits()).then_some(scaled as i64)
}

fn encode_decimals(values: &[f64], places: u8, out: &mut Vec<u8>) {
    out.push(places);
    let odd: Vec<(usize, f64)> = values.iter().copied().enumerate().filter(|(_, value)| !value.is_finite()).collect();
    put(out, odd.len() as u64);
    for (index, value) in odd {
        put(out, index as u64);
        out.extend_from_slice(&value.to_le_bytes());
    }
    let mut before = 0;
    for value in values {
        // What is not finite stands apart; here it repeats the value before.
        let whole = whole(*value, TENS[usize::from(places)]).unwrap_or(before);
        put_signed(out, whole - before);
        before = whole;
    }
}

fn decode_decimals(reader: &mut Reader<'_>, n: usize, ten: f64, values: &mut Vec<f64>) -> Option<()> {
    let odd: Vec<(usize, f64)> =
        (0..reader.count()?).map(|_| Some((usize::try_from(reader.unsigned()?).ok()?, reader.float()?))).collect::<Option<_>>()?;
    let (start, mut whole) = (values.len(), 0i64);
    for _ in 0..n {
        whole = whole.wrapping_add(reader.signed()?);
        values.push(whole as f64 / ten);
    }
    for (index, value) in odd {
        *values.get_mut(start + index)? = value;
    }
    Some(())
}

/// Each value as the bytes in which it differs from the one before: how many, and how many zero bytes lie below them.
fn encode_bytes(values: &[f64], out: &mut Vec<u8>) {
    out.push(BYTES);
    let mut before = 0u64;
    for value in values {
        let bits = value.to_bits();
        let differs = bits ^ before;
        before = bits;
        let below = if differs == 0 { 0 } else { differs.trailing_zeros() / 8 };
        let used = (8 - differs.leading_zeros() / 8) - below.min(8 - differs.leading_zeros() / 8);
        out.push((below << 4 | used) as u8);
        out.extend_from_slice(&(differs >> (below * 8)).to_le_bytes()[..used as usize]);
    }
}

fn decode_bytes(reader: &mut Reader<'_>, n: usize, values: &mut Vec<f64>) -> Option<()> {
    let mut before = 0u64;
    for _ in 0..n {
        let shape = reader.byte()?;
        let (below, used) = (u32::from(shape >> 4), usize::from(shape & 15));
        let mut bytes = [0u8; 8];
        bytes.get_mut(..used)?.copy_from_slice(reader.bytes(used)?);
        before ^= u64::from_le_bytes(bytes).checked_shl(below * 8)?;
        values.push(f64::from_bits(before));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn columns(samples: &[(i64, f64)]) -> Columns {
        let mut columns = Columns::default();
        samples.iter().for_each(|(at, value)| columns.push(*at, *value));
        columns
    }

    fn bits(columns: &Columns) -> Vec<(i64, u64)> {
        columns.at_ms.iter().copied().zip(columns.values.iter().map(|value| value.to_bits())).collect()
    }

    #[test]
    fn a_day_of_a_constant_costs_a_byte_a_sample_at_most() {
        let day: Vec<(i64, f64)> = (0..288).map(|n| (1_790_000_000_000 + n * 300_000, 0.5)).collect();
        let bytes = columns(&day).encode();
        assert!(bytes.len() < 320, "{}", bytes.len());
        assert_eq!(bits(&Columns::decode(&bytes).unwrap()), bits(&columns(&day)));
    }

    #[test]
    fn odd_values_come_back_to_the_bit() {
        let stale = f64::from_bits(0x7ff0_0000_0000_0002);
        for values in [
            vec![1.5, f64::NAN, stale, f64::INFINITY, 2.25, f64::NEG_INFINITY],
            vec![0.1 + 0.2, 1e300, -1e-300, 5e-324, stale],
            vec![-0.0, 0.0],
            vec![9_007_199_254_740_991.0, 1e15, -1e15],
            vec![stale],
        ] {
            let all = columns(&values.iter().enumerate().map(|(n, value)| (n as i64, *value)).collect::<Vec<_>>());
            assert_eq!(bits(&Columns::decode(&all.encode()).unwrap()), bits(&all), "{values:?}");
        }
    }

    #[test]
    fn the_last_write_of_an_instant_stands() {
        let mut all = columns(&[(10, 1.0), (20, 2.0)]);
        all.overlay(&[(30, 3.0), (20, 4.0), (5, 5.0), (20, 6.0)]);
        assert_eq!(all, columns(&[(5, 5.0), (10, 1.0), (20, 6.0), (30, 3.0)]));
        all.overlay(&[(40, 1.0), (50, 1.0)]);
        assert_eq!(all.len(), 6);
    }

    proptest! {
        #[test]
        fn everything_comes_back(samples in prop::collection::vec((any::<i64>(), any::<f64>()), 0..300)) {
            let all = columns(&samples);
            prop_assert_eq!(bits(&Columns::decode(&all.encode()).unwrap()), bits(&all));
        }

        #[test]
        fn decimals_come_back(samples in prop::collection::vec((0i64..100_000_000, -1_000_000i64..1_000_000), 0..300), places in 0usize..9) {
            let all = columns(&samples.iter().map(|(at, n)| (*at, *n as f64 / TENS[places])).collect::<Vec<_>>());
            prop_assert_eq!(bits(&Columns::decode(&all.encode()).unwrap()), bits(&all));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Columns::decode(&bytes);
        }
    }
}
