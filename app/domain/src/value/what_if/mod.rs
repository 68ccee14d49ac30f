//! What a month would have been worth with other inputs: nothing is saved, and the same functions give the money in the browser.

mod build;
mod live;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use build::{LINES_MAX, what_if};
pub use live::WhatIfLive;

use super::estimate::{ChainInput, Estimate, FactorInput};
use super::model::InputName;
use super::range::Range;
use crate::config::Number;
use crate::exact::Exact;
use crate::money::{Currency, Money};
use crate::time::Month;

/// A month with everything that its net value is computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    pub month: Month,
    pub currency: Currency,
    /// As the ledger has it.
    pub net: Money,
    pub range: Option<Range>,
    pub cost: Money,
    /// What those costs are made of that are made of something; they are certain.
    pub costs: Vec<ChainInput>,
    pub lines: Vec<WhatIfLine>,
    /// Most that the gains of each capped pool may claim.
    pub caps: Vec<Money>,
    /// What holdouts add to their pools or take from them.
    pub held_out: Money,
    /// Inputs that can be moved, those that matter most first.
    pub inputs: Vec<WhatIfInput>,
}

/// A line's chain, and the capped pool that it claims from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIfLine {
    pub input: ChainInput,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<usize>,
}

/// An input with the way a slider has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIfInput {
    /// As in [`InputName::key`].
    pub key: String,
    pub name: String,
    pub unit: String,
    pub value: Number,
    pub least: Number,
    pub most: Number,
    /// Whole steps lie between the value and both ends.
    pub step: Number,
}

/// Values by the inputs' keys, in place of the recorded ones.
pub type Settings = BTreeMap<String, Number>;

/// What the month would have been worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhatIfAnswer {
    pub net: Money,
    /// Against the recorded month.
    pub change: Money,
    pub range: Option<Range>,
}

impl WhatIf {
    /// Every chain, of lines and of costs.
    fn chains(&self) -> impl Iterator<Item = &ChainInput> {
        self.lines.iter().map(|line| &line.input).chain(&self.costs)
    }
}

/// The chain with the settings in it; none where they do not touch it. What is set is taken as certain.
pub(super) fn with_settings(input: &ChainInput, settings: &Settings) -> Option<ChainInput> {
    let mut changed = input.clone();
    let mut touched = false;
    let factors = changed.factors.iter_mut().chain(changed.cells.iter_mut().map(|cell| &mut cell.value));
    for factor in factors {
        if let Some(value) = settings.get(&InputName::of(factor).key()).filter(|value| **value != factor.value) {
            set_factor(factor, *value);
            touched = true;
        }
    }
    for indicator in changed.indicator.iter_mut().chain(changed.cells.iter_mut().map(|cell| &mut cell.count)) {
        let [actual, baseline] = InputName::sides(indicator).map(|name| settings.get(&name.key()).copied());
        for (side, value) in [(&mut indicator.actual, actual), (&mut indicator.baseline, baseline)] {
            if let Some(value) = value.filter(|value| *value != side.value) {
                *side = Estimate::exact(value.0);
                touched = true;
            }
        }
    }
    touched.then_some(changed)
}

/// A price of its own at the actual side follows in proportion.
fn set_factor(factor: &mut FactorInput, value: Number) {
    factor.at_actual = factor.at_actual.map(|price| {
        let followed = Exact::from(price.0).times(&value.0.into()).over(&factor.value.0.into());
        Number(followed.and_then(|price_| price_.round(price.0.scale())).unwrap_or(price.0))
    });
    factor.value = value;
    (factor.low, factor.high, factor.confidence, factor.shape) = (None, None, None, None);
}

impl WhatIfInput {
    /// A slider around the value, `reach` to each side; a share stays between 0 and 1.
    fn around(key: String, name: String, unit: String, value: Number, reach: Decimal) -> Self {
        // About a hundred steps to each side, each a power of ten.
        let mut step = Decimal::ONE;
        let hundredth = (reach / Decimal::ONE_HUNDRED).abs();
        while step > hundredth && step.scale() < 12 {
            step = (step / Decimal::TEN).normalize();
        }
        while hundredth >= step * Decimal::TEN {
            step *= Decimal::TEN;
        }
        let share = unit == "1" && value.0 >= Decimal::ZERO && value.0 <= Decimal::ONE;
        let whole = |room: Decimal| (room / step).floor() * step;
        let (down, up) = if share { (reach.min(value.0), reach.min(Decimal::ONE - value.0)) } else { (reach, reach) };
        let (least, most) = (value.0 - whole(down), value.0 + whole(up));
        Self { key, name, unit, value, least: Number(least.normalize()), most: Number(most.normalize()), step: Number(step) }
    }
}
