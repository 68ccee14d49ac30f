//! Links by which somebody without an account reads one issued report.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::access::Viewer;
use crate::report::MonthReport;
use crate::time::Month;

/// Links that are read-only, run out, can be revoked, and remember when they were opened.
#[async_trait]
pub trait Sharing: Send + Sync {
    /// Makes a link to the newest revision of a closed month; gives its secret, which is shown once.
    ///
    /// # Errors
    /// A month that is not closed; no name; days that are none.
    async fn share_report(&self, viewer: &Viewer, month: Month, new: NewShare) -> Result<String>;
    /// The month's links, newest first.
    async fn shares(&self, viewer: &Viewer, month: Month) -> Result<Vec<ShareRow>>;
    /// Ends a link at once.
    async fn revoke_share(&self, viewer: &Viewer, month: Month, id: &str) -> Result<()>;
    /// The report behind a secret, and notes that it was opened.
    ///
    /// # Errors
    /// One that is unknown, revoked or has run out: all alike, so that nothing can be guessed.
    async fn open_share(&self, secret: &str) -> Result<MonthReport>;
    /// The same as PDF, to the byte as it was issued, with its month.
    async fn open_share_pdf(&self, secret: &str) -> Result<(Month, Vec<u8>)>;
}

/// A link to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewShare {
    /// For whom.
    pub name: String,
    /// How long it works, 1 to 365.
    pub days: u32,
}

/// A link as it is listed; its secret is known to nobody any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareRow {
    /// Tells it from others; opens nothing.
    pub id: String,
    pub name: String,
    pub revision: u32,
    pub made_by: String,
    pub made_ms: i64,
    pub expires_ms: i64,
    pub revoked_ms: Option<i64>,
    /// Does it still open?
    pub open: bool,
    /// How often it was opened, and when last.
    pub n_opened: u32,
    pub last_opened_ms: Option<i64>,
}
