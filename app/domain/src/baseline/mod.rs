//! Baselines from records: the figure of the months, its range, which months count, and whether the months were unusual.

mod figures;
#[cfg(test)]
mod tests;
mod windows;

pub use figures::{FromRecords, MONTHS_MIN, from_records, refusal};
pub use windows::{Asked, BaselineMonth, BaselineWindow, BaselineWindows, MONTHS_MAX, months_read, windows};
