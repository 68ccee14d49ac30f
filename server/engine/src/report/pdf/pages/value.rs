//! Value by service, by template, and the cost to run by part: exact sums of the ledger's lines.

use charts::MM;
use domain::Error;
use domain::config::{CostPart, Template};
use domain::format;
use domain::money::Money;
use domain::report::MonthReport;
use domain::report::narrative::told_median;
use domain::value::{Range, Totals};

use super::super::book::Book;
use super::super::look::BODY;
use super::super::table::{Cell, Kind, Table};

/// Three tables, each to the minor unit.
pub fn value(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let lead = format!(
        "All amounts on the basis of {}; a cost saved counts in full. Every total is the sum of the rounded lines of the ledger.",
        report.basis.name()
    );
    book.part("Value by service and by template", &lead, |book| tables(book, report))
}

fn tables(book: &mut Book, report: &MonthReport) -> Result<(), Error> {
    let (templates, costs) = (by_template(report)?, costs(report)?);
    let unit = report.currency.code();
    if report.services.is_empty() {
        book.nothing("From gains to net value", "No service has a line or a cost in this month.");
    } else {
        book.table("From gains to net value", unit, &by_service(report))?;
        let medians = medians(report);
        if report.ledger.range.is_some_and(|range| range.is_open()) {
            let words = "Low and high: in 80 of 100 draws the net value lies between them. ";
            book.paragraph(&[(words, BODY), (&medians.join(" "), BODY)]);
            book.y += 2.0 * MM;
        }
    }
    if templates.rows.is_empty() {
        book.nothing("By template", "No line is priced in this month.");
    } else {
        book.table("By template", unit, &templates)?;
    }
    if costs.rows.is_empty() {
        book.nothing("Cost to run", "No cost is recorded for this month.");
    } else {
        book.table("Cost to run", unit, &costs)?;
    }
    Ok(())
}

fn sums(totals: &Totals) -> [Cell; 6] {
    [
        Cell::money(totals.gains),
        Cell::money(totals.losses),
        Cell::money(totals.overlap),
        Cell::money(totals.benefit),
        Cell::cost(totals.cost),
        Cell::money(totals.net),
    ]
}

fn by_service(report: &MonthReport) -> Table {
    let figures =
        ["Gains", "Losses", "Overlap", "Benefit", "Cost to run", "Net value", "Low", "High", "Change"].map(|head| (head, Kind::Figure));
    let heads: Vec<_> = [("Service", Kind::Text)].into_iter().chain(figures).chain([("13 months", Kind::Spark)]).collect();
    let mut table = Table::new(&heads);
    for service in &report.services {
        let mut row = vec![Cell::text(service.name.clone())];
        row.extend(sums(&service.totals));
        row.extend(ends(service.range));
        row.extend([Cell::change(service.change), Cell::spark(&service.nets)]);
        table.rows.push(row);
    }
    let mut total = vec![Cell::text("All services")];
    total.extend(sums(&report.ledger.totals));
    total.extend(ends(report.ledger.range));
    let change = report.previous.and_then(|previous| report.ledger.totals.net.less(previous.net).ok());
    let nets: Vec<_> = report.trend.iter().map(|point| point.totals.map(|totals| totals.net)).collect();
    total.extend([Cell::change(change), Cell::spark(&nets)]);
    table.total = Some(total);
    // From the right: a column that is taken out moves those after it.
    [8, 7, 3].into_iter().fold(table, Table::without_empty)
}

/// Low and high of the net value in whole units; dashes where nothing varies.
fn ends(range: Option<Range>) -> [Cell; 2] {
    match range.filter(Range::is_open) {
        Some(range) => [range.low, range.high].map(|end| Cell::quiet(format::whole(end))),
        None => [Cell::text("—"), Cell::text("—")],
    }
}

/// Medians that a reader must know, one sentence each.
fn medians(report: &MonthReport) -> Vec<String> {
    let rows = report.services.iter().map(|service| (service.name.as_str(), service.range, service.totals));
    let all = rows.chain([("All services", report.ledger.range, report.ledger.totals)]);
    let told =
        all.filter_map(|(name, range, totals)| Some(format!("{name}: {}.", told_median(&range?, totals.net, totals.overlap.minor != 0)?)));
    told.collect()
}

/// How each template turns a measure into money, in a few words.
fn way(template: Template) -> &'static str {
    match template {
        Template::RevenueProtected => "time against usual × revenue × share kept",
        Template::AccuracyLift => "better or worse share × decisions × value of one",
        Template::ConversionThroughQuality => "better or worse share × conversion a test showed × visitors × value of one",
        Template::EngagementThroughLatency => "faster or slower × session time a test showed × sessions × value of a minute",
        Template::DirectTestLift => "lift a test showed × units reached × value of one",
        Template::OutcomeCells => "each kind of outcome against usual × its value",
        Template::IdleCapacity => "idle hours against usual × price of an hour",
        Template::CostSaved => "cheaper unit × units served",
        Template::TeamTime => "hours saved × cost of an hour",
        Template::OwnChain => "a chain of the workspace's own factors",
    }
}

fn by_template(report: &MonthReport) -> Result<Table, Error> {
    let figures = ["Lines", "Gains", "Losses", "Benefit"].map(|head| (head, Kind::Figure));
    let heads: Vec<_> = [("Template", Kind::Text), ("How it turns into money", Kind::Text)].into_iter().chain(figures).collect();
    let mut table = Table::new(&heads);
    let sums = |lines: Vec<Money>| -> Result<[Cell; 4], Error> {
        let (losses, gains): (Vec<Money>, Vec<Money>) = lines.iter().copied().partition(|amount| amount.is_loss());
        Ok([
            Cell::text(lines.len().to_string()),
            Cell::money(Money::sum(gains, report.currency)?),
            Cell::money(Money::sum(losses, report.currency)?),
            Cell::money(Money::sum(lines, report.currency)?),
        ])
    };
    for template in Template::ALL {
        let lines: Vec<Money> = report.ledger.lines.iter().filter(|line| line.template == template).map(|line| line.amount).collect();
        if !lines.is_empty() {
            let mut row = vec![Cell::text(template.name()), Cell::quiet(way(template))];
            row.extend(sums(lines)?);
            table.rows.push(row);
        }
    }
    let mut total = vec![Cell::text("All templates"), Cell::text("")];
    total.extend(sums(report.ledger.lines.iter().map(|line| line.amount).collect())?);
    table.total = Some(total);
    Ok(table)
}

fn costs(report: &MonthReport) -> Result<Table, Error> {
    let figures = ["Cloud", "Licences", "People", "All"].map(|head| (head, Kind::Figure));
    let heads: Vec<_> = [("Service", Kind::Text)].into_iter().chain(figures).collect();
    let mut table = Table::new(&heads);
    let row = |name: &str, service: Option<&domain::ids::ServiceId>| -> Result<Vec<Cell>, Error> {
        let sum = |part: Option<CostPart>| {
            let costs = report.ledger.costs.iter().filter(|cost| service.is_none_or(|service| cost.service == *service));
            Money::sum(costs.filter(|cost| part.is_none_or(|part| cost.part == part)).map(|cost| cost.amount), report.currency)
        };
        let mut cells = vec![Cell::text(name)];
        for part in CostPart::ALL.into_iter().map(Some).chain([None]) {
            cells.push(Cell::money(sum(part)?));
        }
        Ok(cells)
    };
    for (service, name) in report.ledger.services() {
        if report.ledger.costs.iter().any(|cost| cost.service == service) {
            table.rows.push(row(&name, Some(&service))?);
        }
    }
    table.total = Some(row("Cost to run", None)?);
    Ok(table)
}
