//! Connectors: one file a system, behind one trait. Nothing here stores anything.

pub mod check;
pub mod clearml;
pub mod connector;
mod datadog;
mod failure;
#[cfg(any(test, feature = "fake"))]
#[allow(clippy::unwrap_used, clippy::missing_panics_doc)]
pub mod fake;
mod fed;
mod github;
mod gitlab;
mod google;
mod growthbook;
mod health;
pub mod hooks;
mod http;
mod instant;
mod json;
mod kubeflow;
pub mod measured;
mod mlflow;
mod opencost;
mod pagerduty;
mod patience;
mod place;
mod postgres;
mod prometheus;
pub mod scrape;
mod vertex;
pub mod wandb;

pub use connector::{Connector, connect, days};
pub use fed::{Fed, fed_by};
pub use http::Http;
pub use prometheus::{Line, Point, Ranges, Span, evaluated};
