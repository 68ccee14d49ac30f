//! The snapshot: all that is printed, as JSON.

use domain::Result;
use domain::report::MonthReport;

use crate::error::internal;

/// On one line, as it is hashed: with an empty `snapshot` in place of its 64 digits, the SHA-256 of these bytes is those digits.
///
/// # Errors
/// None that a report can cause.
pub fn write(report: &MonthReport) -> Result<Vec<u8>> {
    serde_json::to_vec(report).map_err(|fault| internal("snapshot", fault))
}
