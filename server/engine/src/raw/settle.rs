//! Settling: the log becomes chunks. Each step may be repeated without harm, so one that is cut off is simply done again.

use std::collections::BTreeMap;

use domain::Result;
use domain::ids::WorkspaceId;
use domain::time::utc_day;

use super::Space;
use super::chunk::Columns;
use crate::context::Engine;
use crate::error::internal;
use crate::store::raw::{self, Chunk, OPEN, Parts};

/// Series of one transaction: others write between two of them.
const STEP: usize = 200;
/// Samples with which a part of a day is closed: only the open one is written again, so a day costs the same whatever it holds.
const PART_MAX: usize = 400;

impl Engine {
    /// Moves everything that is in the log into chunks.
    ///
    /// # Errors
    /// Only when our own store fails; then the log stands.
    pub async fn settle_raw(&self, workspace: &WorkspaceId) -> Result<()> {
        let space = self.raw.space(workspace);
        let _alone = space.settling.lock().await;
        self.follow_raw(workspace, &space).await?;
        let (before, lengths) = {
            let known = space.known.read().await;
            (known.state, known.lengths())
        };
        let until = before.last;
        for step in lengths.chunks(STEP) {
            if !self.settle_step(workspace, &space, before.settled, step).await? {
                return Ok(());
            }
        }
        let mut known = space.known.write().await;
        if known.state.settled != before.settled {
            return Ok(());
        }
        let mut writing = self.store.write().await?;
        let state = raw::hold(writing.connection(), workspace).await?;
        if state.settled >= until {
            return Ok(());
        }
        raw::remove_log(writing.connection(), workspace, until).await?;
        raw::put_state(writing.connection(), workspace, raw::State { settled: until, ..state }).await?;
        writing.commit().await?;
        known.forget(&lengths);
        known.state.settled = until;
        Ok(())
    }

    /// False when another server has settled meanwhile: the counts are then those of another head.
    async fn settle_step(&self, workspace: &WorkspaceId, space: &Space, settled: i64, step: &[(i64, usize)]) -> Result<bool> {
        let mut days: BTreeMap<(i64, i64), Vec<(i64, f64)>> = BTreeMap::new();
        {
            let known = space.known.read().await;
            if known.state.settled != settled {
                return Ok(false);
            }
            for (series, n) in step {
                for sample in known.head.get(series).into_iter().flatten().take(*n) {
                    days.entry((*series, utc_day(sample.0))).or_default().push(*sample);
                }
            }
        }
        let (Some(first), Some(last)) = (days.keys().map(|key| key.1).min(), days.keys().map(|key| key.1).max()) else { return Ok(true) };
        let series: Vec<i64> = step.iter().map(|(series, _)| *series).collect();
        let mut writing = self.store.write().await?;
        // Nobody else may write the same chunks between our reading and our writing.
        raw::hold(writing.connection(), workspace).await?;
        let mut open: BTreeMap<_, Columns> = BTreeMap::new();
        for chunk in raw::chunks(writing.connection(), workspace, &series, (first, last), Parts::Open).await? {
            if days.contains_key(&(chunk.series, chunk.day)) {
                decode(&chunk, open.entry((chunk.series, chunk.day)).or_default())?;
            }
        }
        let mut chunks = Vec::with_capacity(days.len());
        for (&(series, day), written) in &days {
            let mut columns = open.remove(&(series, day)).unwrap_or_default();
            // What comes late belongs to a part that is closed: the day is laid out anew.
            if columns.at_ms.first().is_some_and(|first| written.iter().any(|(at_ms, _)| at_ms < first)) {
                columns = Columns::default();
                for chunk in raw::chunks(writing.connection(), workspace, &[series], (day, day), Parts::All).await? {
                    decode(&chunk, &mut columns)?;
                }
                raw::remove_day(writing.connection(), workspace, series, day).await?;
            }
            columns.overlay(written);
            while columns.len() > PART_MAX {
                let rest = columns.split_off(PART_MAX);
                chunks.push(Chunk { series, day, part: columns.at_ms[0], samples: columns.encode() });
                columns = rest;
            }
            chunks.push(Chunk { series, day, part: OPEN, samples: columns.encode() });
        }
        raw::put_chunks(writing.connection(), workspace, &chunks).await?;
        writing.commit().await?;
        Ok(true)
    }

    /// Brings what is remembered up to what is stored.
    pub(super) async fn follow_raw(&self, workspace: &WorkspaceId, space: &Space) -> Result<()> {
        // No connection is held while waiting for what is remembered: a writer holds that and waits for a connection.
        let state = raw::state(&mut *self.store.read().await?, workspace).await?;
        if space.known.read().await.state == state {
            return Ok(());
        }
        let mut known = space.known.write().await;
        let mut connection = self.store.read().await?;
        let state = raw::state(&mut connection, workspace).await?;
        known.follow(&mut connection, workspace, state).await
    }
}

/// Adds a chunk's samples after those that are here.
pub(super) fn decode(chunk: &Chunk, columns: &mut Columns) -> Result<()> {
    columns.decode_more(&chunk.samples).ok_or_else(|| internal("chunk of raw samples", format!("{} on day {}", chunk.series, chunk.day)))
}
