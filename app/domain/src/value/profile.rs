//! What an hour of the week is worth, relative to the average hour.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::sample::Fixed;
use crate::{Error, Result};

/// Hours in a week.
pub const HOURS: usize = 168;

/// 168 weights with mean 1, Monday 00:00 first, to 4 decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub weights: Vec<Decimal>,
    /// Fewest observed hours behind any weight.
    pub weeks: u32,
}

impl Profile {
    /// From the sum and the number of observed hours of each hour of the week.
    ///
    /// # Errors
    /// When an hour of the week was never observed, or nothing was sold in any.
    pub fn of(hours: &[(Fixed, u32)]) -> Result<Self> {
        let weeks = hours.iter().map(|(_, n)| *n).min().unwrap_or(0);
        if hours.len() != HOURS || weeks == 0 {
            return Err(Error::invalid("the KPI has no history for every hour of the week"));
        }
        let means: Vec<Exact> = hours.iter().map(|(sum, n)| sum.exact().over(&i64::from(*n).into())).collect::<Result<_>>()?;
        let total = means.iter().fold(Exact::zero(), |sum, mean| sum.plus(mean));
        let mean = total.over(&Exact::from(HOURS as i64))?;
        let weights = means.iter().map(|hour| hour.over(&mean)?.round(4)).collect::<Result<_>>();
        Ok(Self { weights: weights.map_err(|_| Error::invalid("the KPI was zero in its whole history"))?, weeks })
    }

    /// The average price of the lost time, weighted by how long each hour of the week was down, rounded half to even to `decimals`.
    /// None when nothing was down: then no price at the actual side is needed.
    pub fn price_of(&self, average: Decimal, down_by_hour_of_week_ms: &[i64], decimals: u32) -> Option<Decimal> {
        let down: i64 = down_by_hour_of_week_ms.iter().sum();
        let weighted = self
            .weights
            .iter()
            .zip(down_by_hour_of_week_ms)
            .fold(Exact::zero(), |sum, (weight, ms)| sum.plus(&Exact::from(*weight).times(&Exact::from(*ms))));
        weighted.times(&average.into()).over(&Exact::from(down)).ok()?.round(decimals).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn flat_price_for_a_night_outage() {
        // Nights (00–11) sell 1, days (12–23) sell 3: mean 2, weights 0.5 and 1.5.
        let hours: Vec<(Fixed, u32)> = (0..HOURS).map(|hour| (Fixed::whole(if hour % 24 < 12 { 4 } else { 12 }), 4)).collect();
        let profile = Profile::of(&hours).unwrap();
        assert_eq!((profile.weights[0].to_string(), profile.weights[12].to_string()), ("0.5000".into(), "1.5000".into()));
        let mut down = vec![0; HOURS];
        down[3] = 3_600_000;
        assert_eq!(profile.price_of(Decimal::from(20_000), &down, 2).unwrap().to_string(), "10000.00");
        down[12] = 3_600_000;
        assert_eq!(profile.price_of(Decimal::from(20_000), &down, 2).unwrap().to_string(), "20000.00");
        assert!(profile.price_of(Decimal::from(20_000), &[0; HOURS], 2).is_none());
    }

    #[test]
    fn a_profile_needs_every_hour() {
        let mut hours = vec![(Fixed::ONE, 8); HOURS];
        hours[5] = (Fixed::ZERO, 0);
        assert!(Profile::of(&hours).is_err());
        assert!(Profile::of(&[(Fixed::ZERO, 8); HOURS]).is_err());
    }
}
