//! From last month's net value to this month's: every cause with its lines and costs, and the month before to compute them from.

use charts::Role;
use domain::Error;
use domain::format::{amount, change};
use domain::money::Money;
use domain::report::MonthReport;
use domain::value::{Bridge, EarlierRow, chain_line, overlap_words};

use super::super::book::Book;
use super::super::look::{BODY, LIST};
use super::super::table::{Cell, Kind, Table};

/// How a share is computed, with the letters of the methodology.
const SHARES: &str = "A share is what one thing did, averaged over all orders in which the things of its line could have changed. Where one thing \
    went from a to A and the rest stayed: (A − a) × the rest. Where a second went from b to B: (A − a) × (b + B) ÷ 2 × the rest. Where a third \
    went from c to C: (A − a) × (2bc + bC + Bc + 2BC) ÷ 6 × the rest. The two sides of a difference are taken one by one. Shares are rounded once, \
    what rounding leaves goes to the line’s largest, and those that belong to one cause are added.";

/// Its pages; none without a month to compare with. Gives the first of them.
pub fn bridge(book: &mut Book, report: &MonthReport) -> Result<Option<usize>, Error> {
    let Some(way) = &report.bridge else { return Ok(None) };
    let (from, to) = (way.from.name(), way.to.name());
    let lead = format!(
        "Every cause of page 1, with the lines and costs it is made of and what changed in them. What did not change stands in {from}’s chains below."
    );
    book.open(&format!("From {from} to {to}"), &[(&lead, BODY)]);
    let page = book.page();
    book.table("Causes, line by line", report.currency.code(), &causes(way))?;
    book.y += 2.0;
    book.paragraph(&[("How a share comes about. ", LIST.bold().ink(Role::Ink)), (SHARES, LIST)]);
    book.table(&format!("{from}, line by line"), report.currency.code(), &earlier(way)?)?;
    Ok(Some(page))
}

fn signed(money: Money) -> Cell {
    Cell { text: change(money), ..Cell::money(money) }
}

fn causes(way: &Bridge) -> Table {
    let mut table =
        Table::new(&[("Cause, line or cost", Kind::Text), ("Service", Kind::Text), ("What changed", Kind::Text), ("Share", Kind::Figure)]);
    let sum = |month: domain::time::Month, net: Money| {
        [Cell::text(format!("Net value of {}", month.title())), Cell::text(""), Cell::text(""), Cell::text(amount(net))]
    };
    let mut start = sum(way.from, way.before);
    start[0].text = format!("Net value of {}", way.starts_from());
    table.rows.push(start.map(Cell::bold).into());
    for bar in &way.bars {
        table.rows.push([Cell::text(bar.title.clone()), Cell::text(""), Cell::text(""), signed(bar.amount)].map(Cell::bold).into());
        table.rows.extend(bar.parts.iter().map(|part| {
            vec![
                Cell::text(part.name.clone()),
                Cell::quiet(part.service_name.clone()),
                Cell::quiet(part.detail.clone()),
                signed(part.amount),
            ]
        }));
    }
    table.total = Some(sum(way.to, way.after).into());
    table
}

fn earlier(way: &Bridge) -> Result<Table, Error> {
    let mut table =
        Table::new(&[("Line or cost", Kind::Text), ("Service", Kind::Text), ("What it was made of", Kind::Text), ("Amount", Kind::Figure)]);
    let made_of = |row: &EarlierRow| if row.chain.is_empty() { "billed as one amount".to_owned() } else { chain_line(&row.chain) };
    for row in &way.earlier.rows {
        table.rows.push(vec![
            Cell::text(row.name.clone()),
            Cell::quiet(row.service_name.clone()),
            Cell::quiet(made_of(row)),
            Cell::money(row.amount),
        ]);
    }
    for pool in way.earlier.pools.iter().filter(|pool| pool.overlap.minor != 0) {
        table.rows.push(vec![
            Cell::text("Claimed twice, taken back"),
            Cell::quiet(pool.name.clone()),
            Cell::quiet(overlap_words(pool)),
            Cell::money(pool.overlap),
        ]);
    }
    let net = Cell::money(way.corrected()?);
    table.total = Some(vec![Cell::text(format!("Net value of {}", way.from.title())), Cell::text(""), Cell::text(""), net]);
    Ok(table)
}
