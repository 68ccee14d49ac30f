//! Samples from other systems: when each is asked, and what becomes of its answer. How one is asked is the crate `connect`.

mod back_fill;
mod back_fill_days;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod engine_tests;
mod events;
mod own_series;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod own_tests;
mod pass;
mod scraping;
mod sources;
mod state;

use std::collections::BTreeMap;
use std::sync::PoisonError;

use domain::Error;
use domain::ids::SourceId;
use tokio::sync::{Mutex, Notify};

pub use pass::Due;
pub use scraping::SCRAPE_MS;

/// What passes and back-fills share.
#[derive(Debug, Default)]
pub struct Collecting {
    /// Held by the one pass that runs.
    pass: Mutex<()>,
    /// Rung when a back-fill was started.
    pub wake: Notify,
    /// Why the last reading of a metrics page failed.
    scrapes: std::sync::Mutex<BTreeMap<SourceId, Error>>,
}

impl Collecting {
    /// Remembers how the last reading of a source's metrics page went.
    fn note_scrape(&self, source: &SourceId, failure: Option<Error>) {
        // A poisoned lock guards a map that is whole: nothing panics while it is held.
        let mut scrapes = self.scrapes.lock().unwrap_or_else(PoisonError::into_inner);
        match failure {
            Some(failure) => drop(scrapes.insert(source.clone(), failure)),
            None => drop(scrapes.remove(source)),
        }
    }

    fn last_scrape(&self, source: &SourceId) -> Option<Error> {
        self.scrapes.lock().unwrap_or_else(PoisonError::into_inner).get(source).cloned()
    }
}
