//! Native histograms: exponential buckets are counted on the fixed bounds, custom ones keep their own.
//!
//! Bucket `i` of schema `s` holds values above 2^((i-1)/2^s) up to 2^(i/2^s): OpenTelemetry's index is one less.

use super::protobuf::{Fields, Value, broken, zigzag};
use crate::error::Error;
use crate::histogram::Histogram;
use crate::otlp::exponential::fill;
use crate::series::{Batch, NAME, is_stale};

/// The schema of buckets with bounds of the sender's own.
const CUSTOM: i64 = -53;
/// Most buckets of one side.
const BUCKETS_MAX: usize = 10_000;

/// Adds one histogram of a series as classic series.
///
/// # Errors
/// Bytes that are no histogram.
pub fn read(bytes: &[u8], labels: &[(&str, &str)], batch: &mut Batch) -> Result<(), Error> {
    let (mut schema, mut at_ms, mut count, mut zero, mut sum) = (0, 0, 0.0, 0.0, 0.0);
    let (mut positive, mut negative, mut custom) = (Side::default(), Side::default(), Vec::new());
    let mut fields = Fields(bytes);
    while let Some((number, value)) = fields.next()? {
        match number {
            1 => count = value.integer()? as f64,
            2 => count = value.float()?,
            3 => sum = value.float()?,
            4 => schema = value.signed()?,
            6 => zero = value.integer()? as f64,
            7 => zero = value.float()?,
            8 => negative.span(value.message()?)?,
            9 => negative.deltas(value)?,
            10 => negative.counts = floats(value)?,
            11 => positive.span(value.message()?)?,
            12 => positive.deltas(value)?,
            13 => positive.counts = floats(value)?,
            15 => at_ms = value.integer()? as i64,
            16 => custom = floats(value)?,
            _ => {}
        }
    }
    let mut histogram = if schema == CUSTOM {
        Histogram { counts: vec![0.0; custom.len() + 1], bounds: custom, ..Histogram::default() }
    } else {
        Histogram::fixed()
    };
    for (index, n) in positive.buckets()? {
        if schema != CUSTOM {
            fill(&mut histogram, index - 1, i32::try_from(schema).map_err(|_| broken())?, n);
        } else if let Some(at) = usize::try_from(index).ok().and_then(|index| histogram.counts.get_mut(index)) {
            *at += n;
        }
    }
    let below: f64 = negative.buckets()?.iter().map(|(_, n)| n).sum();
    if let Some(lowest) = histogram.counts.first_mut() {
        *lowest += zero + below;
    }
    (histogram.count, histogram.sum, histogram.ended) = (count, Some(sum), is_stale(sum));
    let name = labels.iter().find(|(label, _)| *label == NAME).map_or("", |(_, name)| *name);
    let rest: Vec<(String, String)> =
        labels.iter().filter(|(label, _)| *label != NAME).map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect();
    histogram.push(batch, name, &rest, at_ms, false);
    Ok(())
}

/// Buckets above zero, or below it.
#[derive(Default)]
struct Side {
    /// How far from the end of the span before, and how many buckets.
    spans: Vec<(i64, usize)>,
    counts: Vec<f64>,
}

impl Side {
    fn span(&mut self, mut fields: Fields<'_>) -> Result<(), Error> {
        let mut span = (0, 0);
        while let Some((number, value)) = fields.next()? {
            match number {
                1 => span.0 = value.signed()?,
                2 => span.1 = usize::try_from(value.integer()?).map_err(|_| broken())?,
                _ => {}
            }
        }
        self.spans.push(span);
        Ok(())
    }

    /// Counts as differences from the count before.
    fn deltas(&mut self, value: Value<'_>) -> Result<(), Error> {
        let (mut fields, mut count) = (value.message()?, 0i64);
        while !fields.0.is_empty() {
            count = count.saturating_add(zigzag(fields.varint()?));
            self.counts.push(count as f64);
        }
        Ok(())
    }

    /// Index and count of each bucket.
    fn buckets(&self) -> Result<Vec<(i64, f64)>, Error> {
        let (mut buckets, mut index, mut counts) = (Vec::new(), 0i64, self.counts.iter());
        for (offset, n) in &self.spans {
            index = index.saturating_add(*offset);
            if buckets.len() + n > BUCKETS_MAX {
                return Err(broken());
            }
            for _ in 0..*n {
                buckets.push((index, *counts.next().ok_or_else(broken)?));
                index = index.saturating_add(1);
            }
        }
        Ok(buckets)
    }
}

fn floats(value: Value<'_>) -> Result<Vec<f64>, Error> {
    let (eights, rest) = value.bytes()?.as_chunks::<8>();
    if rest.is_empty() { Ok(eights.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()) } else { Err(broken()) }
}
