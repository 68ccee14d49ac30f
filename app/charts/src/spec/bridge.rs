use super::Caption;

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
