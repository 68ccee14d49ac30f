//! Every series, read as a Prometheus is read.

use async_trait::async_trait;

use crate::Error;
use crate::access::Viewer;

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The request is wrong.
    #[error("{0}")]
    BadData(String),
    /// The request is right, but these series cannot answer it, or it would take too much.
    #[error("{0}")]
    Execution(String),
    /// Nothing is wrong with the query.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Which series are asked about: those that satisfy one of the selectors, such as `up{job="fraud"}`; all when there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub selectors: Vec<String>,
    /// Unix milliseconds; by default the last month up to now.
    pub start_ms: Option<i64>,
    pub end_ms: Option<i64>,
    /// Most answers; all when there is none.
    pub limit: Option<usize>,
}

/// A query over time: at `start_ms` and every `step_ms` up to `end_ms`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Over {
    pub query: String,
    pub start_ms: i64,
    pub end_ms: i64,
    pub step_ms: i64,
}

/// Raw series, indicators and money by PromQL. Each answer is the `data` of Prometheus' own, as JSON.
#[async_trait]
pub trait Observations: Send + Sync {
    /// At one moment, by default now.
    async fn query(&self, viewer: &Viewer, query: &str, at_ms: Option<i64>) -> Result<String, QueryError>;
    async fn query_range(&self, viewer: &Viewer, over: &Over) -> Result<String, QueryError>;
    /// Labels of each series.
    async fn series(&self, viewer: &Viewer, asked: &Asked) -> Result<String, QueryError>;
    /// Names of labels.
    async fn label_names(&self, viewer: &Viewer, asked: &Asked) -> Result<String, QueryError>;
    /// Values of one label.
    async fn label_values(&self, viewer: &Viewer, label: &str, asked: &Asked) -> Result<String, QueryError>;
    /// Kind and meaning of our own metrics; of one, or of all.
    async fn metric_metadata(&self, viewer: &Viewer, metric: Option<&str>, limit: Option<usize>) -> Result<String, QueryError>;
}
