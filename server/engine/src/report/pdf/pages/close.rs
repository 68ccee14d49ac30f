//! Who prepared and approved the month, what was open then, what a restatement changed, and how to verify the file.

use charts::{MM, Role};
use domain::Error;
use domain::close::{Challenge, Check, Difference, Issue, Restatement};
use domain::report::MonthReport;
use domain::time::{instant_title, parse_zone};

use super::super::book::{BEGINNING, Book};
use super::super::look::BODY;
use super::super::table::{Cell, Kind, Table};

/// Its pages.
pub fn close(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let lead = match &report.issue {
        Some(issue) => format!("{}. What was recorded after it changes nothing of it.", issue.words()),
        None if report.ledger.to_date => "The month is still running: its figures follow the records.".to_owned(),
        None => format!("{}: the figures follow the records until the month is closed.", report.state.title()),
    };
    book.flow("Close and sign-off", &[(&lead, BODY)], BEGINNING);
    let zone = parse_zone(&report.time_zone)?;
    let at = |ms: i64| instant_title(ms, zone);
    let signed = match &report.issue {
        Some(issue) => [
            ["Prepared".to_owned(), issue.prepared_by.clone(), at(issue.prepared_ms)],
            ["Approved and closed".to_owned(), issue.approved_by.clone(), at(issue.issued_ms)],
        ],
        None => [["Prepared", "not yet", "–"], ["Approved and closed", "not yet", "–"]].map(|row| row.map(str::to_owned)),
    };
    let mut table = Table::new(&[("Step", Kind::Text), ("Who", Kind::Text), ("When", Kind::Text)]);
    table.rows = signed.into_iter().map(|row| row.map(Cell::text).into()).collect();
    book.table("Sign-off", "who prepares is not who approves", &table)?;
    disputed(book, report)?;
    if let Some(issue) = &report.issue {
        passed(book, issue)?;
        if let Some(told) = &issue.restatement {
            restated(book, issue.revision, told)?;
        }
        book.y += 2.0 * MM;
        let how = format!(
            "Whoever holds this report can ask whether it was issued: /verify/{} at the company’s Modelworth says so without a password. Whether a file is, \
             to the byte, what was issued says “modelworth verify FILE.pdf”.",
            report.snapshot
        );
        book.paragraph(&[("Verify. ", BODY.bold().ink(Role::Ink)), (&how, BODY)]);
    }
    Ok(())
}

/// Each challenge with its owner's answer.
fn disputed(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    if report.challenges.is_empty() {
        return Ok(());
    }
    let row = |challenge: &Challenge| {
        let answer =
            challenge.answered.as_ref().map_or_else(|| "–".to_owned(), |answered| format!("{}: {}", answered.by, answered.answer.text));
        vec![
            Cell::text(challenge.line.clone()),
            Cell::quiet(format!("{}: {}", challenge.asked_by, challenge.text)),
            Cell::quiet(answer),
            Cell::text(challenge.words()),
            Cell::money(challenge.amount),
        ]
    };
    let heads = [
        ("Line", Kind::Text),
        ("What was asked", Kind::Text),
        ("What its owner answered", Kind::Text),
        ("Outcome", Kind::Text),
        ("Claimed", Kind::Figure),
    ];
    let mut table = Table::new(&heads);
    table.rows = report.challenges.iter().map(row).collect();
    book.table("Disputed lines", report.currency.code(), &table)
}

fn passed(book: &mut Book, issue: &Issue) -> Result<(), Error> {
    let Some(reason) = &issue.provisional else { return Ok(()) };
    book.y += 2.0 * MM;
    book.paragraph(&[("Closed as provisional. ", BODY.bold().ink(Role::Warn)), (reason, BODY)]);
    let row = |check: &Check| {
        let owner = if check.owner_name.is_empty() { "–" } else { &check.owner_name };
        vec![Cell::text(check.subject.clone()), Cell::quiet(check.why.clone()), Cell::quiet(check.remedy.clone()), Cell::quiet(owner)]
    };
    let mut table =
        Table::new(&[("Open at the close", Kind::Text), ("Why", Kind::Text), ("What settles it", Kind::Text), ("Owner", Kind::Text)]);
    table.rows = issue.passed.iter().map(row).collect();
    book.table("What was open", "", &table)
}

fn restated(book: &mut Book, revision: u32, told: &Restatement) -> Result<(), Error> {
    book.y += 2.0 * MM;
    book.paragraph(&[("Why it was restated. ", BODY.bold().ink(Role::Ink)), (&told.reason, BODY)]);
    let before = format!("Revision {}", revision - 1);
    let now = format!("Revision {revision}");
    let mut table = Table::new(&[
        ("Line or cost", Kind::Text),
        ("Service", Kind::Text),
        (&before, Kind::Figure),
        (&now, Kind::Figure),
        ("Change", Kind::Figure),
    ]);
    let absent = || Cell::text("—");
    let row = |row: &Difference| {
        vec![
            Cell::text(row.name.clone()),
            Cell::quiet(row.service_name.clone()),
            row.old.map_or_else(absent, Cell::money),
            row.new.map_or_else(absent, Cell::money),
            Cell::change(Some(row.change)),
        ]
    };
    table.rows = told.differences.iter().map(row).collect();
    table.total =
        Some(vec![Cell::text("Net value"), Cell::text(""), Cell::money(told.old), Cell::money(told.new), Cell::change(Some(told.change))]);
    book.table("What was restated", told.new.currency.code(), &table)
}
