//! Issuing a revision. It is computed and drawn before the transaction that writes it; that transaction only stands if nothing else was
//! written meanwhile, so of two people who close at once one does, and a close that is cut off has written nothing.

use domain::access::Viewer;
use domain::close::{Check, Closed, Issue, Restatement, checks, may_approve, why};
use domain::ports::CloseOrder;
use domain::report::MonthReport;
use domain::time::Month;
use domain::{Error, Result};

use super::{TRIES, closable, too_fast};
use crate::context::Engine;
use crate::error::internal;
use crate::flows::secrets::sha256;
use crate::report::pdf;
use crate::store::issued::{self, NewRevision};
use crate::store::{self, Writing};
use crate::views;

/// A revision that is ready to be written, and the workspace's revision that it was computed at.
struct Ready {
    revision: i64,
    report: MonthReport,
    issue: Issue,
    closed: Closed,
    pdf: Vec<u8>,
}

impl Engine {
    /// Computes, draws and writes the next revision, as of an instant; again where something was recorded meanwhile.
    pub(crate) async fn issue_at(&self, viewer: &Viewer, month: Month, order: &CloseOrder, restate: bool, at_ms: i64) -> Result<Issue> {
        for _ in 0..TRIES {
            let ready = self.ready(viewer, month, order, restate, at_ms).await?;
            let mut writing = self.store.write().await?;
            if store::bump_revision(writing.connection(), &viewer.workspace).await? != ready.revision + 1 {
                continue;
            }
            self.write_revision(&mut writing, viewer, month, &ready).await?;
            writing.commit().await?;
            return Ok(ready.issue);
        }
        Err(too_fast())
    }

    async fn ready(&self, viewer: &Viewer, month: Month, order: &CloseOrder, restate: bool, at_ms: i64) -> Result<Ready> {
        let at = self.standing(viewer).await?;
        let stages = self.stages(&at.workspace, at.revision).await?;
        let standing = stages.closed.get(&month);
        let mut report = self.live_report(&at, month).await?;
        if order.seen.as_ref().is_some_and(|seen| *seen != report.snapshot) {
            return Err(Error::conflict("the figures have changed since you looked at them: look again, then decide"));
        }
        let prepared = stages.reviews.get(&month);
        if restate {
            standing.ok_or_else(|| Error::conflict(format!("{} is not closed: there is nothing to restate", month.title())))?;
        } else {
            closable(&at, &stages, &report)?;
            if prepared.is_none() {
                return Err(Error::conflict(format!(
                    "{} is not in review: somebody prepares it first, somebody else closes it",
                    month.title()
                )));
            }
        }
        may_approve(viewer, prepared, &report.ledger)?;
        let open = checks(&report);
        let reason = order.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let revisions = issued::revisions(&mut *self.store.read().await?, &at.workspace, month).await?;
        // Of a restatement the reason tells why it is posted; what was passed before stays passed for the reason given then.
        let passed_before = revisions.first().and_then(|newest| newest.issue.provisional.clone()).filter(|_| restate);
        let provisional = match (open.is_empty(), passed_before, reason) {
            (true, ..) => None,
            (false, Some(before), _) => Some(before),
            (false, None, Some(reason)) => Some(why(reason)?),
            (false, None, None) => return Err(Error::field("reason", still_open(&open))),
        };
        let newest = revisions.first().map(|newest| newest.issue.revision);
        let (mut restatement, mut first) = (None, None);
        if let Some(newest) = newest {
            let old = self.issued(&at.workspace, month, newest).await?.ledger;
            let said = if restate { reason } else { prepared.and_then(|prepared| prepared.reopened.as_deref()) };
            let told = Restatement::of(&old, &report.ledger, said.unwrap_or_default())?;
            if restate && told.differences.is_empty() {
                return Err(Error::conflict(format!(
                    "nothing of {} has changed since it was closed: there is nothing to restate",
                    month.title()
                )));
            }
            restatement = Some(told);
            first = Some(if newest == 1 { old } else { self.issued(&at.workspace, month, 1).await?.ledger });
        }
        let issue = Issue {
            revision: newest.unwrap_or(0) + 1,
            // What came late was found by the program itself.
            prepared_by: prepared.map_or_else(|| "Modelworth".to_owned(), |prepared| prepared.name.clone()),
            prepared_ms: prepared.map_or(at_ms, |prepared| prepared.at_ms),
            approved_by: viewer.name.clone(),
            issued_ms: at_ms,
            provisional,
            passed: open,
            restatement,
        };
        report.state = issue.state();
        report.issue = Some(issue.clone());
        report.snapshot = views::snapshot(&report)?;
        let closed = Closed::of(&report, first.as_ref())?;
        let drawn = report.clone();
        let pdf = tokio::task::spawn_blocking(move || pdf::draw(&drawn)).await.map_err(|fault| internal("report", fault))??;
        Ok(Ready { revision: at.revision, report, issue, closed, pdf })
    }

    async fn write_revision(&self, writing: &mut Writing<'_>, viewer: &Viewer, month: Month, ready: &Ready) -> Result<()> {
        let body = serde_json::to_vec(&ready.report).map_err(|fault| internal("issued report", fault))?;
        let new = NewRevision {
            month,
            snapshot: &ready.report.snapshot,
            pdf_sha256: &sha256(&ready.pdf),
            issue: &ready.issue,
            closed: &ready.closed,
            report: &body,
            pdf: &ready.pdf,
        };
        issued::add(writing.connection(), &viewer.workspace, new).await?;
        issued::put_review(writing.connection(), &viewer.workspace, month, None).await?;
        let action = if ready.issue.restatement.is_some() { "restate_month" } else { "close_month" };
        let after = serde_json::json!({"revision": ready.issue.revision, "snapshot": ready.report.snapshot,
            "reason": ready.issue.restatement.as_ref().map(|told| &told.reason).or(ready.issue.provisional.as_ref())});
        self.tell_month(writing, viewer, (action, month), Some(after.to_string())).await
    }
}

fn still_open(open: &[Check]) -> String {
    let first = open.first().map_or_else(String::new, |check| format!("{}: {}", check.subject, check.why));
    let more = if open.len() > 1 { format!(" {} more points are open.", open.len() - 1) } else { String::new() };
    format!("something is open. {first}{more} Settle it, or say why the month is closed as provisional")
}
