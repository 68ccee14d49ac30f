//! An amount written down so that it can be drawn.

use crate::uncertainty::{Distribution, Stream};

/// An input as it is drawn: which draws, and from what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Input {
    pub stream: Stream,
    pub distribution: Distribution,
}

/// `by × value × price`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Term {
    pub by: f64,
    pub value: Input,
    pub price: Option<Input>,
}

/// A factor; a complement enters as one less the value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    pub input: Input,
    pub complement: bool,
}

/// `(constant + Σ terms) × Π factors × scale`.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    pub constant: f64,
    pub terms: Vec<Term>,
    pub factors: Vec<Factor>,
    pub scale: f64,
}

impl Formula {
    /// Every input with its place, fixed ones too.
    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        let terms = self.terms.iter().flat_map(|term| std::iter::once(&term.value).chain(&term.price));
        terms.chain(self.factors.iter().map(|factor| &factor.input))
    }

    /// Does any input vary?
    pub fn varies(&self) -> bool {
        self.inputs().any(|input| !input.distribution.is_fixed())
    }
}
