//! Which instants are asked for.

use domain::time::SLOT_MS;

/// Checks are not asked for more often than this, in seconds: a day then has 5,760 instants, and Prometheus refuses more than 11,000.
const STEP_MIN_S: u32 = 15;

/// Instants `start_s`, `start_s + step_s`, … up to `end_s`, in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start_s: i64,
    pub end_s: i64,
    pub step_s: i64,
}

/// Distance of two evaluations: the expected interval of the series, from 15 seconds to the 5 minutes of a slot.
pub fn step_s(interval_s: u32) -> i64 {
    i64::from(interval_s.clamp(STEP_MIN_S, 300))
}

impl Span {
    /// The whole steps that lie from `from_ms` to `until_ms`, both included and aligned to multiples of the step, so that the same
    /// span always asks for the same instants; none when there is no such instant.
    pub fn aligned(from_ms: i64, until_ms: i64, step_s: i64) -> Option<Self> {
        let step_ms = step_s * 1000;
        let start_s = -(-from_ms).div_euclid(step_ms) * step_s;
        let end_s = until_ms.div_euclid(step_ms) * step_s;
        (step_s > 0 && start_s <= end_s).then_some(Self { start_s, end_s, step_s })
    }

    /// Start of the last two slots before an instant: they are asked for again, since a source may still have filled them.
    pub fn again_from(newest_ms: i64) -> i64 {
        newest_ms - 2 * SLOT_MS
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn instants_are_multiples_of_the_step() {
        for (from_ms, until_ms, step, expected) in [
            (0, 600_000, 300, Some((0, 600))),
            (1, 899_999, 300, Some((300, 600))),
            (300_001, 599_999, 300, None),
            (15_000, 15_000, 15, Some((15, 15))),
            (-1, 1, 15, Some((0, 0))),
        ] {
            let got = Span::aligned(from_ms, until_ms, step).map(|span| (span.start_s, span.end_s));
            assert_eq!(got, expected, "{from_ms} to {until_ms}");
        }
        assert_eq!((step_s(5), step_s(60), step_s(86_400)), (15, 60, 300));
    }
}
