//! From inputs to money: one mapping's chain, one month's ledger, the change between two months.

mod chain;
mod estimate;
#[cfg(test)]
mod golden;
mod inputs;
mod ledger;
mod line;
mod profile;
mod range;
mod totals;
mod unclaimed;

pub use chain::{Chain, Term, TermRole, Valued, chain_line, evaluate, price};
pub use estimate::{CellInput, ChainInput, Estimate, FactorInput, IndicatorInput, Part};
pub use inputs::{DOWNTIME_DECIMALS, chain_input};
pub use ledger::{Facts, ledger, ledger_with_ranges};
pub use line::{CostLine, Ledger, LineCoverage, NotClaimed, Reason, ValueLine};
pub use profile::Profile;
pub use range::Range;
pub use totals::{Change, ChangeKind, Totals, changes};
