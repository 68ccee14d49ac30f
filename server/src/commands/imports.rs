//! Files in, and one pass over the sources.

use std::path::{Path, PathBuf};

use clap::Args;
use domain::ids::ServiceId;
use domain::ports::{ImportReport, RunFile, Tracker};
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
    /// One row a service and day, or span of days.
    Costs,
}

/// A file of one run, and where its values belong.
#[derive(Args)]
pub struct RunArgs {
    file: PathBuf,
    /// The service that the run evaluated
    #[arg(long)]
    service: ServiceId,
    /// NAME=METRIC, as acc=accuracy, once a name; without it, what the service's indicators ask such a source for
    #[arg(long = "map", value_name = "NAME=METRIC", value_delimiter = ',')]
    names: Vec<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Imports a CSV, XLSX or Parquet and prints counts; rejected rows go to stderr with line and reason. A file with a rejected row is a failure.
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
        ImportKind::Costs => ports.samples.import_costs(&viewer, &csv).await?,
    };
    engine.close().await;
    tell(&report, json)
}

/// Imports a run that an experiment tracker wrote, as [`import`] does; the line of a rejected row is its step.
pub async fn import_run(database: &str, tracker: Tracker, args: &RunArgs) -> Result<()> {
    let names = RunFile::names(args.names.iter().map(String::as_str))?;
    let bytes = read_file(&args.file)?;
    let engine = open(database).await?;
    let file = RunFile { tracker, bytes: &bytes, service: args.service.clone(), names };
    let report = engine.ports().samples.import_run(&Engine::command_line(), file).await?;
    engine.close().await;
    tell(&report, args.json)
}

/// Prints counts and rejected rows, which make the import a failure.
fn tell(report: &ImportReport, json: bool) -> Result<()> {
    print(&if json { to_json(report)? } else { in_words(report) });
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
