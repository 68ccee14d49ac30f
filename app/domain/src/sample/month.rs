//! What a month knows of a series.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Availability, SeriesShape, SlotSpan, Summary};
use crate::Result;
use crate::exact::Exact;
use crate::metric::{Kind, Statistic};
use crate::time::{SLOT_MS, Window, hour_of_week, local};

/// A series rolled up over one month of the workspace's zone; the store keeps it beside the slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthSummary {
    pub window: Window,
    pub summary: Summary,
    /// Distinct expected intervals that have a sample.
    pub intervals_seen: u32,
    /// Start of the newest slot with a sample.
    pub last_ms: i64,
    /// For states: milliseconds down in each hour of the local week, Monday 00:00 first.
    pub down_by_hour_of_week_ms: Vec<i64>,
}

/// How much of what was expected has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Share of 1, to 4 decimals.
    pub share: Decimal,
    /// Start of the newest slot with a sample.
    pub last_ms: i64,
}

impl MonthSummary {
    /// Rolls slots up; none when there is no slot in the window.
    ///
    /// # Errors
    /// Two bucket layouts in one month.
    pub fn of(shape: SeriesShape, window: Window, zone: Tz, slots: &[SlotSpan]) -> Result<Option<Self>> {
        let Some(summary) = Summary::merged(slots.iter().map(|slot| &slot.summary))? else { return Ok(None) };
        let mut down = Vec::new();
        if shape.kind == Kind::State {
            down = vec![0; 168];
            for slot in slots {
                if let Summary::State { down_ms, .. } = slot.summary {
                    down[hour_of_week(slot.start_ms, zone)] += down_ms;
                }
            }
        }
        Ok(Some(Self {
            window,
            summary,
            intervals_seen: intervals_seen(shape, window, zone, slots),
            last_ms: slots.iter().map(|slot| slot.start_ms).max().unwrap_or(window.start_ms),
            down_by_hour_of_week_ms: down,
        }))
    }

    /// The four states up to `now`; none for other kinds. A check made just now may hold a little beyond it.
    pub fn availability(&self, now_ms: i64) -> Option<Availability> {
        match self.summary {
            Summary::State { up_ms, down_ms, excluded_ms } => {
                let span_ms = self.window.until(now_ms).ms().max(up_ms + down_ms + excluded_ms);
                Some(Availability::of(up_ms, down_ms, excluded_ms, span_ms))
            }
            _ => None,
        }
    }

    /// Coverage of the part of the month before `now`.
    pub fn coverage(&self, shape: SeriesShape, now_ms: i64) -> Coverage {
        let share = match self.availability(now_ms) {
            Some(availability) => availability.coverage(),
            None => {
                let elapsed = self.window.until(now_ms).ms() / (i64::from(shape.interval_s.max(1)) * 1000);
                let expected = elapsed.max(i64::from(self.intervals_seen)).max(1);
                Exact::ratio(self.intervals_seen.into(), expected.into()).ok()
            }
        };
        Coverage { share: share.and_then(|share| share.round(4).ok()).unwrap_or_default(), last_ms: self.last_ms }
    }

    /// The month's figure, rounded half to even to the metric's stated precision.
    pub fn figure(&self, statistic: Statistic, decimals: u32) -> Option<Decimal> {
        self.summary.rounded(statistic, decimals)
    }
}

/// Distinct expected intervals with a sample: local days for daily series, else steps of the interval from the window's start.
fn intervals_seen(shape: SeriesShape, window: Window, zone: Tz, slots: &[SlotSpan]) -> u32 {
    let interval_ms = i64::from(shape.interval_s) * 1000;
    let seen: BTreeSet<i64> = slots
        .iter()
        .map(|slot| {
            if shape.interval_s >= 86_400 {
                i64::from(chrono::Datelike::num_days_from_ce(&local(slot.start_ms, zone).date()))
            } else {
                (slot.start_ms - window.start_ms) / interval_ms.max(SLOT_MS)
            }
        })
        .collect();
    let slots_to_intervals = if interval_ms < SLOT_MS && interval_ms > 0 { SLOT_MS / interval_ms } else { 1 };
    u32::try_from(seen.len() as i64 * slots_to_intervals).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sample::Fixed;
    use crate::time::{DAY_MS, HOUR_MS, Month, parse_zone};

    fn counter_days(days: &[i64], window: Window) -> Vec<SlotSpan> {
        let at = |day: &i64| SlotSpan { start_ms: window.start_ms + day * DAY_MS, summary: Summary::Counter { sum: Fixed::ONE } };
        days.iter().map(at).collect()
    }

    #[test]
    fn coverage_counts_expected_days_not_samples() {
        let zone = parse_zone("Asia/Manila").unwrap();
        let window = Month::parse("2026-09").unwrap().window(zone);
        let shape = SeriesShape { kind: Kind::Counter, interval_s: 86_400 };
        let days: Vec<i64> = (0..27).collect();
        let month = MonthSummary::of(shape, window, zone, &counter_days(&days, window)).unwrap().unwrap();
        assert_eq!(month.coverage(shape, window.end_ms).share.to_string(), "0.9000");
        // Half way through the month only half is expected.
        assert_eq!(month.coverage(shape, window.start_ms + 27 * DAY_MS).share.to_string(), "1.0000");
        assert_eq!(month.figure(Statistic::Value, 0).unwrap().to_string(), "27");
        assert!(MonthSummary::of(shape, window, zone, &[]).unwrap().is_none());
    }

    #[test]
    fn a_night_outage_is_remembered_by_its_hour_of_the_week() {
        let zone = parse_zone("Asia/Jakarta").unwrap();
        let window = Month::parse("2026-10").unwrap().window(zone);
        // Thursday 1 October 02:00 local, one hour down.
        let slots: Vec<SlotSpan> = (0..12)
            .map(|n| SlotSpan {
                start_ms: window.start_ms + 2 * HOUR_MS + n * SLOT_MS,
                summary: Summary::State { up_ms: 0, down_ms: SLOT_MS, excluded_ms: 0 },
            })
            .collect();
        let shape = SeriesShape { kind: Kind::State, interval_s: 300 };
        let month = MonthSummary::of(shape, window, zone, &slots).unwrap().unwrap();
        assert_eq!(month.down_by_hour_of_week_ms[3 * 24 + 2], HOUR_MS);
        assert_eq!(month.down_by_hour_of_week_ms.iter().sum::<i64>(), HOUR_MS);
        assert_eq!(month.availability(window.end_ms).unwrap().unknown_ms, 743 * HOUR_MS);
    }
}
