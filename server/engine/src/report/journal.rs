//! The month as one journal entry (CSV): debits above zero, credits below, and rows that add up to nothing.

use std::collections::BTreeSet;

use domain::config::Journal;
use domain::money::Money;
use domain::report::MonthReport;
use domain::{Error, Result};

use super::csv::Table;
use super::rows::Cell;

/// A row to be booked; the amount is above zero for a debit.
struct Row {
    account: String,
    amount: Money,
    memo: String,
}

/// Writes the entry, dated on the month's last day. Each line of value credits the account of its template, its share of the overlap
/// debits that of overlap, each cost debits the account of its part; the counter account takes the other side of all of them, the
/// month's net value. Amounts of nothing are left out, and need no account.
///
/// # Errors
/// Conflict where accounts are missing, which it names; amounts beyond 64 bits.
pub fn write(report: &MonthReport, accounts: Option<&Journal>) -> Result<Vec<u8>> {
    let Some(accounts) = accounts else {
        return Err(Error::conflict("there are no accounts to book on: add a [journal] table to the configuration"));
    };
    let mut rows = entries(report, accounts)?;
    let sum = Money::sum(rows.iter().map(|row| row.amount), report.currency)?;
    let memo = format!("{} net value of models, {}", report.month, report.currency);
    rows.push(Row { account: accounts.counter.clone(), amount: sum.negated(), memo });
    let mut table = Table::new(&["date", "account", "amount", "memo"])?;
    for row in rows.into_iter().filter(|row| row.amount.minor != 0) {
        let date = Cell::Day(report.month.last_day());
        table.row(&[date, Cell::Text(row.account), Cell::Money(row.amount), Cell::Text(row.memo)])?;
    }
    table.close()
}

/// Every row but the counter account's.
fn entries(report: &MonthReport, accounts: &Journal) -> Result<Vec<Row>> {
    let ledger = &report.ledger;
    let (mut rows, mut missing) = (Vec::new(), BTreeSet::new());
    let mut book = |account: Option<&String>, key: &dyn Fn() -> String, amount: Money, memo: String| match account {
        Some(account) => rows.push(Row { account: account.clone(), amount, memo }),
        None if amount.minor != 0 => drop(missing.insert(key())),
        None => {}
    };
    let memo = |id: &str, name: &str, more: &str| format!("{} {name} ({id}), {more}, {}", report.month, report.currency);
    for line in &ledger.lines {
        let (id, template) = (line.mapping.as_str(), line.template);
        let key = || format!("benefit.{}", template.key());
        book(accounts.benefit.get(&template), &key, line.amount.negated(), memo(id, &line.name, &format!("grade {}", line.grade)));
        if let Some(overlap) = line.overlap {
            book(accounts.overlap.as_ref(), &|| "overlap".to_owned(), overlap.negated(), memo(id, &line.name, "overlap"));
        }
    }
    for cost in &ledger.costs {
        let key = || format!("cost.{}", cost.part.name());
        book(accounts.cost.get(&cost.part), &key, cost.amount, memo(cost.cost.as_str(), &cost.name, cost.part.name()));
    }
    if missing.is_empty() {
        return Ok(rows);
    }
    let missing = missing.into_iter().collect::<Vec<_>>().join(", ");
    Err(Error::conflict(format!("no account for {missing}: add it to [journal]")))
}
