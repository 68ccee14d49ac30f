//! Files in, and one pass over the sources.

use std::path::Path;

use domain::ports::ImportReport;
use domain::{Error, Result};
use engine::Engine;

use super::{open, print, read_file, to_json};

/// Which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// `time,service,metric,value[,numerator,denominator,unit]`.
    Samples,
    /// `time,kpi,value`.
    Kpis,
    /// `date,currency,rate` or `month,currency,rate`.
    Rates,
    /// Predictions, outcomes, or both in a row.
    Predictions,
    /// One row a test.
    Tests,
}

/// Imports a CSV or XLSX and prints counts; rejected rows go to stderr with line and reason. A file with a rejected row is a failure.
pub async fn import(database: &str, kind: ImportKind, file: &Path, json: bool) -> Result<()> {
    let csv = read_file(file)?;
    let engine = open(database).await?;
    let (ports, viewer) = (engine.ports(), Engine::command_line());
    let report = match kind {
        ImportKind::Rates => ports.samples.import_rates(&viewer, &csv).await?,
        ImportKind::Samples => ports.samples.import_samples(&viewer, &csv).await?,
        ImportKind::Kpis => ports.samples.import_kpis(&viewer, &csv).await?,
        ImportKind::Predictions => ports.cases.import_predictions(&viewer, &csv).await?,
        ImportKind::Tests => ports.evidence.import_tests(&viewer, &csv).await?,
    };
    print(&if json { to_json(&report)? } else { in_words(&report) });
    engine.close().await;
    if report.rejected > 0 {
        let (rows, them) =
            if report.rejected == 1 { ("1 row was".to_owned(), "it") } else { (format!("{} rows were", report.rejected), "them") };
        return Err(Error::invalid(format!("{rows} rejected; correct {them} and import the file again")));
    }
    Ok(())
}

fn in_words(report: &ImportReport) -> String {
    let mut text = format!("{} accepted, {} duplicate, {} rejected\n", report.accepted, report.duplicate, report.rejected);
    for row in &report.rejected_rows {
        text.push_str(&format!("line {}, {}: {}\n", row.line, row.column, row.reason));
    }
    for row in &report.warnings {
        text.push_str(&format!("line {}, {}, recorded, but: {}\n", row.line, row.column, row.reason));
    }
    text
}

/// One pass over all sources: a line each. A source that fails is a failure, after the others had their turn.
pub async fn collect_once(database: &str) -> Result<()> {
    let engine = open(database).await?;
    let passes = engine.ports().sources.collect_once(&Engine::command_line()).await?;
    let mut failed = 0;
    let text: String = passes
        .iter()
        .map(|(source, outcome)| match outcome {
            Ok(n) => format!("{source}: {n} new samples\n"),
            Err(error) => {
                failed += 1;
                format!("{source}: {error}\n")
            }
        })
        .collect();
    print(if text.is_empty() { "No source is asked for samples: all are files or pushes.\n" } else { &text });
    engine.close().await;
    if failed > 0 {
        return Err(Error::unavailable(format!("{failed} of {} sources failed; their last values are kept", passes.len())));
    }
    Ok(())
}
