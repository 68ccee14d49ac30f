//! What other systems send in their own formats.

use async_trait::async_trait;

use crate::Result;
use crate::access::Viewer;

/// A format in which series are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Prometheus remote-write, 1.0 and 2.0.
    RemoteWrite,
    /// OTLP/HTTP metrics, as protobuf and as JSON.
    Otlp,
    /// What Datadog's clients send, as JSON.
    Datadog(Datadog),
}

/// An address of Datadog's intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datadog {
    /// `/api/v1/series`
    SeriesV1,
    /// `/api/v2/series`
    SeriesV2,
    /// `/api/v1/distribution_points`
    Distributions,
    /// `/api/v1/check_run`
    CheckRun,
}

/// A request as it came: its body is still packed.
#[derive(Debug, Clone, Copy)]
pub struct Push<'a> {
    pub format: Format,
    pub content_type: Option<&'a str>,
    pub content_encoding: Option<&'a str>,
    pub body: &'a [u8],
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// What could be kept is on disk.
    Taken {
        samples: u64,
        histograms: u64,
        exemplars: u64,
        /// Samples that are not kept, and why the first of them is not.
        refused: u64,
        reason: Option<String>,
    },
    /// Nothing was kept: it cannot be read (400), is too large (413), or is of another format (415). Sent again it would not be taken either.
    Refused { status: u16, reason: String },
}

/// Series that arrive by themselves.
#[async_trait]
pub trait Receiving: Send + Sync {
    /// Keeps what a request holds.
    ///
    /// # Errors
    /// A viewer who may not write samples; a store that does not answer, so that the request must be sent again.
    async fn receive(&self, viewer: &Viewer, push: Push<'_>) -> Result<Receipt>;
}
