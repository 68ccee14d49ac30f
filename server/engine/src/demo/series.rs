//! Every series of the company: its grain, and its reading at each instant.

use chrono::{Datelike, Timelike};
use chrono_tz::Tz;
use domain::sample::{Reading, Sample, SeriesKey};
use domain::time::{HOUR_MS, Month, local};

use super::events::{BAD_RANKING_MONTH, is_down, is_missing, released};
use super::readings::{busy_day, busy_hour, cost_over, count, latency, level, share};
use super::steady::{around, trend};

/// The source of the series that is written last.
pub const LAST_SOURCE: &str = "checkout-events";

const MINUTE_MS: i64 = 60_000;
const DAY: i64 = 24 * HOUR_MS;

/// An instant as the readings see it.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    at_ms: i64,
    /// Months since the oldest.
    month: i32,
    day: i64,
    hour: usize,
    minute_of_day: i64,
    /// 0 is Monday.
    weekday: usize,
}

type ReadAt = fn(&str, Moment) -> Option<Reading>;

/// One series.
#[derive(Debug)]
pub struct Plan {
    pub key: SeriesKey,
    step_ms: i64,
    read: ReadAt,
}

impl Plan {
    /// The samples of the steps that are complete at `now_ms` and were not at `before_ms`. A sample stands for the step it starts.
    pub fn samples(&self, anchor: Month, zone: Tz, before_ms: i64, now_ms: i64) -> Vec<Sample> {
        let start_ms = anchor.window(zone).start_ms;
        let name = self.key.to_string();
        let (first, end) = ((before_ms - start_ms).max(0) / self.step_ms, (now_ms - start_ms) / self.step_ms);
        let mut samples = Vec::with_capacity(usize::try_from(end - first).unwrap_or(0));
        for step in first..end {
            let at_ms = start_ms + step * self.step_ms;
            let moment = moment(at_ms, anchor, zone);
            if is_missing(&name, moment.month, moment.day) {
                continue;
            }
            if let Some(reading) = (self.read)(&name, moment) {
                samples.push(Sample { at_ms, reading });
            }
        }
        samples
    }
}

fn moment(at_ms: i64, anchor: Month, zone: Tz) -> Moment {
    let at = local(at_ms, zone);
    Moment {
        at_ms,
        month: (at.year() - anchor.year()) * 12 + at.month() as i32 - anchor.number() as i32,
        day: i64::from(at.day()),
        hour: at.hour() as usize,
        minute_of_day: i64::from(at.hour() * 60 + at.minute()),
        weekday: at.weekday().num_days_from_monday() as usize,
    }
}

/// All series; the one of [`LAST_SOURCE`] comes last.
pub fn all() -> Vec<Plan> {
    let rows: [(&str, i64, ReadAt); 39] = [
        ("recommender/uptime", 5 * MINUTE_MS, check),
        ("fraud-score/uptime", 5 * MINUTE_MS, check),
        ("search-ranking/uptime", 15 * MINUTE_MS, check),
        ("churn/uptime", HOUR_MS, check),
        ("demand-forecast/uptime", HOUR_MS, check),
        ("recommender/error-rate", HOUR_MS, |name, m| Some(share(2_600, busy_hour(12_500, m.weekday, m.hour), 400, name, m.at_ms))),
        ("fraud-score/error-rate", HOUR_MS, |name, m| Some(share(900, busy_hour(4_200, m.weekday, m.hour), 500, name, m.at_ms))),
        ("recommender/latency", HOUR_MS, |name, m| {
            Some(latency(busy_hour(12_500, m.weekday, m.hour), trend(5, 2, m.month), name, m.at_ms))
        }),
        ("fraud-score/latency", HOUR_MS, |name, m| Some(latency(busy_hour(4_200, m.weekday, m.hour), 1, name, m.at_ms))),
        ("search-ranking/latency", HOUR_MS, |name, m| {
            let slower = if m.month == BAD_RANKING_MONTH { 7 } else { 2 };
            Some(latency(busy_hour(3_200, m.weekday, m.hour), slower, name, m.at_ms))
        }),
        ("recommender/incidents", DAY, |_, m| {
            let started = super::events::outages("recommender").iter().filter(|(month, day, ..)| *month == m.month && *day == m.day);
            Some(count(started.count() as i64))
        }),
        ("recommender/accuracy", DAY, |name, m| Some(share(trend(930_000, 937_600, m.month), 40_000, 2, name, m.at_ms))),
        ("fraud-score/recall", DAY, |name, m| Some(share(trend(726_000, 746_000, m.month), 18_000, 8, name, m.at_ms))),
        ("fraud-score/label-coverage", DAY, |name, m| Some(share(812_000, 100_000, 20, name, m.at_ms))),
        ("search-ranking/precision", DAY, |name, m| {
            let usual = trend(741_000, 748_500, m.month);
            Some(share(if m.month == BAD_RANKING_MONTH { 717_800 } else { usual }, 60_000, 2, name, m.at_ms))
        }),
        ("search-ranking/prediction-drift", DAY, |name, m| {
            let usual = if m.month == BAD_RANKING_MONTH { 214_000 } else { 61_000 };
            Some(level(around(usual, 180, name, m.at_ms)))
        }),
        ("churn/recall", DAY, |name, m| Some(share(trend(610_000, 634_000, m.month), 9_000, 12, name, m.at_ms))),
        ("demand-forecast/accuracy", DAY, |name, m| Some(share(trend(815_000, 832_500, m.month), 24_000, 5, name, m.at_ms))),
        ("recommender/predictions", HOUR_MS, |name, m| {
            Some(count(around(busy_hour(trend(11_800, 13_400, m.month), m.weekday, m.hour), 40, name, m.at_ms)))
        }),
        ("recommender/gpu-utilisation", HOUR_MS, |name, m| {
            Some(level(around(busy_hour(480_000, m.weekday, m.hour), 30, name, m.at_ms).min(970_000)))
        }),
        ("recommender/cost-per-prediction-allocated", DAY, |name, m| {
            Some(cost_over(around(trend(2_950, 2_400, m.month), 20, name, m.at_ms), busy_day(300_000, m.weekday)))
        }),
        ("demand-forecast/idle-gpu-hours", DAY, |name, m| {
            Some(count(around(if m.month < 3 { 20 } else { trend(17, 12, m.month) }, 150, name, m.at_ms)))
        }),
        ("recommender/attributed-revenue", DAY, |name, m| {
            Some(count(around(busy_day(trend(12_400, 14_200, m.month), m.weekday), 60, name, m.at_ms)))
        }),
        ("search-ranking/engagement", DAY, |name, m| Some(share(418_000, 70_000, 12, name, m.at_ms))),
        ("fraud-score/hours-by-hand", DAY, |name, m| {
            Some(count(around(if m.month < 3 { 44 } else { trend(36, 28, m.month) }, 120, name, m.at_ms)))
        }),
        ("recommender/deployment-frequency", DAY, releases),
        ("search-ranking/deployment-frequency", DAY, releases),
        ("kpi/checkout-orders", DAY, |name, m| Some(count(around(busy_day(trend(10_300, 11_200, m.month), m.weekday), 40, name, m.at_ms)))),
        ("kpi/checkout-visitors", DAY, |name, m| {
            Some(count(around(busy_day(trend(118_000, 127_000, m.month), m.weekday), 40, name, m.at_ms)))
        }),
        ("kpi/recommended-contribution", DAY, |name, m| {
            Some(count(around(busy_day(trend(1_780, 2_010, m.month), m.weekday), 50, name, m.at_ms)))
        }),
        ("kpi/billed-gpu-hours", DAY, |name, m| Some(count(around(trend(124, 136, m.month), 30, name, m.at_ms)))),
        ("kpi/search-conversion", DAY, |name, m| {
            let usual = if m.month == BAD_RANKING_MONTH { 31_400 } else { trend(33_600, 35_100, m.month) };
            Some(share(usual, busy_day(76_000, m.weekday), 15, name, m.at_ms))
        }),
        ("kpi/searches", DAY, |name, m| Some(count(around(busy_day(76_000, m.weekday), 30, name, m.at_ms)))),
        ("kpi/fraud-attempts", DAY, |name, m| Some(count(around(busy_day(172, m.weekday), 90, name, m.at_ms)))),
        ("kpi/fraud-stopped", DAY, |name, m| Some(share(trend(726_000, 746_000, m.month), busy_day(172, m.weekday), 8, name, m.at_ms))),
        ("kpi/retention-calls", DAY, |name, m| Some(count(around(busy_day(700, m.weekday), 60, name, m.at_ms)))),
        ("kpi/retained-customers", DAY, |name, m| Some(level(around(trend(412_000, 438_500, m.month), 1, name, m.at_ms) * 1_000_000))),
        ("kpi/shipped-units", DAY, |name, m| Some(count(around(busy_day(14_000, m.weekday), 50, name, m.at_ms)))),
        ("kpi/waste", DAY, |name, m| Some(share(trend(24_800, 20_900, m.month), 14_000, 30, name, m.at_ms))),
    ];
    let last: (&str, i64, ReadAt) = ("kpi/checkout-revenue", HOUR_MS, |name, m| {
        let usual = busy_hour(trend(15_600, 17_900, m.month), m.weekday, m.hour);
        let lost = if is_down("recommender", m.month, m.day, m.minute_of_day) { usual * 3 / 10 } else { 0 };
        Some(count(around(usual - lost, 50, name, m.at_ms)))
    });
    rows.into_iter()
        .chain([last])
        .filter_map(|(name, step_ms, read)| SeriesKey::parse(name).ok().map(|key| Plan { key, step_ms, read }))
        .collect()
}

fn service_of(series: &str) -> &str {
    series.split_once('/').map_or(series, |(service, _)| service)
}

/// The day's releases of the service of the series' name.
fn releases(name: &str, moment: Moment) -> Option<Reading> {
    Some(count(i64::from(released(service_of(name), moment.month, moment.day, moment.at_ms))))
}

/// A check of the service of the series' name.
fn check(name: &str, moment: Moment) -> Option<Reading> {
    Some(Reading::check(if is_down(service_of(name), moment.month, moment.day, moment.minute_of_day) { 0.0 } else { 1.0 }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use domain::time::parse_zone;

    use super::*;

    #[test]
    fn every_row_is_a_series() {
        assert_eq!(all().len(), 40);
    }

    #[test]
    fn topping_up_continues_where_it_stopped() {
        let zone = parse_zone(super::super::ZONE).unwrap();
        let anchor = Month::parse("2026-01").unwrap();
        let start_ms = anchor.window(zone).start_ms;
        let (half, end) = (start_ms + 40 * DAY + 17 * MINUTE_MS, start_ms + 70 * DAY + 3 * HOUR_MS);
        for plan in all() {
            let whole = plan.samples(anchor, zone, start_ms, end);
            let mut parts = plan.samples(anchor, zone, start_ms, half);
            parts.extend(plan.samples(anchor, zone, half, end));
            assert_eq!(whole, parts, "{}", plan.key);
            assert_eq!(whole[0].at_ms, start_ms, "{}", plan.key);
        }
    }

    #[test]
    fn the_last_month_holds_an_outage_and_a_gap() {
        let zone = parse_zone(super::super::ZONE).unwrap();
        let anchor = Month::parse("2026-01").unwrap();
        let bad = anchor.plus(12).window(zone);
        let of = |name: &str| all().into_iter().find(|plan| plan.key.to_string() == name).unwrap();
        let checks = of("recommender/uptime").samples(anchor, zone, bad.start_ms, bad.end_ms);
        let down = checks.iter().filter(|sample| sample.reading == Reading::check(0.0)).count();
        assert_eq!(down, 47, "235 minutes in checks of 5 minutes");
        let judged = of("demand-forecast/accuracy").samples(anchor, zone, bad.start_ms, bad.end_ms);
        assert_eq!(judged.len(), 31 - 13);
    }
}
