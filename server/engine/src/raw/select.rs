//! Reading: chunks and, over them, what still stands in the log.

use std::collections::HashMap;

use domain::ids::WorkspaceId;
use domain::time::utc_day;
use domain::{Error, Result};

use super::chunk::Columns;
use super::labels::decode;
use super::settle::decode as decode_chunk;
use crate::context::Engine;
use crate::error::internal;
use crate::store::raw::{self, Parts, SeriesRow};

/// Most samples of one answer, at 16 bytes each.
const SAMPLES_MAX: usize = 20_000_000;

/// A series and its samples in time order.
#[derive(Debug, Clone, PartialEq)]
pub struct Selected {
    /// Sorted by name.
    pub labels: Vec<(String, String)>,
    pub columns: Columns,
}

/// Which series are wanted.
pub trait Wanted: Send + Sync {
    /// The metric's name, when there is only one.
    fn name(&self) -> Option<&str>;
    /// Is a metric of this name wanted?
    fn has_name(&self, name: &str) -> bool;
    /// Are these labels wanted?
    fn has_labels(&self, labels: &[(String, String)]) -> bool;
}

/// Labels of a series, sorted by name.
pub type SeriesLabels = Vec<(String, String)>;

impl Engine {
    /// Samples of the wanted series between two instants, both included. A series without a sample there is left out.
    ///
    /// # Errors
    /// More samples than fit into memory; our own store fails.
    pub async fn select_raw(&self, workspace: &WorkspaceId, wanted: &dyn Wanted, from_ms: i64, until_ms: i64) -> Result<Vec<Selected>> {
        let series = self.find_raw(workspace, wanted).await?;
        let ids: Vec<i64> = series.iter().map(|(id, _)| *id).collect();
        let heads = self.heads(workspace, &ids, from_ms, until_ms).await?;
        let mut connection = self.store.read().await?;
        let chunks = raw::chunks(&mut connection, workspace, &ids, (utc_day(from_ms), utc_day(until_ms)), Parts::All).await?;
        drop(connection);
        let mut chunks = chunks.into_iter().peekable();
        let (mut selected, mut n) = (Vec::with_capacity(series.len()), 0);
        for (id, labels) in series {
            let mut columns = Columns::default();
            while let Some(chunk) = chunks.next_if(|chunk| chunk.series == id) {
                decode_chunk(&chunk, &mut columns)?;
            }
            columns.overlay(heads.get(&id).map_or(&[], Vec::as_slice));
            columns.cut(from_ms, until_ms);
            n += columns.len();
            if n > SAMPLES_MAX {
                return Err(Error::invalid("the query reads too many samples: ask for fewer series or a shorter time"));
            }
            if !columns.is_empty() {
                selected.push(Selected { labels, columns });
            }
        }
        Ok(selected)
    }

    /// The wanted series, by number. Whether they have samples at any time is not looked at.
    ///
    /// # Errors
    /// Only when our own store fails.
    pub async fn find_raw(&self, workspace: &WorkspaceId, wanted: &dyn Wanted) -> Result<Vec<(i64, SeriesLabels)>> {
        let names = match wanted.name() {
            Some(name) => vec![name.to_owned()],
            None => self.raw_names(workspace).await?.into_iter().filter(|name| wanted.has_name(name)).collect(),
        };
        let rows = raw::series_named(&mut *self.store.read().await?, workspace, &names).await?;
        let labelled =
            |(id, labels): SeriesRow| decode(&labels).map(|labels| (id, labels)).ok_or_else(|| internal("labels of a raw series", id));
        let mut series = rows.into_iter().map(labelled).collect::<Result<Vec<_>>>()?;
        series.retain(|(_, labels)| wanted.has_labels(labels));
        series.sort_unstable_by_key(|(id, _)| *id);
        Ok(series)
    }

    /// Names of all raw metrics, in order.
    ///
    /// # Errors
    /// Only when our own store fails.
    pub async fn raw_names(&self, workspace: &WorkspaceId) -> Result<Vec<String>> {
        let space = self.raw.space(workspace);
        self.follow_raw(workspace, &space).await?;
        Ok(space.known.read().await.names.iter().cloned().collect())
    }

    /// What stands in the log of some series, as it was written.
    async fn heads(&self, workspace: &WorkspaceId, ids: &[i64], from_ms: i64, until_ms: i64) -> Result<HashMap<i64, Vec<(i64, f64)>>> {
        let space = self.raw.space(workspace);
        self.follow_raw(workspace, &space).await?;
        let known = space.known.read().await;
        let inside = |sample: &&(i64, f64)| (from_ms..=until_ms).contains(&sample.0);
        let head = |id: &i64| Some((*id, known.head.get(id)?.iter().filter(inside).copied().collect()));
        Ok(ids.iter().filter_map(head).collect())
    }
}
