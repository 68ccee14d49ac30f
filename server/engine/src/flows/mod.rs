//! The ports, implemented: authorize, check, one transaction with its audit event.

mod accounts;
mod baselines;
pub mod cache;
mod close;
mod configuration;
mod costs;
pub(crate) mod events;
mod evidence;
pub(crate) mod experiments;
mod facts;
mod file;
pub(crate) mod import;
mod import_tests;
mod models;
mod parquet;
mod predictions;
mod rates;
pub(crate) mod receive;
mod recorded_tests;
mod reports;
mod runs;
pub(crate) mod samples;
pub(crate) mod secrets;
mod series;
mod share;
mod sheet;
mod table;
mod wire;

#[cfg(test)]
mod tests;
