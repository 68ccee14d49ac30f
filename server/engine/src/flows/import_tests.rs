//! Files of recorded tests: one row a test, accepted one by one and written in one transaction.

use std::collections::BTreeMap;

use csv::StringRecord;
use domain::access::{Action, Viewer};
use domain::config::{Change, Item, Test};
use domain::ports::ImportReport;
use domain::{Error, Result};

use super::import::{Lines, reject, utf8};
use crate::context::Engine;

/// Rows of one file: each is one change of the configuration, and all are one transaction.
const ROWS_MAX: usize = 2_000;

/// Reads a file and records its good rows. A row that is recorded already as it stands is a duplicate.
///
/// # Errors
/// A file that cannot be read or has another header. Bad rows are no error: they are in the report.
pub async fn run(engine: &Engine, viewer: &Viewer, file: &[u8]) -> Result<ImportReport> {
    viewer.authorize(Action::EditModel)?;
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let today = engine.today(&configuration)?;
    let csv = super::sheet::as_csv(file)?;
    let text = utf8(&csv)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = columns(reader.headers().map_err(|fault| Error::field("file", fault.to_string()))?)?;
    let (mut lines, mut report, mut changes) = (Lines::of(text), ImportReport::default(), Vec::new());
    let mut known = (*configuration).clone();
    let mut record = StringRecord::new();
    loop {
        let read = reader.read_record(&mut record);
        let position = match &read {
            Ok(false) => break,
            Ok(true) => record.position(),
            Err(fault) => fault.position(),
        };
        let line = position.map_or(0, |position| lines.at(position));
        if let Err(fault) = read {
            reject(&mut report, line, "", fault.to_string());
            continue;
        }
        if record.len() != columns.len() {
            reject(&mut report, line, "", format!("this line has {} columns, the header {}", record.len(), columns.len()));
            continue;
        }
        let cell = |name: &str| columns.get(name).and_then(|index| record.get(*index)).unwrap_or_default();
        let accepted = Test::from_cells(&cell).and_then(|test| {
            if known.tests.get(&test.id) == Some(&test) {
                return Ok(None);
            }
            super::recorded_tests::refuse_future(&test, today)?;
            known.accept_test(&test)?;
            Ok(Some(test))
        });
        match accepted {
            Ok(None) => report.duplicate += 1,
            Ok(Some(test)) if changes.len() < ROWS_MAX => {
                known.tests.insert(test.id.clone(), test.clone());
                changes.push(Change::Put(Box::new(Item::Test(Box::new(test)))));
                report.accepted += 1;
            }
            Ok(Some(_)) => reject(&mut report, line, "", format!("a file records at most {ROWS_MAX} tests: send the rest as another")),
            Err(Error::Invalid { field, message }) => {
                // An arm's part, `control.successes`, is a column of its own.
                reject(&mut report, line, &field.unwrap_or_default().replace('.', "_"), message);
            }
            Err(error) => reject(&mut report, line, "", error.to_string()),
        }
    }
    if !changes.is_empty() {
        engine.make_changes(viewer, changes).await?;
    }
    engine.last_imports.set(viewer, report.clone());
    Ok(report)
}

type Columns = BTreeMap<String, usize>;

/// Checks the header; the order of the columns is free.
fn columns(header: &StringRecord) -> Result<Columns> {
    let wrong = |why: String| {
        let all = format!("{} with the optional columns {}", Test::NEEDED_CELLS.join(","), Test::OPTIONAL_CELLS.join(","));
        Err(Error::field("file", format!("{why}; the header must be {all}")))
    };
    if header.len() == 1 && header.get(0).is_some_and(|name| name.contains(';')) {
        return wrong("columns are separated by commas, not semicolons".to_owned());
    }
    let mut columns = Columns::new();
    for (index, name) in header.iter().enumerate() {
        let name = name.to_lowercase();
        if !Test::NEEDED_CELLS.contains(&name.as_str()) && !Test::OPTIONAL_CELLS.contains(&name.as_str()) {
            return wrong(format!("“{name}” is not a column of this file"));
        }
        if columns.insert(name.clone(), index).is_some() {
            return wrong(format!("the column “{name}” stands twice"));
        }
    }
    match Test::NEEDED_CELLS.into_iter().find(|name| !columns.contains_key(*name)) {
        Some(missing) => wrong(format!("the column “{missing}” is missing")),
        None => Ok(columns),
    }
}
