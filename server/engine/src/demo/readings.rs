//! Readings of each kind at an instant.

use domain::sample::{Fixed, Reading};

use super::steady::around;

/// How busy an hour of the local day is, in thousandths of the average hour: quiet nights, a lunch break, long evenings.
const HOURS: [i64; 24] =
    [420, 260, 170, 130, 130, 190, 380, 640, 880, 1060, 1180, 1310, 1430, 1300, 1150, 1100, 1130, 1230, 1390, 1620, 1800, 1760, 1490, 850];
/// How busy a weekday is, Monday first.
const WEEKDAYS: [i64; 7] = [920, 900, 930, 970, 1080, 1150, 1050];

/// `average` of an hour, as busy as that hour of that weekday (0 is Monday).
pub fn busy_hour(average: i64, weekday: usize, hour: usize) -> i64 {
    busy_day(average * HOURS.get(hour).copied().unwrap_or(1000) / 1000, weekday)
}

/// `average` of a day, as busy as that weekday.
pub fn busy_day(average: i64, weekday: usize) -> i64 {
    average * WEEKDAYS.get(weekday).copied().unwrap_or(1000) / 1000
}

/// A whole amount that was counted.
pub fn count(amount: i64) -> Reading {
    Reading::Increment { by: Fixed::whole(amount.max(0)) }
}

/// `share_millionths` of `judged`, as numerator and denominator; the day's share wanders a little.
pub fn share(share_millionths: i64, judged: i64, wander_permille: i64, series: &str, at: i64) -> Reading {
    let share = around(share_millionths, wander_permille, series, at).clamp(0, 1_000_000);
    let hits = (i128::from(judged) * i128::from(share) + 500_000) / 1_000_000;
    Reading::Ratio { numerator: Fixed::whole(hits as i64), denominator: Fixed::whole(judged) }
}

/// A gauge in millionths.
pub fn level(millionths: i64) -> Reading {
    Reading::gauge(Fixed::from_units(i128::from(millionths) * 1000))
}

/// Cost in millionths of a currency unit per prediction, as a sum over the predictions.
pub fn cost_over(per_prediction_millionths: i64, predictions: i64) -> Reading {
    let cost = i128::from(per_prediction_millionths) * i128::from(predictions) * 1000;
    Reading::Ratio { numerator: Fixed::from_units(cost), denominator: Fixed::whole(predictions) }
}

/// Upper edges of the latency buckets, in milliseconds.
const EDGES: [i64; 10] = [25, 50, 75, 100, 150, 200, 300, 400, 600, 1000];
/// Thousandths of answers per bucket at the usual load; the last is open.
const USUAL: [i64; 11] = [40, 130, 210, 220, 190, 100, 65, 25, 13, 5, 2];

/// A histogram of `answers`; `slower` hundredths move to the three slow buckets.
pub fn latency(answers: i64, slower: i64, series: &str, at: i64) -> Reading {
    let mut counts: Vec<i64> =
        USUAL.iter().enumerate().map(|(bucket, usual)| answers * around(*usual, 60, series, at + bucket as i64) / 1000).collect();
    if let [fast, ..] = counts.as_mut_slice() {
        let moved = answers * slower / 100;
        *fast = (*fast - moved).max(0);
    }
    for bucket in [7, 8, 9] {
        if let Some(slow) = counts.get_mut(bucket) {
            *slow += answers * slower / 300;
        }
    }
    Reading::Histogram {
        bounds: EDGES.iter().map(|edge| Fixed::whole(*edge)).collect(),
        counts: counts.into_iter().map(|count| Fixed::whole(count.max(0))).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use domain::metric::Kind;

    use super::*;

    #[test]
    fn readings_fit_their_kinds() {
        for (kind, reading) in [
            (Kind::Counter, count(-5)),
            (Kind::Ratio, share(934_200, 4_000, 5, "x", 9)),
            (Kind::Gauge, level(610_000)),
            (Kind::Ratio, cost_over(2_400, 300_000)),
            (Kind::Histogram, latency(12_000, 8, "x", 9)),
        ] {
            reading.check_fits(kind).unwrap();
        }
    }

    #[test]
    fn the_week_averages_to_the_average() {
        let week: i64 = (0..7).flat_map(|day| (0..24).map(move |hour| busy_hour(1_000_000, day, hour))).sum();
        let mean = week / 168;
        assert!((940_000..1_060_000).contains(&mean), "{mean}");
    }
}
