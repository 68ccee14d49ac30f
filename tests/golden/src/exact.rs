//! Exact numbers, their rounding, and how they are written.

use domain::exact::Exact;
use domain::format::short_f64;

use crate::cases::{Lines, Numbers};

pub fn cases(lines: &mut Lines) {
    let mut numbers = Numbers(2);
    for _ in 0..500 {
        let (a, b) = (numbers.whole(-9_000_000, 9_000_000), numbers.whole(1, 10_000));
        let (c, d) = (numbers.whole(-9_000_000, 9_000_000), numbers.whole(1, 10_000));
        let name = format!("{a}/{b} and {c}/{d}");
        let ratio = |n: i64, over: i64| Exact::ratio(i128::from(n), i128::from(over));
        let (Ok(x), Ok(y)) = (ratio(a, b), ratio(c, d)) else {
            lines.value(&name, &"no ratio");
            continue;
        };
        for decimals in [0, 2, 6] {
            lines.value(&format!("{name}: product at {decimals}"), &x.times(&y).round(decimals));
            lines.value(&format!("{name}: sum at {decimals}"), &x.plus(&y).round_scaled(decimals));
        }
        lines.number(&format!("{name}: quotient"), x.over(&y).map_or(f64::NAN, |q| q.to_f64()));
        lines.value(&format!("{name}: short"), &short_f64(x.to_f64()));
    }
}
