//! Reading metrics pages: every minute, so that growth over five minutes is known.

use connect::scrape::Scrape;
use domain::access::Viewer;
use domain::config::Source;
use domain::ports::SecretOf;
use domain::{Error, Result};
use futures_util::future::join_all;

use crate::context::Engine;
use crate::flows::receive::fill;
use crate::raw::Parcel;

/// How often a page is read, in milliseconds.
pub const SCRAPE_MS: i64 = 60_000;

impl Engine {
    /// Reads every metrics page once, side by side, and keeps its series. What fails is told by the source at its next pass.
    ///
    /// # Errors
    /// Only when our own store fails.
    pub async fn scrape_all(&self, viewer: &Viewer) -> Result<()> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let sources = configuration.sources.values().filter(|source| source.kind.key() == "scrape");
        join_all(sources.map(|source| self.scrape(viewer, source))).await.into_iter().collect()
    }

    async fn scrape(&self, viewer: &Viewer, source: &Source) -> Result<()> {
        let now_ms = self.clock.now_ms();
        let scrape = match self.secret(viewer, source, SecretOf::Access).await.and_then(|secret| Scrape::new(source, secret)) {
            Ok(scrape) => scrape,
            Err(failure) => {
                self.collecting.note_scrape(&source.id, Some(failure));
                return Ok(());
            }
        };
        let page = scrape.page(now_ms).await;
        let (mut parcel, up) = (Parcel::default(), scrape.up(page.is_ok(), now_ms));
        parcel.add(&up.labels, up.samples.iter().map(|sample| (sample.at_ms, sample.value)), false, now_ms);
        let failure = page.map(|batch| fill(&mut parcel, batch, now_ms)).err();
        let appended = self.append_raw(&viewer.workspace, parcel).await?;
        let left_out = appended.reason.map(|reason| Error::invalid(format!("{} samples were left out: {reason}", appended.refused)));
        self.collecting.note_scrape(&source.id, failure.or(left_out));
        Ok(())
    }
}
