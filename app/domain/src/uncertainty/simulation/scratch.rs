//! What one thread keeps while it draws: a few inputs that several lines share, and the line under way.

use super::{Line, Placed, Simulation};

/// Shared inputs that are kept drawn.
const SLOTS: usize = 12;

/// One thread's room. It grows with the number of draws, never with lines.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Input and its draws.
    slots: Vec<(u32, Vec<f64>)>,
    turn: usize,
    once: Vec<f64>,
    product: Vec<f64>,
    /// Factors whose product `product` holds.
    product_of: Vec<(u32, bool)>,
    /// The line under way.
    pub(super) draws: Vec<f64>,
}

impl Scratch {
    /// Draws a line into `self.draws`.
    pub(super) fn draw(&mut self, simulation: &Simulation, line: &Line) {
        let n = simulation.n;
        let mut draws = std::mem::take(&mut self.draws);
        draws.resize(n, 0.0);
        let (constant, scale) = (line.constant, line.scale);
        let factors = &simulation.factors[line.factors.clone()];
        if !factors.is_empty() {
            self.multiply(simulation, factors);
        }
        match &simulation.terms[line.terms.clone()] {
            // Most lines: one pass over what is drawn straight into its place.
            [Placed { by, value, price: None }] => {
                if simulation.uses[*value as usize] < 2 {
                    simulation.fill(*value, &mut draws);
                } else {
                    self.with(simulation, *value, |value| draws.copy_from_slice(value));
                }
                match factors {
                    [] => draws.iter_mut().for_each(|draw| *draw = (constant + by * *draw) * scale),
                    _ => draws.iter_mut().zip(&self.product).for_each(|(draw, factor)| *draw = (constant + by * *draw) * (factor * scale)),
                }
            }
            terms => {
                draws.fill(constant);
                terms.iter().for_each(|term| self.add(simulation, term, &mut draws));
                match factors {
                    [] => draws.iter_mut().for_each(|draw| *draw *= scale),
                    _ => draws.iter_mut().zip(&self.product).for_each(|(draw, factor)| *draw *= factor * scale),
                }
            }
        }
        self.draws = draws;
    }

    fn add(&mut self, simulation: &Simulation, term: &Placed, draws: &mut [f64]) {
        let by = term.by;
        let Some(price) = term.price else {
            return self.with(simulation, term.value, |value| draws.iter_mut().zip(value).for_each(|(draw, value)| *draw += by * value));
        };
        let mut product = Vec::with_capacity(simulation.n);
        self.with(simulation, term.value, |value| product.extend_from_slice(value));
        self.with(simulation, price, |price| product.iter_mut().zip(price).for_each(|(value, price)| *value *= price));
        draws.iter_mut().zip(&product).for_each(|(draw, value)| *draw += by * value);
    }

    /// The factors' product, kept for the next line with the same factors.
    fn multiply(&mut self, simulation: &Simulation, factors: &[(u32, bool)]) {
        if self.product_of == factors && self.product.len() == simulation.n {
            return;
        }
        let mut product = std::mem::take(&mut self.product);
        product.clear();
        product.resize(simulation.n, 1.0);
        for (input, complement) in factors {
            self.with(simulation, *input, |value| match complement {
                false => product.iter_mut().zip(value).for_each(|(product, value)| *product *= value),
                true => product.iter_mut().zip(value).for_each(|(product, value)| *product *= 1.0 - value),
            });
        }
        self.product = product;
        self.product_of.clear();
        self.product_of.extend_from_slice(factors);
    }

    /// The input's draws, drawn anew unless a line before needed them.
    fn with(&mut self, simulation: &Simulation, number: u32, read: impl FnOnce(&[f64])) {
        let fill = |draws: &mut Vec<f64>| {
            draws.resize(simulation.n, 0.0);
            simulation.fill(number, draws);
        };
        if simulation.uses[number as usize] < 2 {
            fill(&mut self.once);
            return read(&self.once);
        }
        if let Some((_, draws)) = self.slots.iter().find(|(known, _)| *known == number) {
            return read(draws);
        }
        if self.slots.len() < SLOTS {
            self.slots.push((number, Vec::new()));
            self.turn = self.slots.len() - 1;
        } else {
            self.turn = (self.turn + 1) % SLOTS;
        }
        if let Some((known, draws)) = self.slots.get_mut(self.turn) {
            *known = number;
            fill(draws);
            read(draws);
        }
    }
}
