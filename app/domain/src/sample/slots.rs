//! From samples to the slots of a UTC day.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::summary::Exactly;
use super::{Fixed, Reading, Sample, SeriesShape, Summary, hold_ms};
use crate::metric::Kind;
use crate::time::{DAY_MS, SLOT_MS, SLOTS_A_DAY, Window, slot_start};
use crate::{Error, Result};

/// The slots of one UTC day, by number from 0 to 287; a slot without samples is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DaySlots {
    pub slots: BTreeMap<u16, Summary>,
}

/// A slot with its start, for readers that cross days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotSpan {
    pub start_ms: i64,
    pub summary: Summary,
}

impl DaySlots {
    /// The day's slots that lie in a window, with their instants.
    pub fn within(&self, day: i64, window: Window) -> impl Iterator<Item = SlotSpan> + '_ {
        self.slots.iter().filter_map(move |(number, summary)| {
            let start_ms = day * DAY_MS + i64::from(*number) * SLOT_MS;
            window.contains(start_ms).then(|| SlotSpan { start_ms, summary: summary.clone() })
        })
    }
}

/// Rolls the samples of one UTC day up into slots.
///
/// `samples` are in time order, one per instant, and may include those shortly before and after the day: a check before midnight
/// still holds after it, the check after it ends its hold, and a running total needs its predecessor.
///
/// # Errors
/// A sample of another kind than the series, or two bucket layouts in one slot.
pub fn roll_up_day(shape: SeriesShape, day: i64, samples: &[Sample]) -> Result<DaySlots> {
    let window = Window { start_ms: day * DAY_MS, end_ms: (day + 1) * DAY_MS };
    if shape.kind == Kind::State {
        return Ok(DaySlots { slots: state_slots(samples, hold_ms(shape.interval_s), window) });
    }
    let mut slots: BTreeMap<u16, Summary> = BTreeMap::new();
    let mut previous_total: Option<Fixed> = None;
    for sample in samples {
        let growth = match &sample.reading {
            Reading::Total { total } => {
                let before = previous_total.replace(*total);
                // A smaller total is a process that started again from zero.
                before.map(|before| if *total < before { *total } else { total.minus(before) })
            }
            _ => None,
        };
        if !window.contains(sample.at_ms) {
            continue;
        }
        if let Some(summary) = summarise(shape.kind, sample, growth)? {
            merge_into(&mut slots, slot_number(sample.at_ms), summary)?;
        }
    }
    Ok(DaySlots { slots })
}

fn merge_into(slots: &mut BTreeMap<u16, Summary>, number: u16, summary: Summary) -> Result<()> {
    match slots.get_mut(&number) {
        Some(slot) => slot.merge(&summary),
        None => {
            slots.insert(number, summary);
            Ok(())
        }
    }
}

fn slot_number(at_ms: i64) -> u16 {
    u16::try_from(at_ms.rem_euclid(DAY_MS) / SLOT_MS).unwrap_or(u16::try_from(SLOTS_A_DAY - 1).unwrap_or(0))
}

/// The summary of one sample; none for the first of a running total, which has grown by an unknown amount.
fn summarise(kind: Kind, sample: &Sample, growth: Option<Fixed>) -> Result<Option<Summary>> {
    sample.reading.check_fits(kind)?;
    let at_ms = sample.at_ms;
    Ok(Some(match &sample.reading {
        Reading::Ratio { numerator, denominator } => Summary::Ratio { numerator: *numerator, denominator: *denominator },
        Reading::Increment { by } => Summary::Counter { sum: *by },
        Reading::Total { .. } => match growth {
            Some(sum) => Summary::Counter { sum },
            None => return Ok(None),
        },
        Reading::Gauge { value, weight } => Summary::Gauge {
            n: 1,
            weighted_sum: Exactly::product(*value, *weight),
            weight: *weight,
            min: *value,
            max: *value,
            last: *value,
            last_ms: at_ms,
        },
        Reading::Histogram { bounds, counts } => Summary::Histogram { bounds: bounds.clone(), counts: counts.clone() },
        Reading::Quantile { value } => Summary::Quantile { last: *value, last_ms: at_ms, max: *value },
        Reading::State { .. } | Reading::Excluded | Reading::Unknown => {
            return Err(Error::invalid("a state sample in a series of another kind"));
        }
    }))
}

/// Spreads checks over slots: a state holds until the next check, at most `hold`, and is unknown after that.
pub fn state_slots(samples: &[Sample], hold: i64, window: Window) -> BTreeMap<u16, Summary> {
    let mut slots = BTreeMap::new();
    for (index, sample) in samples.iter().enumerate() {
        let next_ms = samples.get(index + 1).map_or(i64::MAX, |next| next.at_ms);
        let (from, to) = (sample.at_ms.max(window.start_ms), next_ms.min(sample.at_ms + hold).min(window.end_ms));
        let mut at = from;
        while at < to {
            let end = to.min(slot_start(at) + SLOT_MS);
            add_state(&mut slots, slot_number(at), &sample.reading, end - at);
            at = end;
        }
    }
    slots
}

fn add_state(slots: &mut BTreeMap<u16, Summary>, number: u16, reading: &Reading, ms: i64) {
    let (up, down, excluded) = match reading {
        Reading::State { up_share } => {
            // Degraded time is shared out by traffic; the two parts still add to the whole.
            let up = up_share.times(ms).round(0).ok().and_then(|up| i64::try_from(up.mantissa()).ok()).unwrap_or(0).clamp(0, ms);
            (up, ms - up, 0)
        }
        Reading::Excluded => (0, 0, ms),
        _ => return,
    };
    let slot = slots.entry(number).or_insert(Summary::State { up_ms: 0, down_ms: 0, excluded_ms: 0 });
    if let Summary::State { up_ms, down_ms, excluded_ms } = slot {
        *up_ms += up;
        *down_ms += down;
        *excluded_ms += excluded;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 20_000;
    const START: i64 = DAY * DAY_MS;

    fn check(minute: i64, value: f64) -> Sample {
        Sample { at_ms: START + minute * 60_000, reading: Reading::check(value) }
    }

    fn totals(slots: &BTreeMap<u16, Summary>) -> (i64, i64, i64) {
        match Summary::merged(slots.values()).unwrap() {
            Some(Summary::State { up_ms, down_ms, excluded_ms }) => (up_ms / 60_000, down_ms / 60_000, excluded_ms / 60_000),
            _ => (0, 0, 0),
        }
    }

    fn day_of(samples: &[Sample]) -> (i64, i64, i64) {
        totals(&state_slots(samples, 600_000, Window { start_ms: START, end_ms: START + DAY_MS }))
    }

    #[test]
    fn a_state_holds_until_the_next_check_at_most_ten_minutes() {
        for (name, samples, expected) in [
            ("one check holds ten minutes, then unknown", vec![check(0, 1.0)], (10, 0, 0)),
            ("the next check ends it", vec![check(0, 1.0), check(4, 0.0)], (4, 10, 0)),
            ("from 0.5 it is up", vec![check(0, 0.5), check(5, 0.49)], (5, 10, 0)),
            ("NaN is unknown from its instant", vec![check(0, 1.0), check(3, f64::NAN), check(20, 0.0)], (3, 10, 0)),
            ("a check before midnight reaches over it", vec![check(-4, 0.0)], (0, 6, 0)),
            ("a check near the end is cut at midnight", vec![check(24 * 60 - 3, 1.0)], (3, 0, 0)),
            ("maintenance does not count", vec![Sample { at_ms: START, reading: Reading::Excluded }, check(5, 1.0)], (10, 0, 5)),
        ] {
            assert_eq!(day_of(&samples), expected, "{name}");
        }
    }

    #[test]
    fn degraded_time_is_shared_by_traffic() {
        let samples = [Sample { at_ms: START, reading: Reading::State { up_share: Fixed::parse("0.7").unwrap() } }];
        assert_eq!(day_of(&samples), (7, 3, 0));
    }

    #[test]
    fn a_counter_that_restarts_loses_nothing() {
        let total =
            |minute: i64, total: i64| Sample { at_ms: START + minute * 60_000, reading: Reading::Total { total: Fixed::whole(total) } };
        let shape = SeriesShape { kind: Kind::Counter, interval_s: 300 };
        // Before midnight 100; then 130, a restart, 7, 12: growth 30 + 7 + 5.
        let slots = roll_up_day(shape, DAY, &[total(-5, 100), total(1, 130), total(6, 7), total(11, 12)]).unwrap();
        assert_eq!(Summary::merged(slots.slots.values()).unwrap(), Some(Summary::Counter { sum: Fixed::whole(42) }));
        let alone = roll_up_day(shape, DAY, &[total(1, 130)]).unwrap();
        assert!(alone.slots.is_empty(), "the first total has grown by an unknown amount");
    }

    proptest! {
        /// Up, down, excluded and what is left always add to the window; checks never overlap.
        #[test]
        fn the_states_never_exceed_the_window(minutes in proptest::collection::btree_set(-20i64..1460, 0..80), values in proptest::collection::vec(0u8..3, 80)) {
            let samples: Vec<Sample> = minutes.iter().zip(&values)
                .map(|(minute, value)| check(*minute, match value { 0 => 0.0, 1 => 1.0, _ => f64::NAN })).collect();
            let slots = state_slots(&samples, 600_000, Window { start_ms: START, end_ms: START + DAY_MS });
            for summary in slots.values() {
                if let Summary::State { up_ms, down_ms, excluded_ms } = summary {
                    prop_assert!(up_ms + down_ms + excluded_ms <= SLOT_MS);
                }
            }
            let (up, down, excluded) = totals(&slots);
            prop_assert!(up + down + excluded <= 1440);
        }
    }
}
