//! What arrives between two times of giving out.

use std::collections::{BTreeMap, BTreeSet};

use crate::datadog::{self, Event};
use crate::histogram::Histogram;
use crate::series::{Batch, Metadata, Series, Type};

use super::line::{self, Line, Metric, Values};

/// The most series at a time, histograms as one.
const MAX_SERIES: usize = 20_000;
/// The most members of a set.
const MAX_MEMBERS: usize = 100_000;
/// The most events at a time.
const MAX_EVENTS: usize = 1000;
/// A counter or histogram that is told nothing is given out as 0 for so long, so that “none” is known from “not there”.
const IDLE_MS: i64 = 3_600_000;

/// Name and labels.
type Key = (String, Vec<(String, String)>);

/// Gathers lines; holds no more than its caps allow, whatever is sent.
#[derive(Debug, Default)]
pub struct Aggregator {
    kept: BTreeMap<Key, Kept>,
    events: Vec<Event>,
    /// What has its own time, what was rejected, and what metrics are.
    ready: Batch,
}

/// One metric between two times.
#[derive(Debug)]
struct Kept {
    gathered: Gathered,
    /// When it was told something last.
    told_ms: i64,
    /// Was it told something since it was given out?
    fresh: bool,
}

#[derive(Debug)]
enum Gathered {
    Counter(f64),
    Gauge(f64),
    Histogram(Box<Histogram>),
    Set(BTreeSet<String>),
}

impl Aggregator {
    /// Takes a packet: lines, parted by line ends.
    pub fn add(&mut self, packet: &[u8], now_ms: i64) {
        for line in packet.split(|byte| *byte == b'\n') {
            let read = std::str::from_utf8(line).map_err(|_| "a line is no text in UTF-8".to_owned());
            let line = match read.map(str::trim) {
                Ok("") => continue,
                Ok(line) => line::read(line),
                Err(reason) => Err(reason),
            };
            let taken = line.and_then(|line| match line {
                Line::Metric(metric) => self.metric(metric, now_ms),
                Line::Check(check) => {
                    let at = Ok(check.at_ms.unwrap_or(now_ms));
                    datadog::add_check(&mut self.ready, &check.name, check.status, check.host, check.tags, at);
                    Ok(())
                }
                Line::Event(_) if self.events.len() >= MAX_EVENTS => Err(format!("more than {MAX_EVENTS} events at a time")),
                Line::Event(event) => {
                    self.events.push(event);
                    Ok(())
                }
            });
            if let Err(reason) = taken {
                self.ready.rejected.add(1, reason);
            }
        }
    }

    fn metric(&mut self, metric: Metric, now_ms: i64) -> Result<(), String> {
        let Metric { name, values, weight, labels, at_ms } = metric;
        // Checked now, so that a wrong one is counted and never kept.
        let series = Series::new(&name, labels)?;
        let (kind, unit) = match values {
            Values::Counter(_) => (Type::Counter, ""),
            Values::Histogram(_, unit) => (Type::Histogram, unit),
            Values::Gauge(_) | Values::Change(_) | Values::Set(_) => (Type::Gauge, ""),
        };
        if self.ready.metadata.len() < MAX_SERIES {
            let told = Metadata { kind, unit: unit.to_owned(), help: String::new() };
            self.ready.metadata.entry(name.clone()).or_insert(told);
        }
        match (at_ms, &values) {
            (Some(at_ms), Values::Counter(values)) => {
                self.ready.push(Ok(series.growing().with(at_ms, values.iter().sum::<f64>() * weight)), 1);
                return Ok(());
            }
            (Some(at_ms), Values::Gauge(value)) => {
                self.ready.push(Ok(series.with(at_ms, *value)), 1);
                return Ok(());
            }
            _ => {}
        }
        let key = (name, series.labels);
        if self.kept.len() >= MAX_SERIES && !self.kept.contains_key(&key) {
            return Err(format!("more than {MAX_SERIES} series: send fewer names or tags"));
        }
        let kept = self.kept.entry(key).or_insert_with(|| Kept { gathered: Gathered::of(&values), told_ms: now_ms, fresh: true });
        kept.gathered.take(values, weight)?;
        (kept.told_ms, kept.fresh) = (now_ms, true);
        Ok(())
    }

    /// Gives out what was gathered, as samples of `now_ms`, and begins anew.
    pub fn flush(&mut self, now_ms: i64) -> Batch {
        let mut batch = std::mem::take(&mut self.ready);
        for ((name, labels), kept) in &mut self.kept {
            let series = Ok(Series { labels: labels.clone(), samples: Vec::new(), growth: false });
            match &mut kept.gathered {
                Gathered::Counter(sum) => batch.push(series.map(|series| series.growing().with(now_ms, std::mem::take(sum))), 1),
                Gathered::Gauge(value) if kept.fresh => batch.push(series.map(|series| series.with(now_ms, *value)), 1),
                Gathered::Set(members) if kept.fresh => {
                    batch.push(series.map(|series| series.with(now_ms, members.len() as f64)), 1);
                    members.clear();
                }
                Gathered::Histogram(histogram) => {
                    let labels: Vec<_> = labels.iter().filter(|(label, _)| label != crate::series::NAME).cloned().collect();
                    std::mem::replace(&mut **histogram, Histogram::fixed()).push(&mut batch, name, &labels, now_ms, true);
                }
                Gathered::Gauge(_) | Gathered::Set(_) => {}
            }
            kept.fresh = false;
        }
        self.kept.retain(|_, kept| now_ms - kept.told_ms < IDLE_MS);
        batch
    }

    /// Events since they were last asked for.
    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }
}

impl Gathered {
    /// Nothing yet, of the kind of these values.
    fn of(values: &Values) -> Self {
        match values {
            Values::Counter(_) => Self::Counter(0.0),
            Values::Gauge(_) | Values::Change(_) => Self::Gauge(0.0),
            Values::Histogram(..) => Self::Histogram(Box::new(Histogram::fixed())),
            Values::Set(_) => Self::Set(BTreeSet::new()),
        }
    }

    fn take(&mut self, values: Values, weight: f64) -> Result<(), String> {
        match (self, values) {
            (Self::Counter(sum), Values::Counter(values)) => *sum += values.iter().sum::<f64>() * weight,
            (Self::Gauge(last), Values::Gauge(value)) => *last = value,
            (Self::Gauge(last), Values::Change(value)) => *last += value,
            (Self::Histogram(histogram), Values::Histogram(values, _)) => values.iter().for_each(|value| histogram.add(*value, weight)),
            (Self::Set(members), Values::Set(member)) => {
                if members.len() >= MAX_MEMBERS {
                    return Err(format!("a set has more than {MAX_MEMBERS} members at a time"));
                }
                members.insert(member);
            }
            _ => return Err("a name is sent with two types: give each its own name".to_owned()),
        }
        Ok(())
    }
}
