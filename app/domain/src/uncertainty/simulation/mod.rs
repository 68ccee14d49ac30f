//! Many amounts drawn together. Each draw of an input depends on its stream and its number alone, and every sum is added up in one
//! order: so the number of threads changes no digit, and memory holds a few lines' draws, never all.

mod formula;
mod pools;
mod run;
mod scratch;
mod sensitivity;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

pub use formula::{Factor, Formula, Input, Term};
pub use run::{Grouped, Outcome, Part, Sums};
pub use scratch::Scratch;
pub use sensitivity::Sensitivity;

use super::Distribution;

/// Most lines, and most groups, that one piece of work touches: bounds what it holds.
const CHUNK_LINES: usize = 96;
const CHUNK_GROUPS: usize = 12;

/// Runs pieces of work, on as many threads as it likes.
pub trait Workers: Sync {
    /// Does each of `0..n`, in any order, and hands the results on in the order of their numbers.
    fn each(&self, n: usize, work: &(dyn Fn(usize, &mut Scratch) -> Part + Sync), take: &mut dyn FnMut(Part));
}

/// One piece after the other, on the caller's thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct OneByOne;

impl Workers for OneByOne {
    fn each(&self, n: usize, work: &(dyn Fn(usize, &mut Scratch) -> Part + Sync), take: &mut dyn FnMut(Part)) {
        let mut scratch = Scratch::default();
        (0..n).for_each(|index| take(work(index, &mut scratch)));
    }
}

/// A claim on a capped pool: the pool's number and how strong the evidence is, 0 the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub pool: usize,
    pub rank: usize,
}

/// Everything that is drawn together.
#[derive(Debug, Default)]
pub struct Simulation {
    n: usize,
    levels: [f64; 3],
    inputs: Vec<Input>,
    /// Lines that use each input.
    uses: Vec<u32>,
    known: HashMap<(u64, [u64; 4]), u32>,
    terms: Vec<Placed>,
    factors: Vec<(u32, bool)>,
    lines: Vec<Line>,
    /// What is taken off each group's sum to tell the chance of a loss.
    costs: Vec<f64>,
    caps: Vec<f64>,
    /// Without, only groups and the total have quantiles.
    lines_wanted: bool,
}

/// `by × value × price`, by the inputs' numbers.
#[derive(Debug, Clone, Copy)]
struct Placed {
    by: f64,
    value: u32,
    price: Option<u32>,
}

/// `(constant + Σ terms) × Π factors × scale`.
#[derive(Debug, Clone)]
struct Line {
    constant: f64,
    scale: f64,
    terms: Range<usize>,
    factors: Range<usize>,
    group: u32,
    claim: Option<Claim>,
}

impl Line {
    fn varies(&self) -> bool {
        !self.terms.is_empty() || !self.factors.is_empty()
    }
}

impl Simulation {
    /// `n` draws of each line; `levels` are the shares whose quantiles are wanted, rising.
    pub fn new(n: u64, levels: [f64; 3]) -> Self {
        Self { n: n as usize, levels, lines_wanted: true, ..Self::default() }
    }

    /// Leaves the lines' own quantiles out.
    #[must_use]
    pub fn groups_only(mut self) -> Self {
        self.lines_wanted = false;
        self
    }

    /// Adds a group of lines, whose sum less `cost` is a loss when it is below zero.
    pub fn group(&mut self, cost: f64) -> usize {
        self.costs.push(cost);
        self.costs.len() - 1
    }

    /// Adds a pool: in each draw its gains may not exceed `cap`; what they exceed it by is taken back, from the highest rank first and in
    /// proportion within a rank.
    pub fn pool(&mut self, cap: f64) -> usize {
        self.caps.push(cap);
        self.caps.len() - 1
    }

    /// Adds a line to a group. Inputs of one stream move together.
    pub fn line(&mut self, formula: &Formula, group: usize, claim: Option<Claim>) {
        let (terms_from, factors_from) = (self.terms.len(), self.factors.len());
        let (mut constant, mut scale) = (formula.constant, formula.scale);
        for term in &formula.terms {
            let (mut by, mut varying) = (term.by, Vec::new());
            for input in std::iter::once(term.value).chain(term.price) {
                match input.distribution {
                    Distribution::Fixed(value) => by *= value,
                    _ => varying.push(self.input(input)),
                }
            }
            match varying[..] {
                [] => constant += by,
                [value, ref price @ ..] => self.terms.push(Placed { by, value, price: price.first().copied() }),
            }
        }
        for factor in &formula.factors {
            match factor.input.distribution {
                Distribution::Fixed(value) => scale *= if factor.complement { 1.0 - value } else { value },
                _ => {
                    let input = self.input(factor.input);
                    self.factors.push((input, factor.complement));
                }
            }
        }
        let (terms, factors) = (terms_from..self.terms.len(), factors_from..self.factors.len());
        for input in self.terms[terms.clone()].iter().flat_map(|term| std::iter::once(term.value).chain(term.price)) {
            self.uses[input as usize] += 1;
        }
        self.factors[factors.clone()].iter().for_each(|(input, _)| self.uses[*input as usize] += 1);
        self.lines.push(Line { constant, scale, terms, factors, group: group as u32, claim });
    }

    fn fill(&self, number: u32, draws: &mut [f64]) {
        let input = &self.inputs[number as usize];
        input.distribution.fill(input.stream, draws);
    }

    /// The number of an input; the same for the same stream and distribution.
    fn input(&mut self, input: Input) -> u32 {
        let key = (input.stream.id(), input.distribution.bits());
        *self.known.entry(key).or_insert_with(|| {
            self.inputs.push(input);
            self.uses.push(0);
            self.inputs.len() as u32 - 1
        })
    }

    /// Consecutive lines that make one piece of work each.
    fn chunks(&self) -> Vec<Range<usize>> {
        let (mut chunks, mut from, mut groups) = (Vec::new(), 0, Vec::new());
        for (index, line) in self.lines.iter().enumerate() {
            let is_new = !groups.contains(&line.group);
            if index - from == CHUNK_LINES || is_new && groups.len() == CHUNK_GROUPS {
                chunks.push(from..index);
                (from, groups) = (index, Vec::new());
            }
            if !groups.contains(&line.group) {
                groups.push(line.group);
            }
        }
        if from < self.lines.len() {
            chunks.push(from..self.lines.len());
        }
        chunks
    }
}
