//! What other systems send, read into series: one file a format. Pure: bytes in, series out.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod body;
pub mod datadog;
mod error;
pub mod exposition;
mod histogram;
mod label;
pub mod otlp;
pub mod parquet;
pub mod remote_write;
pub mod series;
pub mod statsd;

pub use error::Error;
