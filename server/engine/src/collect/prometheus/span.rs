//! Which instants are asked for.

use domain::time::SLOT_MS;

/// Points asked for at once; Prometheus refuses more than 11,000.
pub const POINTS_MAX: i64 = 10_000;
/// Checks are not asked for more often than this, in seconds.
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

    /// Number of instants.
    pub fn points(self) -> i64 {
        (self.end_s - self.start_s) / self.step_s + 1
    }

    /// Parts of at most `points` instants, oldest first; together exactly this span.
    pub fn chunks(self, points: i64) -> impl Iterator<Item = Self> {
        let length_s = (points.max(1) - 1) * self.step_s;
        (0..)
            .map(move |n| self.start_s + n * (length_s + self.step_s))
            .take_while(move |start_s| *start_s <= self.end_s)
            .map(move |start_s| Self { start_s, end_s: (start_s + length_s).min(self.end_s), step_s: self.step_s })
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

    #[test]
    fn chunks_cover_every_instant_once() {
        for (points, max) in [(1, 10), (10, 10), (11, 10), (31_000, POINTS_MAX), (20_000, POINTS_MAX)] {
            let span = Span { start_s: 600, end_s: 600 + (points - 1) * 15, step_s: 15 };
            let chunks: Vec<Span> = span.chunks(max).collect();
            assert_eq!(chunks.iter().map(|chunk| chunk.points()).sum::<i64>(), points);
            assert!(chunks.iter().all(|chunk| chunk.points() <= max));
            assert!(chunks.windows(2).all(|pair| pair[0].end_s + 15 == pair[1].start_s));
            assert_eq!((chunks[0].start_s, chunks.last().unwrap().end_s), (span.start_s, span.end_s));
        }
    }
}
