//! Is a file what was issued?

use domain::close::Issue;
use domain::ids::WorkspaceId;
use domain::ports::{Closing, Verdict};
use domain::time::Month;
use domain::{Error, Result};

use crate::context::Engine;
use crate::flows::secrets::sha256;
use crate::store::issued;

/// Digits of a SHA-256 in hex.
const HASH_DIGITS: usize = 64;
/// Hashes of a file that are looked up: a report names one.
const CLAIMS_MAX: usize = 32;

impl Engine {
    /// What is known of a file.
    pub(super) async fn verify_file(&self, file: &[u8]) -> Result<Verdict> {
        if !file.starts_with(b"%PDF") {
            return Err(Error::field("file", "this is no PDF: choose the file of a report"));
        }
        let workspace = Self::workspace();
        if let genuine @ Verdict::Genuine { .. } = self.verify_snapshot(&sha256(file)).await? {
            return Ok(genuine);
        }
        for claimed in claimed(file) {
            if let Some((month, issue)) = issued::find(&mut *self.store.read().await?, &workspace, &claimed).await? {
                return Ok(Verdict::Altered { month, revision: issue.revision });
            }
        }
        Ok(Verdict::Unknown)
    }

    /// Of a revision that was issued, what came after it.
    pub(super) async fn genuine(&self, workspace: &WorkspaceId, month: Month, issue: &Issue) -> Result<Verdict> {
        let mut connection = self.store.read().await?;
        let newest =
            issued::revisions(&mut connection, workspace, month).await?.first().map_or(issue.revision, |newest| newest.issue.revision);
        let standing = issued::standing(&mut connection, workspace).await?;
        Ok(Verdict::Genuine {
            month,
            revision: issue.revision,
            provisional: issue.provisional.is_some(),
            superseded_by: (newest != issue.revision).then_some(newest),
            reopened: !standing.contains_key(&month),
        })
    }
}

/// The first SHA-256s that a file names.
fn claimed(file: &[u8]) -> Vec<String> {
    let runs = file.split(|byte| !byte.is_ascii_hexdigit()).filter(|run| run.len() == HASH_DIGITS);
    let mut found: Vec<String> = runs.map(|run| String::from_utf8_lossy(run).into_owned()).collect();
    found.sort();
    found.dedup();
    found.truncate(CLAIMS_MAX);
    found
}
