//! Samples, the mergeable summaries they become, and their exact roll-up over any period.

mod availability;
mod fixed;
mod month;
mod reading;
mod series;
mod slots;
mod summary;

pub use availability::{Availability, Downtime, HOLD_DEFAULT_MS, hold_ms};
pub use fixed::Fixed;
pub use month::{Coverage, MonthSummary};
pub use reading::{Reading, Sample};
pub use series::{SeriesKey, SeriesShape};
pub use slots::{DaySlots, SlotSpan, roll_up_day, state_slots};
pub use summary::{Summary, quantile};
