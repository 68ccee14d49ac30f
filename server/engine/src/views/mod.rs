//! Pure builders of what pages and reports show: from the configuration, the roll-ups and the month, without the store.

mod cut;
mod drivers;
mod events;
mod evidence;
mod gaps;
mod mapping;
mod months;
mod report;
mod series;
mod service;
mod services;
mod tile;
mod value_map;

pub use drivers::drivers;
pub use events::events;
pub use evidence::Evidence;
pub use mapping::{mapping_inputs, preview_inputs};
pub use months::{default_month, months};
pub use report::{month_report, snapshot};
pub use series::{resolved, series_month};
pub use service::{Seen, service};
pub use services::services;
pub use value_map::value_map;

#[cfg(test)]
mod tests;
