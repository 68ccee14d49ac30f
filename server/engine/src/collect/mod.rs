//! Connectors: samples from other systems.
