//! Predictions and their late labels: cases by id, days that are sums of cases, figures of a day, drift against a reference.

mod case;
mod class;
mod day;
mod drift;
mod figures;
mod histogram;

pub use case::{Case, Input, Labelled, Predicted, SCORE};
pub use class::Class;
pub use day::{CATEGORIES_MAX, CLASSES_MAX, Day};
pub use drift::{Drift, of_categories, of_numbers};
pub use figures::{Cells, METRICS, Needs, figure, needs};
pub use histogram::{Bin, Categories, Numbers};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
