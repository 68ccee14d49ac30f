//! What changes of a month before it is closed: its review and its challenges. Each is decided on what stands, and written only if it still
//! stands.

use domain::access::Viewer;
use domain::close::{Challenge, CheckKind, Prepared, checks};
use domain::report::MonthReport;
use domain::time::{DAY_MS, Month};
use domain::{Error, Result};

use super::super::cache::Stages;
use super::super::models::Standing;
use super::{TRIES, closable, too_fast};
use crate::context::Engine;
use crate::error::internal;
use crate::store::{self, audit, issued};

/// As the audit trail calls it.
const PUT_IN_REVIEW: &str = "put_in_review";

/// What becomes of a review.
pub(super) struct Turn {
    pub action: &'static str,
    pub prepared: Option<Prepared>,
}

impl Engine {
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
    pub(super) async fn change_review(
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
    pub(super) async fn change_challenge(
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
}

/// Who prepared a month, or opened it again.
pub(super) fn prepared(viewer: &Viewer, at_ms: i64, reopened: Option<String>) -> Prepared {
    Prepared { actor: viewer.actor.clone(), name: viewer.name.clone(), at_ms, reopened }
}
