//! Tables: figures are measured first and never wrapped or cut; texts share what is left and wrap.

use charts::spec::Spark;
use charts::{Frame, MM, Role};
use domain::Error;
use domain::format;
use domain::money::Money;

use super::book::{Book, place};
use super::look::{CELL, LEFT, Look, SECTION, SMALL, UNIT, WIDTH};
use super::prose::{measure, wrap};
use super::sheet::Align;

const GAP: f64 = 3.0 * MM;
/// Less than this for a column of text, and the table is set one figure below the other.
const LEAST_TEXT: f64 = 17.0 * MM;
const SPARK_WIDTH: f64 = 24.0 * MM;
const PADDING: f64 = 1.1 * MM;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Figure,
    /// A small line of months.
    Spark,
}

/// A cell: words or a figure, and for a small line its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub text: String,
    pub look: Look,
    pub line: Vec<Option<f64>>,
}

/// Rows under heads, with a total that stays with the last row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    pub heads: Vec<(String, Kind)>,
    pub rows: Vec<Vec<Cell>>,
    pub total: Option<Vec<Cell>>,
    /// Rows that are kept together on a page; each by itself where it is 0.
    pub group: usize,
}

impl Cell {
    /// Words, or a figure that is not money.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), look: CELL, line: Vec::new() }
    }

    /// Words of less weight.
    pub fn quiet(text: impl Into<String>) -> Self {
        Self { look: CELL.ink(Role::Ink2), ..Self::text(text) }
    }

    /// An amount to the minor unit: a loss in its ink, nil as a dash.
    pub fn money(money: Money) -> Self {
        if money.minor == 0 { Self::text("–") } else { Self::signed(format::amount(money), money) }
    }

    /// A cost, which is taken off: with a minus, in plain ink.
    pub fn cost(money: Money) -> Self {
        if money.minor == 0 { Self::text("–") } else { Self::text(format::amount(money.negated())) }
    }

    /// A change, with its sign; a dash of its own where there is none to compare with.
    pub fn change(money: Option<Money>) -> Self {
        money.map_or(Self::text("—"), |money| Self::signed(format::change(money), money))
    }

    /// A small line of months.
    pub fn spark(values: &[Option<Money>]) -> Self {
        Self { line: values.iter().map(|value| value.map(Money::to_f64)).collect(), ..Self::text("") }
    }

    fn signed(text: String, money: Money) -> Self {
        let role = if money.is_loss() { Role::Loss } else { Role::Ink };
        Self { look: CELL.ink(role), ..Self::text(text) }
    }

    /// In semibold.
    pub fn bold(mut self) -> Self {
        self.look = self.look.bold();
        self
    }
}

impl Table {
    /// Heads with their kinds.
    pub fn new(heads: &[(&str, Kind)]) -> Self {
        Self { heads: heads.iter().map(|(head, kind)| ((*head).to_owned(), *kind)).collect(), ..Self::default() }
    }

    /// Drops a column whose figures say nothing in every row.
    pub fn without_empty(mut self, column: usize) -> Self {
        let says = |row: &Vec<Cell>| row.get(column).is_some_and(|cell| !matches!(cell.text.as_str(), "" | "–" | "—"));
        if column < self.heads.len() && !self.rows.iter().any(says) {
            self.heads.remove(column);
            for row in self.rows.iter_mut().chain(&mut self.total).filter(|row| column < row.len()) {
                row.remove(column);
            }
        }
        self
    }

    /// Without its small lines, which are the first to go where the figures need the room.
    fn without_sparks(&self) -> Self {
        let keeps: Vec<bool> = self.heads.iter().map(|(_, kind)| *kind != Kind::Spark).collect();
        let kept = |row: &Vec<Cell>| row.iter().zip(&keeps).filter(|(_, keeps)| **keeps).map(|(cell, _)| cell.clone()).collect();
        let heads = self.heads.iter().zip(&keeps).filter(|(_, keeps)| **keeps).map(|(head, _)| head.clone()).collect();
        Self { heads, rows: self.rows.iter().map(kept).collect(), total: self.total.as_ref().map(kept), group: self.group }
    }

    fn all(&self) -> impl Iterator<Item = &Vec<Cell>> {
        self.rows.iter().chain(&self.total)
    }

    /// Left end and width of each column; none where the figures leave too little for the words.
    fn columns(&self) -> Option<Vec<(f64, f64)>> {
        let natural = |column: usize, head: &str| {
            let cells = self.all().filter_map(|row| row.get(column)).map(|cell| measure(&cell.text, cell.look.bold()));
            cells.fold(measure(head, SMALL), f64::max) + 0.5
        };
        let mut widths: Vec<f64> = Vec::new();
        for (column, (head, kind)) in self.heads.iter().enumerate() {
            widths.push(if *kind == Kind::Spark { SPARK_WIDTH } else { natural(column, head) });
        }
        let is_text: Vec<bool> = self.heads.iter().map(|(_, kind)| *kind == Kind::Text).collect();
        let gaps = GAP * self.heads.len().saturating_sub(1) as f64;
        let fixed: f64 = widths.iter().zip(&is_text).filter(|(_, text)| !**text).map(|(width, _)| width).sum();
        let room = WIDTH - gaps - fixed;
        let texts: Vec<f64> = widths.iter().zip(&is_text).filter(|(_, text)| **text).map(|(width, _)| *width).collect();
        let wanted: f64 = texts.iter().sum();
        if wanted > room {
            let share = fair_share(&texts, room);
            if share < LEAST_TEXT && self.heads.len() > 2 {
                return None;
            }
            widths.iter_mut().zip(&is_text).filter(|(_, text)| **text).for_each(|(width, _)| *width = width.min(share));
        } else {
            let more = (room - wanted) / self.heads.len().max(1) as f64;
            widths.iter_mut().for_each(|width| *width += more);
        }
        let lefts = widths.iter().scan(LEFT, |next, width| {
            let left = *next;
            *next += width + GAP;
            Some(left)
        });
        Some(lefts.zip(widths.iter().copied()).collect())
    }

    /// The same with each figure on a row of its own under its words.
    fn stacked(&self) -> Self {
        let mut tall = Self::new(&[("", Kind::Text), ("", Kind::Figure)]);
        let pile = |row: &Vec<Cell>| -> Vec<Vec<Cell>> {
            let mut rows = Vec::new();
            for ((head, kind), cell) in self.heads.iter().zip(row).filter(|((_, kind), _)| *kind != Kind::Spark) {
                match kind {
                    Kind::Text if rows.is_empty() => rows.push(vec![cell.clone().bold(), Cell::text("")]),
                    Kind::Text => rows.push(vec![Cell::quiet(format!("{head}: {}", cell.text)), Cell::text("")]),
                    _ => rows.push(vec![Cell::quiet(head.clone()), cell.clone()]),
                }
            }
            rows
        };
        tall.rows = self.all().flat_map(pile).collect();
        tall.group = self.heads.iter().filter(|(_, kind)| *kind != Kind::Spark).count();
        tall
    }
}

/// The most a column may have so that all have room: those that want less keep what they want.
fn fair_share(wanted: &[f64], room: f64) -> f64 {
    let mut sorted = wanted.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut left = room;
    for (place, width) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - place) as f64;
        if *width > share {
            return share;
        }
        left -= width;
    }
    f64::INFINITY
}

impl Book {
    /// A table under a section's heading; overleaf heading and heads come again.
    pub fn table(&mut self, title: &str, unit: &str, table: &Table) -> Result<(), Error> {
        let Some(columns) = table.columns() else {
            let has_sparks = table.heads.iter().any(|(_, kind)| *kind == Kind::Spark);
            return self.table(title, unit, &if has_sparks { table.without_sparks() } else { table.stacked() });
        };
        let row_least = CELL.leading + PADDING;
        self.section(title, unit, 4.0 * row_least);
        self.heads(table, &columns);
        let last = table.rows.len().saturating_sub(1);
        for (index, row) in table.rows.iter().enumerate() {
            let total = table.total.as_ref().filter(|_| index == last).map_or(0.0, |row| height(table, &columns, row) + 1.0);
            let with: f64 = match table.group {
                group if group > 1 && index % group == 0 => {
                    table.rows[index..].iter().take(group).map(|row| height(table, &columns, row)).sum()
                }
                _ => height(table, &columns, row),
            };
            if self.room(with + total) {
                let again = format!("{title}, continued");
                let y = self.y;
                super::book::heading(self.sheet(), LEFT, y, &again, unit);
                self.y += SECTION.leading + 1.5 * MM;
                self.heads(table, &columns);
            }
            self.row(table, &columns, row)?;
            let y = self.y;
            self.sheet().rule(LEFT, y, WIDTH, 0.35, Role::Rule);
        }
        if let Some(total) = &table.total {
            let y = self.y;
            self.sheet().rule(LEFT, y, WIDTH, 0.5, Role::Ink);
            let bold: Vec<Cell> = total.iter().cloned().map(Cell::bold).collect();
            self.row(table, &columns, &bold)?;
            let y = self.y;
            self.sheet().rule(LEFT, y, WIDTH, 0.5, Role::Ink);
        }
        Ok(())
    }

    /// Section with one sentence instead of a table.
    pub fn nothing(&mut self, title: &str, sentence: &str) {
        self.section(title, "", UNIT.leading);
        self.paragraph(&[(sentence, CELL.ink(Role::Ink2))]);
    }

    fn heads(&mut self, table: &Table, columns: &[(f64, f64)]) {
        let y = self.y;
        for ((head, kind), (x, width)) in table.heads.iter().zip(columns) {
            let (x, align) = if *kind == Kind::Figure { (x + width, Align::Right) } else { (*x, Align::Left) };
            let head = if *kind == Kind::Figure { head.clone() } else { charts::text::cut(head, *width, SMALL.size, SMALL.weight) };
            self.sheet().text(x, SMALL.baseline(y), &head, SMALL, align);
        }
        self.y += SMALL.leading + 0.8 * MM;
        let y = self.y;
        self.sheet().rule(LEFT, y, WIDTH, 0.5, Role::Ink);
    }

    fn row(&mut self, table: &Table, columns: &[(f64, f64)], row: &[Cell]) -> Result<(), Error> {
        let (top, tall) = (self.y + PADDING / 2.0, height(table, columns, row));
        for (((_, kind), (x, width)), cell) in table.heads.iter().zip(columns).zip(row) {
            match kind {
                Kind::Figure => self.sheet().text(x + width, CELL.baseline(top), &cell.text, cell.look, Align::Right),
                Kind::Text => drop(self.sheet().prose(*x, top, &[(&cell.text, cell.look)], *width, usize::MAX)),
                Kind::Spark if cell.line.iter().flatten().count() > 1 => {
                    let frame = Frame { x: *x, y: self.y + 0.3 * MM, width: SPARK_WIDTH.min(*width), height: row_height(1) - 0.6 * MM };
                    place(self.sheet(), &Spark { finding: String::new(), values: cell.line.clone() }, frame)?;
                }
                Kind::Spark => {}
            }
        }
        self.y += tall;
        Ok(())
    }
}

fn row_height(lines: usize) -> f64 {
    lines as f64 * CELL.leading + PADDING
}

fn height(table: &Table, columns: &[(f64, f64)], row: &[Cell]) -> f64 {
    let texts = table.heads.iter().zip(columns).zip(row).filter(|(((_, kind), _), _)| *kind == Kind::Text);
    let lines = texts.map(|((_, (_, width)), cell)| wrap(&[(&cell.text, cell.look)], *width).len());
    row_height(lines.max().unwrap_or(1).max(1))
}
