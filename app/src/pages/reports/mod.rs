//! Reports of a month.

mod body;
mod content;
mod costs;
mod ledger;
mod list;
mod sources;
mod trends;

pub use content::ReportPage;
pub use list::ReportsPage;
