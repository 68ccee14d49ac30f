//! What one query may cost.

use std::cell::Cell;

use crate::error::{Result, execution};

/// The most values held at once, at 8 bytes each.
const HELD: usize = 20_000_000;
/// The most samples looked at.
const VISITED: usize = 500_000_000;

/// What is left of a query's allowance.
pub(super) struct Budget {
    held: Cell<usize>,
    visited: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { held: Cell::new(HELD), visited: Cell::new(VISITED) }
    }
}

impl Budget {
    /// Counts values that are made.
    pub fn hold(&self, values: usize) -> Result<()> {
        let left = self.held.get().checked_sub(values);
        self.held.set(left.ok_or_else(|| execution("query processing would load too many samples into memory in query execution"))?);
        Ok(())
    }

    /// Counts samples that are read.
    pub fn visit(&self, samples: usize) -> Result<()> {
        let left = self.visited.get().checked_sub(samples);
        self.visited.set(left.ok_or_else(|| execution("the query reads too many samples: take a shorter range or a longer step"))?);
        Ok(())
    }
}
