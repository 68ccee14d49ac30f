//! What a chart shows: plain numbers and words, without any drawing.
//!
//! Numbers are `f64` because a picture has pixels; the exact amounts stand beside it, printed by the caller.
//! `None` and a number that is not finite are gaps.

mod bridge;
mod caption;
mod columns;
mod flow;
mod interval_bar;
mod month_trend;
mod quantity;
mod spark;
mod strips;
mod value_bars;

pub use bridge::{Bridge, BridgeCell, BridgeKind, BridgeRow};
pub use caption::Caption;
pub use columns::{Column, Columns};
pub use flow::{Flow, FlowLevel, FlowLink, FlowNode, MappingRow};
pub use interval_bar::IntervalBar;
pub use month_trend::{MonthTrend, TrendMonth, TrendNote};
pub use quantity::Quantity;
pub use spark::Spark;
pub use strips::{Axis, AxisTick, Event, Marks, Reference, Sample, Side, Strip, StripNote, StripPart, Strips};
pub use value_bars::{BarCell, Grade, Paint, ValueBars, ValueRow};
