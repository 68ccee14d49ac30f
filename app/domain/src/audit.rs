//! The trail of changes: who, what, before, after.

use serde::{Deserialize, Serialize};

/// One change, written in the same transaction as the change itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// Grows by one per workspace.
    pub number: i64,
    pub at_ms: i64,
    /// See [`crate::access::Viewer::actor`].
    pub actor: String,
    /// What was done, in the words of the ports: `put_driver`, `import_samples`, `sign_in`.
    pub action: String,
    /// Kind and id of the thing: `driver revenue-per-hour`.
    pub subject: String,
    /// JSON before; none for something new.
    pub before: Option<String>,
    /// JSON after; none for something removed.
    pub after: Option<String>,
}
