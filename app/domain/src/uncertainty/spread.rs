//! What the draws of an amount say.

/// The lowest, middle and highest of three levels, such as P10, P50 and P90, and the share of draws below zero.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
    pub p_loss: f64,
}

/// The levels that are printed: P10, P50 and P90.
pub const LEVELS: [f64; 3] = [0.1, 0.5, 0.9];

/// The spread of draws, which are put into another order; zero without any. `levels` rise and lie between 0 and 1.
pub fn spread_at(draws: &mut [f64], levels: [f64; 3]) -> Spread {
    let Some(last) = draws.len().checked_sub(1) else { return Spread::default() };
    let p_loss = draws.iter().filter(|draw| **draw < 0.0).count() as f64 / draws.len() as f64;
    // Linear between the two nearest ranks (Hyndman and Fan 1996, type 7).
    let places = levels.map(|level| level * last as f64);
    // The middle first: the other two then search one side each.
    let (below, median, above) = draws.select_nth_unstable_by(places[1] as usize, f64::total_cmp);
    let (n_below, middle) = (below.len(), *median);
    let median = between(middle, above, places[1]);
    let low = match places[0] as usize {
        low if low < n_below => ranked(below, low, Some(middle), places[0]),
        _ => between(middle, above, places[0]),
    };
    let high = match places[2] as usize {
        high if high > n_below => ranked(above, high - n_below - 1, None, places[2]),
        _ => between(middle, above, places[2]),
    };
    Spread { low, median, high, p_loss }
}

/// The value at a rank of `part`, which ends before `next`.
fn ranked(part: &mut [f64], rank: usize, next: Option<f64>, place: f64) -> f64 {
    let (_, lower, above) = part.select_nth_unstable_by(rank, f64::total_cmp);
    let lower = *lower;
    let upper = least(above).or(next).unwrap_or(lower);
    lower + (upper - lower) * place.fract()
}

fn between(lower: f64, above: &[f64], place: f64) -> f64 {
    lower + (least(above).unwrap_or(lower) - lower) * place.fract()
}

fn least(part: &[f64]) -> Option<f64> {
    part.iter().copied().reduce(f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_ranks() {
        let mut draws: Vec<f64> = (0..=4).rev().map(f64::from).collect();
        let spread = spread_at(&mut draws, LEVELS);
        assert!((spread.low - 0.4).abs() < 1e-12 && (spread.high - 3.6).abs() < 1e-12, "{spread:?}");
        assert_eq!((spread.median, spread.p_loss), (2.0, 0.0));
        assert_eq!(spread_at(&mut [-1.0, 1.0, -2.0, 3.0], LEVELS).p_loss, 0.5);
        assert_eq!(spread_at(&mut [], LEVELS), Spread::default());
        assert_eq!(spread_at(&mut [3.0], LEVELS), Spread { low: 3.0, median: 3.0, high: 3.0, p_loss: 0.0 });
    }

    #[test]
    fn percentiles_are_those_of_the_sorted_draws() {
        for n in 1..200_usize {
            let draws: Vec<f64> = (0..n).map(|i| ((i * 7919 + n) % 101) as f64 - 30.0).collect();
            let mut sorted = draws.clone();
            sorted.sort_by(f64::total_cmp);
            let sorted_at = |level: f64| {
                let place = level * (n - 1) as f64;
                let lower = sorted[place as usize];
                lower + (sorted.get(place as usize + 1).unwrap_or(&lower) - lower) * place.fract()
            };
            for levels in [LEVELS, [0.05, 0.5, 0.95], [0.5, 0.5, 0.5], [0.0, 0.0, 1.0]] {
                let found = spread_at(&mut draws.clone(), levels);
                assert_eq!([found.low, found.median, found.high], levels.map(sorted_at), "{n} {levels:?}");
            }
        }
    }
}
