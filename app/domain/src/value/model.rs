//! A chain as it is drawn: each input from its stated uncertainty, by its name.

use super::estimate::{ChainInput, Estimate, FactorInput, IndicatorInput};
use crate::exact::Exact;
use crate::metric::Better;
use crate::uncertainty::{Distribution, Draws, Factor, Formula, Input, Stream, Term};
use crate::{Error, Result};

/// What an input is, so that a reader can be told what the range rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputName {
    /// The measured side of an indicator: its key, and how it is printed.
    Actual {
        key: String,
        name: String,
    },
    /// The baseline of an indicator: the recorded baseline, where there is one.
    Baseline {
        key: String,
        name: String,
        record: Option<String>,
    },
    Driver {
        id: String,
        name: String,
    },
    Test {
        id: String,
        name: String,
    },
    /// A factor without a record behind it.
    Factor {
        name: String,
    },
}

impl InputName {
    /// Inputs with the same are drawn once.
    pub fn key(&self) -> String {
        match self {
            Self::Actual { key, .. } => format!("actual/{key}"),
            Self::Baseline { key, .. } => format!("baseline/{key}"),
            Self::Driver { id, .. } => format!("driver/{id}"),
            Self::Test { id, .. } => format!("test/{id}"),
            Self::Factor { name } => format!("factor/{name}"),
        }
    }

    /// Both sides of an indicator: what was measured, and its baseline.
    pub(super) fn sides(indicator: &IndicatorInput) -> [Self; 2] {
        let name = indicator.name.clone();
        let key = if indicator.key.is_empty() { name.clone() } else { indicator.key.clone() };
        [Self::Actual { key: key.clone(), name: name.clone() }, Self::Baseline { key, name, record: indicator.baseline_id.clone() }]
    }

    pub(super) fn of(factor: &FactorInput) -> Self {
        let name = factor.name.clone();
        match (&factor.driver, &factor.test) {
            (Some(id), _) => Self::Driver { id: id.clone(), name },
            (None, Some(id)) => Self::Test { id: id.clone(), name },
            (None, None) => Self::Factor { name },
        }
    }
}

/// A chain's formula, and what its varying inputs are.
#[derive(Debug)]
pub(super) struct Model {
    pub formula: Formula,
    pub names: Vec<(Stream, InputName)>,
}

impl Model {
    /// `scale` is what one unit of the product is in money.
    ///
    /// # Errors
    /// An uncertainty that does not hold together, at its field.
    pub fn of(input: &ChainInput, scale: f64) -> Result<Self> {
        let mut model = Self { formula: Formula { constant: 0.0, terms: Vec::new(), factors: Vec::new(), scale }, names: Vec::new() };
        let draws = Draws::of(&input.workspace, input.month);
        let apart = input.factors.iter().find(|factor| factor.at_actual.is_some());
        if let Some(indicator) = input.indicator.as_ref().map(IndicatorInput::held) {
            model.indicator(draws, &indicator, input.better, apart)?;
        }
        for cell in input.cells.iter().filter(|_| input.indicator.is_none()) {
            let price = model.input(draws, InputName::of(&cell.value), "cells.value", &stated(&cell.value))?;
            model.sides(draws, &cell.count, "cells.count", [1.0, -1.0], [Some(price), Some(price)])?;
        }
        if input.indicator.is_none() && input.cells.is_empty() {
            model.formula.constant = 1.0;
        }
        for factor in input.factors.iter().filter(|factor| factor.at_actual.is_none()) {
            let drawn = model.input(draws, InputName::of(factor), "factors", &stated(factor))?;
            model.formula.factors.push(Factor { input: drawn, complement: factor.complement });
        }
        Ok(model)
    }

    fn indicator(&mut self, draws: Draws, indicator: &IndicatorInput, better: Better, apart: Option<&FactorInput>) -> Result<()> {
        let signs = match better {
            Better::Higher => [1.0, -1.0],
            Better::Lower => [-1.0, 1.0],
        };
        let mut prices = [None, None];
        if let Some(factor) = apart {
            let price = self.input(draws, InputName::of(factor), "factors", &stated(factor))?;
            // A price of its own at the actual side moves with the price it was derived from.
            let ratio = Exact::from(factor.at_actual.unwrap_or(factor.value).0).over(&factor.value.0.into());
            let distribution = price.distribution.times(ratio.map_or(0.0, |ratio| ratio.to_f64()));
            prices = [Some(Input { distribution, ..price }), Some(price)];
        }
        self.sides(draws, indicator, "indicator", signs, prices)
    }

    /// Actual and baseline, each with its sign and its price.
    fn sides(
        &mut self,
        draws: Draws,
        indicator: &IndicatorInput,
        part: &str,
        signs: [f64; 2],
        [at_actual, at_baseline]: [Option<Input>; 2],
    ) -> Result<()> {
        let [actual, baseline] = InputName::sides(indicator);
        let value = self.input(draws, actual, &format!("{part}.actual"), &indicator.actual)?;
        self.formula.terms.push(Term { by: signs[0], value, price: at_actual });
        let value = self.input(draws, baseline, &format!("{part}.baseline"), &indicator.baseline)?;
        self.formula.terms.push(Term { by: signs[1], value, price: at_baseline });
        Ok(())
    }

    fn input(&mut self, draws: Draws, name: InputName, part: &str, estimate: &Estimate) -> Result<Input> {
        let Estimate { value, low, high, confidence, shape } = *estimate;
        let distribution = Distribution::of(value, low, high, confidence, shape).map_err(|error| at_field(part, error))?;
        let stream = draws.stream(&name.key());
        if !distribution.is_fixed() {
            self.names.push((stream, name));
        }
        Ok(Input { stream, distribution })
    }
}

fn stated(factor: &FactorInput) -> Estimate {
    let FactorInput { value, low, high, confidence, shape, .. } = *factor;
    Estimate { value, low, high, confidence, shape }
}

fn at_field(part: &str, error: Error) -> Error {
    match error {
        Error::Invalid { field: Some(field), message } => Error::field(format!("{part}.{field}"), message),
        other => other,
    }
}
