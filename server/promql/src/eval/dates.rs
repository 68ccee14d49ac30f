//! Parts of a date in UTC, of seconds since 1970.

fn days(seconds: f64) -> Option<i64> {
    // beyond this no calendar is meant
    (seconds.abs() < 1e15).then(|| (seconds as i64).div_euclid(86_400))
}

/// Year, month, day of the month; the proleptic Gregorian calendar counted in 400-year cycles that begin in March.
fn civil(days: i64) -> (i64, i64, i64) {
    let from_march = days + 719_468;
    let (cycle, day) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let in_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let (of_month, month) = (in_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (cycle * 400 + year + i64::from(month <= 2), month, of_month)
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn part(seconds: f64, of: impl Fn(i64) -> i64) -> f64 {
    days(seconds).map_or(f64::NAN, |days| of(days) as f64)
}

fn clock(seconds: f64, of: impl Fn(i64) -> i64) -> f64 {
    days(seconds).map_or(f64::NAN, |_| of((seconds as i64).rem_euclid(86_400)) as f64)
}

pub(super) fn year(seconds: f64) -> f64 {
    part(seconds, |days| civil(days).0)
}

pub(super) fn month(seconds: f64) -> f64 {
    part(seconds, |days| civil(days).1)
}

pub(super) fn day_of_month(seconds: f64) -> f64 {
    part(seconds, |days| civil(days).2)
}

pub(super) fn day_of_week(seconds: f64) -> f64 {
    part(seconds, |days| (days + 4).rem_euclid(7))
}

pub(super) fn day_of_year(seconds: f64) -> f64 {
    part(seconds, |days| {
        let (year, month, day) = civil(days);
        (1..month).map(|before| length(year, before)).sum::<i64>() + day
    })
}

pub(super) fn days_in_month(seconds: f64) -> f64 {
    part(seconds, |days| {
        let (year, month, _) = civil(days);
        length(year, month)
    })
}

pub(super) fn hour(seconds: f64) -> f64 {
    clock(seconds, |in_day| in_day / 3_600)
}

pub(super) fn minute(seconds: f64) -> f64 {
    clock(seconds, |in_day| in_day / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_day_is_read_in_all_its_parts() {
        // 2024-02-29 23:59:58, a Thursday
        let at = 1_709_251_198.0;
        assert_eq!([year(at), month(at), day_of_month(at), day_of_week(at)], [2024.0, 2.0, 29.0, 4.0]);
        assert_eq!([day_of_year(at), days_in_month(at), hour(at), minute(at)], [60.0, 29.0, 23.0, 59.0]);
        assert_eq!([year(-1.0), month(-1.0), day_of_month(-1.0)], [1969.0, 12.0, 31.0]);
        assert!(year(f64::NAN).is_nan() && year(f64::INFINITY).is_nan());
    }
}
