//! Raw series of named and labelled values, as Prometheus knows them: what is sent by remote-write, OpenTelemetry, Datadog and StatsD, and what is
//! scraped. Written to a log before the sender is answered, settled into chunks of a series and day, read by PromQL.

mod append;
mod chunk;
mod known;
mod labels;
mod matching;
mod parcel;
mod record;
mod select;
mod settle;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod varint;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::WorkspaceId;
use tokio::sync::{Notify, RwLock};

use crate::collect::Due;

pub use append::Appended;
pub use chunk::Columns;
pub use matching::Matching;
pub use parcel::Parcel;

/// The raw series of all workspaces.
#[derive(Debug, Default)]
pub struct Raw {
    spaces: Mutex<HashMap<WorkspaceId, Arc<Space>>>,
    /// Rung when the log of a workspace is long.
    pub wake: Notify,
}

/// The raw series of one workspace.
#[derive(Debug, Default)]
pub(crate) struct Space {
    queue: append::Queue,
    known: RwLock<known::Known>,
    /// Held by the one settling.
    settling: tokio::sync::Mutex<()>,
}

impl Raw {
    /// The oldest instant that was written since a pass last asked, which forgets it: what comes late is asked for again from there.
    pub(crate) async fn take_oldest(&self, workspace: &WorkspaceId, due: Due) -> Option<i64> {
        let space = self.space(workspace);
        let mut known = space.known.write().await;
        let [often, all] = &mut known.oldest;
        match due {
            Due::Often => often.take(),
            Due::All => [often.take(), all.take()].into_iter().flatten().min(),
        }
    }

    pub(crate) fn space(&self, workspace: &WorkspaceId) -> Arc<Space> {
        // A poisoned lock guards a map that is whole: nothing panics while it is held.
        let mut spaces = self.spaces.lock().unwrap_or_else(PoisonError::into_inner);
        spaces.entry(workspace.clone()).or_default().clone()
    }
}
