//! The report as a PDF: A4, vector charts, embedded fonts, text that can be searched, the same bytes for the same report.
//!
//! [`draw`] lays the pages out and attaches the figures as files; [`book`], [`table`], [`prose`] and [`sheet`] are the tools, from large to small.

pub mod attach;
pub mod book;
pub mod finish;
pub mod fonts;
pub mod look;
mod pages;
pub mod prose;
pub mod sheet;
pub mod surface;
pub mod table;
#[cfg(test)]
pub(super) mod tests;
mod whole;

use domain::Error;
use domain::report::{MonthReport, ReportFormat};
use domain::time::{instant_title, parse_zone};

use attach::{Attachment, Relationship};
use book::{Book, Frames, Outline};
use finish::About;

/// Draws the report as a PDF file.
///
/// # Errors
/// When the report's time zone is unknown, or a face or chart cannot be drawn.
pub fn draw(report: &MonthReport) -> Result<Vec<u8>, Error> {
    let (sheets, outline) = lay_out(report)?;
    finish::write(sheets, outline, files(report)?, &about(report))
}

/// What the pages were made from, and their ledger for a spreadsheet: the same bytes as by themselves.
fn files(report: &MonthReport) -> Result<Vec<Attachment>, Error> {
    let attachment = |format: ReportFormat, media_type, description, relationship, bytes| {
        let name = format.file_name(report.month);
        Attachment { name, media_type, description, relationship, bytes }
    };
    let (snapshot, ledger) = (super::json::write(report)?, super::csv::write(report)?);
    Ok(vec![
        attachment(ReportFormat::Json, "application/json", "All that is printed, as it was hashed", Relationship::Source, snapshot),
        attachment(ReportFormat::Csv, "text/csv", "The ledger, a row a line or cost", Relationship::Data, ledger),
    ])
}

/// The sheets and the outline.
fn lay_out(report: &MonthReport) -> Result<(Vec<sheet::Sheet>, Outline), Error> {
    let mut book = Book::new("Result of the month");
    let bridge = pages::bridge(&mut book, report)?;
    pages::trends(&mut book, report)?;
    pages::value(&mut book, report)?;
    let ledger = pages::ledger(&mut book, report)?;
    pages::inputs(&mut book, report)?;
    let not_claimed = pages::coverage(&mut book, report)?;
    pages::close(&mut book, report)?;
    pages::method(&mut book, report)?;
    book.first(pages::first(report, pages::Places { bridge, ledger, not_claimed })?);
    Ok(book.close(&frames(report)?))
}

fn frames(report: &MonthReport) -> Result<Frames, Error> {
    let zone = parse_zone(&report.time_zone)?;
    let digits: Vec<char> = report.snapshot.chars().take(16).collect();
    let groups: Vec<String> = digits.chunks(4).map(|four| four.iter().collect()).collect();
    Ok(Frames {
        owner: report.workspace.clone(),
        subject: format!("Business impact of machine learning  ·  {}", report.month.title()),
        tag: report.sample_data.then(|| "Sample data".to_owned()),
        state: state(report),
        foot_left: if groups.is_empty() { "Snapshot not taken yet".to_owned() } else { format!("Snapshot {}", groups.join(" ")) },
        foot_middle: format!("Figures as of {}, {}", instant_title(report.as_of_ms, zone), report.time_zone),
    })
}

/// `Closed · revision 2 · provisional`; of an open month whether it is over.
fn state(report: &MonthReport) -> String {
    match &report.issue {
        Some(issue) => issue.words(),
        None if report.ledger.to_date => "Open · to date".to_owned(),
        None => format!("{} · whole month", report.state.title()),
    }
}

fn about(report: &MonthReport) -> About {
    let title = format!("{}: business impact of machine learning, {}", report.workspace, report.month.title());
    About {
        author: report.workspace.clone(),
        subject: report.headline.clone(),
        identity: if report.snapshot.is_empty() { format!("{} {}", report.month, report.as_of_ms) } else { report.snapshot.clone() },
        dated_s: report.ledger.window.end_ms.div_euclid(1000),
        title,
    }
}
