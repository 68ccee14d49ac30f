//! The close of a month.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::access::Viewer;
use crate::close::{Answer, Challenge, Check, Issue, NewChallenge, Prepared, Restatement, State};
use crate::report::MonthReport;
use crate::time::Month;

/// Review, close, restate, reopen, verify. Whatever is issued stays, and is never written again.
#[async_trait]
pub trait Closing: Send + Sync {
    /// Where a month stands, and what blocks it.
    async fn review(&self, viewer: &Viewer, month: Month) -> Result<Review>;
    /// Says that the month is prepared: somebody else looks at it.
    async fn put_in_review(&self, viewer: &Viewer, month: Month) -> Result<()>;
    /// Takes that back. A reopened month keeps its reopening.
    async fn withdraw_review(&self, viewer: &Viewer, month: Month) -> Result<()>;
    /// Freezes the month as its next revision.
    ///
    /// # Errors
    /// See [`crate::close::may_close`]; something open and no reason; who prepared it or owns one of its lines; figures that are no
    /// longer those which were looked at.
    async fn close_month(&self, viewer: &Viewer, month: Month, order: CloseOrder) -> Result<Issue>;
    /// Posts what came after the close as the next revision.
    ///
    /// # Errors
    /// A month that is not closed, or that nothing changed in; those of [`Self::close_month`].
    async fn restate_month(&self, viewer: &Viewer, month: Month, order: CloseOrder) -> Result<Issue>;
    /// Opens the newest closed month again; what was issued stays.
    async fn reopen_month(&self, viewer: &Viewer, month: Month, reason: &str) -> Result<()>;
    /// Disputes a line of a month that is not closed.
    ///
    /// # Errors
    /// See [`Challenge::ask`].
    async fn challenge_line(&self, viewer: &Viewer, month: Month, new: NewChallenge) -> Result<Challenge>;
    /// The owner's answer, which the month's figures follow.
    ///
    /// # Errors
    /// See [`Challenge::answer`].
    async fn answer_challenge(&self, viewer: &Viewer, month: Month, number: u32, answer: Answer) -> Result<Challenge>;
    /// A revision's report, as it was frozen.
    async fn issued_report(&self, viewer: &Viewer, month: Month, revision: u32) -> Result<MonthReport>;
    /// Its PDF, to the byte.
    async fn issued_pdf(&self, viewer: &Viewer, month: Month, revision: u32) -> Result<Vec<u8>>;
    /// What is known of a snapshot's SHA-256. Open to everybody who holds it, and says no figure.
    async fn verify_snapshot(&self, sha256: &str) -> Result<Verdict>;
    /// Is this file, to the byte, one that was issued?
    async fn verify_pdf(&self, file: &[u8]) -> Result<Verdict>;
}

/// Where a month stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub month: Month,
    pub state: State,
    /// Who prepared it; of a month in review.
    pub prepared: Option<Prepared>,
    /// Why it cannot be closed yet, whoever asks; none when it can.
    pub not_yet: Option<String>,
    pub checks: Vec<Check>,
    /// The figures as the records have them now: of an open month what would be frozen, of a closed one what a restatement would freeze.
    pub draft: MonthReport,
    /// From the newest revision to the draft; none where nothing was issued or nothing changed.
    pub pending: Option<Restatement>,
    /// Newest first.
    pub revisions: Vec<Revision>,
}

/// An issued revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    pub snapshot: String,
    pub pdf_sha256: String,
    #[serde(flatten)]
    pub issue: Issue,
}

/// What somebody who closes or restates says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CloseOrder {
    /// Snapshot of the draft that was looked at; without it, whatever stands now.
    pub seen: Option<String>,
    /// Why it is closed although something is open; of a restatement, why it is posted.
    pub reason: Option<String>,
}

/// What is known of a file or a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Issued here.
    Genuine {
        month: Month,
        revision: u32,
        provisional: bool,
        /// The newest revision, where that is another.
        superseded_by: Option<u32>,
        /// The month was opened again, and is not closed since.
        reopened: bool,
    },
    /// It says that it is that revision, and differs from what was issued.
    Altered { month: Month, revision: u32 },
    /// Not issued here.
    Unknown,
}

impl Verdict {
    /// In one sentence.
    pub fn words(&self) -> String {
        match self {
            Self::Genuine { month, revision, provisional, superseded_by, reopened } => {
                let provisional = if *provisional { ", closed as provisional" } else { "" };
                let since = match (superseded_by, reopened) {
                    (Some(newer), _) => format!(" It is superseded by revision {newer}."),
                    (None, true) => " The month has been opened again since.".to_owned(),
                    (None, false) => " It is the newest.".to_owned(),
                };
                format!("Genuine: the report of {}, revision {revision}{provisional}.{since}", month.title())
            }
            Self::Altered { month, revision } => {
                format!(
                    "Altered: it says it is the report of {}, revision {revision}, and is not what was issued. Ask for the issued file.",
                    month.title()
                )
            }
            Self::Unknown => {
                "Unknown: no report with this mark was issued here. A draft, or a report of another company, has no entry.".to_owned()
            }
        }
    }
}
