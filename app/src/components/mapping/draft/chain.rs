//! The chain of a draft: what is read from the records, with everything that is typed.

use domain::config::{Basis, Needs, Number};
use domain::value::rates::{self, RateFactor};
use domain::value::{ChainInput, Drafted, Estimate, FactorInput, Previewed};
use domain::{Error, Result};
use rust_decimal::Decimal;

use super::{Draft, DraftFactor, Known};

/// A number as people type it: thousands may be grouped by commas or spaces.
///
/// # Errors
/// Names the field and shows what was typed.
pub fn number(field: &str, text: &str) -> Result<Number> {
    let bare: String = text.chars().filter(|character| !matches!(character, ',' | ' ' | '\u{a0}')).collect();
    let minus = bare.replace(domain::format::MINUS, "-");
    Number::parse(&minus).map_err(|_| Error::field(field, format!("“{text}” is not a number; write 1,234.56")))
}

impl Draft {
    /// The inputs of the chain with everything that is typed.
    ///
    /// # Errors
    /// The field that does not read, a driver without a value, or why the month has no figure.
    pub fn chain(&self, known: &Known) -> Result<ChainInput> {
        self.check_parts(known)?;
        let mut input = known.input.clone().ok_or_else(|| Error::conflict(known.problem.clone()))?;
        if let Some(indicator) = &mut input.indicator {
            if !self.actual.trim().is_empty() {
                set(&mut indicator.actual, number("actual", &self.actual)?);
            }
            if !self.baseline.trim().is_empty() {
                set(&mut indicator.baseline, number("baseline", &self.baseline)?);
            }
        }
        let chosen = self.factors.iter().filter(|factor| !factor.driver.is_empty());
        input.factors = known.proved().collect();
        for (place, factor) in chosen.enumerate() {
            input.factors.push(factor.input(place == 0, known)?);
        }
        if !self.margin.is_empty() {
            let margin = DraftFactor { driver: self.margin.clone(), ..DraftFactor::default() };
            input.factors.push(margin.input(false, known)?);
        }
        let rate = |currency| known.rates.iter().find(|rate| rate.currency == currency).map(RateFactor::factor);
        rates::complete(&mut input, rate)?;
        Ok(input)
    }

    /// The line as the month's ledger would hold it.
    ///
    /// # Errors
    /// Those of [`Draft::chain`], and of its units.
    pub fn previewed(&self, known: &Known) -> Result<Previewed> {
        let input = self.chain(known)?;
        let reporting = known.beside.reporting;
        let basis = serde_json::from_value::<Basis>(self.basis.clone().into()).unwrap_or(reporting);
        let filled = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let drafted = Drafted {
            mapping: &self.id,
            metric: filled(&self.metric),
            basis,
            has_margin: !self.margin.is_empty(),
            pool: filled(&self.pool),
            notes: &known.notes,
        };
        known.beside.preview(&input, &drafted, known.saved.as_ref())
    }

    /// What the template asks for and is not chosen, or is chosen and not yet read from the records.
    fn check_parts(&self, known: &Known) -> Result<()> {
        let parts = self.parts();
        if let Some(template) = self.template() {
            let name = template.name();
            match template.needs() {
                Needs::Lift | Needs::IndicatorAndSlope if parts.effect.is_empty() => {
                    return Err(Error::field("effect", format!("{name} rests on a test: choose a recorded one")));
                }
                Needs::Cells if parts.cells.is_empty() => {
                    return Err(Error::field("cells", format!("{name} needs at least one kind of outcome with its value")));
                }
                _ => {}
            }
        }
        if parts == known.asked {
            return Ok(());
        }
        Err(Error::field("effect", "press Preview: what the test showed and how many outcomes there were is read from the records"))
    }

    /// Can the browser say the amount, or does the server have to read records first?
    pub fn follows(&self, known: &Known) -> bool {
        let pool_is_known = self.pool.is_empty() || known.beside.pool(&self.pool).is_some();
        self.parts() == known.asked
            && pool_is_known
            && known.input.is_some()
            && self.chain(known).is_ok_and(|input| domain::value::price(&input).is_ok())
    }
}

impl DraftFactor {
    /// The factor as it enters the chain. A price of its own at the actual side follows a typed value in proportion.
    fn input(&self, first: bool, known: &Known) -> Result<FactorInput> {
        let found = known.factor(&self.driver).cloned();
        let mut input = found.ok_or_else(|| Error::field("factors", format!("“{}” has no value valid in the month", self.driver)))?;
        input.complement = self.complement == "yes";
        if !first {
            input.at_actual = None;
        }
        if !self.value.trim().is_empty() {
            let typed = number("factors", &self.value)?;
            if typed.0 != input.value.0 {
                input.at_actual = input.at_actual.map(|price| scaled(price, typed, input.value));
                (input.low, input.high, input.confidence, input.shape) = (None, None, None, None);
                input.evidence = Some("what-if".to_owned());
            }
            input.value = typed;
        }
        Ok(input)
    }
}

/// What is typed is taken as certain.
fn set(estimate: &mut Estimate, typed: Number) {
    if typed.0 != estimate.value.0 {
        *estimate = Estimate::exact(typed.0);
    }
}

fn scaled(price: Number, typed: Number, recorded: Number) -> Number {
    let ratio = typed.0.checked_div(recorded.0).unwrap_or(Decimal::ZERO);
    let product = price.0.checked_mul(ratio).unwrap_or(price.0);
    Number(product.round_dp_with_strategy(price.0.scale(), rust_decimal::RoundingStrategy::MidpointNearestEven))
}
