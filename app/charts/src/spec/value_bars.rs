use super::Caption;
use crate::scale::extent;

/// Horizontal signed bars in one scale, one row each: label and amount above, bar below.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueBars {
    /// One sentence with what the picture shows.
    pub finding: String,
    /// The rows, top to bottom.
    pub rows: Vec<ValueRow>,
}

/// One row of [`ValueBars`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueRow {
    /// The row's name.
    pub label: Caption,
    /// The amount as printed at the right.
    pub amount: String,
    /// Sum of the gains, at least zero: drawn right of the line.
    pub gain: f64,
    /// Sum of the losses, at most zero: drawn left of the line.
    pub loss: f64,
    /// Fill of the bars.
    pub paint: Paint,
}

/// Fill of a bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paint {
    /// Gain colour right, loss colour left.
    #[default]
    Signed,
    /// The grade's tone right, a loss outline left; the grade's letter stands before the label.
    Grade(Grade),
}

/// Grade of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// Lasting control group or repeated tests.
    A,
    /// One valid test.
    B,
    /// Compared with records.
    C,
    /// Assumption.
    D,
    /// Not proved: dashed outline.
    E,
}

/// The bar of a single row without any text, for a table cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BarCell {
    /// Gains, at least zero.
    pub gain: f64,
    /// Losses, at most zero.
    pub loss: f64,
    /// Ends of the scale that all cells of the column share; the low end at most, the high end at least zero.
    pub scale: (f64, f64),
    /// Fill of the bar.
    pub paint: Paint,
}

impl ValueRow {
    /// A row with one signed value.
    pub fn signed(label: impl Into<Caption>, amount: impl Into<String>, value: f64) -> Self {
        Self { label: label.into(), amount: amount.into(), gain: value.max(0.0), loss: value.min(0.0), paint: Paint::Signed }
    }
}

impl ValueBars {
    /// Ends of the shared scale: largest loss and largest gain, always containing zero.
    pub fn scale(&self) -> (f64, f64) {
        let ends = self.rows.iter().flat_map(|row| [row.loss, row.gain]);
        extent(ends.chain([0.0])).unwrap_or((0.0, 0.0))
    }

    /// The rows as bars for table cells, in the shared scale.
    pub fn cells(&self) -> impl Iterator<Item = BarCell> + '_ {
        let scale = self.scale();
        self.rows.iter().map(move |row| BarCell { gain: row.gain, loss: row.loss, scale, paint: row.paint })
    }
}

impl Grade {
    /// The letter that is always in the mark.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
        }
    }
}
