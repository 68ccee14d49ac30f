//! Runs that Weights & Biases wrote offline: `.wandb` files, one run each.

use std::collections::BTreeMap;

use domain::{Error, Result};
use prost::Message;

use super::log;
use crate::measured::Point;

/// `:W&B`, a magic number and the version of the format.
const HEADER: [u8; 7] = *b":W&B\xe1\xbe\x00";
/// Rows of one history.
const ROWS_MAX: usize = 1_000_000;

/// A run as its file tells it. What was never said is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorded {
    pub id: String,
    pub entity: String,
    pub project: String,
    pub name: String,
    pub started_ms: Option<i64>,
    pub rows: Vec<Row>,
    /// What stood last of each metric.
    pub summary: BTreeMap<String, f64>,
    /// None where the run did not end in order.
    pub exit_code: Option<i32>,
}

/// One step: numbers by name, nested names joined by dots. What is no number is left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    pub step: i64,
    pub at_ms: i64,
    pub values: BTreeMap<String, f64>,
}

impl Recorded {
    /// Values of one metric.
    pub fn points(&self, metric: &str) -> Vec<Point> {
        let point = |row: &Row| {
            let value = *row.values.get(metric)?;
            Some(Point { at_ms: row.at_ms, run: self.id.clone(), step: row.step, value })
        };
        self.rows.iter().filter_map(point).collect()
    }
}

#[derive(Clone, PartialEq, Message)]
struct Record {
    #[prost(message, optional, tag = "2")]
    history: Option<History>,
    #[prost(message, optional, tag = "3")]
    summary: Option<Summary>,
    #[prost(message, optional, tag = "17")]
    run: Option<Run>,
    #[prost(message, optional, tag = "18")]
    exit: Option<Exit>,
}

#[derive(Clone, PartialEq, Message)]
struct History {
    #[prost(message, repeated, tag = "1")]
    item: Vec<Item>,
    #[prost(message, optional, tag = "2")]
    step: Option<Step>,
}

#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    update: Vec<Item>,
    #[prost(message, repeated, tag = "2")]
    remove: Vec<Item>,
}

/// A value, as JSON or, in newer files, by its type.
#[derive(Clone, PartialEq, Message)]
struct Item {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, repeated, tag = "2")]
    nested_key: Vec<String>,
    #[prost(sint64, optional, tag = "5")]
    integer: Option<i64>,
    #[prost(double, optional, tag = "6")]
    number: Option<f64>,
    #[prost(string, tag = "16")]
    value_json: String,
}

#[derive(Clone, PartialEq, Message)]
struct Step {
    #[prost(int64, tag = "1")]
    num: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Run {
    #[prost(string, tag = "1")]
    run_id: String,
    #[prost(string, tag = "2")]
    entity: String,
    #[prost(string, tag = "3")]
    project: String,
    #[prost(string, tag = "8")]
    display_name: String,
    #[prost(message, optional, tag = "17")]
    start_time: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Message)]
struct Timestamp {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

#[derive(Clone, PartialEq, Message)]
struct Exit {
    #[prost(int32, tag = "1")]
    exit_code: i32,
}

impl Item {
    fn name(&self) -> String {
        if self.nested_key.is_empty() { self.key.clone() } else { self.nested_key.join(".") }
    }

    fn value(&self) -> Option<f64> {
        let value = self.number.or(self.integer.map(|integer| integer as f64)).or_else(|| self.value_json.trim().parse().ok());
        value.filter(|value| value.is_finite())
    }
}

/// Reads a file.
///
/// # Errors
/// A file of another kind or version, or one that is damaged.
pub fn read(bytes: &[u8]) -> Result<Recorded> {
    let Some(header) = bytes.first_chunk::<7>().filter(|header| header[..6] == HEADER[..6]) else {
        return Err(Error::invalid("this is no .wandb file: it lies in the run's folder, wandb/offline-run-…/run-….wandb"));
    };
    if header[6] != HEADER[6] {
        return Err(Error::invalid(format!("this .wandb file is of version {}, and only version 0 is known", header[6])));
    }
    let mut recorded = Recorded::default();
    for (n, record) in log::records(bytes, HEADER.len())?.iter().enumerate() {
        let record =
            Record::decode(record.as_slice()).map_err(|cause| Error::invalid(format!("record {n} of the file cannot be read: {cause}")))?;
        take(&mut recorded, record)?;
    }
    Ok(recorded)
}

fn take(recorded: &mut Recorded, record: Record) -> Result<()> {
    if let Some(run) = record.run {
        let started_ms = run.start_time.map(|start| start.seconds.saturating_mul(1000).saturating_add(i64::from(start.nanos / 1_000_000)));
        let rest = std::mem::take(recorded);
        *recorded = Recorded { id: run.run_id, entity: run.entity, project: run.project, name: run.display_name, started_ms, ..rest };
    }
    if let Some(summary) = record.summary {
        for item in &summary.remove {
            recorded.summary.remove(&item.name());
        }
        for item in &summary.update {
            match item.value() {
                Some(value) => recorded.summary.insert(item.name(), value),
                None => recorded.summary.remove(&item.name()),
            };
        }
    }
    if let Some(exit) = record.exit {
        recorded.exit_code = Some(exit.exit_code);
    }
    let Some(history) = record.history else { return Ok(()) };
    let mut values: BTreeMap<String, f64> = history.item.iter().filter_map(|item| Some((item.name(), item.value()?))).collect();
    let step = history.step.map(|step| step.num).or(values.get("_step").map(|step| *step as i64)).unwrap_or_default();
    let Some(at_s) = values.remove("_timestamp") else { return Ok(()) };
    values.retain(|name, _| !name.starts_with('_'));
    if recorded.rows.len() == ROWS_MAX {
        return Err(Error::invalid(format!("the run has more than {ROWS_MAX} steps")));
    }
    recorded.rows.push(Row { step, at_ms: (at_s * 1000.0).round() as i64, values });
    Ok(())
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
