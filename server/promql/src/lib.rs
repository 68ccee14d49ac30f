//! PromQL over any storage. Pure: queries and samples in, values out.

pub mod error;
mod labels;
pub mod storage;

pub use error::{Error, Result};
pub use labels::{Labels, NAME};
pub use storage::{Matcher, Op, Selection, SeriesData};
