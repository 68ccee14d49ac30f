//! Sizes of type, lines and rows: one set for the screen in px, one for paper in pt.

use crate::format::Separators;

/// Measures of a medium. Lengths are px on the screen and pt on paper.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Size of labels.
    pub font: f64,
    /// Size of the label of a chart's own series.
    pub own_font: f64,
    /// Line of a series.
    pub series: f64,
    /// Horizontal rules and the line at zero.
    pub rule: f64,
    /// Ticks and the connectors of a bridge.
    pub tick: f64,
    /// Mark of a deployment.
    pub event: f64,
    /// Baseline.
    pub baseline: f64,
    /// Dash and gap of a baseline.
    pub baseline_dash: [f64; 2],
    /// Target.
    pub target: f64,
    /// Dot and gap of a target.
    pub target_dash: [f64; 2],
    /// Dash and gap of what is late or not complete.
    pub late_dash: [f64; 2],
    /// Dash and gap of a link that loses.
    pub loss_dash: [f64; 2],
    /// Outline of a loss in a grade's bar.
    pub outline: f64,
    /// Radius of a point.
    pub dot: f64,
    /// Radius of the last point.
    pub last_dot: f64,
    /// Radius of a bridge's total.
    pub total_dot: f64,
    /// Ring of paper round a point.
    pub ring: f64,
    /// Least distance between two labels at a line's end.
    pub label_gap: f64,
    /// Row of a bridge.
    pub bridge_row: f64,
    /// Row of value bars.
    pub value_row: f64,
    /// Thickness of a bar.
    pub bar: f64,
    /// Rows of value bars carry their label above the bar (screen) or before it (paper).
    pub label_above: bool,
    /// Form of a bridge.
    pub bridge: BridgeForm,
    /// Form of an interval.
    pub interval: IntervalForm,
    /// Separators of the reader's locale.
    pub separators: Separators,
}

/// How a bridge draws totals and changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BridgeForm {
    /// Dots and bars, no axis.
    Bars,
    /// Ticks and arrows under an axis with numbers.
    Arrows,
}

/// How an interval is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalForm {
    /// Dot and band with short numbers under them.
    Line,
    /// The figure over its place, full numbers over the ends, target and the value before under an axis.
    Figure,
}

/// Points in a millimetre.
pub const MM: f64 = 72.0 / 25.4;

impl Style {
    /// For the page, in px.
    pub fn screen() -> Self {
        Self {
            font: 12.0,
            own_font: 12.0,
            series: 1.5,
            rule: 1.0,
            tick: 1.0,
            event: 1.5,
            baseline: 1.0,
            baseline_dash: [5.0, 3.0],
            target: 1.25,
            target_dash: [1.0, 3.0],
            late_dash: [2.0, 3.0],
            loss_dash: [4.0, 3.0],
            outline: 1.25,
            dot: 3.0,
            last_dot: 4.0,
            total_dot: 4.0,
            ring: 1.5,
            label_gap: 14.0,
            bridge_row: 28.0,
            value_row: 44.0,
            bar: 12.0,
            label_above: true,
            bridge: BridgeForm::Bars,
            interval: IntervalForm::Line,
            separators: Separators::default(),
        }
    }

    /// For the printed report, in pt.
    pub fn print() -> Self {
        Self {
            font: 6.5,
            own_font: 8.5,
            series: 1.1,
            rule: 0.35,
            tick: 0.5,
            event: 0.8,
            baseline: 0.7,
            baseline_dash: [1.4 * MM, 0.8 * MM],
            target: 0.8,
            target_dash: [0.3 * MM, 0.7 * MM],
            late_dash: [0.7 * MM, 0.7 * MM],
            loss_dash: [1.2 * MM, 0.8 * MM],
            outline: 0.7,
            dot: 1.3,
            last_dot: 1.9,
            total_dot: 1.9,
            ring: 0.6,
            label_gap: 3.5 * MM,
            bridge_row: 4.55 * MM,
            value_row: 4.6 * MM,
            bar: 2.8 * MM,
            label_above: false,
            bridge: BridgeForm::Arrows,
            interval: IntervalForm::Figure,
            separators: Separators::default(),
        }
    }
}
