//! What stands on the sheets after the summary.

use domain::Result;
use domain::close::Difference;
use domain::evidence::Estimated;
use domain::report::{MonthReport, TestRow};

use super::super::rows::{self, COLUMNS, Cell};
use super::sheet::{Column, Sheet};

/// Names of the sheets that the summary refers to.
pub const LEDGER: &str = "Ledger";
pub const COSTS: &str = "Costs";

/// Columns of the ledger's rows that lines of value have.
const OF_LINES: [&str; 30] = [
    "id",
    "month",
    "name",
    "service",
    "service_name",
    "owner",
    "owner_name",
    "template",
    "metric",
    "kpi",
    "basis",
    "unit",
    "quantity",
    "rate",
    "currency",
    "grade",
    "low",
    "mid",
    "high",
    "amount",
    "overlap",
    "net",
    "local_currency",
    "local_amount",
    "pool",
    "version_from",
    "chain",
    "factors",
    "sources",
    "notes",
];

/// Columns that costs have.
const OF_COSTS: [&str; 16] = [
    "id",
    "month",
    "name",
    "service",
    "service_name",
    "part",
    "unit",
    "quantity",
    "rate",
    "currency",
    "amount",
    "local_currency",
    "local_amount",
    "chain",
    "factors",
    "sources",
];

/// Where a column of the lines' sheet stands.
pub fn line_column(key: &str) -> u16 {
    place(&OF_LINES, key)
}

/// Where a column of the costs' sheet stands.
pub fn cost_column(key: &str) -> u16 {
    place(&OF_COSTS, key)
}

fn place(keys: &[&str], key: &str) -> u16 {
    keys.iter().position(|other| *other == key).and_then(|place| u16::try_from(place).ok()).unwrap_or_default()
}

/// Lines of value.
pub fn ledger(report: &MonthReport) -> Result<Sheet> {
    let (ledger, totals) = (&report.ledger, report.ledger.totals);
    let rows = ledger.lines.iter().map(|line| rows::line(report, line)).collect::<Result<Vec<_>>>()?;
    let mut sheet = chosen(LEDGER, &OF_LINES, rows);
    sheet.columns[usize::from(line_column("amount"))].total = Some(totals.gains.plus(totals.losses)?);
    sheet.columns[usize::from(line_column("overlap"))].total = Some(totals.overlap);
    sheet.columns[usize::from(line_column("net"))].total = Some(totals.benefit);
    Ok(sheet)
}

/// The cost to run.
pub fn costs(report: &MonthReport) -> Result<Sheet> {
    let rows = report.ledger.costs.iter().map(|cost| rows::cost(report, cost)).collect();
    let mut sheet = chosen(COSTS, &OF_COSTS, rows);
    sheet.columns[usize::from(cost_column("amount"))].total = Some(report.ledger.totals.cost);
    Ok(sheet)
}

/// Some columns of the ledger's rows.
fn chosen(name: &'static str, keys: &[&str], rows: Vec<Vec<Cell>>) -> Sheet {
    let places: Vec<usize> = keys.iter().filter_map(|key| COLUMNS.iter().position(|column| column.key == *key)).collect();
    let columns = places.iter().map(|place| Column::plain(COLUMNS[*place].heading, COLUMNS[*place].width)).collect();
    let rows = rows.into_iter().map(|row| places.iter().map(|place| row[*place].clone()).collect()).collect();
    Sheet { name, columns, rows }
}

/// Drivers as they were used.
pub fn drivers(report: &MonthReport) -> Sheet {
    let columns = [
        ("Id", 26.0),
        ("Name", 32.0),
        ("Value", 14.0),
        ("Low", 14.0),
        ("High", 14.0),
        ("Between low and high", 26.0),
        ("Unit", 16.0),
        ("Evidence", 14.0),
        ("Source", 40.0),
        ("From", 12.0),
        ("Set by", 22.0),
    ];
    let row = |driver: &domain::report::DriverRow| {
        vec![
            Cell::text(&driver.id),
            Cell::text(&driver.name),
            Cell::number(driver.value),
            Cell::number(driver.low),
            Cell::number(driver.high),
            Cell::text(driver.range_words()),
            Cell::text(&driver.unit),
            Cell::text(&driver.evidence),
            Cell::text(&driver.source),
            driver.from.map_or(Cell::None, Cell::Day),
            Cell::text(&driver.set_by),
        ]
    };
    let rows = report.drivers.iter().map(row).collect();
    Sheet { name: "Drivers", columns: columns.map(|(heading, width)| Column::plain(heading, width)).into(), rows }
}

/// Tests that the month's lines rest on, and those that earn nothing.
pub fn tests(report: &MonthReport) -> Sheet {
    let columns = [
        ("Id", 22.0),
        ("Title", 36.0),
        ("Design", 16.0),
        ("From", 12.0),
        ("To", 12.0),
        ("Control", 26.0),
        ("Treatment", 26.0),
        ("Lift", 12.0),
        ("Lift, low", 12.0),
        ("Lift, high", 12.0),
        ("Counted", 12.0),
        ("Counted, low", 12.0),
        ("Counted, high", 12.0),
        ("Verdict", 26.0),
        ("Reasons", 40.0),
        ("Valid until", 12.0),
        ("Grade", 7.0),
    ];
    let estimate = |estimate: &Option<Estimated>| match estimate {
        Some(found) => [found.value, found.low, found.high].map(Cell::number),
        None => [Cell::None, Cell::None, Cell::None],
    };
    let row = |test: &TestRow| {
        let mut row = vec![
            Cell::text(test.id.as_str()),
            Cell::text(&test.title),
            Cell::text(test.design_words()),
            Cell::Day(test.from),
            Cell::Day(test.to),
            Cell::text(TestRow::arm_words(&test.control)),
            Cell::text(TestRow::arm_words(&test.treatment)),
        ];
        row.extend(estimate(&test.lift));
        row.extend(estimate(&test.counted));
        row.extend([
            Cell::text(test.verdict()),
            Cell::text(test.reasons.join(" ")),
            Cell::Day(test.valid_until),
            Cell::text(test.grade.map(|grade| grade.to_string()).unwrap_or_default()),
        ]);
        row
    };
    let rows = report.tests.iter().map(row).collect();
    Sheet { name: "Tests", columns: columns.map(|(heading, width)| Column::plain(heading, width)).into(), rows }
}

/// What the revision changed, row by row; on the net value, so a cost is negative. Empty in a first revision.
pub fn restatements(report: &MonthReport) -> Sheet {
    let columns = [("Id", 34.0), ("Name", 36.0), ("Service", 24.0), ("Before", 16.0), ("Now", 16.0), ("Change", 16.0), ("Reason", 60.0)];
    let mut columns: Vec<Column> = columns.map(|(heading, width)| Column::plain(heading, width)).into();
    let told = report.issue.as_ref().and_then(|issue| issue.restatement.as_ref());
    let row = |row: &Difference, reason: &str| {
        vec![
            Cell::text(&row.id),
            Cell::text(&row.name),
            Cell::text(&row.service_name),
            row.old.map_or(Cell::None, Cell::Money),
            row.new.map_or(Cell::None, Cell::Money),
            Cell::Money(row.change),
            Cell::text(reason),
        ]
    };
    let rows = told.map_or_else(Vec::new, |told| told.differences.iter().map(|difference| row(difference, &told.reason)).collect());
    columns[5].total = told.map(|told| told.change);
    Sheet { name: "Restatements", columns, rows }
}
