use super::{Caption, Quantity};

/// Monthly signed columns; the last one in accent, losses below zero in loss colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// One sentence with what the picture shows.
    pub finding: String,
    /// What the values are.
    pub quantity: Quantity,
    /// The columns, oldest first.
    pub columns: Vec<Column>,
    /// Target line across all columns with its label.
    pub target: Option<(Caption, f64)>,
    /// Half height of the scale to share with other charts: the axis reaches at least from −`reach` to `reach`
    /// on a side that has values. `None`: fitted to these columns.
    pub reach: Option<f64>,
    /// Draw rules with numbers at the left.
    pub rules: bool,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Label under the column.
    pub label: Caption,
    /// The value; `None`: no column.
    pub value: Option<f64>,
    /// The amount as printed at the column's end; empty for none. Where one column has no room for the full form,
    /// all take the short one.
    pub amount: Caption,
}
