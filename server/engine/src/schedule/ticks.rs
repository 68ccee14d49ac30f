//! When things are due.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::time::{SLOT_MS, local, local_midnight, slot_start};

/// Passes start this long after a slot ends: the delay that sources have by default, and a little.
const AFTER_SLOT_MS: i64 = 65_000;
/// The daily pass waits this long after midnight.
const AFTER_MIDNIGHT_MS: i64 = 600_000;

/// The next pass after `now_ms`, strictly later.
pub fn next_pass_ms(now_ms: i64) -> i64 {
    slot_start(now_ms - AFTER_SLOT_MS) + SLOT_MS + AFTER_SLOT_MS
}

/// The local day whose daily pass is due and was not made; none when there is nothing to do.
pub fn day_due(now_ms: i64, zone: Tz, last: Option<NaiveDate>) -> Option<NaiveDate> {
    let day = local(now_ms, zone).date();
    let waited = last.is_none() || now_ms - local_midnight(day, zone) >= AFTER_MIDNIGHT_MS;
    (waited && last != Some(day)).then_some(day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use domain::time::parse_instant;

    use super::*;

    #[test]
    fn passes_follow_the_slots() {
        for (now_ms, expected) in [(0, 65_000), (64_999, 65_000), (65_000, 365_000), (300_000, 365_000), (400_000, 665_000)] {
            assert_eq!(next_pass_ms(now_ms), expected, "{now_ms}");
        }
    }

    #[test]
    fn one_daily_pass_a_local_day() {
        let zone = chrono_tz::Asia::Jakarta;
        let at = |text: &str| parse_instant(text, zone).unwrap();
        let first = day_due(at("2026-10-31 00:02"), zone, None);
        assert_eq!(first, NaiveDate::from_ymd_opt(2026, 10, 31), "the first pass after a start takes everything");
        assert_eq!(day_due(at("2026-10-31 23:59"), zone, first), None);
        assert_eq!(day_due(at("2026-11-01 00:09"), zone, first), None);
        assert_eq!(day_due(at("2026-11-01 00:10"), zone, first), NaiveDate::from_ymd_opt(2026, 11, 1));
    }
}
