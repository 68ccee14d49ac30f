//! Links by which somebody without an account reads one issued report.

use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::ports::{NewShare, ShareRow, Sharing};
use domain::report::MonthReport;
use domain::time::{DAY_MS, Month};
use domain::{Error, Result};

use super::secrets::{digest, new_secret};
use crate::context::Engine;
use crate::store::audit::{self, NewEvent};
use crate::store::{self, issued, share};

/// Longest life of a link, in days.
const DAYS_MAX: u32 = 365;
/// Most characters of its name.
const NAME_MAX: usize = 64;

#[async_trait]
impl Sharing for Engine {
    async fn share_report(&self, viewer: &Viewer, month: Month, new: NewShare) -> Result<String> {
        viewer.authorize(Action::ShareReport)?;
        let name = new.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
            return Err(Error::field("name", format!("say for whom the link is, in 1 to {NAME_MAX} characters")));
        }
        if !(1..=DAYS_MAX).contains(&new.days) {
            return Err(Error::field("days", format!("a link works for 1 to {DAYS_MAX} days")));
        }
        let (secret, now_ms) = (new_secret()?, self.clock.now_ms());
        let hash = digest(&secret);
        let mut writing = self.store.write().await?;
        store::hold(writing.connection(), &viewer.workspace).await?;
        let standing = issued::standing(writing.connection(), &viewer.workspace).await?;
        let revision = *standing
            .get(&month)
            .ok_or_else(|| Error::conflict(format!("{} is not closed: only what was issued can be shared", month.title())))?;
        let row = ShareRow {
            id: share::id_of(&hash),
            name,
            revision,
            made_by: viewer.name.clone(),
            made_ms: now_ms,
            expires_ms: now_ms + i64::from(new.days) * DAY_MS,
            revoked_ms: None,
            open: true,
            n_opened: 0,
            last_opened_ms: None,
        };
        share::add(writing.connection(), &viewer.workspace, &hash, month, &row).await?;
        let subject = format!("report {month} for {}", row.name);
        let event = NewEvent { at_ms: now_ms, actor: &viewer.actor, action: "share_report", subject: &subject, before: None, after: None };
        audit::record(writing.connection(), &viewer.workspace, event).await?;
        writing.commit().await?;
        Ok(secret)
    }

    async fn shares(&self, viewer: &Viewer, month: Month) -> Result<Vec<ShareRow>> {
        viewer.authorize(Action::ShareReport)?;
        share::of_month(&mut *self.store.read().await?, &viewer.workspace, month, self.clock.now_ms()).await
    }

    async fn revoke_share(&self, viewer: &Viewer, month: Month, id: &str) -> Result<()> {
        viewer.authorize(Action::ShareReport)?;
        let (mut writing, now_ms) = (self.store.write().await?, self.clock.now_ms());
        store::hold(writing.connection(), &viewer.workspace).await?;
        if !share::revoke(writing.connection(), &viewer.workspace, month, id, now_ms).await? {
            return Err(Error::not_found("open link", id));
        }
        let subject = format!("report {month} link {id}");
        let event = NewEvent { at_ms: now_ms, actor: &viewer.actor, action: "revoke_share", subject: &subject, before: None, after: None };
        audit::record(writing.connection(), &viewer.workspace, event).await?;
        writing.commit().await
    }

    async fn open_share(&self, secret: &str) -> Result<MonthReport> {
        let (month, revision) = self.shared(secret, "page").await?;
        self.issued(&Self::workspace(), month, revision).await
    }

    async fn open_share_pdf(&self, secret: &str) -> Result<(Month, Vec<u8>)> {
        let (month, revision) = self.shared(secret, "pdf").await?;
        let found = issued::pdf(&mut *self.store.read().await?, &Self::workspace(), month, revision).await?;
        Ok((month, found.ok_or_else(|| Error::not_found("report behind this link", "link"))?))
    }
}

impl Engine {
    /// What a secret leads to, noted as opened.
    async fn shared(&self, secret: &str, what: &str) -> Result<(Month, u32)> {
        let (workspace, hash, now_ms) = (Self::workspace(), digest(secret), self.clock.now_ms());
        // Guesses are turned away without taking a turn to write.
        let found = share::behind(&mut *self.store.read().await?, &workspace, &hash, now_ms).await?;
        let found = found.ok_or_else(|| Error::not_found("report behind this link", "link"))?;
        let mut writing = self.store.write().await?;
        store::hold(writing.connection(), &workspace).await?;
        share::opened(writing.connection(), &workspace, &hash, now_ms, what).await?;
        writing.commit().await?;
        Ok(found)
    }
}
