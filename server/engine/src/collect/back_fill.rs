//! Past months, fetched behind the scenes.

use connect::{Fed, fed_by};
use domain::Result;
use domain::access::Viewer;
use domain::time::DAY_MS;

use super::back_fill_days::Days;
use super::events;
use super::pass::Collected;
use crate::context::Engine;
use crate::store::source_state;

impl Engine {
    /// Goes on with every back-fill that has been started and not finished, day by day, the newest day first. Progress is stored
    /// after each day, so a restart goes on where it was; a day fetched twice is stored once. A source that fails ends its turn, and
    /// the next call tries again.
    ///
    /// # Errors
    /// Only when our own store fails.
    pub async fn continue_back_fills(&self, viewer: &Viewer) -> Result<()> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let states = source_state::all(&mut *self.store.read().await?, &viewer.workspace).await?;
        for (id, state) in states {
            let (Some(done), Some(total)) = (state.back_fill_done, state.back_fill_total) else { continue };
            let source = configuration.source(&id).filter(|source| source.kind.is_asked());
            let Some(source) = source.as_deref() else {
                // The source was taken away meanwhile.
                self.change_state(&viewer.workspace, &id, |state| (state.back_fill_done, state.back_fill_total) = (None, None)).await?;
                continue;
            };
            let days = Days::again(total, self.clock.now_ms(), configuration.settings.zone()?);
            let (telling, fed): (Vec<Fed>, Vec<Fed>) = fed_by(&configuration, &id)?.into_iter().partition(|fed| events::tells(source, fed));
            let mut collected = Collected::default();
            let connector = match self.connector(viewer, source).await {
                Ok(connector) => connector,
                Err(failure) => {
                    collected.failure = Some(failure);
                    self.remember(&viewer.workspace, &id, &collected).await?;
                    continue;
                }
            };
            // Events are few: one question covers all the days.
            for fed in telling.iter().filter(|_| done == 0) {
                let (place, from_ms) = ((source, fed), Some(days.first * DAY_MS));
                if !self.collect_events(viewer, &configuration, connector.as_ref(), place, from_ms, &mut collected).await? {
                    break;
                }
            }
            let mut reached = done;
            for day in days.left(done) {
                if collected.failure.is_some() {
                    break;
                }
                for fed in &fed {
                    let until_ms = ((day + 1) * DAY_MS - 1).min(self.until_ms(source));
                    if !self.collect_series(viewer, source, connector.as_ref(), fed, (day * DAY_MS, until_ms), &mut collected).await? {
                        break;
                    }
                }
                if collected.failure.is_some() {
                    break;
                }
                reached += 1;
                self.change_state(&viewer.workspace, &id, |state| state.back_fill_done = Some(reached)).await?;
            }
            if reached >= total {
                self.change_state(&viewer.workspace, &id, |state| (state.back_fill_done, state.back_fill_total) = (None, None)).await?;
            }
            self.remember(&viewer.workspace, &id, &collected).await?;
        }
        Ok(())
    }
}
