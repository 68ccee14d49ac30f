//! What went wrong at the company and what was released, and when.

use super::steady::chance;

/// Spans of downtime as (month, day, first minute of the local day, minutes).
pub fn outages(service: &str) -> &'static [(i32, i64, i64, i64)] {
    match service {
        // Three months before the second database; one long evening in the last closed month.
        "recommender" => &[
            (0, 4, 1_140, 145),
            (0, 19, 840, 170),
            (1, 8, 600, 205),
            (1, 23, 1_200, 90),
            (2, 11, 1_080, 310),
            (3, 15, 720, 70),
            (4, 6, 1_260, 85),
            (5, 22, 540, 60),
            (6, 9, 1_150, 95),
            (7, 17, 700, 45),
            (8, 13, 900, 80),
            (9, 5, 1_000, 55),
            (10, 20, 1_100, 65),
            (11, 12, 660, 50),
            (12, 14, 1_145, 235),
        ],
        "fraud-score" => &[
            (0, 10, 780, 150),
            (1, 16, 960, 140),
            (2, 3, 660, 155),
            (4, 21, 180, 60),
            (6, 2, 1_200, 75),
            (8, 25, 240, 50),
            (10, 9, 130, 90),
            (12, 18, 120, 40),
        ],
        "search-ranking" => &[(5, 18, 1_080, 375), (9, 27, 300, 60), (12, 6, 900, 45)],
        "churn" => &[(3, 12, 120, 180)],
        "demand-forecast" => &[(7, 3, 60, 240)],
        _ => &[],
    }
}

/// Was the service down in the minute of a local day?
pub fn is_down(service: &str, month: i32, day: i64, minute: i64) -> bool {
    outages(service).iter().any(|(m, d, start, minutes)| *m == month && *d == day && (*start..start + minutes).contains(&minute))
}

/// Was the service released on the day that begins at `midnight_ms`? On one day in some; and on the day of the long outage, before it.
pub fn released(service: &str, month: i32, day: i64, midnight_ms: i64) -> bool {
    let every = match service {
        "recommender" => 6,
        "search-ranking" => 9,
        _ => return false,
    };
    let series = format!("{service}/deployment-frequency");
    (service, month, day) == ("recommender", 12, 14) || chance(&series, midnight_ms) < 1_000_000 / every
}

/// The forecast's labels did not arrive for two weeks of the last closed month: no sample, not a zero.
pub fn is_missing(series: &str, month: i32, day: i64) -> bool {
    series == "demand-forecast/accuracy" && month == 12 && (8..=20).contains(&day)
}

/// The month in which an untested ranking was live.
pub const BAD_RANKING_MONTH: i32 = 12;
