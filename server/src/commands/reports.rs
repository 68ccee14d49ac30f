//! A month's report without a server.

use std::path::PathBuf;

use clap::ValueEnum;
use domain::Result;
use domain::time::Month;
use engine::Engine;

use super::{open, print, to_json, write_file};

/// What the report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Pdf,
    Json,
}

/// `report --month M --format pdf|json --out FILE`.
#[derive(clap::Args, Debug)]
pub struct ReportArgs {
    /// The month, as 2026-10
    #[arg(long)]
    month: String,
    /// What to write
    #[arg(long, value_enum)]
    format: ReportFormat,
    /// File to write; for JSON, `-` is stdout
    #[arg(long)]
    out: PathBuf,
}

/// Writes the report of a month.
pub async fn report(database: &str, args: &ReportArgs) -> Result<()> {
    let month = Month::parse(&args.month)?;
    let engine = open(database).await?;
    let (reports, viewer) = (engine.ports().reports, Engine::command_line());
    let bytes = match args.format {
        ReportFormat::Pdf => reports.report_pdf(&viewer, month).await?,
        ReportFormat::Json => to_json(&reports.month_report(&viewer, month).await?)?.into_bytes(),
    };
    if args.out.as_os_str() == "-" && args.format == ReportFormat::Json {
        print(&String::from_utf8_lossy(&bytes));
    } else {
        write_file(&args.out, &bytes)?;
    }
    engine.close().await;
    Ok(())
}
