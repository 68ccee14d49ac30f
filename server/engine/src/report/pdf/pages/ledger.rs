//! The ledger: every line with the chain that finance can compute again, and the sums of all lines.

use charts::{MM, Role};
use domain::Error;
use domain::format::{amount, percent, range};
use domain::money::Money;
use domain::report::MonthReport;
use domain::time::{day_title, instant_title, parse_zone};
use domain::value::{ValueLine, chain_line, chain_names, overlap_words, rates, share_words};

use super::super::book::{BEGINNING, Book};
use super::super::look::{BODY, CELL, LEFT, LINE, SECTION, SMALL, WIDTH};
use super::super::prose::{Line, Span, measure, wrap};
use super::super::sheet::Align;

const INDENT: f64 = 7.0 * MM;
const ROW_GAP: f64 = 1.2 * MM;

/// Lines with their numbers, grouped by service: the order of the report's ledger. Gives the first page.
pub fn ledger(book: &mut Book, report: &MonthReport) -> Result<usize, Error> {
    let lead = format!(
        "One line is the money that one effect earned or lost in {}, in {}. Its second row is the ",
        report.month.title(),
        report.currency
    );
    let spans = [
        (lead.as_str(), BODY),
        ("chain", BODY.bold().ink(Role::Ink)),
        (
            ": compute it as printed and round once, half to even, to the minor unit. Below it stand the names of its factors, and what they rest on.",
            BODY,
        ),
    ];
    let page = book.flow("Ledger of value lines", &spans, BEGINNING);
    if report.ledger.lines.is_empty() {
        book.nothing("No line is priced", "Nothing is claimed for this month. What was seen is under “Seen, but not claimed”.");
        return Ok(page);
    }
    let mut carried = Money::zero(report.currency);
    let services: Vec<&[ValueLine]> = report.ledger.lines.chunk_by(|a, b| a.service == b.service).collect();
    let end = services.len().saturating_sub(1);
    let mut number = 0;
    for (place, lines) in services.into_iter().enumerate() {
        let name = lines.first().map_or("", |line| line.service_name.as_str());
        let room = lines.iter().take(2).map(|line| Entry::new(0, line, report).height()).sum::<f64>();
        // The last service keeps room for the sums below it when it is short.
        let sums = if place == end && lines.len() <= 2 { 32.0 * MM } else { 0.0 };
        turn(book, 2.0 * SECTION.leading + 5.0 * MM + room + sums, carried);
        head(book, name, lines.first());
        for (index, line) in lines.iter().enumerate() {
            number += 1;
            let entry = Entry::new(number, line, report);
            // The last line of all keeps room for the sums below it.
            let last = place == end && index + 1 == lines.len();
            if index > 0 && turn(book, entry.height() + if last { 36.0 * MM } else { 8.0 * MM }, carried) {
                head(book, &format!("{name}, continued"), Some(line));
            }
            entry.draw(book);
            carried = carried.plus(line.amount)?;
        }
        book.y += 2.0 * MM;
    }
    totals(book, report);
    Ok(page)
}

/// A new page if needed, with what the pages before add up to at its foot and at the new head.
fn turn(book: &mut Book, height: f64, carried: Money) -> bool {
    let foot = 5.0 * MM;
    if book.y + height + foot <= super::super::look::BOTTOM {
        return false;
    }
    let y = book.y;
    sum_row(book, y, "Carried forward", &amount(carried));
    let turned = book.room(f64::INFINITY);
    let y = book.y;
    sum_row(book, y, "Brought forward", &amount(carried));
    book.y += 6.0 * MM;
    turned
}

fn sum_row(book: &mut Book, y: f64, label: &str, figure: &str) {
    let look = CELL.ink(Role::Ink3);
    book.sheet().text(LEFT, look.baseline(y), label, look, Align::Left);
    book.sheet().text(LEFT + WIDTH, look.baseline(y), figure, look, Align::Right);
}

fn head(book: &mut Book, name: &str, line: Option<&ValueLine>) {
    let y = book.y + 1.0 * MM;
    let sheet = book.sheet();
    let owner = line.map_or(String::new(), |line| format!("  ·  {}", line.owner_name));
    let end = sheet.prose(LEFT, y, &[(name, SECTION), (&owner, SMALL)], WIDTH, 3);
    book.y = end + 0.8 * MM;
    let y = book.y;
    book.sheet().rule(LEFT, y, WIDTH, 0.5, Role::Ink);
}

/// A line laid out: its rows and its amount.
struct Entry {
    number: String,
    name: Vec<Line>,
    chain: Vec<Line>,
    names: Vec<Line>,
    evidence: Vec<Line>,
    amount: String,
    loss: bool,
}

impl Entry {
    fn new(number: usize, line: &ValueLine, report: &MonthReport) -> Self {
        let amount = amount(line.amount);
        let room = WIDTH - INDENT - measure(&amount, LINE.bold()) - 4.0 * MM;
        let template = format!("  {}", line.template.name());
        let name: [Span<'_>; 2] = [(&line.name, LINE.bold()), (&template, SMALL)];
        let chain = chain_line(&line.chain);
        let (names, evidence) = (chain_names(&line.chain), evidence(line, report));
        Self {
            number: format!("L{number:02}"),
            name: wrap(&name, room),
            chain: wrap(&[(&chain, CELL)], WIDTH - INDENT),
            names: wrap(&[(&names, SMALL.ink(Role::Ink2))], WIDTH - INDENT),
            evidence: wrap(&[(&evidence, SMALL)], WIDTH - INDENT),
            amount,
            loss: line.amount.is_loss(),
        }
    }

    fn height(&self) -> f64 {
        let rows = |lines: &[Line], leading: f64| lines.len() as f64 * leading;
        rows(&self.name, LINE.leading)
            + rows(&self.chain, CELL.leading)
            + rows(&self.names, SMALL.leading)
            + rows(&self.evidence, SMALL.leading)
            + 2.0 * ROW_GAP
    }

    fn draw(&self, book: &mut Book) {
        let mut y = book.y + ROW_GAP;
        let ink = if self.loss { Role::Loss } else { Role::Ink };
        let look = LINE.bold().ink(ink);
        book.sheet().text(LEFT + WIDTH, look.baseline(y), &self.amount, look, Align::Right);
        book.sheet().text(LEFT, LINE.baseline(y), &self.number, SMALL, Align::Left);
        for (lines, look) in [(&self.name, LINE), (&self.chain, CELL), (&self.names, SMALL), (&self.evidence, SMALL)] {
            for line in lines {
                for (x, text, own) in line {
                    book.sheet().text(LEFT + INDENT + x, look.baseline(y), text, *own, Align::Left);
                }
                y += look.leading;
            }
        }
        y += ROW_GAP;
        book.sheet().rule(LEFT, y, WIDTH, 0.35, Role::Rule);
        book.y = y;
    }
}

fn evidence(line: &ValueLine, report: &MonthReport) -> String {
    let mut parts = Vec::new();
    if !line.baseline_note.is_empty() {
        parts.push(format!("{}.", line.baseline_note.trim_end_matches('.')));
    }
    if let Some(own) = rates::in_own_currency(line.local, &line.chain) {
        parts.push(format!("{own}."));
    }
    if let Some(coverage) = &line.coverage {
        let last =
            parse_zone(&report.time_zone).map_or(String::new(), |zone| format!(", last value {}", instant_title(coverage.last_ms, zone)));
        parts.push(format!("Measured {} of the month{last}.", percent(coverage.share, 1)));
    }
    if let Some(range) = range(line.low, line.high) {
        parts.push(format!("{range}."));
    }
    if line.basis != report.basis {
        parts.push(format!("Basis: {}.", line.basis.name()));
    }
    parts.extend(line.notes.iter().map(|note| format!("{}.", note.trim_end_matches('.'))));
    if let (Some(overlap), Some(pool)) = (line.overlap, &line.pool) {
        let name = report.ledger.pools.iter().find(|row| row.pool == *pool).map_or_else(|| pool.to_string(), |row| row.name.clone());
        parts.push(format!("{}.", share_words(overlap, &name)));
    }
    parts.push(format!("Grade {}.", line.grade));
    parts.push(format!("Mapping {}, version of {}.", line.mapping, day_title(line.version_from)));
    parts.extend(sources(line));
    parts.join(" ")
}

/// Ids of what the chain's values were read from, in its order.
fn sources(line: &ValueLine) -> Option<String> {
    let mut ids: Vec<&str> = Vec::new();
    for term in &line.chain {
        ids.extend(term.test.as_deref().or(term.driver.as_deref()).or(term.record.as_deref()).filter(|id| !ids.contains(id)));
    }
    (!ids.is_empty()).then(|| format!("Read from {}.", ids.join(", ")))
}

fn totals(book: &mut Book, report: &MonthReport) {
    let totals = &report.ledger.totals;
    let mut rows = vec![("Gains".to_owned(), totals.gains, false), ("Losses".to_owned(), totals.losses, false)];
    let pools = report.ledger.pools.iter().filter(|pool| pool.overlap.minor != 0);
    rows.extend(pools.map(|pool| (format!("Overlap, {}: {}", pool.name, overlap_words(pool)), pool.overlap, false)));
    let sums = [("Benefit", totals.benefit, true), ("Cost to run", totals.cost.negated(), false), ("Net value", totals.net, true)];
    rows.extend(sums.map(|(label, money, strong)| (label.to_owned(), money, strong)));
    let unknown = totals.unknown_costs_words().map_or_else(String::new, |words| format!("; {words}"));
    let title = format!("Sum of the {} lines{unknown}", report.ledger.lines.len());
    let look = |strong: bool| if strong { LINE.bold() } else { LINE };
    let room = |money: Money| WIDTH - measure(&amount(money), LINE.bold()) - 6.0 * MM;
    let height = |label: &str, money, strong| wrap(&[(label, look(strong))], room(money)).len() as f64 * LINE.leading + 0.8 * MM;
    book.section(&title, report.currency.code(), rows.iter().map(|(label, money, strong)| height(label, *money, *strong)).sum());
    for (label, money, strong) in rows {
        let y = book.y;
        book.sheet().rule(LEFT, y, WIDTH, if strong { 0.5 } else { 0.35 }, if strong { Role::Ink } else { Role::Rule });
        let tall = height(&label, money, strong);
        let look = look(strong);
        let ink = if money.is_loss() && label != "Cost to run" { Role::Loss } else { Role::Ink };
        let base = look.baseline(y + 0.4 * MM);
        book.sheet().prose(LEFT, y + 0.4 * MM, &[(&label, look)], room(money), usize::MAX);
        book.sheet().text(LEFT + WIDTH, base, &amount(money), look.ink(ink), Align::Right);
        book.y += tall;
    }
    let y = book.y;
    book.sheet().rule(LEFT, y, WIDTH, 0.5, Role::Ink);
}
