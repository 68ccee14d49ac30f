//! Real programs at the other end: Prometheus, Alertmanager, VictoriaMetrics, a model server, readers and senders of series, statistics packages,
//! a writer of Parquet.

pub mod alerts;
mod mlserver;
mod money;
mod parquet;
mod readers;
mod reading;
mod received;
mod sensitivity;
pub mod serving;
mod stage;
mod statistics;
pub mod victoria;
