//! A mapping as its form states it: the same in the address of a preview, in the post that saves it and in the browser.

mod address;
mod chain;
mod known;
#[cfg(test)]
mod tests;
mod version;

pub use address::{CELLS_MAX, FACTORS_MAX};
pub use chain::number;
pub use known::Known;

use domain::config::Template;
use serde::{Deserialize, Serialize};

/// Every field as text, since it may be half typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub id: String,
    pub name: String,
    pub service: String,
    pub metric: String,
    pub statistic: String,
    pub template: String,
    pub kpi: String,
    /// The outcome it claims from.
    pub pool: String,
    pub basis: String,
    pub owner: String,
    pub from: String,
    pub reason: String,
    pub margin: String,
    /// `yes`: no more lines from the date on.
    pub retired: String,
    /// The recorded test whose lift or slope is counted.
    pub effect: String,
    /// `absolute` or `relative`; empty is absolute.
    pub lift: String,
    /// `yes`: the volume counts exposed units alone.
    pub exposed: String,
    /// What-if: these two are measured, and never saved.
    pub actual: String,
    pub baseline: String,
    pub factors: Vec<DraftFactor>,
    pub cells: Vec<DraftCell>,
}

/// One kind of outcome; not counted while it has no value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftCell {
    /// Metric that counts its share of the decisions.
    pub metric: String,
    /// Driver with the value of one.
    pub value: String,
}

/// The parts of a draft that only the records can price: a change of one asks the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    pub effect: String,
    pub relative: bool,
    pub exposed: bool,
    pub cells: Vec<DraftCell>,
}

/// One factor row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftFactor {
    /// Empty in the row that adds one.
    pub driver: String,
    /// `yes`: enters as one less the value.
    pub complement: String,
    /// What-if; empty for the recorded value.
    pub value: String,
    /// `yes`: the value is also recorded as the driver's next.
    pub record: String,
}

impl Draft {
    /// The template, once one is chosen.
    pub fn template(&self) -> Option<Template> {
        Template::ALL.into_iter().find(|template| template.key() == self.template)
    }

    /// The parts that the server prices.
    pub fn parts(&self) -> Parts {
        let is_effect = !self.effect.is_empty();
        Parts {
            effect: self.effect.clone(),
            relative: is_effect && self.lift == "relative",
            exposed: is_effect && self.exposed == "yes",
            cells: self.cells.iter().filter(|cell| !cell.value.is_empty()).cloned().collect(),
        }
    }
}
