//! Real programs at the other end: Prometheus, a model server, statistics packages.

mod money;
mod sensitivity;
mod stage;
mod statistics;
