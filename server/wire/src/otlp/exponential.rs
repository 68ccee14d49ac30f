//! Exponential histograms on the fixed bounds.
//!
//! Bucket `i` of scale `s` holds values above 2^(i/2^s) up to 2^((i+1)/2^s). Every fourth root of two ends a bucket of each scale from 2 up,
//! so these histograms are merged exactly. A coarser bucket is counted at its upper bound: the true value is at most that.

use crate::histogram::{HIGHEST, Histogram, LOWEST};

use super::message::ExponentialPoint;

/// The k of the first bound 2^(k/4) that is not below any value of the bucket.
fn upper(index: i64, scale: i32) -> i64 {
    if scale >= 2 {
        // Beyond 62 all indices of 32 bits lie next to 1.
        (index >> (scale - 2).min(62)) + 1
    } else {
        let quarters = 2_i64.saturating_sub(i64::from(scale)).min(30);
        (index + 1).saturating_mul(1 << quarters)
    }
}

/// Counts `n` values of the bucket `index` of a scale.
pub(crate) fn fill(into: &mut Histogram, index: i64, scale: i32, n: f64) {
    let place = upper(index, scale).clamp(i64::from(LOWEST), i64::from(HIGHEST) + 1) - i64::from(LOWEST);
    if let Some(at) = into.counts.get_mut(place as usize) {
        *at += n;
    }
}

/// All its counts; zero and negative values are in the lowest bucket.
pub(super) fn read(point: &ExponentialPoint) -> Histogram {
    let mut histogram = Histogram { sum: point.sum, count: point.count as f64, ..Histogram::fixed() };
    if let Some(positive) = &point.positive {
        for (place, count) in positive.bucket_counts.iter().enumerate() {
            fill(&mut histogram, i64::from(positive.offset).saturating_add(place as i64), point.scale, *count as f64);
        }
    }
    let negative = point.negative.iter().flat_map(|buckets| &buckets.bucket_counts).map(|count| *count as f64).sum::<f64>();
    if let Some(lowest) = histogram.counts.first_mut() {
        *lowest += point.zero_count as f64 + negative;
    }
    histogram
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::otlp::message::Buckets;

    #[test]
    fn buckets_end_at_the_bound_that_holds_them() {
        // Scale 2: the buckets are the bounds'. (1, 2^(1/4)] ends at k = 1, (2^(-1/4), 1] at 0.
        assert_eq!((upper(0, 2), upper(-1, 2), upper(-2, 2)), (1, 0, -1));
        // Scale 5: eight of them make one. (2^(7/32), 2^(8/32)] is the last that ends at k = 1.
        assert_eq!((upper(0, 5), upper(7, 5), upper(8, 5), upper(-1, 5), upper(-9, 5)), (1, 1, 2, 0, -1));
        // Scale 0: (1, 2] ends at k = 4; scale -1: (1, 4] at 8, (1/4, 1] at 0.
        assert_eq!((upper(0, 0), upper(0, -1), upper(-1, -1)), (4, 8, 0));
    }

    #[test]
    fn every_value_lies_below_its_bound_at_every_scale() {
        for scale in -10..=20 {
            for value in [0.0011, 0.3, 1.0, 1.1, 7.0, 1000.0, 100_000.0_f64] {
                let index = (value.log2() * f64::from(scale).exp2()).ceil() as i64 - 1;
                let k = upper(index, scale);
                assert!(value <= (k as f64 / 4.0).exp2() * (1.0 + 1e-12), "{value} at scale {scale} ends at {k}");
                assert!(scale < 2 || value > ((k - 1) as f64 / 4.0).exp2() * (1.0 - 1e-12), "{value} at scale {scale} ends at {k}");
            }
        }
    }

    #[test]
    fn no_scale_or_offset_overflows() {
        for scale in [i32::MIN, -31, -30, 0, 20, 64, i32::MAX] {
            for offset in [i32::MIN, -1, 0, i32::MAX] {
                let buckets = Buckets { offset, bucket_counts: vec![1, 2, 3] };
                let point = ExponentialPoint { scale, count: 6, positive: Some(buckets), ..ExponentialPoint::default() };
                assert_eq!(read(&point).counts.iter().sum::<f64>(), 6.0);
            }
        }
    }
}
