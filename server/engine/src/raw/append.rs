//! Writing: requests that wait for a turn are written together, in one row of the log.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::ids::WorkspaceId;
use domain::{Error, Result};
use sqlx::AnyConnection;
use tokio::sync::oneshot;

use super::chunk::Columns;
use super::known::Known;
use super::labels::{Fingerprint, name};
use super::parcel::{Brought, Parcel};
use super::record;
use crate::context::Engine;
use crate::error::internal;
use crate::store::raw;

/// Most series of a workspace.
const SERIES_MAX: usize = 200_000;
/// Samples in the log after which it is settled without waiting, and how many of a series: a chunk is written anew for what came of its series.
const LOG_MAX: usize = 400_000;
const LOG_MAX_OF_SERIES: usize = 12;

/// Parcels that wait, and the turn to write them.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Waiting {
    parcel: Parcel,
    done: oneshot::Sender<Result<Appended>>,
}

/// What became of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Samples that are stored now.
    pub kept: u64,
    /// Samples that are not, and why the first of them is not.
    pub refused: u64,
    pub reason: Option<Error>,
}

impl Engine {
    /// Writes a parcel; it is on disk when this returns. A sample of an instant that is known replaces it.
    ///
    /// # Errors
    /// Only when our own store fails: then nothing of the parcel is stored.
    pub async fn append_raw(&self, workspace: &WorkspaceId, parcel: Parcel) -> Result<Appended> {
        let space = self.raw.space(workspace);
        let (done, mut answer) = oneshot::channel();
        lock(&space.queue.waiting).push(Waiting { parcel, done });
        let _turn = space.queue.turn.lock().await;
        // Whoever had the turn before may have written it already.
        if let Ok(answer) = answer.try_recv() {
            return answer;
        }
        let waiting = std::mem::take(&mut *lock(&space.queue.waiting));
        let (parcels, senders): (Vec<Parcel>, Vec<_>) = waiting.into_iter().map(|waiting| (waiting.parcel, waiting.done)).unzip();
        let mut known = space.known.write().await;
        let written = self.write_parcels(workspace, &mut known, &parcels).await;
        if known.n_head >= LOG_MAX.max(known.ids.len() * LOG_MAX_OF_SERIES) {
            self.raw.wake.notify_one();
        }
        drop(known);
        match written {
            Ok(answers) => senders.into_iter().zip(answers).for_each(|(sender, answer)| drop(sender.send(Ok(answer)))),
            Err(error) => senders.into_iter().for_each(|sender| drop(sender.send(Err(error.clone())))),
        }
        answer.await.unwrap_or_else(|_| Err(internal("raw samples", "a parcel was lost on its way")))
    }

    async fn write_parcels(&self, workspace: &WorkspaceId, known: &mut Known, parcels: &[Parcel]) -> Result<Vec<Appended>> {
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        let state = raw::hold(&mut *connection, workspace).await?;
        known.follow(&mut *connection, workspace, state).await?;
        let (mut row, mut answers) = (Vec::new(), Vec::with_capacity(parcels.len()));
        let mut fresh = FreshSeries { last: state.last_series, ids: HashMap::new(), rows: Vec::new() };
        let mut totals = HashMap::new();
        for parcel in parcels {
            let mut answer = Appended { kept: 0, refused: parcel.refused, reason: parcel.reason.clone() };
            for series in parcel.series() {
                let Some(id) = fresh.find_or_add(known, &series) else {
                    answer.refused += series.samples.len() as u64;
                    answer.reason.get_or_insert_with(too_many);
                    continue;
                };
                answer.kept += series.samples.len() as u64;
                if series.growth {
                    let summed = summed(&mut *connection, workspace, known, &mut totals, id, series.samples).await?;
                    record::write(&mut row, id, &summed);
                } else {
                    record::write(&mut row, id, series.samples);
                }
            }
            answers.push(answer);
        }
        if row.is_empty() {
            return Ok(answers);
        }
        raw::put_series(&mut *connection, workspace, &fresh.rows).await?;
        raw::put_log(&mut *connection, workspace, state.last + 1, &row).await?;
        let state = raw::State { last: state.last + 1, last_series: fresh.last, ..state };
        raw::put_state(&mut *connection, workspace, state).await?;
        writing.commit().await?;
        known.ids.extend(fresh.ids);
        known.names.extend(fresh.rows.into_iter().map(|(_, name, _)| name));
        known.state = state;
        known.replay(&row)?;
        Ok(answers)
    }
}

/// Series that nobody has sent before; they are remembered once they are stored.
struct FreshSeries {
    last: i64,
    ids: HashMap<Fingerprint, i64>,
    rows: Vec<(i64, String, Vec<u8>)>,
}

impl FreshSeries {
    /// None when the workspace holds as many as it may.
    fn find_or_add(&mut self, known: &Known, series: &Brought<'_>) -> Option<i64> {
        if let Some(id) = known.ids.get(&series.fingerprint).or_else(|| self.ids.get(&series.fingerprint)) {
            return Some(*id);
        }
        if known.ids.len() + self.ids.len() >= SERIES_MAX {
            return None;
        }
        self.last += 1;
        self.ids.insert(series.fingerprint, self.last);
        self.rows.push((self.last, name(series.labels)?, series.labels.to_vec()));
        Some(self.last)
    }
}

/// Growth becomes a running total, which starts at zero with the series. What is not newer than the newest was sent again, and is left out.
async fn summed(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    known: &Known,
    totals: &mut HashMap<i64, (i64, f64)>,
    id: i64,
    samples: &[(i64, f64)],
) -> Result<Vec<(i64, f64)>> {
    let known_total = match totals.get(&id) {
        Some(total) => Some(*total),
        None => newest(connection, workspace, known, id).await?,
    };
    let mut summed = Vec::with_capacity(samples.len() + 1);
    let mut total = known_total.unwrap_or((i64::MIN, 0.0));
    if let (None, Some((at_ms, _))) = (known_total, samples.first()) {
        // The series begins at zero just before, or its first growth would count for nothing.
        summed.push((at_ms - 1, 0.0));
    }
    for (at_ms, growth) in samples {
        if *at_ms > total.0 && growth.is_finite() {
            total = (*at_ms, total.1 + growth);
            summed.push(total);
        }
    }
    totals.insert(id, total);
    Ok(summed)
}

async fn newest(connection: &mut AnyConnection, workspace: &WorkspaceId, known: &Known, id: i64) -> Result<Option<(i64, f64)>> {
    if let Some(newest) = known.head.get(&id).and_then(|samples| samples.iter().max_by_key(|(at_ms, _)| *at_ms)) {
        return Ok(Some(*newest));
    }
    let chunk = raw::last_chunk(connection, workspace, id).await?;
    let columns = chunk.and_then(|bytes| Columns::decode(&bytes));
    Ok(columns.and_then(|columns| Some((*columns.at_ms.last()?, *columns.values.last()?))))
}

fn too_many() -> Error {
    Error::invalid(format!(
        "this workspace holds {SERIES_MAX} series, and no more are taken: send fewer labels that change (pod, request, user), or fewer metrics"
    ))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
