//! Sharing whole minor units out, exactly.

use crate::evidence::Grade;

/// Takes `total` (negative) back from claims: the weakest grade first, in proportion within a grade, by largest remainder. What exceeds
/// all claims, as where a holdout shows a loss, is shared out in proportion on top.
pub(super) fn take_back(claims: &[(Grade, i64)], total: i64) -> Vec<i64> {
    let mut shares = vec![0; claims.len()];
    let mut left = -i128::from(total);
    for grade in Grade::ALL.into_iter().rev() {
        let weights: Vec<i64> = claims.iter().map(|(own, claim)| if *own == grade { *claim } else { 0 }).collect();
        let taken = left.min(weights.iter().map(|weight| i128::from(*weight)).sum());
        for (share, part) in shares.iter_mut().zip(in_proportion(&weights, taken)) {
            *share -= part;
        }
        left -= taken;
    }
    for (share, part) in shares.iter_mut().zip(share_out(claims, i64::try_from(left).unwrap_or(i64::MAX))) {
        *share -= part;
    }
    shares
}

/// Shares `total` (zero or positive) out in proportion to the claims, or evenly where there are none.
pub(super) fn share_out(claims: &[(Grade, i64)], total: i64) -> Vec<i64> {
    let mut weights: Vec<i64> = claims.iter().map(|(_, claim)| *claim).collect();
    if weights.iter().all(|weight| *weight == 0) {
        weights.fill(1);
    }
    in_proportion(&weights, total.into())
}

/// Parts of `total` in proportion to weights; they add up to it. Largest remainder first, then the earlier one.
fn in_proportion(weights: &[i64], total: i128) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 || total == 0 {
        return vec![0; weights.len()];
    }
    // Minor units are below 2^63, so the products fit.
    let mut parts: Vec<i128> = weights.iter().map(|weight| i128::from(*weight) * total / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(i128::from(weights[*index]) * total % sum));
    let missing = total - parts.iter().sum::<i128>();
    for index in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        parts[index] += 1;
    }
    parts.into_iter().map(|part| i64::try_from(part).unwrap_or(i64::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Grade::{A, B, C, D};

    #[test]
    fn the_weakest_grade_gives_first_and_in_proportion() {
        // 700 too much: D's 300 + 200 all go, and 200 of C's 400 and 200: 133.33 and 66.67.
        let claims = [(B, 1000), (D, 300), (C, 400), (D, 200), (C, 200), (A, 50)];
        assert_eq!(take_back(&claims, -700), [0, -300, -133, -200, -67, 0]);
        assert_eq!(take_back(&claims, 0), [0; 6]);
        // Within one grade, 100 of 100, 100 and 100: the first takes the odd unit.
        assert_eq!(take_back(&[(C, 100), (C, 100), (C, 100)], -100), [-34, -33, -33]);
    }

    #[test]
    fn a_holdout_may_show_less_than_nothing_or_more() {
        assert_eq!(take_back(&[(B, 60), (D, 30)], -120), [-80, -40]);
        assert_eq!(share_out(&[(B, 60), (D, 30), (C, 0)], 30), [20, 10, 0]);
        assert_eq!(share_out(&[(C, 0), (C, 0)], 7), [4, 3]);
    }

    #[test]
    fn shares_add_up_and_never_exceed_their_claim() {
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..2_000 {
            let n = 1 + next(6) as usize;
            let claims: Vec<(Grade, i64)> = (0..n).map(|_| (Grade::ALL[next(4) as usize], next(10_000) as i64)).collect();
            let sum: i64 = claims.iter().map(|(_, claim)| claim).sum();
            let excess = next(sum.max(1) as u64) as i64;
            let shares = take_back(&claims, -excess);
            assert_eq!(shares.iter().sum::<i64>(), -excess, "{claims:?}");
            assert!(shares.iter().zip(&claims).all(|(share, (_, claim))| (-claim..=0).contains(share)), "{claims:?} {shares:?}");
            // Nobody of a stronger grade gives before a weaker one has given all.
            for (i, (grade, _)) in claims.iter().enumerate().filter(|(i, _)| shares[*i] < 0) {
                assert!(claims.iter().enumerate().all(|(j, (other, claim))| other <= grade || shares[j] == -claim), "{i} {claims:?}");
            }
        }
    }
}
