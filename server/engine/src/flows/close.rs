//! The close of months. A revision is computed and drawn before the transaction that writes it; that transaction only stands if nothing
//! else was written meanwhile, so of two people who close at once one does, and a close that is cut off has written nothing.

use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::close::{
    Answer, Challenge, CheckKind, Closed, Issue, NewChallenge, Prepared, Restatement, State, checks, may_approve, may_close, why,
};
use domain::ids::WorkspaceId;
use domain::ports::{CloseOrder, Closing, Review, Verdict};
use domain::report::MonthReport;
use domain::time::{DAY_MS, Month};
use domain::{Error, Result};
use sha2::{Digest, Sha256};

use super::cache::Stages;
use super::models::Standing;
use crate::context::Engine;
use crate::error::internal;
use crate::report::pdf;
use crate::store::audit::{self, NewEvent};
use crate::store::issued::{self, NewRevision};
use crate::store::{self, Writing};
use crate::views;

/// How often a close begins again because something was recorded while it was computed.
const TRIES: usize = 5;
/// As the audit trail calls it.
const PUT_IN_REVIEW: &str = "put_in_review";
/// Digits of a SHA-256 in hex.
const HASH_DIGITS: usize = 64;

/// A revision that is ready to be written, and the workspace's revision that it was computed at.
struct Ready {
    revision: i64,
    report: MonthReport,
    issue: Issue,
    closed: Closed,
    pdf: Vec<u8>,
}

/// What becomes of a review.
struct Turn {
    action: &'static str,
    prepared: Option<Prepared>,
}

#[async_trait]
impl Closing for Engine {
    async fn review(&self, viewer: &Viewer, month: Month) -> Result<Review> {
        let at = self.standing(viewer).await?;
        let stages = self.stages(&at.workspace, at.revision).await?;
        let draft = match stages.closed.get(&month) {
            Some(_) => self.live_report(&at, month).await?,
            None => (*self.report_at(&at, month).await?).clone(),
        };
        let revisions = issued::revisions(&mut *self.store.read().await?, &at.workspace, month).await?;
        let pending = match revisions.first() {
            Some(newest) => self.pending(&at.workspace, month, newest.issue.revision, &draft).await?,
            None => None,
        };
        let state = match (stages.closed.get(&month), draft.state) {
            (Some(1), _) => State::Closed,
            (Some(_), _) => State::Restated,
            (None, state) => state,
        };
        Ok(Review {
            month,
            state,
            prepared: stages.reviews.get(&month).cloned(),
            not_yet: closable(&at, &stages, &draft).err().map(|error| error.to_string()),
            checks: checks(&draft),
            draft,
            pending,
            revisions,
        })
    }

    async fn put_in_review(&self, viewer: &Viewer, month: Month) -> Result<()> {
        viewer.authorize(Action::PrepareMonth)?;
        self.prepare_at(viewer, month, self.clock.now_ms()).await
    }

    async fn withdraw_review(&self, viewer: &Viewer, month: Month) -> Result<()> {
        viewer.authorize(Action::PrepareMonth)?;
        self.change_review(viewer, month, |_, stages, _| match stages.reviews.get(&month) {
            None => Err(Error::conflict(format!("{} is not in review", month.title()))),
            Some(prepared) if prepared.reopened.is_some() => {
                Err(Error::conflict(format!("{} was closed before and opened again: close it again, its revisions stay", month.title())))
            }
            Some(_) => Ok(Turn { action: "withdraw_review", prepared: None }),
        })
        .await
    }

    async fn close_month(&self, viewer: &Viewer, month: Month, order: CloseOrder) -> Result<Issue> {
        viewer.authorize(Action::CloseMonth)?;
        self.issue_at(viewer, month, &order, false, self.clock.now_ms()).await
    }

    async fn restate_month(&self, viewer: &Viewer, month: Month, order: CloseOrder) -> Result<Issue> {
        viewer.authorize(Action::CloseMonth)?;
        self.issue_at(viewer, month, &order, true, self.clock.now_ms()).await
    }

    async fn reopen_month(&self, viewer: &Viewer, month: Month, reason: &str) -> Result<()> {
        viewer.authorize(Action::CloseMonth)?;
        let reason = why(reason)?;
        self.change_review(viewer, month, |_, stages, _| match stages.closed.last_key_value() {
            Some((newest, _)) if *newest == month => {
                Ok(Turn { action: "reopen_month", prepared: Some(prepared(viewer, self.clock.now_ms(), Some(reason.clone()))) })
            }
            Some((newest, _)) if stages.closed.contains_key(&month) => {
                Err(Error::conflict(format!("{} is closed after it: the newest is opened again first", newest.title())))
            }
            _ => Err(Error::conflict(format!("{} is not closed", month.title()))),
        })
        .await
    }

    async fn challenge_line(&self, viewer: &Viewer, month: Month, new: NewChallenge) -> Result<Challenge> {
        viewer.authorize(Action::ChallengeLine)?;
        self.change_challenge(viewer, month, "challenge_line", |known, draft| {
            Challenge::ask(known, &draft.ledger, viewer, self.clock.now_ms(), new.clone())
        })
        .await
    }

    async fn answer_challenge(&self, viewer: &Viewer, month: Month, number: u32, answer: Answer) -> Result<Challenge> {
        viewer.authorize(Action::PrepareMonth)?;
        self.change_challenge(viewer, month, "answer_challenge", |known, _| {
            let asked = known.iter().find(|one| one.number == number).cloned();
            let asked = asked.ok_or_else(|| Error::not_found("challenge", format!("{number} of {month}")))?;
            asked.answer(viewer, viewer.may(Action::Administer), self.clock.now_ms(), answer.clone())
        })
        .await
    }

    async fn issued_report(&self, viewer: &Viewer, month: Month, revision: u32) -> Result<MonthReport> {
        self.issued(&viewer.workspace, month, revision).await
    }

    async fn issued_pdf(&self, viewer: &Viewer, month: Month, revision: u32) -> Result<Vec<u8>> {
        let found = issued::pdf(&mut *self.store.read().await?, &viewer.workspace, month, revision).await?;
        found.ok_or_else(|| Error::not_found("revision of the report", format!("{month} revision {revision}")))
    }

    async fn verify_snapshot(&self, sha256: &str) -> Result<Verdict> {
        let (workspace, sha256) = (Self::workspace(), sha256.trim().to_ascii_lowercase());
        match issued::find(&mut *self.store.read().await?, &workspace, &sha256).await? {
            Some((month, issue)) => self.genuine(&workspace, month, &issue).await,
            None => Ok(Verdict::Unknown),
        }
    }

    async fn verify_pdf(&self, file: &[u8]) -> Result<Verdict> {
        if !file.starts_with(b"%PDF") {
            return Err(Error::field("file", "this is no PDF: choose the file of a report"));
        }
        let workspace = Self::workspace();
        if let genuine @ Verdict::Genuine { .. } = self.verify_snapshot(&hex(file)).await? {
            return Ok(genuine);
        }
        for claimed in claimed(file) {
            if let Some((month, issue)) = issued::find(&mut *self.store.read().await?, &workspace, &claimed).await? {
                return Ok(Verdict::Altered { month, revision: issue.revision });
            }
        }
        Ok(Verdict::Unknown)
    }
}

impl Engine {
    /// A revision as it was frozen.
    pub(super) async fn issued(&self, workspace: &WorkspaceId, month: Month, revision: u32) -> Result<MonthReport> {
        issued::read_bytes(&self.issued_json(workspace, month, revision).await?)
    }

    /// Its JSON, to the byte.
    pub(super) async fn issued_json(&self, workspace: &WorkspaceId, month: Month, revision: u32) -> Result<Vec<u8>> {
        let found = issued::report(&mut *self.store.read().await?, workspace, month, revision).await?;
        found.ok_or_else(|| Error::not_found("revision of the report", format!("{month} revision {revision}")))
    }

    async fn genuine(&self, workspace: &WorkspaceId, month: Month, issue: &Issue) -> Result<Verdict> {
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

    /// From a revision to the draft; none where no line changed.
    async fn pending(&self, workspace: &WorkspaceId, month: Month, revision: u32, draft: &MonthReport) -> Result<Option<Restatement>> {
        let old = self.issued(workspace, month, revision).await?;
        let told = Restatement::of(&old.ledger, &draft.ledger, "Records that came after the close.")?;
        Ok((!told.differences.is_empty()).then_some(told))
    }

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
            pdf_sha256: &hex(&ready.pdf),
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

    /// Puts a month in review, as of an instant.
    pub(crate) async fn prepare_at(&self, viewer: &Viewer, month: Month, at_ms: i64) -> Result<()> {
        self.change_review(viewer, month, |at, stages, draft| {
            if stages.reviews.contains_key(&month) {
                return Err(Error::conflict(format!("{} is in review already", month.title())));
            }
            closable(at, stages, draft)?;
            Ok(Turn { action: PUT_IN_REVIEW, prepared: Some(prepared(viewer, at_ms, None)) })
        })
        .await
    }

    /// Puts the next month in review once its grace days are over and enough of it is measured; each month once, so that one that
    /// somebody took out stays out. A month that was missed is next until it is closed.
    ///
    /// # Errors
    /// Only when our own store fails, or the workspace is not set up.
    pub(crate) async fn prepare_due(&self) -> Result<Option<Month>> {
        let viewer = Self::background();
        let at = self.standing(&viewer).await?;
        let stages = self.stages(&at.workspace, at.revision).await?;
        let (zone, grace) = (at.configuration.settings.zone()?, i64::from(at.configuration.settings.grace_days));
        let ended = Month::at(at.now_ms, zone).previous();
        let month = stages.closed.last_key_value().map_or(ended, |(newest, _)| newest.plus(1));
        if month > ended || month.window(zone).end_ms + grace * DAY_MS > at.now_ms || stages.reviews.contains_key(&month) {
            return Ok(None);
        }
        let subject = format!("month {month}");
        if audit::has(&mut *self.store.read().await?, &at.workspace, &viewer.actor, PUT_IN_REVIEW, &subject).await? {
            return Ok(None);
        }
        let draft = self.report_at(&at, month).await?;
        if draft.ledger.is_empty() || checks(&draft).iter().any(|check| check.kind == CheckKind::Coverage) {
            return Ok(None);
        }
        self.prepare_at(&viewer, month, self.clock.now_ms()).await?;
        Ok(Some(month))
    }

    /// Decides on what stands, and writes only if it still stands.
    async fn change_review(
        &self,
        viewer: &Viewer,
        month: Month,
        decide: impl Fn(&Standing, &Stages, &MonthReport) -> Result<Turn>,
    ) -> Result<()> {
        for _ in 0..TRIES {
            let at = self.standing(viewer).await?;
            let stages = self.stages(&at.workspace, at.revision).await?;
            let turn = decide(&at, &stages, &*self.report_at(&at, month).await?)?;
            let mut writing = self.store.write().await?;
            if store::bump_revision(writing.connection(), &viewer.workspace).await? != at.revision + 1 {
                continue;
            }
            issued::put_review(writing.connection(), &viewer.workspace, month, turn.prepared.as_ref()).await?;
            let after = turn.prepared.map(|prepared| serde_json::to_string(&prepared)).transpose();
            self.tell_month(&mut writing, viewer, (turn.action, month), after.map_err(|fault| internal("review", fault))?).await?;
            return writing.commit().await;
        }
        Err(too_fast())
    }

    /// Decides on what stands of a month that is not closed, and writes only if it still stands.
    async fn change_challenge(
        &self,
        viewer: &Viewer,
        month: Month,
        action: &str,
        decide: impl Fn(&[Challenge], &MonthReport) -> Result<Challenge>,
    ) -> Result<Challenge> {
        for _ in 0..TRIES {
            let at = self.standing(viewer).await?;
            let stages = self.stages(&at.workspace, at.revision).await?;
            if stages.closed.contains_key(&month) {
                return Err(Error::conflict(format!("{} is closed: open it again to dispute a line of it", month.title())));
            }
            let draft = self.report_at(&at, month).await?;
            let challenge = decide(stages.challenges.get(&month).map_or(&[], Vec::as_slice), &draft)?;
            let mut writing = self.store.write().await?;
            if store::bump_revision(writing.connection(), &viewer.workspace).await? != at.revision + 1 {
                continue;
            }
            issued::put_challenge(writing.connection(), &viewer.workspace, month, &challenge).await?;
            let after = serde_json::to_string(&challenge).map_err(|fault| internal("challenge", fault))?;
            self.tell_month(&mut writing, viewer, (action, month), Some(after)).await?;
            writing.commit().await?;
            return Ok(challenge);
        }
        Err(too_fast())
    }

    async fn tell_month(
        &self,
        writing: &mut Writing<'_>,
        viewer: &Viewer,
        (action, month): (&str, Month),
        after: Option<String>,
    ) -> Result<()> {
        let subject = format!("month {month}");
        let event = NewEvent { at_ms: self.clock.now_ms(), actor: &viewer.actor, action, subject: &subject, before: None, after };
        audit::record(writing.connection(), &viewer.workspace, event).await
    }
}

fn prepared(viewer: &Viewer, at_ms: i64, reopened: Option<String>) -> Prepared {
    Prepared { actor: viewer.actor.clone(), name: viewer.name.clone(), at_ms, reopened }
}

/// May the month be closed next, whoever asks?
fn closable(at: &Standing, stages: &Stages, draft: &MonthReport) -> Result<()> {
    let ended = draft.month.window(at.configuration.settings.zone()?).end_ms <= at.now_ms;
    // A month that was opened again is behind no other.
    may_close(draft.month, ended, stages.closed.last_key_value().map(|(month, _)| *month))?;
    if draft.ledger.is_empty() {
        return Err(Error::conflict(format!("{} has no line and no cost: there is nothing to close", draft.month.title())));
    }
    Ok(())
}

fn too_fast() -> Error {
    Error::unavailable("records come in too fast just now: try again in a minute")
}

fn still_open(open: &[domain::close::Check]) -> String {
    let first = open.first().map_or_else(String::new, |check| format!("{}: {}", check.subject, check.why));
    let more = if open.len() > 1 { format!(" {} more points are open.", open.len() - 1) } else { String::new() };
    format!("something is open. {first}{more} Settle it, or say why the month is closed as provisional")
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every SHA-256 that a file names.
fn claimed(file: &[u8]) -> Vec<String> {
    let runs = file.split(|byte| !byte.is_ascii_hexdigit()).filter(|run| run.len() == HASH_DIGITS);
    let mut found: Vec<String> = runs.map(|run| String::from_utf8_lossy(run).into_owned()).collect();
    found.sort();
    found.dedup();
    found
}
