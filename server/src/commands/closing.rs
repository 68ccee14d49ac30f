//! The close of a month without a server, and whether a file is what was issued.

use std::path::PathBuf;

use domain::close::{Issue, State};
use domain::ports::{CloseOrder, Closing, Verdict};
use domain::time::Month;
use domain::{Error, Result, format};
use engine::Engine;

use super::{open, print, read_file, to_json};

/// `close --month M` and `restate --month M`.
#[derive(clap::Args, Debug)]
pub struct CloseArgs {
    /// The month, as 2026-10
    #[arg(long)]
    month: String,
    /// Of a restatement why it is posted; of a close why something is left open. It is printed in the report
    #[arg(long)]
    reason: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// `verify FILE`.
#[derive(clap::Args, Debug)]
pub struct VerifyArgs {
    /// The PDF
    file: PathBuf,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Closes a month. One that nobody has put in review is prepared by the program, and approved on the command line.
pub async fn close(database: &str, args: &CloseArgs) -> Result<()> {
    let month = Month::parse(&args.month)?;
    let engine = open(database).await?;
    let (closing, viewer) = (engine.ports().closing, Engine::command_line());
    if closing.review(&viewer, month).await?.state == State::Open {
        closing.put_in_review(&Engine::background(), month).await?;
    }
    let issue = closing.close_month(&viewer, month, order(args)).await?;
    tell(month, &issue, args.json)?;
    engine.close().await;
    Ok(())
}

/// Posts what came after the close.
pub async fn restate(database: &str, args: &CloseArgs) -> Result<()> {
    let month = Month::parse(&args.month)?;
    let engine = open(database).await?;
    let issue = engine.restate_month(&Engine::command_line(), month, order(args)).await?;
    tell(month, &issue, args.json)?;
    engine.close().await;
    Ok(())
}

/// Says whether a PDF is, to the byte, one that was issued; fails where it is not.
pub async fn verify(database: &str, args: &VerifyArgs) -> Result<()> {
    let file = read_file(&args.file)?;
    let engine = open(database).await?;
    let verdict = engine.verify_pdf(&file).await?;
    engine.close().await;
    if args.json {
        print(&to_json(&verdict)?);
    }
    match verdict {
        Verdict::Genuine { .. } if args.json => Ok(()),
        Verdict::Genuine { .. } => {
            print(&format!("{}\n", verdict.words()));
            Ok(())
        }
        Verdict::Altered { .. } | Verdict::Unknown => Err(Error::conflict(verdict.words())),
    }
}

fn order(args: &CloseArgs) -> CloseOrder {
    CloseOrder { seen: None, reason: args.reason.clone() }
}

fn tell(month: Month, issue: &Issue, json: bool) -> Result<()> {
    if json {
        print(&to_json(issue)?);
        return Ok(());
    }
    let changed = issue
        .restatement
        .as_ref()
        .map_or_else(String::new, |told| format!(", net value {} instead of {}", format::money(told.new), format::money(told.old)));
    print(&format!("{}: {}{changed}\n", month.title(), issue.words()));
    Ok(())
}
