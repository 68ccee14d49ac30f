//! The state of sources. Asking the systems themselves is the connectors' part.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::ids::SourceId;
use domain::ports::{SourceCheck, SourceRow, SourceState, Sources};
use domain::{Error, Result};

use crate::context::Engine;
use crate::store::source_state::{self, StoredState};

impl Engine {
    /// What is remembered of every source.
    pub async fn source_states(&self, viewer: &Viewer) -> Result<BTreeMap<SourceId, StoredState>> {
        source_state::all(&mut *self.store.read().await?, &viewer.workspace).await
    }

    /// Remembers how a source is doing.
    pub async fn put_source_state(&self, viewer: &Viewer, source: &SourceId, state: &StoredState) -> Result<()> {
        viewer.authorize(Action::EditSources)?;
        let mut writing = self.store.write().await?;
        source_state::put(writing.connection(), &viewer.workspace, source, state).await?;
        writing.commit().await
    }
}

#[async_trait]
impl Sources for Engine {
    async fn sources(&self, viewer: &Viewer) -> Result<Vec<SourceRow>> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        let row = |source: &domain::config::Source| SourceRow {
            source: source.clone(),
            state: SourceState::NoData,
            newest_ms: None,
            series: Vec::new(),
            coverage: None,
            last_error: None,
        };
        Ok(configuration.sources.values().map(row).collect())
    }

    async fn test_source(&self, _: &Viewer, _: &SourceId) -> Result<Vec<SourceCheck>> {
        Err(Error::unavailable("no connector is built in"))
    }

    async fn start_back_fill(&self, _: &Viewer, _: &SourceId, _: u32) -> Result<()> {
        Err(Error::unavailable("no connector is built in"))
    }

    async fn collect_once(&self, _: &Viewer) -> Result<Vec<(SourceId, Result<u64>)>> {
        Ok(Vec::new())
    }
}
