//! Every cost with what it is made of, and the exchange rates of the month.

use domain::Error;
use domain::format::{decimal, money};
use domain::report::MonthReport;
use domain::value::chain_line;

use super::super::book::Book;
use super::super::table::{Cell, Kind, Table};

/// Costs that are more than one figure in the reported currency: each with its quantity, price and rate.
pub fn costs(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let mut table = Table::new(&[
        ("Service", Kind::Text),
        ("Cost", Kind::Text),
        ("What it is made of", Kind::Text),
        ("Own currency", Kind::Figure),
        ("Amount", Kind::Figure),
    ]);
    for cost in report.ledger.costs.iter().filter(|cost| !cost.chain.is_empty()) {
        table.rows.push(vec![
            Cell::text(cost.service_name.clone()),
            Cell::text(format!("{}, {}", cost.name, cost.part.name())),
            Cell::quiet(chain_line(&cost.chain)),
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
