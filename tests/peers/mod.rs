//! Real programs at the other end: Prometheus, Alertmanager, VictoriaMetrics, a model server, senders of series, statistics packages.

mod alerts;
mod money;
mod reading;
mod received;
mod sensitivity;
mod stage;
mod statistics;
pub mod victoria;
