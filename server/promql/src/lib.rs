//! PromQL over any storage. Pure: queries and samples in, values out.
//!
//! A query is read once ([`Query::parse`]), says what it needs ([`Query::needs`]), and is evaluated over what was found
//! ([`evaluate_instant`], [`evaluate_range`]) as Prometheus 2.42 would. [`json`] writes the answer in Prometheus' own shape.

pub mod error;
mod eval;
pub mod json;
mod labels;
mod plan;
pub mod storage;

pub use error::{Error, Result};
pub use eval::{Answer, MOST_POINTS, Points, Sample, check_range, evaluate_instant, evaluate_range, in_bounds};
pub use labels::{Labels, NAME};
pub use plan::{FARTHEST_MS, Grid, Query, duration_ms, selector};
pub use storage::{Matcher, Op, Selection, SeriesData};

/// How long a sample counts, in milliseconds: five minutes.
pub const LOOKBACK_MS: i64 = 300_000;
