//! The ports, implemented: authorize, check, one transaction with its audit event.

mod accounts;
mod baselines;
pub mod cache;
mod configuration;
mod facts;
mod file;
pub(crate) mod import;
mod models;
mod rates;
mod reports;
mod samples;
mod secrets;
mod series;
mod wire;

#[cfg(test)]
mod tests;
