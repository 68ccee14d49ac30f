//! Samples from other systems: when each is asked, and what becomes of its answer. How one is asked is the crate `connect`.

mod back_fill;
mod back_fill_days;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod engine_tests;
mod pass;
mod sources;
mod state;

use tokio::sync::{Mutex, Notify};

pub use pass::Due;

/// What passes and back-fills share.
#[derive(Debug, Default)]
pub struct Collecting {
    /// Held by the one pass that runs.
    pass: Mutex<()>,
    /// Rung when a back-fill was started.
    pub wake: Notify,
}
