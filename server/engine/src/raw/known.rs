//! What is remembered of a workspace's raw series: their numbers, and the samples that are in the log and not yet in chunks.

use std::collections::{BTreeSet, HashMap};

use domain::Result;
use domain::ids::WorkspaceId;
use sqlx::AnyConnection;

use super::labels::{Fingerprint, fingerprint, name};
use super::record;
use crate::error::internal;
use crate::store::raw::{self, State};

/// Memory of one workspace. It follows the database, which other servers may write too.
#[derive(Debug, Default)]
pub struct Known {
    pub state: State,
    /// Series by their labels.
    pub ids: HashMap<Fingerprint, i64>,
    /// Names of all metrics.
    pub names: BTreeSet<String>,
    /// Samples by series, in the order they were written.
    pub head: HashMap<i64, Vec<(i64, f64)>>,
    /// Samples of the head.
    pub n_head: usize,
    /// Oldest instant written since the passes over what is expected often, and over everything, last looked.
    pub oldest: [Option<i64>; 2],
}

impl Known {
    /// Reads what others have written since, and forgets what they have settled.
    pub async fn follow(&mut self, connection: &mut AnyConnection, workspace: &WorkspaceId, now: State) -> Result<()> {
        if now == self.state {
            return Ok(());
        }
        if now.last_series != self.state.last_series {
            for (id, labels) in raw::series_after(connection, workspace, self.state.last_series).await? {
                self.ids.insert(fingerprint(&labels), id);
                self.names.extend(name(&labels));
            }
        }
        let mut after = self.state.last;
        if now.settled != self.state.settled {
            (self.head, self.n_head, after) = (HashMap::new(), 0, now.settled);
        }
        for row in raw::log_after(connection, workspace, after).await? {
            self.replay(&row)?;
        }
        self.state = now;
        Ok(())
    }

    /// Takes a row of the log into the head.
    pub fn replay(&mut self, row: &[u8]) -> Result<()> {
        record::read(row, |series, at_ms, value| {
            self.head.entry(series).or_default().push((at_ms, value));
            self.n_head += 1;
            for oldest in &mut self.oldest {
                *oldest = Some(oldest.map_or(at_ms, |known| known.min(at_ms)));
            }
        })
        .ok_or_else(|| internal("log of raw samples", "a row cannot be read"))
    }

    /// How many samples of each series stand in the head.
    pub fn lengths(&self) -> Vec<(i64, usize)> {
        let mut lengths: Vec<(i64, usize)> = self.head.iter().map(|(series, samples)| (*series, samples.len())).collect();
        lengths.sort_unstable();
        lengths
    }

    /// Forgets the oldest samples of each series, which have been settled.
    pub fn forget(&mut self, settled: &[(i64, usize)]) {
        for (series, n) in settled {
            if let Some(samples) = self.head.get_mut(series) {
                let n = (*n).min(samples.len());
                samples.drain(..n);
                self.n_head -= n;
                if samples.is_empty() {
                    self.head.remove(series);
                }
            }
        }
    }
}
