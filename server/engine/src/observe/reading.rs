//! The samples that one selector needs.

use domain::Error;
use domain::access::Viewer;
use domain::ports::QueryError;
use promql::{NAME, Selection, SeriesData};

use super::own;
use crate::context::Engine;

impl Engine {
    /// Raw series and our own that satisfy the conditions, sorted by their labels.
    pub(super) async fn observed(&self, viewer: &Viewer, need: &Selection) -> Result<Vec<SeriesData>, QueryError> {
        let mut series = self.raw_data(&viewer.workspace, need, None).await.map_err(too_much)?;
        // A name of ours means ours: what else is sent under it is not mixed in.
        series.retain(|series| !own::is_own(series.labels.get(NAME)));
        let ours = own::series(self, viewer, need).await?;
        if !ours.is_empty() {
            series.extend(ours);
            series.sort_by(|one, other| one.labels.cmp(&other.labels));
        }
        Ok(series)
    }
}

/// The store refuses to read more than fits into memory.
fn too_much(error: Error) -> QueryError {
    match error {
        Error::Invalid { message, .. } => QueryError::Execution(message),
        other => other.into(),
    }
}
