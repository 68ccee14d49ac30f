//! The one function that turns a chain into money: in the ledger, in the API and in the browser.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::estimate::{CellInput, ChainInput, FactorInput, IndicatorInput, Part};
use super::range::range_of;
use super::rates;
use crate::config::{Number, Template};
use crate::evidence::Grade;
use crate::exact::Exact;
use crate::metric::Better;
use crate::money::Money;
use crate::time;
use crate::unit::Unit;
use crate::{Error, Result};

/// Where a term stands in `(first − second) × factor × …`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermRole {
    /// The minuend: the actual where higher is better, else the baseline.
    First,
    /// The subtrahend.
    Second,
    Factor,
    /// A factor printed as one less the value.
    Complement,
    /// Of a kind of outcome, `(count − expected) × value`; these three follow one another, and the kinds are added up.
    Count,
    Expected,
    CellValue,
}

/// One printed term, with the digits that enter the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub role: TermRole,
    pub name: String,
    pub value: Number,
    pub unit: String,
    /// The price at the actual side, where it has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_actual: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    #[serde(default)]
    pub part: Part,
    /// None for a fact of record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<String>,
    /// The configured baseline, or the series that the value was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

/// The printed terms of a line, in order.
pub type Chain = Vec<Term>;

/// What a chain is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Valued {
    /// Rounded once, half to even, to the minor unit.
    pub amount: Money,
    /// What was earned in its own currency, rounded once in that, where a rate converts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<Money>,
    /// Low (P10), median, high (P90) and the probability of a loss, as far as the inputs state how far they may be off; none where
    /// nobody asked.
    pub low: Option<Money>,
    #[serde(default)]
    pub median: Option<Money>,
    pub high: Option<Money>,
    pub p_loss: Option<Decimal>,
    /// That of the weakest part.
    pub grade: Grade,
    pub chain: Chain,
}

/// Computes `direction × (actual − baseline) × factors`, with every factor as printed and one rounding at the end.
///
/// # Errors
/// A bad unit; units that do not cancel to the currency, naming what is left over; an indicator that does not fit the template.
pub fn price(input: &ChainInput) -> Result<Valued> {
    Ok(priced(input)?.0)
}

/// The same, with its range.
///
/// # Errors
/// Those of [`price`], and an uncertainty that does not hold together.
pub fn evaluate(input: &ChainInput) -> Result<Valued> {
    let (mut valued, scale) = priced(input)?;
    let range = range_of(input, scale, valued.amount)?;
    (valued.low, valued.median, valued.high) = (Some(range.low), Some(range.median), Some(range.high));
    valued.p_loss = Some(range.p_loss);
    Ok(valued)
}

/// The amount, and what one unit of the product is in money.
pub(super) fn priced(input: &ChainInput) -> Result<(Valued, f64)> {
    time::parse_zone(&input.time_zone)?;
    let (mut product, mut unit) = (Exact::one(), Unit::one());
    let (mut chain, mut local) = (Vec::new(), None);
    let priced_apart = input.factors.iter().position(|factor| factor.at_actual.is_some());
    match input.indicator.as_ref().map(IndicatorInput::held).as_deref() {
        Some(indicator) => {
            check_template(input.template, indicator)?;
            let price = priced_apart.map(|index| &input.factors[index]);
            product = difference(indicator, input.better, price)?;
            unit = Unit::parse(&indicator.unit)?;
            chain.extend(pair(indicator, input.better));
        }
        None if input.template == Template::OutcomeCells && priced_apart.is_none() => {
            (product, unit) = cells(&input.cells)?;
            chain.extend(input.cells.iter().flat_map(cell_terms));
        }
        None if matches!(input.template, Template::OwnChain | Template::DirectTestLift)
            && priced_apart.is_none()
            && !input.factors.is_empty() => {}
        None => return Err(Error::field("indicator", format!("{} needs an indicator with its baseline", input.template.name()))),
    }
    for (index, factor) in input.factors.iter().enumerate() {
        let factor_unit = Unit::parse(&factor.unit)?;
        local = local.or(rates::before_rate(factor, &product, &unit)?);
        if factor.complement && !(factor_unit.same_dimension(&Unit::one()) && factor.unit != "pt") {
            return Err(Error::field("factors", format!("“1 − {}” needs a share with the unit 1", factor.name)));
        }
        if Some(index) != priced_apart {
            product = product.times(&enters_as(factor));
        }
        unit = unit.times(&factor_unit);
        chain.push(term(factor));
    }
    unit.check_money(input.currency)?;
    let amount = Money::round(&product.times(unit.scale()), input.currency)?;
    Ok((Valued { amount, local, low: None, median: None, high: None, p_loss: None, grade: input.grade(), chain }, unit.scale().to_f64()))
}

/// Kinds of outcome, each against what baseline rates would have given, added up; and the unit they share.
fn cells(cells: &[CellInput]) -> Result<(Exact, Unit)> {
    let of = |cell: &CellInput| Ok::<_, Error>(Unit::parse(&cell.count.unit)?.times(&Unit::parse(&cell.value.unit)?));
    let Some(first) = cells.first() else {
        return Err(Error::field("cells", "name at least one kind of outcome, with the value of one"));
    };
    let (unit, mut sum) = (of(first)?, Exact::zero());
    for cell in cells {
        if (&cell.count.unit, &cell.value.unit) != (&first.count.unit, &first.value.unit) {
            let message = format!("outcomes that are added up have one unit: {} and {} differ", first.value.unit, cell.value.unit);
            return Err(Error::field("cells", message));
        }
        let count = Exact::from(cell.count.actual.value.0).minus(&cell.count.baseline.value.0.into());
        sum = sum.plus(&count.times(&enters_as(&cell.value)));
    }
    Ok((sum, unit))
}

fn cell_terms(cell: &CellInput) -> [Term; 3] {
    let [count, expected] = pair(&cell.count, Better::Higher);
    let expected = Term { role: TermRole::Expected, name: format!("{} expected", cell.count.name), ..expected };
    [Term { role: TermRole::Count, ..count }, expected, Term { role: TermRole::CellValue, ..term(&cell.value) }]
}

/// The value a factor multiplies with.
fn enters_as(factor: &FactorInput) -> Exact {
    let value = Exact::from(factor.value.0);
    if factor.complement { Exact::one().minus(&value) } else { value }
}

fn difference(indicator: &IndicatorInput, better: Better, price: Option<&FactorInput>) -> Result<Exact> {
    let (mut actual, mut baseline) = (Exact::from(indicator.actual.value.0), Exact::from(indicator.baseline.value.0));
    if let Some(price) = price {
        if price.complement {
            return Err(Error::field("factors", "a share cannot have a price of its own at the actual side"));
        }
        actual = actual.times(&price.at_actual.unwrap_or(price.value).0.into());
        baseline = baseline.times(&price.value.0.into());
    }
    Ok(match better {
        Better::Higher => actual.minus(&baseline),
        Better::Lower => baseline.minus(&actual),
    })
}

fn pair(indicator: &IndicatorInput, better: Better) -> [Term; 2] {
    let side = |role, words: &str, estimate: &super::Estimate, part| Term {
        role,
        name: format!("{words}{}", indicator.name).trim().to_owned(),
        value: estimate.value,
        unit: indicator.unit.clone(),
        at_actual: None,
        low: estimate.low,
        high: estimate.high,
        evidence: None,
        driver: None,
        part,
        grade: (part == Part::Baseline).then_some(indicator.baseline_grade.unwrap_or(Grade::D)),
        test: None,
        record: if part == Part::Baseline {
            indicator.baseline_id.clone()
        } else {
            Some(indicator.key.clone()).filter(|key| !key.is_empty())
        },
    };
    let actual = |role| side(role, "", &indicator.actual, Part::Indicator);
    let baseline = |role| side(role, "baseline ", &indicator.baseline, Part::Baseline);
    match better {
        Better::Higher => [actual(TermRole::First), baseline(TermRole::Second)],
        Better::Lower => [baseline(TermRole::First), actual(TermRole::Second)],
    }
}

fn term(factor: &FactorInput) -> Term {
    Term {
        role: if factor.complement { TermRole::Complement } else { TermRole::Factor },
        name: factor.name.clone(),
        value: factor.value,
        unit: factor.unit.clone(),
        at_actual: factor.at_actual,
        low: factor.low,
        high: factor.high,
        evidence: factor.evidence.clone(),
        driver: factor.driver.clone(),
        part: factor.part,
        grade: factor.grade(),
        test: factor.test.clone(),
        record: None,
    }
}

/// The indicator's dimension that each template prices.
fn check_template(template: Template, indicator: &IndicatorInput) -> Result<()> {
    let unit = Unit::parse(&indicator.unit)?;
    let (fits, wants) = match template {
        Template::EngagementThroughLatency | Template::RevenueProtected | Template::TeamTime => {
            (unit.same_dimension(&Unit::parse("h")?), "a time such as h")
        }
        Template::AccuracyLift | Template::ConversionThroughQuality => (unit.same_dimension(&Unit::one()), "a share (1 or pt)"),
        Template::CostSaved => (unit.currency().is_some(), "a cost, such as USD/prediction"),
        Template::IdleCapacity => (unit.same_dimension(&Unit::parse("gpu*h")?), "idle GPU hours (gpu*h)"),
        Template::DirectTestLift | Template::OutcomeCells => (false, "no single indicator"),
        Template::OwnChain => (true, ""),
    };
    let message = || format!("{} prices {wants}; the indicator is in {}", template.name(), indicator.unit);
    if fits { Ok(()) } else { Err(Error::field("indicator", message())) }
}

#[cfg(test)]
mod tests;
