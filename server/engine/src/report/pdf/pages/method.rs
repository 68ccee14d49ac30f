//! The method in short, and what identifies the document.

use charts::{MM, Role};
use domain::Error;
use domain::report::{MonthReport, ReportFormat};
use domain::time::{instant_title, parse_zone};

use super::super::book::{BEGINNING, Book};
use super::super::look::BODY;
use super::super::state;
use super::super::table::{Cell, Kind, Table};

/// Each rule: its name and what it says.
const RULES: [(&str, &str); 9] = [
    (
        "Value line. ",
        "The money that one mapped effect earned or lost in the month: the difference to the baseline times what one unit is worth. A month worse than its baseline is a loss and is counted as one; nothing is cut off at zero.",
    ),
    (
        "Baseline. ",
        "What would have been without the work. It is set from months before the effect, approved by name, and is not moved by the month it is compared with.",
    ),
    (
        "Driver. ",
        "What one unit is worth: an amount, a volume or a share with its source and the day it is valid from. A chain uses the value that was valid in the month.",
    ),
    (
        "Chain. ",
        "All factors of a line with their units. The units must cancel to the currency, or the line is not priced. Indicators are rounded to the printed digits before they are used, so the printed chain gives the printed amount.",
    ),
    (
        "Rounding. ",
        "Each line is computed exactly and rounded once, half to even, to the minor unit. Totals are sums of rounded lines. On the first page and in charts whole units are shown, rounded by largest remainder so that every printed sum adds up.",
    ),
    (
        "Totals. ",
        "Gains, losses and overlap give the benefit; the benefit less the cost to run gives the net value. The return is the benefit earned for 1 spent, to two decimals.",
    ),
    (
        "Not claimed. ",
        "An effect without enough coverage, a baseline, a driver or evidence is listed with the reason and is in no sum. Unknown is never taken as zero.",
    ),
    (
        "Change. ",
        "From last month to this one, each thing that changed in a line or a cost has a row under its cause: the rows add up to the cause, and the causes to the change of the net value exactly.",
    ),
    (
        "Range. ",
        "Low and high are the tenth and ninetieth of a hundred from 10,000 joint draws of all inputs that state how far they may be off; an input that several lines use is drawn once. Amounts are products of the stated values. The median is told where it differs from the amount by over 5 % or a pool's cap binds.",
    ),
];

/// The last page.
pub fn method(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let lead = "How the figures come about, in short. The full method is part of the product's documentation.";
    book.flow("Method and document", &[(lead, BODY)], BEGINNING);
    book.section("Method in short", "", 20.0 * MM);
    for (name, rule) in RULES {
        book.paragraph(&[(name, BODY.bold().ink(Role::Ink)), (rule, BODY)]);
        book.y += 1.5 * MM;
    }
    let zone = parse_zone(&report.time_zone)?;
    let window = report.ledger.window;
    let file = |format: ReportFormat| format.file_name(report.month);
    let facts = [
        ("Workspace", report.workspace.clone()),
        ("Month", report.month.title()),
        ("From", instant_title(window.start_ms, zone)),
        ("To, not included", instant_title(window.end_ms, zone)),
        ("State", state(report)),
        ("Figures as of", instant_title(report.as_of_ms, zone)),
        ("Time zone", report.time_zone.clone()),
        ("Currency", report.currency.to_string()),
        ("Basis", report.basis.name().to_owned()),
        ("Content", if report.sample_data { "Sample data: an invented company" } else { "The workspace's own records" }.to_owned()),
        ("Snapshot, SHA-256", if report.snapshot.is_empty() { "not taken yet".to_owned() } else { report.snapshot.clone() }),
        ("Attached files", format!("{}: all that is printed; {}: the ledger", file(ReportFormat::Json), file(ReportFormat::Csv))),
    ];
    let mut table = Table::new(&[("Fact", Kind::Text), ("Value", Kind::Text)]);
    table.rows = facts.into_iter().map(|(fact, value)| vec![Cell::quiet(fact), Cell::text(value)]).collect();
    book.table("Document", "", &table)
}
