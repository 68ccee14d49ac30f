//! Exchange rates in: one from a form, or a file of them. A rate that is recorded stays as it is.

use domain::access::{Action, Role, Viewer};
use domain::config::{Change, Configuration, Item, Number, RateValue, day_or_month};
use domain::ids::Email;
use domain::money::Currency;
use domain::ports::ImportReport;
use domain::{Error, Result};

use super::import;
use super::table::{self, Row};
use crate::context::Engine;

const EXPECTED: &str = "date,currency,rate or month,currency,rate, with the optional column source";

/// Records one rate.
///
/// # Errors
/// Those of [`Configuration::add_rate`]; a rate that is recorded already.
pub async fn add(engine: &Engine, viewer: &Viewer, currency: Currency, value: RateValue) -> Result<()> {
    viewer.authorize(Action::EditDrivers)?;
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let mut after = (*configuration).clone();
    let when = value.when();
    if !after.add_rate(currency, value, engine.today(&after)?)? {
        return Err(Error::field("date", format!("this rate of {currency} is recorded for {when} already")));
    }
    engine.make_changes(viewer, changed(&configuration, &after)).await.map(drop)
}

/// Reads a CSV and records its good rows, all in one transaction.
///
/// # Errors
/// A file that is not UTF-8 or has another header. Bad rows are no error: they are in the report.
pub async fn import(engine: &Engine, viewer: &Viewer, file: &[u8]) -> Result<ImportReport> {
    viewer.authorize(Action::EditDrivers)?;
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let mut after = (*configuration).clone();
    let today = engine.today(&after)?;
    let by = signer(viewer, &configuration)?;
    let csv = super::sheet::as_csv(file)?;
    let text = import::utf8(&csv)?;
    let mut reader = table::reader(text);
    let known = |name: &str| ["date", "month", "currency", "rate", "source"].contains(&name);
    let columns = table::columns(&mut reader, known, &["currency", "rate"], EXPECTED)?;
    let when = match (columns.contains_key("date"), columns.contains_key("month")) {
        (true, false) => "date",
        (false, true) => "month",
        (true, true) => return Err(table::wrong_header("a file holds daily rates or months' averages, not both", EXPECTED)),
        (false, false) => return Err(table::wrong_header("the column “date” or “month” is missing", EXPECTED)),
    };
    let column = |field: &str| match field {
        "on" | "date" => when.to_owned(),
        "value" => "rate".to_owned(),
        field => field.to_owned(),
    };
    let report = table::each_row(text, &mut reader, &columns, column, |row| {
        let (currency, value) = read(when, row, &by)?;
        after.add_rate(currency, value, today)
    });
    engine.make_changes(viewer, changed(&configuration, &after)).await?;
    engine.last_imports.set(viewer, report.clone());
    Ok(report)
}

/// The currencies whose record grew.
fn changed(before: &Configuration, after: &Configuration) -> Vec<Change> {
    let grown = after.rates.values().filter(|rate| before.rates.get(&rate.currency) != Some(rate) && !rate.values.is_empty());
    grown.map(|rate| Change::Put(Box::new(Item::Rate(rate.clone())))).collect()
}

/// Who records: the reader, or for a command and a token somebody who answers for such figures, finance before administrators.
fn signer(viewer: &Viewer, configuration: &Configuration) -> Result<Email> {
    let of = |role| configuration.people.values().find(|person| person.role == role).map(|person| person.email.clone());
    let found = viewer.email.clone().or_else(|| of(Role::Finance)).or_else(|| of(Role::Admin));
    found.ok_or_else(|| Error::conflict("nobody is listed who could answer for the rates: add a person with the role finance first"))
}

/// One row; `when` is the column with its date: `date` or `month`.
fn read(when: &str, row: Row<'_>, by: &Email) -> Result<(Currency, RateValue)> {
    let (on, month) = day_or_month(row.cell(when))?;
    let (on, month) = match (when, on, month) {
        // A spreadsheet turns a month into its first day.
        ("month", Some(day), _) if chrono::Datelike::day(&day) == 1 => (None, Some(domain::time::Month::of(day))),
        ("month", Some(_), _) => return Err(Error::field("month", format!("“{}” is a day: write a month as 2026-10", row.cell("month")))),
        ("date", _, Some(_)) => return Err(Error::field("date", format!("“{}” is a month: write a day as 2026-10-31", row.cell("date")))),
        (_, on, month) => (on, month),
    };
    let currency = Currency::parse(row.cell("currency"))?;
    let value = Number::parse(row.cell("rate")).map_err(|error| Error::field("rate", error.to_string()))?;
    Ok((currency, RateValue { on, month, value, source: row.cell("source").to_owned(), by: by.clone() }))
}
