//! Exchange rates in: one from a form, or a file of them. A rate that is recorded stays as it is.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use csv::StringRecord;
use domain::access::{Action, Role, Viewer};
use domain::config::{Change, Configuration, Item, Number, RateValue, day_or_month};
use domain::ids::Email;
use domain::money::Currency;
use domain::ports::ImportReport;
use domain::time::local;
use domain::{Error, Result};

use super::import::{self, Lines};
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
    if !after.add_rate(currency, value, today(engine, &after)?)? {
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
    let today = today(engine, &after)?;
    let by = signer(viewer, &configuration)?;
    let csv = super::sheet::as_csv(file)?;
    let text = import::utf8(&csv)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = Columns::of(reader.headers().map_err(|fault| Error::field("file", fault.to_string()))?)?;
    let mut lines = Lines::of(text);
    let mut report = ImportReport::default();
    for record in reader.records() {
        let (line, outcome) = match &record {
            Err(fault) => (fault.position().map_or(0, |position| lines.at(position)), Err(Error::invalid(fault.to_string()))),
            Ok(record) => {
                let line = record.position().map_or(0, |position| lines.at(position));
                let row = columns.read(record, &by);
                (line, row.and_then(|(currency, value)| after.add_rate(currency, value, today)))
            }
        };
        match outcome {
            Ok(true) => report.accepted += 1,
            Ok(false) => report.duplicate += 1,
            Err(error) => {
                let (column, reason) = columns.at_fault(error);
                import::reject(&mut report, line, &column, reason);
            }
        }
    }
    engine.make_changes(viewer, changed(&configuration, &after)).await?;
    engine.last_imports.set(viewer, report.clone());
    Ok(report)
}

/// The currencies whose record grew.
fn changed(before: &Configuration, after: &Configuration) -> Vec<Change> {
    let grown = after.rates.values().filter(|rate| before.rates.get(&rate.currency) != Some(rate) && !rate.values.is_empty());
    grown.map(|rate| Change::Put(Box::new(Item::Rate(rate.clone())))).collect()
}

fn today(engine: &Engine, configuration: &Configuration) -> Result<NaiveDate> {
    Ok(local(engine.clock.now_ms(), configuration.settings.zone()?).date())
}

/// Who records: the reader, or for a command and a token somebody who answers for such figures, finance before administrators.
fn signer(viewer: &Viewer, configuration: &Configuration) -> Result<Email> {
    let of = |role| configuration.people.values().find(|person| person.role == role).map(|person| person.email.clone());
    let found = viewer.email.clone().or_else(|| of(Role::Finance)).or_else(|| of(Role::Admin));
    found.ok_or_else(|| Error::conflict("nobody is listed who could answer for the rates: add a person with the role finance first"))
}

/// Where each column stands.
struct Columns {
    names: BTreeMap<String, usize>,
    /// `date` or `month`.
    when: &'static str,
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self> {
        let wrong = |why: String| Err(Error::field("file", format!("{why}; the header must be {EXPECTED}")));
        if header.len() == 1 && header.get(0).is_some_and(|name| name.contains(';')) {
            return wrong("columns are separated by commas, not semicolons".to_owned());
        }
        let mut names = BTreeMap::new();
        for (index, name) in header.iter().enumerate() {
            let name = name.to_lowercase();
            if !["date", "month", "currency", "rate", "source"].contains(&name.as_str()) {
                return wrong(format!("“{name}” is not a column of this file"));
            }
            if names.insert(name.clone(), index).is_some() {
                return wrong(format!("the column “{name}” stands twice"));
            }
        }
        let when = match (names.contains_key("date"), names.contains_key("month")) {
            (true, false) => "date",
            (false, true) => "month",
            (true, true) => return wrong("a file holds daily rates or months' averages, not both".to_owned()),
            (false, false) => return wrong("the column “date” or “month” is missing".to_owned()),
        };
        match ["currency", "rate"].into_iter().find(|name| !names.contains_key(*name)) {
            Some(missing) => wrong(format!("the column “{missing}” is missing")),
            None => Ok(Self { names, when }),
        }
    }

    fn read(&self, record: &StringRecord, by: &Email) -> Result<(Currency, RateValue)> {
        if record.len() != self.names.len() {
            return Err(Error::invalid(format!("this line has {} columns, the header {}", record.len(), self.names.len())));
        }
        let cell = |name: &str| self.names.get(name).and_then(|index| record.get(*index)).unwrap_or_default();
        let (on, month) = day_or_month(cell(self.when))?;
        let (on, month) = match (self.when, on, month) {
            // A spreadsheet turns a month into its first day.
            ("month", Some(day), _) if chrono::Datelike::day(&day) == 1 => (None, Some(domain::time::Month::of(day))),
            ("month", Some(_), _) => return Err(Error::field("month", format!("“{}” is a day: write a month as 2026-10", cell("month")))),
            ("date", _, Some(_)) => return Err(Error::field("date", format!("“{}” is a month: write a day as 2026-10-31", cell("date")))),
            (_, on, month) => (on, month),
        };
        let currency = Currency::parse(cell("currency"))?;
        let value = Number::parse(cell("rate")).map_err(|error| Error::field("rate", error.to_string()))?;
        Ok((currency, RateValue { on, month, value, source: cell("source").to_owned(), by: by.clone() }))
    }

    /// The column that an error is about.
    fn at_fault(&self, error: Error) -> (String, String) {
        let field = match &error {
            Error::Invalid { field: Some(field), .. } => field.clone(),
            _ => String::new(),
        };
        let column = match field.as_str() {
            "date" | "on" => self.when.to_owned(),
            "value" => "rate".to_owned(),
            _ => field,
        };
        (column, error.to_string())
    }
}
