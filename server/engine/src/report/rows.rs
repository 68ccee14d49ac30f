//! The ledger as rows, the same in every file: a line of value or a cost each.

use chrono::NaiveDate;
use domain::Result;
use domain::config::Number;
use domain::money::Money;
use domain::report::MonthReport;
use domain::time::Month;
use domain::value::{CostLine, PerUnit, Term, ValueLine, chain_line, written};
use rust_decimal::Decimal;

/// What stands in one place of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing is known, or nothing fits here.
    None,
    Text(String),
    Number(Decimal),
    Money(Money),
    Day(NaiveDate),
    Month(Month),
}

impl Cell {
    /// Text; none where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        Some(text.into()).filter(|text| !text.is_empty()).map_or(Self::None, Self::Text)
    }

    /// A recorded number with the digits that were recorded.
    pub fn number(number: impl Into<Option<Number>>) -> Self {
        number.into().map_or(Self::None, |number| Self::Number(number.0))
    }

    /// An amount; none where it is not known.
    pub fn money(money: Option<Money>) -> Self {
        money.map_or(Self::None, Self::Money)
    }
}

/// One column of the ledger.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// As the CSV names it.
    pub key: &'static str,
    /// As people read it.
    pub heading: &'static str,
    /// In characters.
    pub width: f64,
}

const fn column(key: &'static str, heading: &'static str, width: f64) -> Column {
    Column { key, heading, width }
}

/// The columns of a ledger's row, in order; `docs/report.md` says what each holds.
pub const COLUMNS: [Column; 32] = [
    column("kind", "Kind", 8.0),
    column("id", "Id", 26.0),
    column("month", "Month", 9.0),
    column("name", "Name", 36.0),
    column("service", "Service id", 18.0),
    column("service_name", "Service", 24.0),
    column("owner", "Owner’s address", 26.0),
    column("owner_name", "Owner", 20.0),
    column("template", "Template", 24.0),
    column("metric", "Metric", 18.0),
    column("kpi", "KPI", 18.0),
    column("part", "Part", 10.0),
    column("basis", "Basis", 14.0),
    column("unit", "Unit", 14.0),
    column("quantity", "Quantity", 14.0),
    column("rate", "Rate", 14.0),
    column("chain", "Chain", 60.0),
    column("factors", "Factors", 60.0),
    column("currency", "Currency", 9.0),
    column("grade", "Grade", 7.0),
    column("low", "Low", 16.0),
    column("mid", "Middle", 16.0),
    column("high", "High", 16.0),
    column("amount", "Amount", 16.0),
    column("overlap", "Overlap", 16.0),
    column("net", "Net", 16.0),
    column("local_currency", "Own currency", 13.0),
    column("local_amount", "Amount in it", 16.0),
    column("pool", "Pool", 18.0),
    column("version_from", "Mapping from", 13.0),
    column("sources", "Sources", 40.0),
    column("notes", "Notes", 40.0),
];

/// A line of value, in the order of [`COLUMNS`].
///
/// # Errors
/// Amounts beyond 64 bits.
pub fn line(report: &MonthReport, line: &ValueLine) -> Result<Vec<Cell>> {
    let net = line.amount.plus(line.overlap.unwrap_or(Money::zero(line.amount.currency)))?;
    let [unit, quantity, rate] = per_unit(&line.chain);
    Ok(vec![
        Cell::text("line"),
        Cell::text(line.mapping.as_str()),
        Cell::Month(report.month),
        Cell::text(&line.name),
        Cell::text(line.service.as_str()),
        Cell::text(&line.service_name),
        Cell::text(line.owner.to_string()),
        Cell::text(&line.owner_name),
        Cell::text(line.template.key()),
        Cell::text(line.metric.clone().unwrap_or_default()),
        Cell::text(line.kpi.as_ref().map(ToString::to_string).unwrap_or_default()),
        Cell::None,
        Cell::text(line.basis.name()),
        unit,
        quantity,
        rate,
        Cell::text(chain_line(&line.chain)),
        Cell::text(factors(&line.chain)),
        Cell::text(line.amount.currency.code()),
        Cell::text(line.grade.to_string()),
        Cell::money(line.low),
        Cell::money(line.median),
        Cell::money(line.high),
        Cell::Money(line.amount),
        Cell::money(line.overlap),
        Cell::Money(net),
        Cell::text(line.local.map(|local| local.currency.code().to_owned()).unwrap_or_default()),
        Cell::money(line.local),
        Cell::text(line.pool.as_ref().map(ToString::to_string).unwrap_or_default()),
        Cell::Day(line.version_from),
        Cell::text(sources(&line.chain).join("; ")),
        Cell::text(line.notes.join(" ")),
    ])
}

/// A cost, in the order of [`COLUMNS`]. Its amount is above zero and its net below, so that one column adds up to the net value.
pub fn cost(report: &MonthReport, cost: &CostLine) -> Vec<Cell> {
    let [unit, quantity, rate] = per_unit(&cost.chain);
    let mut from = sources(&cost.chain);
    from.extend(Some(cost.source.clone()).filter(|source| !source.is_empty()));
    vec![
        Cell::text("cost"),
        Cell::text(cost.cost.as_str()),
        Cell::Month(report.month),
        Cell::text(&cost.name),
        Cell::text(cost.service.as_str()),
        Cell::text(&cost.service_name),
        Cell::None,
        Cell::None,
        Cell::None,
        Cell::None,
        Cell::None,
        Cell::text(cost.part.name()),
        Cell::None,
        unit,
        quantity,
        rate,
        Cell::text(chain_line(&cost.chain)),
        Cell::text(factors(&cost.chain)),
        Cell::text(cost.amount.currency.code()),
        Cell::None,
        Cell::None,
        Cell::None,
        Cell::None,
        Cell::Money(cost.amount),
        Cell::None,
        Cell::Money(cost.amount.negated()),
        Cell::text(cost.local.map(|local| local.currency.code().to_owned()).unwrap_or_default()),
        Cell::money(cost.local),
        Cell::None,
        Cell::None,
        Cell::text(from.join("; ")),
        Cell::None,
    ]
}

/// Unit, quantity and rate.
fn per_unit(chain: &[Term]) -> [Cell; 3] {
    match PerUnit::of(chain) {
        Some(found) => [Cell::text(found.unit), Cell::Number(found.quantity), Cell::Number(found.rate)],
        None => [Cell::None, Cell::None, Cell::None],
    }
}

/// Every term with its plain value and unit: `baseline downtime 5.20 h; downtime 1.85 h; one less Returns later 0.35`.
fn factors(chain: &[Term]) -> String {
    let named = |part: domain::value::Written| {
        let term = part.term;
        let unit = if matches!(term.unit.as_str(), "" | "1") { String::new() } else { format!(" {}", term.unit) };
        let less = if part.open.contains('1') { "one less " } else { "" };
        format!("{less}{} {}{unit}", term.name, term.value.0)
    };
    written(chain).into_iter().map(named).collect::<Vec<_>>().join("; ")
}

/// Ids of what the terms were read from, each once: `driver/ID`, `test/ID`, a baseline's id, a series.
fn sources(chain: &[Term]) -> Vec<String> {
    let mut found = Vec::new();
    for term in chain {
        let driver = term.driver.as_ref().map(|id| format!("driver/{id}"));
        let test = term.test.as_ref().map(|id| format!("test/{id}"));
        for id in [driver, test, term.record.clone()].into_iter().flatten() {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found
}
