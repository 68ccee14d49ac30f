//! Reports as files.

pub mod pdf;
