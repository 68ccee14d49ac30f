//! Which time is asked for.

use chrono_tz::Tz;
use domain::time::{DAY_MS, SLOT_MS, local, local_midnight};

/// From the start of the step before the one that holds `from_ms` to the start of the one that holds `until_ms`, the latter excluded. A query that
/// sums by step so sees each step whole; and the newest one is read again, since rows may still have come.
pub fn whole_steps(interval_s: u32, zone: Tz, from_ms: i64, until_ms: i64) -> (i64, i64) {
    let step_ms = i64::from(interval_s) * 1000;
    let start = |at_ms: i64| match step_ms {
        DAY_MS.. => local_midnight(local(at_ms, zone).date(), zone),
        // Within a day, steps that a slot holds or that hold slots.
        _ => at_ms.div_euclid(step_ms.max(SLOT_MS)) * step_ms.max(SLOT_MS),
    };
    let before = |start_ms: i64| start(start_ms - 1);
    (before(start(from_ms)), start(until_ms))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn steps_are_whole() {
        let zone = |name: &str| domain::time::parse_zone(name).unwrap();
        let at = |text: &str| domain::time::parse_instant(text, Tz::UTC).unwrap();
        for (interval_s, name, from, until, expected) in [
            (300, "UTC", "2026-10-01T08:03:00Z", "2026-10-01T08:11:00Z", ("2026-10-01T07:55:00Z", "2026-10-01T08:10:00Z")),
            (60, "UTC", "2026-10-01T08:03:00Z", "2026-10-01T08:11:00Z", ("2026-10-01T07:55:00Z", "2026-10-01T08:10:00Z")),
            (3600, "Asia/Ho_Chi_Minh", "2026-10-01T08:00:00Z", "2026-10-01T09:59:00Z", ("2026-10-01T07:00:00Z", "2026-10-01T09:00:00Z")),
            (86_400, "UTC", "2026-10-02T01:00:00Z", "2026-10-02T02:00:00Z", ("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z")),
            (86_400, "Asia/Ho_Chi_Minh", "2026-10-02T01:00:00Z", "2026-10-02T02:00:00Z", ("2026-09-30T17:00:00Z", "2026-10-01T17:00:00Z")),
            // The day on which the clocks go back has 25 hours.
            (86_400, "Europe/Berlin", "2026-10-26T01:00:00Z", "2026-10-26T02:00:00Z", ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")),
        ] {
            assert_eq!(whole_steps(interval_s, zone(name), at(from), at(until)), (at(expected.0), at(expected.1)), "{interval_s} {name}");
        }
    }
}
