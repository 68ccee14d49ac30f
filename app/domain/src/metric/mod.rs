//! The metric catalogue: what can be measured, in which unit, and how it may be rolled up.

mod catalog;
mod definition;

pub use catalog::{CATALOG, find};
pub use definition::{Better, Cadence, Category, Kind, Metric, Statistic};
