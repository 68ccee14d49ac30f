//! What the draws of an amount say.

/// Low (P10), high (P90), and the share of draws below zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
    pub p_loss: f64,
}

/// The spread of draws, which are put into another order; none without any.
pub fn spread(draws: &mut [f64]) -> Option<Spread> {
    let below = draws.iter().filter(|draw| **draw < 0.0).count();
    let p_loss = below as f64 / draws.len() as f64;
    Some(Spread { low: percentile(draws, 0.1)?, median: percentile(draws, 0.5)?, high: percentile(draws, 0.9)?, p_loss })
}

/// Linear between the two nearest ranks (Hyndman and Fan 1996, type 7).
fn percentile(draws: &mut [f64], share: f64) -> Option<f64> {
    let place = share * (draws.len().checked_sub(1)? as f64);
    let (_, lower, above) = draws.select_nth_unstable_by(place as usize, f64::total_cmp);
    let lower = *lower;
    let upper = above.iter().copied().min_by(f64::total_cmp).unwrap_or(lower);
    Some(lower + (upper - lower) * place.fract())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn percentiles_lie_between_ranks() {
        let mut draws: Vec<f64> = (0..=4).rev().map(f64::from).collect();
        let spread = spread(&mut draws).unwrap();
        assert!((spread.low - 0.4).abs() < 1e-12 && (spread.high - 3.6).abs() < 1e-12, "{spread:?}");
        assert_eq!((spread.median, spread.p_loss), (2.0, 0.0));
        assert_eq!(super::spread(&mut [-1.0, 1.0, -2.0, 3.0]).unwrap().p_loss, 0.5);
        assert_eq!(super::spread(&mut []), None);
    }
}
