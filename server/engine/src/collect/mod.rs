//! Connectors: samples from other systems.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod fake;
pub mod prometheus;
