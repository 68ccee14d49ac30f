//! Real programs at the other end: Prometheus, a model server.

mod money;
mod stage;
