//! Months of a workspace's zone, and the 5-minute slots that everything rolls up from.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The finest stored grain: 5 minutes, aligned to the UTC epoch.
pub const SLOT_MS: i64 = 300_000;
/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;
/// Milliseconds of a UTC day.
pub const DAY_MS: i64 = 86_400_000;
/// Slots of a UTC day.
pub const SLOTS_A_DAY: i64 = DAY_MS / SLOT_MS;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// A month by number; `month` counts from 1.
    pub fn new(year: i32, month: u32) -> Result<Self> {
        if (1970..=2200).contains(&year) && (1..=12).contains(&month) {
            Ok(Self { year, month })
        } else {
            Err(bad_month(&format!("{year}-{month:02}")))
        }
    }

    /// Parses `2026-10`.
    pub fn parse(text: &str) -> Result<Self> {
        let parts = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
        let numbers = parts.and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
        let (year, month) = numbers.ok_or_else(|| bad_month(text))?;
        Self::new(year, month).map_err(|_| bad_month(text))
    }

    /// The month that a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The month of an instant in a zone.
    pub fn at(at_ms: i64, zone: Tz) -> Self {
        Self::of(local(at_ms, zone).date())
    }

    pub fn year(self) -> i32 {
        self.year
    }

    /// From 1 to 12.
    pub fn number(self) -> u32 {
        self.month
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }

    /// The last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day() - Days::new(1)
    }

    /// The day as of which the month is told: its last, or today while it runs.
    pub fn as_of(self, today: NaiveDate) -> NaiveDate {
        self.last_day().min(today)
    }

    /// `n` months later (earlier, if negative).
    pub fn plus(self, n: i32) -> Self {
        let index = self.year * 12 + self.month as i32 - 1 + n;
        Self { year: index.div_euclid(12), month: index.rem_euclid(12) as u32 + 1 }
    }

    /// The month before.
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// `n` months that end with this one, oldest first.
    pub fn trailing(self, n: i32) -> Vec<Self> {
        (1 - n..=0).map(|offset| self.plus(offset)).collect()
    }

    /// `October`.
    pub fn name(self) -> &'static str {
        MONTHS[(self.month as usize + 11) % 12]
    }

    /// `Oct`.
    pub fn short_name(self) -> &'static str {
        &self.name()[..3]
    }

    /// `October 2026`.
    pub fn title(self) -> String {
        format!("{} {}", self.name(), self.year)
    }

    /// From local midnight of the 1st to local midnight of the next 1st.
    pub fn window(self, zone: Tz) -> Window {
        Window { start_ms: local_midnight(self.first_day(), zone), end_ms: local_midnight(self.plus(1).first_day(), zone) }
    }
}

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

fn bad_month(text: &str) -> Error {
    Error::field("month", format!("“{text}” is not a month: write it as 2026-10"))
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl TryFrom<String> for Month {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

/// A half-open span of instants, in Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub start_ms: i64,
    pub end_ms: i64,
}

impl Window {
    /// Length in milliseconds; months with a clock change have 23- or 25-hour days.
    pub fn ms(self) -> i64 {
        (self.end_ms - self.start_ms).max(0)
    }

    /// The part before `now_ms`: what a month "to date" is compared on.
    pub fn until(self, now_ms: i64) -> Self {
        Self { start_ms: self.start_ms, end_ms: self.end_ms.min(now_ms).max(self.start_ms) }
    }

    pub fn contains(self, at_ms: i64) -> bool {
        (self.start_ms..self.end_ms).contains(&at_ms)
    }
}

/// Parses an IANA zone name.
pub fn parse_zone(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| Error::field("time_zone", format!("“{name}” is not an IANA time zone such as Asia/Jakarta")))
}

/// Parses a day written `2026-10-31`.
pub fn parse_day(text: &str) -> Result<NaiveDate> {
    let strict = text.len() == 10;
    strict
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten()
        .ok_or_else(|| Error::field("date", format!("“{text}” is not a date: write it as 2026-10-31")))
}

/// Parses an instant: RFC 3339 (`2026-10-31T14:00:00+07:00`), or a local time or day in `zone`
/// (`2026-10-31 14:00`, `2026-10-31`), or Unix milliseconds.
pub fn parse_instant(text: &str, zone: Tz) -> Result<i64> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.timestamp_millis());
    }
    if let Ok(day) = parse_day(text) {
        return Ok(local_midnight(day, zone));
    }
    for pattern in ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, pattern) {
            return Ok(resolve(at, zone));
        }
    }
    match text.parse::<i64>() {
        Ok(ms) if text.len() >= 12 => Ok(ms),
        _ => Err(Error::field("time", format!("“{text}” is not a time: write 2026-10-31T14:00:00+07:00, 2026-10-31 14:00 or 2026-10-31"))),
    }
}

/// Parses a duration such as `1m`, `5m`, `1h`, `1d` into seconds.
pub fn parse_duration_s(text: &str) -> Result<u32> {
    let bad = || Error::field("duration", format!("“{text}” is not a duration: write 30s, 5m, 1h or 1d"));
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(bad)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return Err(bad()),
    };
    let number: u32 = number.parse().map_err(|_| bad())?;
    let total = number.checked_mul(seconds).filter(|total| (1..=31 * 86_400).contains(total));
    total.ok_or_else(bad)
}

/// The inverse of [`parse_duration_s`] in the largest unit that divides.
pub fn format_duration_s(seconds: u32) -> String {
    match seconds {
        s if s % 86_400 == 0 => format!("{}d", s / 86_400),
        s if s % 3600 == 0 => format!("{}h", s / 3600),
        s if s % 60 == 0 => format!("{}m", s / 60),
        s => format!("{s}s"),
    }
}

/// Wall-clock time of an instant.
pub fn local(at_ms: i64, zone: Tz) -> NaiveDateTime {
    let utc: DateTime<Utc> = DateTime::from_timestamp_millis(at_ms).unwrap_or_default();
    utc.with_timezone(&zone).naive_local()
}

/// The first instant of a local day, also where midnight is skipped by a clock change.
pub fn local_midnight(day: NaiveDate, zone: Tz) -> i64 {
    resolve(day.and_time(NaiveTime::MIN), zone)
}

/// The earliest instant with that wall-clock time; inside a gap, the first instant after it.
fn resolve(at: NaiveDateTime, zone: Tz) -> i64 {
    match zone.from_local_datetime(&at) {
        LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => t.timestamp_millis(),
        LocalResult::None => {
            let before = at - TimeDelta::hours(3);
            let offset_ms =
                zone.from_local_datetime(&before).earliest().map_or(0, |t| t.timestamp_millis() - before.and_utc().timestamp_millis());
            at.and_utc().timestamp_millis() + offset_ms
        }
    }
}

/// Hour of the local week, 0 = Monday 00:00 to 167 = Sunday 23:00.
pub fn hour_of_week(at_ms: i64, zone: Tz) -> usize {
    let at = local(at_ms, zone);
    (at.weekday().num_days_from_monday() * 24 + at.hour()) as usize
}

/// Start of the slot that an instant lies in.
pub fn slot_start(at_ms: i64) -> i64 {
    at_ms.div_euclid(SLOT_MS) * SLOT_MS
}

/// Number of the UTC day since 1970-01-01.
pub fn utc_day(at_ms: i64) -> i64 {
    at_ms.div_euclid(DAY_MS)
}

/// `2026-10-31` of a UTC day number.
pub fn utc_day_text(day: i64) -> String {
    DateTime::from_timestamp_millis(day * DAY_MS).unwrap_or_default().format("%Y-%m-%d").to_string()
}

/// `6 Nov 2026`.
pub fn day_title(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), Month::of(day).short_name(), day.year())
}

/// `6 Nov 2026, 14:20` in the zone.
pub fn instant_title(at_ms: i64, zone: Tz) -> String {
    let at = local(at_ms, zone);
    format!("{}, {:02}:{:02}", day_title(at.date()), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hours(month: &str, zone: &str) -> i64 {
        Month::parse(month).unwrap().window(parse_zone(zone).unwrap()).ms() / HOUR_MS
    }

    #[test]
    fn months_are_cut_at_local_midnight() {
        for (month, zone, expected) in [
            ("2026-10", "Asia/Jakarta", 744),
            ("2026-02", "Asia/Jakarta", 672),
            ("2024-02", "Asia/Jakarta", 696),
            ("2026-03", "Europe/Berlin", 743),
            ("2026-10", "Europe/Berlin", 745),
            ("2026-10", "Asia/Kathmandu", 744),
            // Lord Howe moves by half an hour.
            ("2026-10", "Australia/Lord_Howe", 743),
        ] {
            assert_eq!(hours(month, zone), expected, "{month} {zone}");
        }
        let window = Month::parse("2026-10").unwrap().window(parse_zone("Asia/Jakarta").unwrap());
        assert_eq!(window.start_ms, parse_instant("2026-09-30T17:00:00Z", chrono_tz::UTC).unwrap());
    }

    #[test]
    fn a_midnight_that_does_not_exist_is_the_first_instant_after_it() {
        // Beirut skipped 00:00 to 01:00 on 31 March 2024.
        let zone = parse_zone("Asia/Beirut").unwrap();
        let day = parse_day("2024-03-31").unwrap();
        assert_eq!(local_midnight(day, zone), parse_instant("2024-03-30T22:00:00Z", zone).unwrap());
    }

    #[test]
    fn months_parse_strictly_and_step() {
        for bad in ["2026-13", "2026-00", "2026-1", "26-10", "2026/10", "October", "", "2026-1o"] {
            assert!(Month::parse(bad).unwrap_err().to_string().contains("write it as 2026-10"), "{bad}");
        }
        let january = Month::parse("2026-01").unwrap();
        assert_eq!(january.previous().to_string(), "2025-12");
        assert_eq!(january.plus(13).to_string(), "2027-02");
        assert_eq!(january.trailing(13)[0].to_string(), "2025-01");
        assert_eq!(january.last_day().to_string(), "2026-01-31");
    }

    #[test]
    fn instants_and_durations() {
        let zone = parse_zone("Asia/Jakarta").unwrap();
        let noon = parse_instant("2026-10-31T12:00:00+07:00", zone).unwrap();
        for same in ["2026-10-31 12:00", "2026-10-31T12:00:00", "2026-10-31T05:00:00Z", &noon.to_string()] {
            assert_eq!(parse_instant(same, zone).unwrap(), noon, "{same}");
        }
        for bad in ["31/10/2026", "2026-10-32", "noon", "", "12"] {
            assert!(parse_instant(bad, zone).is_err(), "{bad}");
        }
        assert_eq!(hour_of_week(noon, zone), 5 * 24 + 12);
        assert_eq!(parse_duration_s("5m").unwrap(), 300);
        assert_eq!(format_duration_s(86_400), "1d");
        for bad in ["", "5", "m", "-5m", "0s", "1w", "99999999d"] {
            assert!(parse_duration_s(bad).is_err(), "{bad}");
        }
    }
}
