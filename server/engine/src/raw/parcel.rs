//! What one request brought, read and checked before it waits for its turn to be written.

use domain::{Error, Result};

use super::labels::{Fingerprint, encode, fingerprint};

/// Samples may come this much before their time by our clock: clocks differ.
const AHEAD_MAX_MS: i64 = 600_000;

/// Series of one request.
#[derive(Debug, Default)]
pub struct Parcel {
    /// Encoded labels of all series, one after the other.
    labels: Vec<u8>,
    samples: Vec<(i64, f64)>,
    series: Vec<Entry>,
    /// Samples that are not kept, and why the first of them is not.
    pub refused: u64,
    pub reason: Option<Error>,
}

#[derive(Debug)]
struct Entry {
    fingerprint: Fingerprint,
    labels_end: usize,
    samples_end: usize,
    growth: bool,
}

/// One series of a parcel.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    pub fingerprint: Fingerprint,
    pub labels: &'a [u8],
    pub samples: &'a [(i64, f64)],
    /// Is each sample the growth since the one before, and not a value?
    pub growth: bool,
}

impl Parcel {
    /// Adds a series with sorted labels; one that cannot be kept is counted and holds nothing back.
    pub fn add<N: AsRef<str>, V: AsRef<str>>(
        &mut self,
        labels: &[(N, V)],
        samples: impl Iterator<Item = (i64, f64)>,
        growth: bool,
        now_ms: i64,
    ) {
        let (start, first) = (self.labels.len(), self.samples.len());
        if let Err(error) = encode(labels, &mut self.labels) {
            self.labels.truncate(start);
            return self.refuse(samples.count() as u64, error);
        }
        for (at_ms, value) in samples {
            match checked(at_ms, now_ms) {
                Ok(()) => self.samples.push((at_ms, value)),
                Err(error) => self.refuse(1, error),
            }
        }
        if self.samples.len() == first {
            return self.labels.truncate(start);
        }
        let fingerprint = fingerprint(&self.labels[start..]);
        self.series.push(Entry { fingerprint, labels_end: self.labels.len(), samples_end: self.samples.len(), growth });
    }

    /// Counts samples that are not kept.
    pub fn refuse(&mut self, n: u64, error: Error) {
        self.refused += n;
        self.reason.get_or_insert(error);
    }

    pub fn series(&self) -> impl Iterator<Item = Brought<'_>> {
        let (mut labels_start, mut samples_start) = (0, 0);
        self.series.iter().map(move |entry| {
            let brought = Brought {
                fingerprint: entry.fingerprint,
                labels: &self.labels[labels_start..entry.labels_end],
                samples: &self.samples[samples_start..entry.samples_end],
                growth: entry.growth,
            };
            (labels_start, samples_start) = (entry.labels_end, entry.samples_end);
            brought
        })
    }

    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Samples that are to be kept.
    pub fn n_samples(&self) -> u64 {
        self.samples.len() as u64
    }
}

fn checked(at_ms: i64, now_ms: i64) -> Result<()> {
    if at_ms > now_ms + AHEAD_MAX_MS {
        return Err(Error::field("timestamp", format!("{at_ms} is in the future: check the sender's clock")));
    }
    if at_ms < 0 {
        return Err(Error::field("timestamp", format!("{at_ms} is before 1970")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_bad_series_or_sample_holds_nothing_back() {
        let mut parcel = Parcel::default();
        parcel.add(&[("__name__", "a")], [(1, 1.0), (2_000_000, 2.0)].into_iter(), false, 1_000_000);
        parcel.add(&[("job", "a")], [(1, 1.0), (2, 2.0)].into_iter(), false, 1_000_000);
        parcel.add(&[("__name__", "b")], [(-5, 1.0)].into_iter(), false, 1_000_000);
        parcel.add(&[("__name__", "c")], [(3, 4.0)].into_iter(), true, 1_000_000);
        let kept: Vec<_> = parcel.series().map(|series| (series.labels.to_vec(), series.samples.to_vec(), series.growth)).collect();
        assert_eq!(kept, [(b"\x08__name__\x01a".to_vec(), vec![(1, 1.0)], false), (b"\x08__name__\x01c".to_vec(), vec![(3, 4.0)], true)]);
        assert_eq!((parcel.refused, parcel.n_samples()), (4, 2));
        assert!(parcel.reason.unwrap().to_string().contains("in the future"));
    }
}
