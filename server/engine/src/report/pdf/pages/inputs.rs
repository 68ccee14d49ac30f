//! What the figures rest on: drivers and baselines; then what was not measured and what is not claimed.

use charts::Role;
use domain::Error;
use domain::config::Number;
use domain::evidence::Estimated;
use domain::format::{decimal, percent};
use domain::money::Money;
use domain::report::{MonthReport, TestRow};
use domain::time::{day_title, instant_title, parse_zone};

use super::super::book::{BEGINNING, Book};
use super::super::look::BODY;
use super::super::table::{Cell, Kind, Table};

fn number(value: Number) -> Cell {
    Cell::text(decimal(value.0))
}

/// Drivers and baselines in use.
pub fn inputs(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let lead = format!("Every input of the ledger, as valid in {}.", report.month.title());
    book.flow("Drivers and baselines", &[(&lead, BODY)], BEGINNING);
    if report.drivers.is_empty() {
        book.nothing("Drivers: what one unit is worth", "No driver was used.");
    } else {
        book.table("Drivers: what one unit is worth", "", &drivers(report))?;
    }
    super::costs::rates(book, report)?;
    super::costs::costs(book, report)?;
    if report.baselines.is_empty() {
        book.nothing("Baselines: what would have been", "No baseline was used.");
    } else {
        book.table("Baselines: what would have been", "", &baselines(report))?;
    }
    if !report.tests.is_empty() {
        book.table("Tests: what was shown", "difference of treatment and control, 95 % interval", &tests(report))?;
    }
    if report.sensitivity.is_empty() {
        book.nothing("What the range of the net value rests on", "No input states how far it may be off.");
    } else {
        book.table("What the range of the net value rests on", "", &sensitivity(report))?;
    }
    Ok(())
}

fn drivers(report: &MonthReport) -> Table {
    let mut table = Table::new(&[
        ("Driver", Kind::Text),
        ("Value", Kind::Figure),
        ("Low", Kind::Figure),
        ("High", Kind::Figure),
        ("Between them", Kind::Text),
        ("Unit", Kind::Text),
        ("Source", Kind::Text),
        ("Valid from", Kind::Text),
        ("Set by", Kind::Text),
    ]);
    for row in &report.drivers {
        let from = row.from.map_or_else(|| "this month".to_owned(), day_title);
        table.rows.push(vec![
            Cell::text(row.name.clone()),
            number(row.value),
            end(row.low),
            end(row.high),
            Cell::quiet(row.range_words()),
            Cell::quiet(domain::format::unit(&row.unit)),
            Cell::quiet(format!("{}: {}", row.evidence, row.source)),
            Cell::text(from),
            Cell::text(row.set_by.clone()),
        ]);
    }
    [4, 3, 2].into_iter().fold(table, Table::without_empty)
}

fn baselines(report: &MonthReport) -> Table {
    let mut table = Table::new(&[
        ("Service", Kind::Text),
        ("Indicator", Kind::Text),
        ("Baseline", Kind::Figure),
        ("Low", Kind::Figure),
        ("High", Kind::Figure),
        ("Unit", Kind::Text),
        ("How", Kind::Text),
        ("Valid from", Kind::Text),
        ("Approved by", Kind::Text),
    ]);
    for row in &report.baselines {
        table.rows.push(vec![
            Cell::text(row.service_name.clone()),
            Cell::text(row.metric_name.clone()),
            number(row.value),
            end(row.low),
            end(row.high),
            Cell::quiet(domain::format::unit(&row.unit)),
            Cell::quiet(row.method.clone()),
            Cell::text(day_title(row.from)),
            Cell::text(row.approved_by.clone()),
        ]);
    }
    [4, 3].into_iter().fold(table, Table::without_empty)
}

fn tests(report: &MonthReport) -> Table {
    let mut table = Table::new(&[
        ("Test", Kind::Text),
        ("Control", Kind::Text),
        ("Treatment", Kind::Text),
        ("Lift", Kind::Text),
        ("Shrunk", Kind::Text),
        ("In the chain", Kind::Text),
        ("Verdict", Kind::Text),
    ]);
    let shown = |shown: Option<Estimated>| {
        let words = |shown: Estimated| format!("{}, {} to {}", decimal(shown.value.0), decimal(shown.low.0), decimal(shown.high.0));
        Cell::text(shown.map_or_else(|| "—".to_owned(), words))
    };
    for row in &report.tests {
        let until = match row.valid {
            true => format!("{}, until {}", row.verdict(), day_title(row.valid_until)),
            false => row.verdict(),
        };
        let reasons = row.reasons.iter().map(|reason| format!(". {reason}")).collect::<String>();
        table.rows.push(vec![
            Cell::text(format!("{}, {}, {} to {}", row.title, row.design_words(), day_title(row.from), day_title(row.to))),
            Cell::quiet(TestRow::arm_words(&row.control)),
            Cell::quiet(TestRow::arm_words(&row.treatment)),
            shown(row.lift),
            shown(row.shrunk),
            shown(row.counted),
            Cell::quiet(format!("{until}{reasons}")),
        ]);
    }
    table.without_empty(4)
}

fn end(value: Option<Number>) -> Cell {
    value.map_or_else(|| Cell::text("—"), number)
}

fn sensitivity(report: &MonthReport) -> Table {
    let mut table =
        Table::new(&[("Input", Kind::Text), ("Share of the width", Kind::Figure), ("Set by", Kind::Text), ("Valid from", Kind::Text)]);
    for row in &report.sensitivity {
        table.rows.push(vec![
            Cell::text(row.name.clone()),
            Cell::text(percent(row.share, 1)),
            Cell::text(row.who()),
            Cell::text(row.from.map_or_else(String::new, day_title)),
        ]);
    }
    table
}

/// Coverage, gaps, and what is not claimed; gives the page of the last.
pub fn coverage(book: &mut Book, report: &MonthReport) -> Result<usize, Error> {
    let lead = "What was not measured, and what was left out because of it.";
    book.flow("Coverage, gaps, not claimed", &[(lead, BODY)], BEGINNING);
    let zone = parse_zone(&report.time_zone)?;
    let mut table = Table::new(&[
        ("Service", Kind::Text),
        ("Indicator", Kind::Text),
        ("Kind", Kind::Text),
        ("Measured", Kind::Figure),
        ("Enough to claim", Kind::Text),
        ("Last value", Kind::Text),
    ]);
    for row in &report.coverage {
        let warn = |cell: Cell| if row.enough { cell } else { Cell { look: cell.look.ink(Role::Warn), ..cell } };
        table.rows.push(vec![
            Cell::text(row.service_name.clone()),
            Cell::text(row.metric_name.clone()),
            Cell::quiet(row.category.name()),
            warn(Cell::text(row.share.map_or_else(|| "nothing".to_owned(), |share| percent(share, 1)))),
            warn(Cell::text(if row.enough { "yes" } else { "no" })),
            Cell::text(row.last_ms.map_or_else(|| "none".to_owned(), |at| instant_title(at, zone))),
        ]);
    }
    if table.rows.is_empty() {
        book.nothing("Coverage: share of the month that was measured", "No indicator is measured yet.");
    } else {
        book.table("Coverage: share of the month that was measured", &report.time_zone, &table)?;
    }
    let short: Vec<String> =
        report.coverage.iter().filter(|row| !row.enough).map(|row| format!("{}, {}", row.service_name, row.metric_name)).collect();
    let gaps = if short.is_empty() { "None.".to_owned() } else { format!("Under the limit: {}.", short.join("; ")) };
    book.nothing("Gaps", &gaps);
    not_claimed(book, report)?;
    Ok(book.page())
}

fn not_claimed(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let mut table = Table::new(&[
        ("Service", Kind::Text),
        ("Seen, not claimed", Kind::Text),
        ("Why", Kind::Text),
        ("Owner", Kind::Text),
        ("What would change that", Kind::Text),
        ("Shown apart", Kind::Figure),
    ]);
    for row in &report.ledger.not_claimed {
        table.rows.push(vec![
            Cell::text(row.service_name.clone()),
            Cell::text(row.name.clone()),
            Cell::quiet(row.why.clone()),
            Cell::text(row.owner_name.clone()),
            Cell::quiet(row.remedy.clone()),
            row.shown_apart.map_or_else(|| Cell::text("—"), apart),
        ]);
    }
    if table.rows.is_empty() {
        book.nothing("Seen, but not claimed", "None: everything that was seen is priced.");
        return Ok(());
    }
    book.table("Seen, but not claimed", report.currency.code(), &table.without_empty(5))
}

/// An amount that is in no sum.
fn apart(money: Money) -> Cell {
    Cell::quiet(domain::format::amount(money))
}
