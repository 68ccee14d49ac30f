//! Every cost with what it is made of, and the exchange rates of the month.

use domain::Error;
use domain::format::{decimal, money};
use domain::report::MonthReport;
use domain::value::{chain_line, chain_names};

use super::super::book::Book;
use super::super::table::{Cell, Kind, Table};

/// Every cost by name: its quantity, price and rate, or who billed it.
pub fn costs(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let mut table = Table::new(&[
        ("Service", Kind::Text),
        ("Cost", Kind::Text),
        ("What it is made of", Kind::Text),
        ("Own currency", Kind::Figure),
        ("Amount", Kind::Figure),
    ]);
    for cost in &report.ledger.costs {
        let made_of = match cost.chain.is_empty() {
            true if cost.source.is_empty() => "one amount".to_owned(),
            true => format!("one amount: {}", cost.source),
            false => format!("{} ({})", chain_line(&cost.chain), chain_names(&cost.chain)),
        };
        table.rows.push(vec![
            Cell::text(cost.service_name.clone()),
            Cell::text(format!("{}, {}", cost.name, cost.part.name())),
            Cell::quiet(made_of),
            Cell::quiet(cost.local.map_or_else(|| "—".to_owned(), money)),
            Cell::cost(cost.amount),
        ]);
    }
    if table.rows.is_empty() {
        return Ok(());
    }
    book.table("Cost to run, as it is made up", report.currency.code(), &table)
}

/// The month's average of each currency that a line or cost came in.
pub fn rates(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let mut table = Table::new(&[
        ("Currency", Kind::Text),
        ("Average of the month", Kind::Figure),
        ("Unit", Kind::Text),
        ("From", Kind::Text),
        ("Source", Kind::Text),
        ("Recorded by", Kind::Text),
    ]);
    for row in &report.rates {
        table.rows.push(vec![
            Cell::text(row.currency.to_string()),
            Cell::text(decimal(row.value.0)),
            Cell::quiet(format!("{}/{}", row.reporting, row.currency)),
            Cell::quiet(row.days_words()),
            Cell::quiet(row.source.clone()),
            Cell::text(row.set_by.clone()),
        ]);
    }
    if table.rows.is_empty() {
        return Ok(());
    }
    book.table("Exchange rates: what one unit was worth", "", &table)
}
