//! What every format is read into: named, labelled series of numbers in time, as Prometheus has them.

use std::collections::BTreeMap;
use std::fmt;

/// The label that holds a series' name.
pub const NAME: &str = "__name__";
/// The most labels of one series, its name among them.
pub const MAX_LABELS: usize = 64;
/// The longest name of a label or series, bytes.
pub const MAX_NAME: usize = 256;
/// The longest value of a label, bytes.
pub const MAX_VALUE: usize = 2048;

/// The most that the labels of one batch take, bytes: a short body can stand for many series.
pub const MAX_BATCH: usize = 64 << 20;

/// The value that says a series ended: a NaN with bits of its own, apart from a NaN that was measured.
pub const STALE: f64 = f64::from_bits(0x7ff0_0000_0000_0002);

/// Does the value say that its series ended? No comparison of numbers can tell.
pub fn is_stale(value: f64) -> bool {
    value.to_bits() == STALE.to_bits()
}

/// One value at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Unix time, milliseconds.
    pub at_ms: i64,
    /// In the unit of its series; may be NaN, infinite or [`STALE`].
    pub value: f64,
}

/// Samples under one set of labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Sorted by name, each name once, [`NAME`] among them, none empty.
    pub labels: Vec<(String, String)>,
    /// In the order they were sent.
    pub samples: Vec<Sample>,
    /// Is each sample an increase since the one before it, and not a total or a reading? The store adds it to the last total, so that a
    /// count that is sent as growth and one that is sent as a total are asked for alike.
    pub growth: bool,
}

impl Series {
    /// A series without samples. Labels without a value are dropped, as Prometheus does.
    ///
    /// # Errors
    /// Too many labels, one that is too long or comes twice, or an empty name, in words for the sender.
    pub fn new(name: &str, labels: impl IntoIterator<Item = (String, String)>) -> Result<Self, String> {
        if name.is_empty() {
            return Err("a series has no name".to_owned());
        }
        let mut all = vec![(NAME.to_owned(), name.to_owned())];
        all.extend(labels.into_iter().filter(|(_, value)| !value.is_empty()));
        Self::checked(all)
    }

    /// A series without samples from labels that hold its name.
    ///
    /// # Errors
    /// As those of [`Series::new`].
    pub fn checked(mut labels: Vec<(String, String)>) -> Result<Self, String> {
        labels.sort_unstable();
        let name = labels.iter().find(|(name, _)| name == NAME).map_or("", |(_, value)| value.as_str());
        if name.is_empty() {
            return Err("a series has no name".to_owned());
        }
        if labels.len() > MAX_LABELS {
            return Err(format!("{} has {} labels: at most {MAX_LABELS} are kept", shortened(name), labels.len()));
        }
        for (label, value) in &labels {
            let longest = if label == NAME { MAX_NAME } else { MAX_VALUE };
            if label.len() > MAX_NAME || value.len() > longest {
                return Err(format!("{}: the label {} is longer than {longest} bytes: send less in it", shortened(name), shortened(label)));
            }
        }
        if let Some(twice) = labels.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(format!("{}: the label {} comes twice", shortened(name), shortened(&twice[0].0)));
        }
        Ok(Self { labels, samples: Vec::new(), growth: false })
    }

    /// The same series with one more sample.
    pub fn with(mut self, at_ms: i64, value: f64) -> Self {
        self.samples.push(Sample { at_ms, value });
        self
    }

    /// The same series, whose samples are increases.
    pub fn growing(mut self) -> Self {
        self.growth = true;
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.label(NAME).unwrap_or("")
    }

    /// The value of a label.
    pub fn label(&self, name: &str) -> Option<&str> {
        self.labels.iter().find(|(label, _)| label == name).map(|(_, value)| value.as_str())
    }
}

/// As it stands in an exposition, without samples: for messages and tests.
impl fmt::Display for Series {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())?;
        let mut open = '{';
        for (name, value) in self.labels.iter().filter(|(name, _)| name != NAME) {
            write!(out, "{open}{name}={value:?}")?;
            open = ',';
        }
        if open == ',' { out.write_str("}") } else { Ok(()) }
    }
}

/// What the sender says a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Type {
    /// A total that only grows.
    Counter,
    /// A reading that moves both ways.
    Gauge,
    /// Counts per bucket, with their sum and count.
    Histogram,
    /// Quantiles, with their sum and count.
    Summary,
    /// Not said, or a type that says nothing about the numbers.
    #[default]
    Unknown,
}

/// What is known of all series of one name, or of one family of names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// What it is.
    pub kind: Type,
    /// A sentence of the sender's.
    pub help: String,
    /// Its unit, in the sender's words; empty when not said.
    pub unit: String,
}

/// Samples that were not taken, while others of the same request were.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejected {
    /// How many.
    pub count: u64,
    /// Why the first one was not, with what to do.
    pub reason: Option<String>,
}

impl Rejected {
    /// Counts samples; the first reason is kept.
    pub fn add(&mut self, count: u64, reason: impl Into<String>) {
        self.count = self.count.saturating_add(count);
        self.reason.get_or_insert_with(|| reason.into());
    }
}

/// What one body holds. Two series may have the same labels, when they were sent so.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// In the order they were sent.
    pub series: Vec<Series>,
    /// By the family's name: `x` for `x_bucket`, `x_sum` and `x_count`.
    pub metadata: BTreeMap<String, Metadata>,
    /// What was left out.
    pub rejected: Rejected,
    /// About what the labels of all series take, bytes.
    pub size: usize,
}

impl Batch {
    /// Adds a series, or counts its samples as not taken. None is taken that would go beyond [`MAX_BATCH`].
    pub fn push(&mut self, series: Result<Series, String>, samples: u64) {
        match series {
            Ok(series) if self.has_room(weight(&series.labels)) => {
                self.size += weight(&series.labels);
                self.series.push(series);
            }
            Ok(_) => self.rejected.add(samples, FULL),
            Err(reason) => self.rejected.add(samples, reason),
        }
    }

    /// Can series be taken whose labels weigh so many bytes?
    pub(crate) fn has_room(&self, bytes: usize) -> bool {
        self.size.saturating_add(bytes) <= MAX_BATCH
    }
}

/// Why a batch takes no more.
pub(crate) const FULL: &str = "one body stands for too many series: send fewer at a time";

/// About what labels take, bytes.
pub(crate) fn weight(labels: &[(String, String)]) -> usize {
    labels.iter().map(|(name, value)| name.len() + value.len() + 48).sum()
}

/// The beginning of a text, for a message.
pub(crate) fn shortened(text: &str) -> String {
    if text.chars().count() > 80 { text.chars().take(80).chain(['…']).collect() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn labels_are_sorted_and_hold_the_name() {
        let series = Series::new("up", labels(&[("job", "b"), ("instance", "a"), ("empty", "")])).unwrap();
        assert_eq!(series.labels, labels(&[("__name__", "up"), ("instance", "a"), ("job", "b")]));
        assert_eq!(series.to_string(), r#"up{instance="a",job="b"}"#);
        assert_eq!(Series::new("up", []).unwrap().to_string(), "up");
    }

    #[test]
    fn what_cannot_be_a_series_says_why() {
        let reason = |pairs: &[(&str, &str)]| Series::new("up", labels(pairs)).unwrap_err();
        assert_eq!(reason(&[("a", "1"), ("a", "2")]), "up: the label a comes twice");
        assert_eq!(reason(&[("__name__", "down")]), "down: the label __name__ comes twice");
        assert_eq!(reason(&[("a", &"x".repeat(10_000_000))]), "up: the label a is longer than 2048 bytes: send less in it");
        assert_eq!(Series::new("", []).unwrap_err(), "a series has no name");
        let many = (0..MAX_LABELS).map(|n| (format!("l{n}"), "x".to_owned()));
        assert_eq!(Series::new("up", many).unwrap_err(), "up has 65 labels: at most 64 are kept");
        assert!(Series::new(&"n".repeat(300), []).unwrap_err().contains("longer than 256 bytes"));
    }

    #[test]
    fn an_end_is_no_measured_nan() {
        assert!(STALE.is_nan() && is_stale(STALE));
        assert!(!is_stale(f64::NAN) && !is_stale(f64::from_bits(0x7ff8_0000_0000_0001)));
        let series = Series::new("up", []).unwrap().with(1, STALE);
        assert!(is_stale(series.clone().samples[0].value));
    }

    #[test]
    fn a_batch_ends_before_the_memory_does() {
        let mut batch = Batch::default();
        for _ in 0..50_000 {
            batch.push(Series::new("up", [("a".to_owned(), "b".repeat(2000))]), 1);
        }
        let kept = batch.series.len();
        // Each is 2,107 bytes by the count above: two labels of 48 and their texts of 10 and 2,001.
        assert_eq!((kept, batch.rejected.count), (MAX_BATCH / 2107, 50_000 - kept as u64));
    }

    #[test]
    fn the_first_reason_is_kept() {
        let mut batch = Batch::default();
        batch.push(Series::new("", []), 3);
        batch.push(Err("later".to_owned()), 2);
        assert_eq!(batch.rejected, Rejected { count: 5, reason: Some("a series has no name".to_owned()) });
    }
}
