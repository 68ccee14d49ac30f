//! Which inputs the width of the total comes from.

use std::collections::BTreeMap;

use super::{Line, Simulation};
use crate::uncertainty::Stream;

/// Inputs whose draws are compared with the total's. The others count by their first-order share, so the work does not grow with lines.
const COMPARED: usize = 64;

/// Shares of the total's variance, 1 in all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sensitivity {
    /// Largest first.
    pub inputs: Vec<(Stream, f64)>,
    /// Of all other inputs together.
    pub rest: f64,
}

impl Simulation {
    /// The squared correlation of each input's draws with the total's, scaled so that all inputs make 1. At most `most` are named.
    ///
    /// All inputs are first ranked by what one standard deviation of each moves at the others' means; only the [`COMPARED`] that move
    /// most are drawn again and correlated, the rest enter by that estimate.
    pub fn sensitivity(&self, total: &[f64], most: usize) -> Sensitivity {
        let n = total.len() as f64;
        let mean = total.iter().sum::<f64>() / n;
        let variance = total.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / n;
        if variance <= 0.0 || variance.is_nan() {
            return Sensitivity::default();
        }
        let mut moves: Vec<(u32, f64)> = self.moves().into_values().collect();
        moves.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        let others: f64 = moves.iter().skip(COMPARED).map(|(_, by)| by * by / variance).sum();
        let mut draws = vec![0.0; total.len()];
        let mut shares: Vec<(Stream, f64)> = Vec::new();
        for (number, _) in moves.into_iter().take(COMPARED) {
            let input = &self.inputs[number as usize];
            input.distribution.fill(input.stream, &mut draws);
            let own = draws.iter().sum::<f64>() / n;
            let (mut square, mut product) = (0.0, 0.0);
            for (draw, total) in draws.iter().zip(total) {
                square += (draw - own) * (draw - own);
                product += (draw - own) * (total - mean);
            }
            if square > 0.0 {
                shares.push((input.stream, product * product / square / (n * variance)));
            }
        }
        let all: f64 = shares.iter().map(|(_, share)| share).sum::<f64>() + others;
        shares.iter_mut().for_each(|(_, share)| *share /= all);
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let rest = shares.iter().skip(most).map(|(_, share)| share).sum::<f64>() + others / all;
        shares.truncate(most);
        Sensitivity { inputs: shares, rest }
    }

    /// What one standard deviation of each stream moves the sum of all lines by, with every other input at its mean; and one of its inputs.
    fn moves(&self) -> BTreeMap<u64, (u32, f64)> {
        let mut moves = BTreeMap::new();
        for line in &self.lines {
            let terms = self.terms[line.terms.clone()].iter().flat_map(|term| std::iter::once(term.value).chain(term.price));
            let mut inputs: Vec<u32> = terms.chain(self.factors[line.factors.clone()].iter().map(|(input, _)| *input)).collect();
            inputs.sort_by_key(|input| (self.inputs[*input as usize].stream.id(), *input));
            inputs.dedup_by_key(|input| self.inputs[*input as usize].stream.id());
            let still = self.at_means(line, None);
            for input in inputs {
                let stream = self.inputs[input as usize].stream.id();
                let moved = self.at_means(line, Some(stream)) - still;
                moves.entry(stream).or_insert((input, 0.0)).1 += moved;
            }
        }
        moves
    }

    /// The line with its inputs at their means, those of one stream a standard deviation above.
    fn at_means(&self, line: &Line, moved: Option<u64>) -> f64 {
        let at = |number: u32| {
            let input = &self.inputs[number as usize];
            let (mean, variance) = input.distribution.moments();
            if moved == Some(input.stream.id()) { mean + variance.sqrt() } else { mean }
        };
        let terms = self.terms[line.terms.clone()].iter();
        let sum: f64 = terms.map(|term| term.by * at(term.value) * term.price.map_or(1.0, at)).sum();
        let factors = self.factors[line.factors.clone()].iter();
        let product: f64 = factors.map(|(input, complement)| if *complement { 1.0 - at(*input) } else { at(*input) }).product();
        (line.constant + sum) * product * line.scale
    }
}
