//! Values as they arrive, and quantiles of buckets.

use domain::sample::{Fixed, quantile};

use crate::cases::{Lines, Numbers};

pub fn cases(lines: &mut Lines) {
    let mut numbers = Numbers(3);
    for _ in 0..500 {
        let value = numbers.between(-1.0e6, 1.0e6);
        lines.value(&format!("fixed {value:?}"), &Fixed::from_f64(value));
        lines.value(&format!("fixed tiny {value:?}"), &Fixed::from_f64(value * 1.0e-12));
    }
    let bounds: Vec<Fixed> = [1, 2, 5, 10, 25, 50, 100].map(Fixed::whole).to_vec();
    for case in 0..200 {
        let counts: Vec<Fixed> = (0..=bounds.len()).map(|_| Fixed::whole(numbers.whole(0, 1_000))).collect();
        for percent in [1, 50, 95, 99] {
            let answer = quantile(&bounds, &counts, percent).map(|exact| exact.to_f64());
            lines.number(&format!("quantile {percent} of case {case}"), answer.unwrap_or(f64::NAN));
        }
    }
}
