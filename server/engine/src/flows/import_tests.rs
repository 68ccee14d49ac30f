//! Files of recorded tests: one row a test, accepted one by one and written in one transaction.

use std::collections::BTreeMap;

use domain::access::{Action, Viewer};
use domain::config::{Change, Item, Test};
use domain::evidence::{SPLIT_P_MIN, analyse};
use domain::ports::{ImportReport, RejectedRow};
use domain::{Error, Result};

use super::import::{REJECTED_MAX, utf8};
use super::table;
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
    let mut reader = table::reader(text);
    let header = format!("{} with the optional columns {}", Test::NEEDED_CELLS.join(","), Test::OPTIONAL_CELLS.join(","));
    let is_known = |name: &str| Test::NEEDED_CELLS.contains(&name) || Test::OPTIONAL_CELLS.contains(&name);
    let columns = table::columns(&mut reader, is_known, &Test::NEEDED_CELLS, &header)?;
    let (mut known, mut changes, mut warnings) = ((*configuration).clone(), Vec::new(), Vec::new());
    // An arm's part, `control.successes`, is a column of its own.
    let mut report = table::each_row(
        text,
        &mut reader,
        &columns,
        |field| field.replace('.', "_"),
        |row| {
            let test = Test::from_cells(&|name| row.cell(name))?;
            if known.tests.get(&test.id) == Some(&test) {
                return Ok(false);
            }
            super::recorded_tests::refuse_future(&test, today)?;
            known.accept_test(&test)?;
            if changes.len() == ROWS_MAX {
                return Err(Error::invalid(format!("a file records at most {ROWS_MAX} tests: send the rest as another")));
            }
            for (column, reason) in misgivings(&test)? {
                warnings.push(RejectedRow { line: row.line, column: column.to_owned(), reason });
            }
            known.tests.insert(test.id.clone(), test.clone());
            changes.push(Change::Put(Box::new(Item::Test(Box::new(test)))));
            Ok(true)
        },
    );
    warnings.truncate(REJECTED_MAX);
    report.warnings = warnings;
    if !changes.is_empty() {
        engine.make_changes(viewer, changes).await?;
    }
    engine.last_imports.set(viewer, report.clone());
    Ok(report)
}

/// Why a test that is recorded earns nothing, or cannot be claimed from, as it stands.
fn misgivings(test: &Test) -> Result<Vec<(&'static str, String)>> {
    let analysis = analyse(test, &BTreeMap::new())?;
    let mut found = Vec::new();
    if !analysis.valid {
        let column = if analysis.result.split_ratio_p.is_some_and(|p| p < SPLIT_P_MIN) { "expected_split" } else { "" };
        found.extend(analysis.reasons.into_iter().next().map(|reason| (column, reason)));
    }
    if test.exposed_share.is_none() {
        let why = "It states no exposed share: a mapping can rest on it only where its volume counts exposed units alone".to_owned();
        found.push(("exposed_share", why));
    }
    Ok(found)
}
