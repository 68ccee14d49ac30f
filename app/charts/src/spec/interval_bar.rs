use super::{Caption, Quantity};

/// One value with its interval and target on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalBar {
    /// One sentence with what the picture shows.
    pub finding: String,
    /// What the values are; the labels use the short form.
    pub quantity: Quantity,
    /// The value.
    pub value: Option<f64>,
    /// Low end of the 80 % interval. The band needs both ends.
    pub low: Option<f64>,
    /// High end of the 80 % interval.
    pub high: Option<f64>,
    /// Target with its label.
    pub target: Option<(Caption, f64)>,
    /// What the value is, for example the month; stands over the figure on paper.
    pub name: String,
    /// The value before with its label; shown on paper only.
    pub before: Option<(Caption, f64)>,
}
