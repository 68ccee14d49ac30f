//! Files of predictions, CSV or XLSX: a row is a prediction, an outcome, or both.

use std::collections::BTreeMap;

use csv::StringRecord;
use domain::access::Viewer;
use domain::config::Configuration;
use domain::ids::ServiceId;
use domain::ports::{ImportReport, RowOutcome, WireOutcome, WirePrediction};
use domain::{Error, Result};
use serde_json::Value;

use super::keep::{Told, What};
use super::tell::Reader;
use crate::context::Engine;
use crate::flows::import::{Lines, reject, utf8};
use crate::flows::samples::rejection;
use crate::flows::{sheet, table};

/// Rows of one transaction.
const BATCH: usize = 10_000;
const EXPECTED: &str =
    "id,service,time,prediction with the optional columns score,outcome,outcome_time and feature:NAME for each watched feature";
const FEATURE: &str = "feature:";

/// Reads a file and keeps its good rows.
///
/// # Errors
/// A file that is not UTF-8 or has another header. Bad rows are no error: they are in the report.
pub async fn run(engine: &Engine, viewer: &Viewer, file: &[u8]) -> Result<ImportReport> {
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let csv = sheet::as_csv(file)?;
    let text = utf8(&csv)?;
    let mut reader = table::reader(text);
    let known = |name: &str| {
        ["id", "service", "time", "prediction", "score", "outcome", "outcome_time"].contains(&name) || name.starts_with(FEATURE)
    };
    let columns = table::columns(&mut reader, known, &["id", "service"], EXPECTED)?;
    let has = |name: &str| columns.contains_key(name);
    let tells = has("outcome") || has("time") && has("prediction");
    if !tells {
        return Err(table::wrong_header("there is neither “prediction” with “time” nor “outcome”", EXPECTED));
    }
    let mut import =
        Import { engine, viewer, configuration: &configuration, report: ImportReport::default(), batch: BTreeMap::new(), n: 0 };
    let (mut lines, mut record) = (Lines::of(text), StringRecord::new());
    loop {
        let read = reader.read_record(&mut record);
        let position = match &read {
            Ok(false) => break,
            Ok(true) => record.position(),
            Err(fault) => fault.position(),
        };
        let line = position.map_or(0, |position| lines.at(position));
        match read {
            Err(fault) => reject(&mut import.report, line, "", fault.to_string()),
            Ok(_) if record.len() != columns.len() => reject(&mut import.report, line, "", table::wrong_width(&record, &columns)),
            Ok(_) => import.add(line, &columns, &record),
        }
        if import.n == BATCH {
            import.keep().await?;
        }
    }
    import.keep().await?;
    engine.last_imports.set(viewer, import.report.clone());
    Ok(import.report)
}

/// Rows of one service that wait to be kept: the line of each, and what it tells.
#[derive(Default)]
struct Waiting {
    lines: Vec<u64>,
    told: Vec<Told>,
}

struct Import<'a> {
    engine: &'a Engine,
    viewer: &'a Viewer,
    configuration: &'a Configuration,
    report: ImportReport,
    batch: BTreeMap<ServiceId, Waiting>,
    n: usize,
}

impl Import<'_> {
    fn add(&mut self, line: u64, columns: &table::Columns, record: &StringRecord) {
        let cell = |name: &str| columns.get(name).and_then(|index| record.get(*index)).unwrap_or_default();
        let read = ServiceId::parse(cell("service"))
            .map_err(|error| Error::field("service", error.to_string()))
            .and_then(|service| Ok((self.read(&service, columns, cell)?, service)));
        match read {
            Ok((told, service)) => {
                let waiting = self.batch.entry(service).or_default();
                // A prediction and its outcome are told one after the other, at two places of one line.
                for (id, what) in told {
                    waiting.told.push(Told { place: waiting.lines.len(), id, what });
                    waiting.lines.push(line);
                }
                self.n += 1;
            }
            Err(error) => self.reject(line, &rejection(&error)),
        }
    }

    fn read<'c>(&self, service: &ServiceId, columns: &table::Columns, cell: impl Fn(&str) -> &'c str) -> Result<Vec<(String, What)>> {
        let reader = Reader::of(self.configuration, service, self.engine.clock.now_ms())?;
        let value = |name: &str| match cell(name) {
            "" => Value::Null,
            text => Value::String(text.to_owned()),
        };
        let mut told = Vec::new();
        if !cell("prediction").is_empty() {
            let mut features = BTreeMap::new();
            for column in columns.keys().filter(|column| column.starts_with(FEATURE)) {
                // Headers are read in lower case.
                let name = &column[FEATURE.len()..];
                let watched = reader.stated.features.keys().find(|watched| watched.to_lowercase() == name);
                features.insert(watched.cloned().unwrap_or_else(|| name.to_owned()), value(column));
            }
            let (id, time, prediction, score) = (value("id"), value("time"), value("prediction"), value("score"));
            told.push(reader.prediction(&WirePrediction { id, time, prediction, score, features })?);
        }
        if !cell("outcome").is_empty() {
            let wire = WireOutcome { id: value("id"), outcome: value("outcome"), time: value("outcome_time") };
            told.push(reader.outcome(&wire).map_err(|error| match error {
                Error::Invalid { field: Some(field), message } if field == "time" => Error::field("outcome_time", message),
                other => other,
            })?);
        }
        if told.is_empty() {
            return Err(Error::field("prediction", "a row holds a prediction, an outcome, or both"));
        }
        Ok(told)
    }

    /// A line is new when anything of it is, and rejected when anything of it is.
    async fn keep(&mut self) -> Result<()> {
        self.n = 0;
        for (service, waiting) in std::mem::take(&mut self.batch) {
            let kept = self.engine.keep_cases(self.viewer, self.configuration, &service, waiting.told, "import_predictions").await?;
            let mut by_line: BTreeMap<u64, RowOutcome> = BTreeMap::new();
            for (place, outcome) in kept {
                let line = waiting.lines.get(place).copied().unwrap_or(0);
                let weight = |outcome: &RowOutcome| match outcome {
                    RowOutcome::Duplicate => 0,
                    RowOutcome::Accepted => 1,
                    RowOutcome::Rejected { .. } => 2,
                };
                if by_line.get(&line).is_none_or(|other| weight(&outcome) > weight(other)) {
                    by_line.insert(line, outcome);
                }
            }
            for (line, outcome) in by_line {
                match outcome {
                    RowOutcome::Accepted => self.report.accepted += 1,
                    RowOutcome::Duplicate => self.report.duplicate += 1,
                    rejected @ RowOutcome::Rejected { .. } => self.reject(line, &rejected),
                }
            }
        }
        Ok(())
    }

    fn reject(&mut self, line: u64, outcome: &RowOutcome) {
        if let RowOutcome::Rejected { field, reason } = outcome {
            reject(&mut self.report, line, field.as_deref().unwrap_or_default(), reason.clone());
        }
    }
}
