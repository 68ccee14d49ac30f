//! Prometheus and what speaks like it (VictoriaMetrics, Mimir, Thanos): the HTTP API v1.

mod answer;
mod client;
mod convert;
mod failure;
mod span;

pub use answer::{Line, Point};
pub use client::{Prometheus, Ranges, evaluated};
pub use convert::{Answers, samples};
pub use span::{Span, step_s};
