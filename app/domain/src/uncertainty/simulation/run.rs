//! One run: lines in chunks, sums in order, quantiles as soon as a sum is complete.

use std::collections::BTreeMap;

use super::pools::Kept;
use super::{Scratch, Simulation, Workers};
use crate::uncertainty::spread::{Spread, spread_at};

/// What one piece of work gives: quantiles of its lines, and its share of each sum.
#[derive(Debug, Default)]
pub struct Part {
    pub(super) lines: Vec<Spread>,
    pub(super) sums: BTreeMap<u32, Vec<f64>>,
}

/// A group's sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grouped {
    pub sum: Spread,
    /// Share of draws in which the sum is below the group's cost.
    pub p_below_cost: f64,
}

/// What came out.
#[derive(Debug)]
pub struct Outcome {
    /// In the order in which the lines were added; empty where they are not wanted.
    pub lines: Vec<Spread>,
    pub groups: Vec<Grouped>,
    /// Draws of the sum of all groups, in the order of the draws.
    pub total: Vec<f64>,
}

/// Sums of all lines, draw by draw.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sums {
    /// Before any pool takes something back.
    pub total: Vec<f64>,
    /// Gains that claim from each pool.
    pub claims: Vec<Vec<f64>>,
}

impl Simulation {
    /// Adds all lines up, one after the other.
    pub fn sums(&self) -> Sums {
        let mut sums = Sums { total: vec![0.0; self.n], claims: vec![vec![0.0; self.n]; self.caps.len()] };
        let mut scratch = Scratch::default();
        for line in &self.lines {
            scratch.draw(self, line);
            sums.total.iter_mut().zip(&scratch.draws).for_each(|(sum, draw)| *sum += draw);
            if let Some(claims) = line.claim.and_then(|claim| sums.claims.get_mut(claim.pool)) {
                claims.iter_mut().zip(&scratch.draws).for_each(|(sum, draw)| *sum += draw.max(0.0));
            }
        }
        sums
    }

    /// Draws everything. The same digits whatever the workers.
    pub fn run(&self, workers: &dyn Workers) -> Outcome {
        let kept = self.kept(workers);
        let chunks = self.chunks();
        let mut last_chunk = vec![None; self.costs.len()];
        for (index, chunk) in chunks.iter().enumerate() {
            self.lines[chunk.clone()].iter().for_each(|line| last_chunk[line.group as usize] = Some(index));
        }
        // A group without lines earns nothing.
        let empty = |cost: &f64| Grouped { sum: Spread::default(), p_below_cost: f64::from(u8::from(*cost > 0.0)) };
        let groups = self.costs.iter().map(empty).collect();
        let mut outcome = Outcome { lines: Vec::new(), groups, total: vec![0.0; self.n] };
        let mut open: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        let mut merged = 0;
        let work = |index: usize, scratch: &mut Scratch| self.part(chunks[index].clone(), &kept, scratch);
        workers.each(chunks.len(), &work, &mut |part| {
            outcome.lines.extend(part.lines);
            for (group, sums) in part.sums {
                let sum = match open.remove(&group) {
                    Some(mut sum) => {
                        sum.iter_mut().zip(&sums).for_each(|(sum, more)| *sum += more);
                        sum
                    }
                    None => sums,
                };
                if last_chunk[group as usize] == Some(merged) {
                    outcome.total.iter_mut().zip(&sum).for_each(|(total, sum)| *total += sum);
                    outcome.groups[group as usize] = self.grouped(group, sum);
                } else {
                    open.insert(group, sum);
                }
            }
            merged += 1;
        });
        outcome
    }

    fn grouped(&self, group: u32, mut sum: Vec<f64>) -> Grouped {
        let cost = self.costs[group as usize];
        let below = sum.iter().filter(|draw| **draw < cost).count();
        Grouped { p_below_cost: below as f64 / sum.len().max(1) as f64, sum: spread_at(&mut sum, self.levels) }
    }

    /// Draws some lines.
    fn part(&self, lines: std::ops::Range<usize>, kept: &Kept, scratch: &mut Scratch) -> Part {
        let mut part = Part::default();
        for line in &self.lines[lines] {
            if line.varies() {
                scratch.draw(self, line);
            } else {
                scratch.draws.clear();
                scratch.draws.resize(self.n, line.constant * line.scale);
            }
            let sum = part.sums.entry(line.group).or_insert_with(|| vec![0.0; self.n]);
            match line.claim.and_then(|claim| kept.of(claim)) {
                // A loss is no claim: nothing is taken back from it.
                Some(shares) => {
                    let draws = scratch.draws.iter().zip(shares);
                    sum.iter_mut().zip(draws).for_each(|(sum, (draw, share))| *sum += if *draw > 0.0 { draw * share } else { *draw });
                }
                None => sum.iter_mut().zip(&scratch.draws).for_each(|(sum, draw)| *sum += draw),
            }
            if self.lines_wanted {
                part.lines.push(spread_at(&mut scratch.draws, self.levels));
            }
        }
        part
    }
}
