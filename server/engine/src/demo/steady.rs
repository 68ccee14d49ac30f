//! Numbers that look drawn by chance and are the same on every machine.

/// A number from 0 to 999 999 for an instant of a series (SplitMix64 over both; Steele, Lea, Flood 2014).
pub fn chance(series: &str, at: i64) -> i64 {
    let mut state = series.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    state = state.wrapping_add((at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^= state >> 31;
    (state % 1_000_000) as i64
}

/// `value` moved by at most `permille` thousandths of itself, to either side.
pub fn around(value: i64, permille: i64, series: &str, at: i64) -> i64 {
    let shift = chance(series, at) * 2 - 1_000_000;
    value + (i128::from(value) * i128::from(permille) * i128::from(shift) / 1_000_000_000) as i64
}

/// From `first` in the oldest month to `last` in the fourteenth, on a straight line that then stays.
pub fn trend(first: i64, last: i64, month: i32) -> i64 {
    first + (last - first) * i64::from(month.clamp(0, 13)) / 13
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_instant_gives_the_same_number() {
        assert_eq!(chance("a", 7), chance("a", 7));
        assert_ne!(chance("a", 7), chance("a", 8));
        assert_ne!(chance("a", 7), chance("b", 7));
        let mean: i64 = (0..10_000).map(|at| chance("mean", at)).sum::<i64>() / 10_000;
        assert!((490_000..510_000).contains(&mean), "{mean}");
        assert!((0..1000).all(|at| (900..=1100).contains(&around(1000, 100, "x", at))));
        assert_eq!((trend(0, 130, 0), trend(0, 130, 5), trend(0, 130, 40)), (0, 50, 130));
    }
}
