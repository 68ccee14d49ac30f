//! Merging new samples into what is stored: which chunks, day slots and month summaries change. Planned first and written after, so
//! samples that cannot be merged are refused before anything of theirs is written.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use domain::Result;
use domain::ids::{SourceId, WorkspaceId};
use domain::metric::Kind;
use domain::sample::{DaySlots, MonthSummary, Reading, Sample, SeriesKey, SeriesShape, hold_ms, roll_up_day};
use domain::time::{DAY_MS, Month, utc_day};
use sqlx::AnyConnection;

use super::samples::Chunks;
use super::{samples, summaries};

/// What one series' write will store.
pub struct Plan {
    series: SeriesKey,
    chunks: Chunks,
    days: BTreeMap<i64, DaySlots>,
    months: BTreeMap<Month, Option<MonthSummary>>,
    /// Per sample given: did it change anything?
    pub changed: Vec<bool>,
}

/// Where a series stands: its shape and the zone in which its months are cut.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    pub shape: SeriesShape,
    pub zone: Tz,
}

/// Merges `new` samples of one source into the stored ones. The same instant and reading is a duplicate; another reading replaces. Of anything but a
/// check, a reading that is unknown takes the stored one away.
///
/// # Errors
/// Samples that do not fit the kind, or two bucket layouts in one month.
pub async fn plan(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    frame: Frame,
    source: &SourceId,
    new: &[Sample],
) -> Result<Plan> {
    let days: BTreeSet<i64> = new.iter().map(|sample| utc_day(sample.at_ms)).collect();
    let mut plan = Plan::of(series);
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(plan) };
    let mut stored = load(connection, workspace, series, frame.shape, *first, *last).await?;
    let mut touched = BTreeSet::new();
    for sample in new {
        let key = (utc_day(sample.at_ms), source.clone());
        let known = stored.entry(key.clone()).or_default();
        let changed = if frame.shape.kind != Kind::State && sample.reading == Reading::Unknown {
            take_away(known, sample.at_ms)
        } else {
            sample.reading.check_fits(frame.shape.kind)?;
            insert(known, sample)
        };
        if changed {
            touched.insert(key);
        }
        plan.changed.push(changed);
    }
    for key in &touched {
        plan.chunks.insert(key.clone(), stored[key].clone());
    }
    let touched_days = touched.iter().map(|(day, _)| *day).collect();
    roll_up(connection, workspace, frame, &stored, &touched_days, &mut plan).await?;
    Ok(plan)
}

/// Puts `wanted` in the place of all that one source has of a series; they are in the order of time, one an instant. Days that hold
/// the same already are left alone.
///
/// # Errors
/// Samples that do not fit the kind.
pub async fn replace(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    frame: Frame,
    source: &SourceId,
    wanted: Vec<Sample>,
) -> Result<Plan> {
    let mut plan = Plan::of(series);
    let mut stored = samples::between(connection, workspace, series, i64::MIN, i64::MAX).await?;
    let mut by_day: BTreeMap<i64, Vec<Sample>> = stored.keys().filter(|(_, of)| of == source).map(|(day, _)| (*day, Vec::new())).collect();
    for sample in wanted {
        sample.reading.check_fits(frame.shape.kind)?;
        by_day.entry(utc_day(sample.at_ms)).or_default().push(sample);
    }
    let mut touched = BTreeSet::new();
    for (day, samples) in by_day {
        let key = (day, source.clone());
        if stored.get(&key).is_some_and(|known| *known == samples) {
            continue;
        }
        touched.insert(day);
        if samples.is_empty() {
            stored.remove(&key);
        } else {
            stored.insert(key.clone(), samples.clone());
        }
        plan.chunks.insert(key, samples);
    }
    roll_up(connection, workspace, frame, &stored, &touched, &mut plan).await?;
    Ok(plan)
}

/// Rolls everything of a series up again, as after a change of its expected interval.
pub async fn replan(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    frame: Frame,
    (first, last): (i64, i64),
) -> Result<Plan> {
    let stored = samples::between(connection, workspace, series, first, last).await?;
    let mut plan = Plan::of(series);
    let days = (first..=last).collect();
    roll_up(connection, workspace, frame, &stored, &days, &mut plan).await?;
    Ok(plan)
}

impl Plan {
    fn of(series: &SeriesKey) -> Self {
        Self { series: series.clone(), chunks: Chunks::new(), days: BTreeMap::new(), months: BTreeMap::new(), changed: Vec::new() }
    }

    /// Did any sample change anything?
    pub fn changes(&self) -> bool {
        !self.days.is_empty() || !self.chunks.is_empty()
    }

    /// Writes the plan.
    pub async fn store(&self, connection: &mut AnyConnection, workspace: &WorkspaceId) -> Result<()> {
        for ((day, source), samples) in &self.chunks {
            if samples.is_empty() {
                samples::remove(&mut *connection, workspace, &self.series, *day, source).await?;
            } else {
                samples::put(&mut *connection, workspace, &self.series, *day, source, samples).await?;
            }
        }
        for (day, slots) in &self.days {
            summaries::put_day(&mut *connection, workspace, &self.series, *day, slots).await?;
        }
        for (month, summary) in &self.months {
            summaries::put_month(&mut *connection, workspace, &self.series, *month, summary.as_ref()).await?;
        }
        Ok(())
    }
}

/// Days over which a check may hold into later ones.
fn hold_days(shape: SeriesShape) -> i64 {
    if shape.kind == Kind::State { (hold_ms(shape.interval_s) + DAY_MS - 1) / DAY_MS } else { 0 }
}

async fn load(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    series: &SeriesKey,
    shape: SeriesShape,
    first: i64,
    last: i64,
) -> Result<Chunks> {
    let reach = hold_days(shape);
    let mut stored = samples::between(connection, workspace, series, first - reach, last + reach).await?;
    if shape.kind == Kind::Counter {
        stored.extend(samples::around(connection, workspace, series, first, last).await?);
    }
    Ok(stored)
}

/// Inserts by instant; false when it was there already.
fn insert(samples: &mut Vec<Sample>, sample: &Sample) -> bool {
    match samples.binary_search_by_key(&sample.at_ms, |known| known.at_ms) {
        Ok(index) if samples[index] == *sample => false,
        Ok(index) => {
            samples[index] = sample.clone();
            true
        }
        Err(index) => {
            samples.insert(index, sample.clone());
            true
        }
    }
}

/// Takes away what is no longer known; false when there was nothing.
fn take_away(samples: &mut Vec<Sample>, at_ms: i64) -> bool {
    let found = samples.binary_search_by_key(&at_ms, |known| known.at_ms);
    found.map(|index| samples.remove(index)).is_ok()
}

/// All sources' samples of a day in time order, one per instant; the source that is first by name wins an instant.
fn of_day(stored: &Chunks, by_day: &BTreeMap<i64, Vec<SourceId>>, day: i64) -> Vec<Sample> {
    let mut merged: BTreeMap<i64, Sample> = BTreeMap::new();
    for source in by_day.get(&day).into_iter().flatten() {
        for sample in stored.get(&(day, source.clone())).into_iter().flatten() {
            merged.entry(sample.at_ms).or_insert_with(|| sample.clone());
        }
    }
    merged.into_values().collect()
}

async fn roll_up(
    connection: &mut AnyConnection,
    workspace: &WorkspaceId,
    frame: Frame,
    stored: &Chunks,
    touched: &BTreeSet<i64>,
    plan: &mut Plan,
) -> Result<()> {
    let mut by_day: BTreeMap<i64, Vec<SourceId>> = BTreeMap::new();
    stored.keys().for_each(|(day, source)| by_day.entry(*day).or_default().push(source.clone()));
    let reach = hold_days(frame.shape);
    let mut dirty: BTreeSet<i64> = touched.iter().flat_map(|day| *day..=*day + reach).collect();
    if frame.shape.kind == Kind::Counter {
        // A running total's growth is counted on the later day.
        dirty.extend(touched.iter().filter_map(|day| by_day.range(day + 1..).next().map(|(next, _)| *next)));
    }
    for day in &dirty {
        let mut samples = Vec::new();
        if frame.shape.kind == Kind::Counter {
            if let Some((before, _)) = by_day.range(..day).next_back() {
                samples.extend(of_day(stored, &by_day, *before));
            }
        } else {
            (day - reach..*day).for_each(|before| samples.extend(of_day(stored, &by_day, before)));
        }
        samples.extend(of_day(stored, &by_day, *day));
        plan.days.insert(*day, roll_up_day(frame.shape, *day, &samples)?);
    }
    months(connection, workspace, frame, plan).await
}

async fn months(connection: &mut AnyConnection, workspace: &WorkspaceId, frame: Frame, plan: &mut Plan) -> Result<()> {
    let months: BTreeSet<Month> =
        plan.days.keys().flat_map(|day| [Month::at(day * DAY_MS, frame.zone), Month::at((day + 1) * DAY_MS - 1, frame.zone)]).collect();
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(()) };
    let range = (utc_day(first.window(frame.zone).start_ms), utc_day(last.window(frame.zone).end_ms - 1));
    let key = std::slice::from_ref(&plan.series);
    let mut days = summaries::day_slots(connection, workspace, key, range.0, range.1).await?.remove(&plan.series).unwrap_or_default();
    plan.days.retain(|day, slots| !slots.slots.is_empty() || days.contains_key(day));
    plan.days.iter().for_each(|(day, slots)| drop(days.insert(*day, slots.clone())));
    for month in months {
        let window = month.window(frame.zone);
        let within: Vec<_> =
            days.range(utc_day(window.start_ms)..=utc_day(window.end_ms - 1)).flat_map(|(day, slots)| slots.within(*day, window)).collect();
        plan.months.insert(month, MonthSummary::of(frame.shape, window, frame.zone, &within)?);
    }
    Ok(())
}
