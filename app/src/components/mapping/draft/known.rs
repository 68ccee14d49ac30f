//! What the editor knows of the month: measured figures and the drivers to choose from.

use domain::value::rates::RateFactor;
use domain::value::{Beside, ChainInput, FactorInput, Part, Saved};
use serde::{Deserialize, Serialize};

use super::Parts;

/// What the editor knows of the month: measured figures and the drivers to choose from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// The chain of the saved version; for a new mapping, the indicator alone.
    pub input: Option<ChainInput>,
    /// Why there is none.
    pub problem: String,
    /// What the records say beside the figure.
    pub notes: Vec<String>,
    /// What the month's ledger holds of it, and beside it.
    pub saved: Option<Saved>,
    pub beside: Beside,
    /// Each driver as it would enter a chain.
    pub choices: Vec<FactorInput>,
    /// The month's exchange rates, as each would end a chain in its currency.
    pub rates: Vec<RateFactor>,
    /// The parts with which `input` was read from the records.
    pub asked: Parts,
}

impl Known {
    /// The driver as the saved chain prices it, else as it would enter.
    pub fn factor(&self, driver: &str) -> Option<&FactorInput> {
        let saved = self.input.iter().flat_map(|input| &input.factors);
        saved.chain(&self.choices).find(|factor| factor.driver.as_deref() == Some(driver))
    }

    /// What a test brings: factors that are no driver's. They stand first.
    pub fn proved(&self) -> impl Iterator<Item = FactorInput> + '_ {
        let factors = self.input.iter().flat_map(|input| &input.factors);
        factors.filter(|factor| factor.driver.is_none() && factor.part != Part::ExchangeRate).cloned()
    }
}
