//! Bills as files: what a service cost on a day, or over the days of a span, in a currency that is stated.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Action, Viewer};
use domain::config::{Configuration, Number};
use domain::money::Currency;
use domain::ports::{ImportReport, RowOutcome, WireSample};
use domain::sample::{Sample, SeriesKey};
use domain::time::{Month, day_title, parse_day};
use domain::{Error, Result};
use rust_decimal::{Decimal, RoundingStrategy};

use super::import::{reject, utf8};
use super::samples::{AHEAD_MAX_MS, Row, built_in};
use super::table::{self, Columns};
use super::{sheet, wire};
use crate::context::Engine;

const EXPECTED: &str = "day,service,amount,currency,basis or from,to,service,amount,currency,basis";
/// Rows of one transaction; each has at most 31 samples.
const BATCH: usize = 1_000;
/// Decimals that a sample keeps.
const DECIMALS: u32 = 9;

/// A row of the file: the days it tells of, each with its part of the amount.
struct Bill {
    line: u64,
    series: SeriesKey,
    days: Vec<(NaiveDate, Sample)>,
}

/// Reads a file and writes its good rows to `cost-allocated` and `cost-usage` of their services. The same file again changes nothing; a bill of days that
/// are recorded replaces what a file said of them.
///
/// # Errors
/// A file that cannot be read or has another header. Bad rows are no error: they are in the report.
pub async fn run(engine: &Engine, viewer: &Viewer, file: &[u8]) -> Result<ImportReport> {
    viewer.authorize(Action::WriteSamples)?;
    let (_, configuration) = engine.current(&viewer.workspace).await?;
    let latest_ms = engine.clock.now_ms() + AHEAD_MAX_MS;
    let csv = sheet::as_csv(file)?;
    let text = utf8(&csv)?;
    let mut reader = table::reader(text);
    let known = |name: &str| ["day", "from", "to", "service", "amount", "currency", "basis"].contains(&name);
    let columns = table::columns(&mut reader, known, &["service", "amount", "currency", "basis"], EXPECTED)?;
    let (first, last) = dates(&columns)?;
    let column = |field: &str| match field {
        "series" | "id" | "metric" => "service".to_owned(),
        "unit" => "currency".to_owned(),
        "value" => "amount".to_owned(),
        "time" => last.to_owned(),
        field => field.to_owned(),
    };
    let (mut told, mut bills): (HashMap<(SeriesKey, NaiveDate), u64>, Vec<Bill>) = Default::default();
    let mut report = table::each_row(text, &mut reader, &columns, column, |row| {
        let bill = read(&configuration, row, (first, last), latest_ms)?;
        let twice = bill.days.iter().find_map(|(day, _)| told.get(&(bill.series.clone(), *day)).map(|line| (day, line)));
        if let Some((day, line)) = twice {
            let why = format!("line {line} tells what it cost on {}: add the two up, one row a service and span", day_title(*day));
            return Err(Error::field(first, why));
        }
        told.extend(bill.days.iter().map(|(day, _)| ((bill.series.clone(), *day), row.line)));
        bills.push(bill);
        Ok(true)
    });
    while !bills.is_empty() {
        let batch = bills.drain(..bills.len().min(BATCH)).collect();
        write(engine, viewer, &configuration, batch, &mut report).await?;
    }
    report.rejected_rows.sort_by_key(|row| row.line);
    engine.last_imports.set(viewer, report.clone());
    Ok(report)
}

/// The columns of a row's first and last day.
fn dates(columns: &Columns) -> Result<(&'static str, &'static str)> {
    let has = |name: &str| columns.contains_key(name);
    match (has("day"), has("from"), has("to")) {
        (true, false, false) => Ok(("day", "day")),
        (false, true, true) => Ok(("from", "to")),
        (true, ..) => Err(table::wrong_header("a file holds days or spans, not both", EXPECTED)),
        _ => Err(table::wrong_header("there is neither “day” nor “from” with “to”", EXPECTED)),
    }
}

fn read(configuration: &Configuration, row: table::Row<'_>, (first, last): (&str, &str), latest_ms: i64) -> Result<Bill> {
    let day = |column: &str| parse_day(row.cell(column)).map_err(|error| Error::field(column, error.to_string()));
    let (from, to) = (day(first)?, day(last)?);
    if to < from {
        return Err(Error::field(last, format!("it ends on {to}, before it starts on {from}")));
    }
    if Month::of(from) != Month::of(to) {
        let next = day_title(Month::of(from).last_day());
        let why = format!("a span lies within one month, since nobody knows here what of it fell into which: split the row after {next}");
        return Err(Error::field(last, why));
    }
    let metric = match row.cell("basis").to_lowercase().as_str() {
        "allocated" => "cost-allocated",
        "usage" => "cost-usage",
        other => {
            let why = format!("“{other}” is no basis: write allocated, which includes the service's share of idle time, or usage");
            return Err(Error::field("basis", why));
        }
    };
    let series = format!("{}/{metric}", row.cell("service"));
    let currency = Currency::parse(row.cell("currency")).map_err(|error| Error::field("currency", error.to_string()))?;
    let amount = Number::parse(row.cell("amount")).map_err(|error| Error::field("amount", error.to_string()))?.0;
    if amount.is_sign_negative() && !amount.is_zero() {
        return Err(Error::field("amount", format!("{amount} is a credit and no cost: deduct it from the bill of its days")));
    }
    let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= to).collect();
    let parts = spread(amount, days.len(), currency.minor_digits())?;
    let mut bill = Bill { line: row.line, series: SeriesKey::parse(&series)?, days: Vec::with_capacity(days.len()) };
    for (day, part) in days.into_iter().zip(parts) {
        let sent = WireSample {
            series: series.clone(),
            time: serde_json::Value::String(day.to_string()),
            value: Some(Number(part)),
            unit: Some(currency.to_string()),
            ..WireSample::default()
        };
        bill.days.push((day, wire::parse(configuration, &sent, latest_ms)?.1));
    }
    Ok(bill)
}

/// An amount in `n` parts that add up to it: equal but for its last digits, of which the first parts have one more. The digits are those of the currency, or
/// of the amount where it has more, up to nine.
fn spread(amount: Decimal, n: usize, digits: u32) -> Result<Vec<Decimal>> {
    let large = || Error::field("amount", format!("{amount} is too large to hold"));
    let amount = amount.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointNearestEven).normalize();
    let scale = digits.max(amount.scale());
    let units = amount.mantissa().checked_mul(10_i128.pow(scale - amount.scale())).ok_or_else(large)?;
    let n = i128::try_from(n.max(1)).map_err(|_| large())?;
    let (each, left) = (units.div_euclid(n), units.rem_euclid(n));
    (0..n).map(|place| Decimal::try_from_i128_with_scale(each + i128::from(place < left), scale).map_err(|_| large())).collect()
}

/// Writes bills in one transaction. A bill is new where one of its days is, and counts as rejected where one is refused.
async fn write(engine: &Engine, viewer: &Viewer, configuration: &Configuration, bills: Vec<Bill>, report: &mut ImportReport) -> Result<()> {
    let (mut rows, mut of): (Vec<Row>, Vec<usize>) = Default::default();
    let lines: Vec<u64> = bills.iter().map(|bill| bill.line).collect();
    for (n, bill) in bills.into_iter().enumerate() {
        for (_, sample) in bill.days {
            of.push(n);
            rows.push(Row { place: rows.len(), series: bill.series.clone(), sample });
        }
    }
    let outcomes = engine.write_rows(viewer, configuration, &built_in("csv")?, rows, Some("import_costs")).await?;
    let (mut new, mut refused) = (vec![false; lines.len()], vec![None; lines.len()]);
    for (place, outcome) in outcomes {
        let Some(n) = of.get(place).copied() else { continue };
        match outcome {
            RowOutcome::Accepted => new[n] = true,
            RowOutcome::Duplicate => {}
            RowOutcome::Rejected { reason, .. } => refused[n] = Some(reason),
        }
    }
    for ((line, new), refused) in lines.into_iter().zip(new).zip(refused) {
        match refused {
            Some(reason) => {
                report.accepted -= 1;
                reject(report, line, "amount", reason);
            }
            None if !new => {
                report.accepted -= 1;
                report.duplicate += 1;
            }
            None => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn parts_add_up_to_the_amount_and_differ_by_one_digit() {
        let parts = |amount: &str, n: usize, digits: u32| -> Vec<String> {
            let parts = spread(amount.parse().unwrap(), n, digits).unwrap();
            assert_eq!(parts.iter().sum::<Decimal>(), amount.parse::<Decimal>().unwrap().round_dp(9), "{amount}");
            parts.iter().map(ToString::to_string).collect()
        };
        assert_eq!(parts("100.00", 3, 2), ["33.34", "33.33", "33.33"]);
        assert_eq!(parts("0.05", 7, 2), ["0.01", "0.01", "0.01", "0.01", "0.01", "0.00", "0.00"]);
        assert_eq!(parts("1000", 3, 0), ["334", "333", "333"], "yen and dong have no cents");
        assert_eq!(parts("10", 4, 2), ["2.50"; 4]);
        assert_eq!(parts("0.1000001", 2, 2), ["0.0500001", "0.0500000"], "a bill with more digits keeps them");
        assert_eq!(parts("812.40321900004", 1, 2), ["812.403219"], "a sample keeps nine decimals");
        assert_eq!(parts("0", 2, 2), ["0.00", "0.00"]);
        // 31 days of October: 3,100.01 is 100 a day and one cent for the first.
        assert_eq!(parts("3100.01", 31, 2).iter().filter(|part| *part == "100.01").count(), 1);
        assert!(spread("79000000000000000000000000000".parse().unwrap(), 2, 3).is_err(), "more digits than a number has");
    }
}
