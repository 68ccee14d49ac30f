//! Which days a back-fill asks for.

use chrono_tz::Tz;
use domain::time::{DAY_MS, Month, utc_day};
use domain::{Error, Result};

/// Most months that can be asked for at once.
pub const MONTHS_MAX: u32 = 36;

/// UTC days of a back-fill, first and last included; the newest is fetched first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub first: i64,
    pub last: i64,
}

impl Days {
    /// From the first day of the month `months` before the current one up to yesterday.
    ///
    /// # Errors
    /// Other than 1 to [`MONTHS_MAX`] months.
    pub fn of(months: u32, now_ms: i64, zone: Tz) -> Result<Self> {
        if !(1..=MONTHS_MAX).contains(&months) {
            return Err(Error::field("months", format!("a back-fill reaches 1 to {MONTHS_MAX} months back, not {months}")));
        }
        let first = Month::at(now_ms, zone).plus(-(months as i32));
        Ok(Self { first: utc_day(first.window(zone).start_ms), last: utc_day(now_ms) - 1 })
    }

    /// The same days again from their number alone, after a restart: a back-fill begins on the first of a month, and only one such
    /// beginning ends before today and within the last month.
    pub fn again(total: i64, now_ms: i64, zone: Tz) -> Self {
        let today = utc_day(now_ms);
        let mut month = Month::at(now_ms - total * DAY_MS + DAY_MS, zone);
        let first_day = |month: Month| utc_day(month.window(zone).start_ms);
        while first_day(month) + total > today {
            month = month.previous();
        }
        Self { first: first_day(month), last: first_day(month) + total - 1 }
    }

    /// How many.
    pub fn total(self) -> i64 {
        (self.last - self.first + 1).max(0)
    }

    /// Those still to be fetched when `done` are, newest first.
    pub fn left(self, done: i64) -> impl Iterator<Item = i64> {
        (self.first..=self.last - done.max(0)).rev()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_restart_goes_on_with_the_same_days() {
        for zone in [chrono_tz::UTC, chrono_tz::Asia::Jakarta, chrono_tz::America::Lima] {
            for day in 20_000..20_400 {
                let now_ms = day * DAY_MS + 5 * 3_600_000;
                for months in [1, 2, 13, 36] {
                    let days = Days::of(months, now_ms, zone).unwrap();
                    for later in [0, 1, 20] {
                        assert_eq!(Days::again(days.total(), now_ms + later * DAY_MS, zone), days, "day {day}, {later} days later");
                    }
                }
            }
        }
    }

    #[test]
    fn the_newest_day_comes_first_and_months_are_bounded() {
        let days = Days { first: 10, last: 13 };
        assert_eq!(days.left(0).collect::<Vec<_>>(), [13, 12, 11, 10]);
        assert_eq!(days.left(3).collect::<Vec<_>>(), [10]);
        assert_eq!((days.left(4).count(), days.total()), (0, 4));
        for months in [0, 37] {
            assert!(Days::of(months, 0, chrono_tz::UTC).unwrap_err().to_string().contains("1 to 36 months"));
        }
    }
}
