//! The close of months: review, challenges, issue, verification.

mod issue;
mod turn;
mod verify;

use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::close::{Answer, Challenge, Issue, NewChallenge, Restatement, State, checks, may_close, why};
use domain::ids::WorkspaceId;
use domain::ports::{CloseOrder, Closing, Review, Verdict};
use domain::report::MonthReport;
use domain::time::Month;
use domain::{Error, Result};

use self::turn::{Turn, prepared};
use super::cache::Stages;
use super::models::Standing;
use crate::context::Engine;
use crate::store::audit::{self, NewEvent};
use crate::store::{Writing, issued};

/// How often a close begins again because something was recorded while it was computed.
const TRIES: usize = 5;

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
        let state = stages.closed.get(&month).map_or(draft.state, |revision| State::of_revision(*revision));
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
        found.ok_or_else(|| no_revision(month, revision))
    }

    async fn verify_snapshot(&self, sha256: &str) -> Result<Verdict> {
        let (workspace, sha256) = (Self::workspace(), sha256.trim().to_ascii_lowercase());
        match issued::find(&mut *self.store.read().await?, &workspace, &sha256).await? {
            Some((month, issue)) => self.genuine(&workspace, month, &issue).await,
            None => Ok(Verdict::Unknown),
        }
    }

    async fn verify_pdf(&self, file: &[u8]) -> Result<Verdict> {
        self.verify_file(file).await
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
        found.ok_or_else(|| no_revision(month, revision))
    }

    /// From a revision to the draft; none where no line changed.
    async fn pending(&self, workspace: &WorkspaceId, month: Month, revision: u32, draft: &MonthReport) -> Result<Option<Restatement>> {
        let old = self.issued(workspace, month, revision).await?;
        let told = Restatement::of(&old.ledger, &draft.ledger, "Records that came after the close.")?;
        Ok((!told.differences.is_empty()).then_some(told))
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

fn no_revision(month: Month, revision: u32) -> Error {
    Error::not_found("revision of the report", format!("{month} revision {revision}"))
}

fn too_fast() -> Error {
    Error::unavailable("records come in too fast just now: try again in a minute")
}
