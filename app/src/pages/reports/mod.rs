//! Reports of a month.

mod body;
mod challenges;
mod compare;
mod content;
mod costs;
mod files;
mod ledger;
mod list;
mod restatement;
mod review;
mod shared;
mod shares;
mod sources;
mod steps;
mod trends;

pub use compare::ComparePage;
pub use content::ReportPage;
pub use list::ReportsPage;
pub use review::ReviewPage;
pub use shared::SharedPage;
