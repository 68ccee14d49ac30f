//! Pools: what each draw's claims may keep.

use std::collections::BTreeMap;

use super::run::Part;
use super::{CHUNK_LINES, Claim, Scratch, Simulation, Workers};

/// Ranks of evidence that are told apart.
const RANKS: usize = 8;

/// The share of each gain that a pool leaves it, per pool and rank, draw by draw; nothing where a pool's cap binds in no draw.
#[derive(Debug, Default)]
pub(super) struct Kept(BTreeMap<usize, Vec<f64>>);

impl Kept {
    pub(super) fn of(&self, claim: Claim) -> Option<&[f64]> {
        self.0.get(&place(claim)).map(Vec::as_slice)
    }
}

fn place(claim: Claim) -> usize {
    claim.pool * RANKS + claim.rank.min(RANKS - 1)
}

impl Simulation {
    /// Adds up the gains that claim from each pool, and what each rank keeps of them.
    pub(super) fn kept(&self, workers: &dyn Workers) -> Kept {
        let claims: Vec<(usize, Claim)> = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(index, line)| Some((index, line.claim.filter(|claim| claim.pool < self.caps.len())?)))
            .collect();
        let chunks: Vec<&[(usize, Claim)]> = claims.chunks(CHUNK_LINES).collect();
        let work = |index: usize, scratch: &mut Scratch| {
            let mut part = Part::default();
            for (line, claim) in chunks[index] {
                scratch.draw(self, &self.lines[*line]);
                let sum = part.sums.entry(place(*claim) as u32).or_insert_with(|| vec![0.0; self.n]);
                sum.iter_mut().zip(&scratch.draws).for_each(|(sum, draw)| *sum += draw.max(0.0));
            }
            part
        };
        let mut gains: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        workers.each(chunks.len(), &work, &mut |part| {
            for (place, sums) in part.sums {
                let gain = gains.entry(place as usize).or_insert_with(|| vec![0.0; self.n]);
                gain.iter_mut().zip(&sums).for_each(|(gain, more)| *gain += more);
            }
        });
        let mut kept = Kept::default();
        for (pool, cap) in self.caps.iter().enumerate() {
            let mut excess = vec![-cap; self.n];
            let ranks = pool * RANKS..(pool + 1) * RANKS;
            for (_, gain) in gains.range(ranks.clone()) {
                excess.iter_mut().zip(gain).for_each(|(excess, gain)| *excess += gain);
            }
            if excess.iter().all(|excess| *excess <= 0.0) {
                continue;
            }
            // Weakest first: each rank gives back what it can.
            for (rank, gain) in gains.range(ranks).rev() {
                let shares = gain.iter().zip(&mut excess).map(|(gain, excess)| {
                    let back = excess.max(0.0).min(*gain);
                    *excess -= back;
                    if *gain > 0.0 { 1.0 - back / gain } else { 1.0 }
                });
                kept.0.insert(*rank, shares.collect());
            }
        }
        kept
    }
}
