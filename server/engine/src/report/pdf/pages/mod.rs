//! The pages in reading order; the first is laid out last, because it points to the others.

mod bridge;
mod close;
mod costs;
mod first;
mod inputs;
mod ledger;
mod losses;
mod method;
mod sums;
mod trends;
mod value;

pub use bridge::bridge;
pub use close::close;
pub use first::first;
pub use inputs::{coverage, inputs};
pub use ledger::ledger;
pub use method::method;
pub use trends::trends;
pub use value::value;

/// On which page the parts begin that the first page points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// None where there is no month to compare with.
    pub bridge: Option<usize>,
    pub ledger: usize,
    pub not_claimed: usize,
}
