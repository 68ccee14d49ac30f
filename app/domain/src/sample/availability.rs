//! Uptime with what is not known kept apart (methodology §4).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::exact::Exact;
use crate::time::HOUR_MS;

/// How long a check's state holds when nothing says otherwise: 10 minutes.
pub const HOLD_DEFAULT_MS: i64 = 600_000;

/// How long a check holds: twice its expected interval, which is 10 minutes for the default of 5.
pub fn hold_ms(interval_s: u32) -> i64 {
    if interval_s == 0 { HOLD_DEFAULT_MS } else { i64::from(interval_s) * 2000 }
}

/// The four states of a span. `up + down + unknown + excluded` is the span, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    pub up_ms: i64,
    pub down_ms: i64,
    pub unknown_ms: i64,
    pub excluded_ms: i64,
}

/// Hours down: the point figure scales the known share to the span; low counts only what was seen, high also all that is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Downtime {
    pub point_h: Decimal,
    pub low_h: Decimal,
    pub high_h: Decimal,
}

impl Availability {
    /// From the known states and the length of the span; what is left is unknown, never up.
    pub fn of(up_ms: i64, down_ms: i64, excluded_ms: i64, span_ms: i64) -> Self {
        let unknown_ms = (span_ms - up_ms - down_ms - excluded_ms).max(0);
        Self { up_ms, down_ms, unknown_ms, excluded_ms }
    }

    /// up ÷ (up + down); none when nothing is known.
    pub fn uptime(&self) -> Option<Exact> {
        Exact::ratio(self.up_ms.into(), i128::from(self.up_ms + self.down_ms)).ok()
    }

    /// known ÷ (expected − excluded); none when everything is excluded.
    pub fn coverage(&self) -> Option<Exact> {
        let known = self.up_ms + self.down_ms;
        Exact::ratio(known.into(), i128::from(known + self.unknown_ms)).ok()
    }

    /// Hours that count: the span less what is excluded.
    pub fn counted_hours(&self) -> Result<Exact> {
        Exact::ratio(i128::from(self.up_ms + self.down_ms + self.unknown_ms), HOUR_MS.into())
    }

    /// Hours down, rounded half to even to `decimals`; none when nothing is known.
    pub fn downtime(&self, decimals: u32) -> Option<Downtime> {
        let down_share = Exact::from(1).minus(&self.uptime()?);
        let hours = |ms: i64| Exact::ratio(ms.into(), HOUR_MS.into()).ok()?.round(decimals).ok();
        Some(Downtime {
            point_h: down_share.times(&self.counted_hours().ok()?).round(decimals).ok()?,
            low_h: hours(self.down_ms)?,
            high_h: hours(self.down_ms + self.unknown_ms)?,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn missing_time_is_unknown_not_up() {
        // 100 h span: 80 h up, 5 h down, 5 h maintenance, so 10 h unknown.
        let a = Availability::of(80 * HOUR_MS, 5 * HOUR_MS, 5 * HOUR_MS, 100 * HOUR_MS);
        assert_eq!(a.unknown_ms, 10 * HOUR_MS);
        assert_eq!(a.uptime().unwrap().round(6).unwrap().to_string(), "0.941176");
        assert_eq!(a.coverage().unwrap().round(4).unwrap().to_string(), "0.8947");
        let down = a.downtime(2).unwrap();
        // (1 − 80/85) × 95 = 5.588…; low 5; high 15.
        assert_eq!(
            (down.point_h.to_string(), down.low_h.to_string(), down.high_h.to_string()),
            ("5.59".into(), "5.00".into(), "15.00".into())
        );
    }

    #[test]
    fn nothing_known_has_no_figure() {
        let a = Availability::of(0, 0, 0, HOUR_MS);
        assert!(a.uptime().is_none() && a.downtime(2).is_none());
        assert!(a.coverage().unwrap().round(2).unwrap().is_zero());
        assert!(Availability::of(0, 0, HOUR_MS, HOUR_MS).coverage().is_none());
        assert_eq!((hold_ms(60), hold_ms(300), hold_ms(0)), (120_000, 600_000, 600_000));
    }
}
