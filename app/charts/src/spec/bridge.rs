use super::Caption;
use crate::scale::extent;

/// From one total to the next in floating steps that add up.
///
/// Totals are dots, not bars, so the scale may start above zero without lying.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bridge {
    /// One sentence with what the picture shows.
    pub finding: String,
    /// The rows, top to bottom: a total first and last, changes (and corrected totals) between.
    pub rows: Vec<BridgeRow>,
}

/// One row of a [`Bridge`].
#[derive(Clone, Debug, PartialEq)]
pub struct BridgeRow {
    /// The row's name.
    pub label: Caption,
    /// Where it starts; for a total the same as `to`.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// The amount as printed at the right.
    pub amount: String,
    /// Total or change.
    pub kind: BridgeKind,
}

/// Kind of a [`BridgeRow`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BridgeKind {
    /// A state at one moment.
    Total,
    /// A step between two states.
    Change,
}

impl BridgeRow {
    /// A total.
    pub fn total(label: impl Into<Caption>, at: f64, amount: impl Into<String>) -> Self {
        Self { label: label.into(), from: at, to: at, amount: amount.into(), kind: BridgeKind::Total }
    }

    /// A change from one state to the next.
    pub fn change(label: impl Into<Caption>, from: f64, to: f64, amount: impl Into<String>) -> Self {
        Self { label: label.into(), from, to, amount: amount.into(), kind: BridgeKind::Change }
    }
}

/// The mark of a single row without any text, for a row of the page that opens. Its connectors reach the row's edges, so that rows
/// under one another show the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BridgeCell {
    /// Where it starts.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Total or change.
    pub kind: BridgeKind,
    /// Ends of the scale that all rows share.
    pub scale: (f64, f64),
    /// Nothing leads to the first row.
    pub first: bool,
    /// Nothing leads on from the last.
    pub last: bool,
}

impl Bridge {
    /// The rows as marks in the shared scale.
    pub fn cells(&self) -> impl Iterator<Item = BridgeCell> + '_ {
        let scale = extent(self.rows.iter().flat_map(|row| [row.from, row.to])).unwrap_or((0.0, 1.0));
        let end = self.rows.len().saturating_sub(1);
        self.rows.iter().enumerate().map(move |(place, row)| BridgeCell {
            from: row.from,
            to: row.to,
            kind: row.kind,
            scale,
            first: place == 0,
            last: place == end,
        })
    }
}
