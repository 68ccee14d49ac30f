//! From inputs to money: one mapping's chain, one month's ledger, the change between two months.

mod bridge;
mod cells;
mod chain;
mod costs;
mod effects;
mod estimate;
#[cfg(test)]
mod golden;
mod inputs;
mod ledger;
mod line;
mod model;
mod per_unit;
mod pools;
mod preview;
mod profile;
mod range;
pub mod rates;
mod sampling;
mod set_apart;
mod share_out;
mod simulation;
mod tested;
mod totals;
#[cfg(test)]
mod traps;
mod unclaimed;
mod what_if;
mod written;

pub use bridge::{Bar, BarKind, BarPart, Bridge, Earlier, EarlierRow};
pub use chain::{Chain, Term, TermRole, Valued, evaluate, price};
pub use estimate::{CellInput, ChainInput, Estimate, FactorInput, IndicatorInput, Part};
pub use inputs::{DOWNTIME_DECIMALS, chain_input};
pub use ledger::{Facts, ledger, ledger_drawn_by, ledger_with_ranges};
pub use line::{CostLine, Ledger, LineCoverage, NotClaimed, Reason, ValueLine};
pub use model::InputName;
pub use per_unit::PerUnit;
pub use pools::{Block, Limit, PoolRow, limit_words, overlap_words, share_words};
pub use preview::{Beside, Drafted, PoolShare, Previewed, Saved, beside};
pub use profile::Profile;
pub use range::Range;
pub use sampling::interval as sampling_interval;
pub use simulation::{Caps, Drawn, Ranges};
pub use tested::Tested;
pub use totals::{Change, ChangeKind, GradeRow, Totals, changes};
pub use what_if::{LINES_MAX, Settings, WhatIf, WhatIfAnswer, WhatIfInput, WhatIfLine, WhatIfLive, what_if};
pub use written::{Written, chain_line, chain_names, written};
