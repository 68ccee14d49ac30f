//! Real programs at the other end: Prometheus, a model server, senders of series, statistics packages.

mod money;
mod reading;
mod received;
mod sensitivity;
mod stage;
mod statistics;
