//! Connectors: samples from other systems.

mod back_fill;
mod back_fill_days;
mod check;
mod connector;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod engine_tests;
mod failure;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod fake;
mod fed;
mod health;
mod http;
mod pass;
pub mod prometheus;
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
