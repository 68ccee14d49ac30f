//! The edge of what was tested: an effect is not extrapolated (docs/methodology.md, "Evidence").

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::estimate::{ChainInput, Estimate, IndicatorInput};
use crate::config::Number;
use crate::format;
use crate::report::Printed;

/// Levels of an indicator between which an effect was tested, in the indicator's unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tested {
    pub low: Number,
    pub high: Number,
    /// How its levels are written; plain numbers where nobody says.
    #[serde(default)]
    pub printed: Printed,
}

impl Tested {
    /// The side on which a value lies beyond, and the edge there.
    fn beyond(&self, value: Number) -> Option<(&'static str, Number)> {
        if value > self.high { Some(("above", self.high)) } else { (value < self.low).then_some(("below", self.low)) }
    }

    fn text(&self, value: Decimal) -> String {
        self.printed.text(self.printed.recorded(value))
    }

    fn hold(&self, estimate: &Estimate) -> Estimate {
        let within = |number: Number| number.clamp(self.low, self.high);
        Estimate {
            value: within(estimate.value),
            low: estimate.low.map(within),
            high: estimate.high.map(within),
            confidence: estimate.confidence,
            shape: estimate.shape,
        }
    }
}

impl IndicatorInput {
    /// As it is priced and drawn: both sides no further than what was tested.
    pub(super) fn held(&self) -> Cow<'_, Self> {
        match &self.tested {
            Some(tested) => Cow::Owned(Self { actual: tested.hold(&self.actual), baseline: tested.hold(&self.baseline), ..self.clone() }),
            None => Cow::Borrowed(self),
        }
    }

    /// In words, how far the measured side, and the baseline, lie beyond what was tested.
    pub fn beyond(&self) -> [Option<String>; 2] {
        let Some(tested) = &self.tested else { return [None, None] };
        let actual = tested.beyond(self.actual.value).map(|(side, edge)| {
            let (name, is, edge) = (format::capital(&self.name), tested.text(self.actual.value.0), tested.text(edge.0));
            format!("{name} was {is}; nothing {side} {edge} was tested, and the figure stops there")
        });
        let baseline = tested.beyond(self.baseline.value).map(|(side, edge)| {
            format!("The baseline of {} lies {side} the tested {}; the figure starts there", self.name, tested.text(edge.0))
        });
        [actual, baseline]
    }

    /// In words, which stated ranges reach beyond what was tested, though their figures do not.
    fn cut(&self) -> Vec<String> {
        let Some(tested) = &self.tested else { return Vec::new() };
        let stated = |estimate: &Estimate| {
            let (low, high) = estimate.low.zip(estimate.high).filter(|_| tested.beyond(estimate.value).is_none())?;
            (low < tested.low || high > tested.high).then_some((low, high))
        };
        let words = |name: String, (from, to): (Number, Number)| {
            let [from, to, low, high] = [from, to, tested.low, tested.high].map(|value| tested.text(value.0));
            format!("{name} is stated from {from} to {to}; its range is counted within the tested {low} to {high}")
        };
        let actual = stated(&self.actual).map(|range| words(format::capital(&self.name), range));
        let baseline = stated(&self.baseline).map(|range| words(format!("The baseline of {}", self.name), range));
        actual.into_iter().chain(baseline).collect()
    }
}

impl ChainInput {
    /// What a line says of an indicator that lies beyond what was tested.
    pub fn edge_note(&self) -> Option<String> {
        let said: Vec<String> = self.indicator.as_ref()?.beyond().into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(". "))
    }

    /// What a line says of a stated range that is counted no further than what was tested.
    pub fn cut_note(&self) -> Option<String> {
        let said = self.indicator.as_ref()?.cut();
        (!said.is_empty()).then(|| said.join(". "))
    }
}
