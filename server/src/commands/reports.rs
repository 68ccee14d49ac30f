//! A month's report without a server.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use domain::report::ReportFormat;
use domain::time::Month;
use domain::{Error, Result};
use engine::Engine;

use super::{open, print, write_file};

/// `report --month M --format pdf|xlsx|csv|json|journal --out FILE`.
#[derive(clap::Args, Debug)]
pub struct ReportArgs {
    /// The month, as 2026-10
    #[arg(long)]
    month: String,
    /// What to write
    #[arg(long, value_parser = PossibleValuesParser::new(ReportFormat::ALL.map(ReportFormat::key)).try_map(|key| ReportFormat::parse(&key)))]
    format: ReportFormat,
    /// File to write; for csv, json and journal, `-` is stdout
    #[arg(long)]
    out: PathBuf,
}

/// Writes the report of a month.
pub async fn report(database: &str, args: &ReportArgs) -> Result<()> {
    let month = Month::parse(&args.month)?;
    let to_stdout = args.out.as_os_str() == "-";
    if to_stdout && !args.format.is_text() {
        return Err(Error::field("out", format!("{} is no text: name a file to write", args.format.name())));
    }
    let engine = open(database).await?;
    let bytes = engine.ports().reports.report_file(&Engine::command_line(), month, args.format).await?;
    if to_stdout {
        print(&String::from_utf8_lossy(&bytes));
    } else {
        write_file(&args.out, &bytes)?;
    }
    engine.close().await;
    Ok(())
}
