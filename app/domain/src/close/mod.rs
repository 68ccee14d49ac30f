//! The close of a month: its states, what blocks it, what a restatement changes. A closed month is a document that nothing recorded later
//! alters; what comes late is posted as a restatement, which issues the next revision.

mod challenge;
mod checks;
mod differences;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::access::Viewer;
use crate::format::sentence;
use crate::ids::ServiceId;
use crate::money::Money;
use crate::report::{MonthReport, ServiceRow};
use crate::time::Month;
use crate::value::{Ledger, Ranges};
use crate::{Error, Result};

pub use challenge::{Answer, Answered, Challenge, KEPT, NewChallenge, Outcome, decided};
pub use checks::{Check, CheckKind, checks};
pub use differences::{Difference, differences};

/// Fewest characters of a reason: a word explains nothing.
const REASON_MIN: usize = 10;
/// Most characters of a reason.
const REASON_MAX: usize = 500;

/// Where a month stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its figures follow the records.
    #[default]
    Open,
    /// Prepared: somebody else looks at it.
    InReview,
    /// Frozen.
    Closed,
    /// Frozen, and issued more than once.
    Restated,
}

impl State {
    /// Of a month whose newest revision this is.
    pub fn of_revision(revision: u32) -> Self {
        if revision > 1 { Self::Restated } else { Self::Closed }
    }

    /// As it is printed.
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::InReview => "In review",
            Self::Closed => "Closed",
            Self::Restated => "Restated",
        }
    }

    /// Do the figures stand for good?
    pub fn is_frozen(self) -> bool {
        matches!(self, Self::Closed | Self::Restated)
    }
}

/// Who issued a revision of a month, and why; part of the document that is frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// From 1.
    pub revision: u32,
    pub prepared_by: String,
    pub prepared_ms: i64,
    pub approved_by: String,
    pub issued_ms: i64,
    /// Why it was closed although something was open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<String>,
    /// What was open then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<Check>,
    /// From the revision before; none in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restatement: Option<Restatement>,
}

impl Issue {
    /// `Closed`, or `Restated` from the second revision on.
    pub fn state(&self) -> State {
        State::of_revision(self.revision)
    }

    /// `Closed · revision 1 · provisional`.
    pub fn words(&self) -> String {
        let provisional = if self.provisional.is_some() { " · provisional" } else { "" };
        format!("{} · revision {}{provisional}", self.state().title(), self.revision)
    }
}

/// What later months and pages read of a closed month, so that nothing of it is computed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub ledger: Ledger,
    /// Ranges of each service.
    pub services: BTreeMap<ServiceId, Ranges>,
    /// Net value of the first revision.
    pub as_issued: Money,
    /// From the first revision to this one; empty in the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Difference>,
}

impl Closed {
    /// Of a revision's report; `first` is the ledger of the first revision, where this is a later one.
    ///
    /// # Errors
    /// Amounts beyond 64 bits.
    pub fn of(report: &MonthReport, first: Option<&Ledger>) -> Result<Self> {
        let ranges = |row: &ServiceRow| Some((row.service.clone(), Ranges { benefit: row.benefit_range?, net: row.range? }));
        Ok(Self {
            ledger: report.ledger.clone(),
            services: report.services.iter().filter_map(ranges).collect(),
            as_issued: first.unwrap_or(&report.ledger).totals.net,
            corrections: first.map_or_else(|| Ok(Vec::new()), |first| differences(first, &report.ledger))?,
        })
    }
}

/// What a revision changed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restatement {
    pub reason: String,
    /// Net value of the revision before.
    pub old: Money,
    pub new: Money,
    pub change: Money,
    /// Each line and cost that changed; the changes sum to `change`.
    pub differences: Vec<Difference>,
}

impl Restatement {
    /// From one revision's ledger to the next.
    ///
    /// # Errors
    /// A reason that says nothing; amounts beyond 64 bits.
    pub fn of(old: &Ledger, new: &Ledger, reason: &str) -> Result<Self> {
        let (before, after) = (old.totals.net, new.totals.net);
        Ok(Self { reason: why(reason)?, old: before, new: after, change: after.less(before)?, differences: differences(old, new)? })
    }
}

/// A stated reason, as it will be printed.
///
/// # Errors
/// One that is too short to explain anything, or too long to be printed.
pub fn why(reason: &str) -> Result<String> {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    match reason.chars().count() {
        REASON_MIN..=REASON_MAX => Ok(sentence(&reason)),
        ..REASON_MIN => {
            Err(Error::field("reason", format!("say why in a sentence of {REASON_MIN} characters or more: it is printed in the report")))
        }
        n => Err(Error::field("reason", format!("the reason has {n} characters: {REASON_MAX} fit into the report"))),
    }
}

/// May this month be closed next? Months close one after the other, once a first one is closed.
///
/// # Errors
/// A month that has not ended, one that is closed already, and one that is not next.
pub fn may_close(month: Month, ended: bool, newest_closed: Option<Month>) -> Result<()> {
    if !ended {
        return Err(Error::conflict(format!(
            "{} has not ended: it can be closed from the first day of {} on",
            month.title(),
            month.plus(1).title()
        )));
    }
    match newest_closed {
        Some(newest) if newest == month => {
            Err(Error::conflict(format!("{} is closed already: what came later is posted as a restatement", month.title())))
        }
        Some(newest) if newest > month => {
            Err(Error::conflict(format!("{} lies before {}, which is closed: months are closed in order", month.title(), newest.title())))
        }
        Some(newest) if newest.plus(1) != month => {
            Err(Error::conflict(format!("close {} first: months are closed in order", newest.plus(1).title())))
        }
        _ => Ok(()),
    }
}

/// Who put a month in review, and why it was opened again, where it was closed before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// As in the audit trail; who closes the month must be somebody else.
    pub actor: String,
    pub name: String,
    pub at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopened: Option<String>,
}

/// May this viewer approve the month? Not who prepared it, and not who claims a line of it.
///
/// # Errors
/// Says who may.
pub fn may_approve(viewer: &Viewer, prepared: Option<&Prepared>, ledger: &Ledger) -> Result<()> {
    if prepared.is_some_and(|prepared| prepared.actor == viewer.actor) {
        return Err(Error::conflict("you prepared this month: somebody else closes it"));
    }
    match ledger.lines.iter().find(|line| viewer.email.as_ref() == Some(&line.owner)) {
        Some(line) => Err(Error::conflict(format!("“{}” is your claim: somebody who owns no line of the month closes it", line.name))),
        None => Ok(()),
    }
}
