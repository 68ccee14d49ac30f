use super::{Caption, Quantity};

/// A monthly series of up to 13 months with interval and target.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthTrend {
    /// One sentence with what the picture shows; the accessible name of the chart.
    pub finding: String,
    /// What the values are.
    pub quantity: Quantity,
    /// Noun after the last value, for example `net`; empty for none.
    pub name: String,
    /// The months, oldest first.
    pub months: Vec<TrendMonth>,
    /// Label of the target line.
    pub target_label: Caption,
    /// Notes at single months.
    pub notes: Vec<TrendNote>,
}

/// One month of a [`MonthTrend`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendMonth {
    /// Label under the axis: full `Oct 25`, short `Oct`.
    pub label: Caption,
    /// The value; `None` is a gap in the line, never zero.
    pub value: Option<f64>,
    /// Low end of the 80 % interval. The band needs both ends.
    pub low: Option<f64>,
    /// High end of the 80 % interval.
    pub high: Option<f64>,
    /// Target of the month; drawn as steps.
    pub target: Option<f64>,
    /// Provisional or to date: the line into this month is dashed.
    pub provisional: bool,
}

/// A note at a month's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendNote {
    /// Index into [`MonthTrend::months`].
    pub month: usize,
    /// The words; drawn in loss colour where the value is below zero.
    pub text: Caption,
}
