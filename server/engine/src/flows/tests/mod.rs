#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod close;
mod configuration;
mod costs;
mod imports;
mod overview;
mod parquet;
mod predictions;
mod rates;
mod recorded_tests;
mod runs;
mod samples;
mod world;
