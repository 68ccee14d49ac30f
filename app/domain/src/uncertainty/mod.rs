//! How far an amount may be off: stated uncertainties, drawn together and carried through the chains.

mod deviate;
mod distribution;
mod draws;
mod normal;
mod simulation;
mod spread;

pub use distribution::{CONFIDENCE, Distribution};
pub use draws::{DRAWS, Draws, Stream};
pub use normal::quantile as normal_quantile;
pub use simulation::{
    Claim, Factor, Formula, Grouped, Input, OneByOne, Outcome, Part, Scratch, Sensitivity, Simulation, Sums, Term, Workers,
};
pub use spread::{LEVELS, Spread, spread_at};
