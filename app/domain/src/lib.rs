//! The rules of Modelworth: pure types and functions, with no clock, randomness, files, network or threads.
//!
//! Everything that turns a metric into money is here, so the server, the report and the browser's live preview
//! compute the same figure with the same code.

pub mod access;
pub mod audit;
pub mod baseline;
pub mod close;
pub mod config;
pub mod delivery;
pub mod error;
pub mod event;
pub mod evidence;
pub mod exact;
pub mod format;
pub mod ids;
pub mod math;
pub mod metric;
pub mod money;
pub mod ports;
pub mod prediction;
pub mod report;
pub mod sample;
pub mod system;
pub mod time;
pub mod uncertainty;
pub mod unit;
pub mod value;

pub use error::{Error, Result};
