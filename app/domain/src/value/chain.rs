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
    match &input.indicator {
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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::format;
    use crate::value::chain_line;

    fn input(json: serde_json::Value) -> ChainInput {
        serde_json::from_value(json).unwrap()
    }

    fn base(template: &str, better: &str, unit: &str, actual: &str, baseline: &str, factors: &[(&str, &str, bool)]) -> ChainInput {
        let factors: Vec<_> = factors
            .iter()
            .map(|(value, unit, complement)| serde_json::json!({"name": "f", "value": value, "unit": unit, "complement": complement}))
            .collect();
        input(
            serde_json::json!({"template": template, "month": "2026-10", "time_zone": "Asia/Singapore", "currency": "USD", "better": better,
            "indicator": {"name": "x", "unit": unit, "actual": {"value": actual}, "baseline": {"value": baseline}}, "factors": factors}),
        )
    }

    #[test]
    fn golden_amounts_computed_by_hand() {
        for (chain, minor) in [
            // (5.20 − 1.85) × 28400 × 0.65 = 61841.00
            (base("revenue_protected", "lower", "h", "1.85", "5.20", &[("28400", "USD/h", false), ("0.35", "1", true)]), 6_184_100),
            // (0.9342 − 0.9210) × 2318400 × 0.47 = 14383.3536
            (
                base(
                    "accuracy_lift",
                    "higher",
                    "1",
                    "0.9342",
                    "0.9210",
                    &[("2318400", "decision", false), ("0.47", "USD/decision", false)],
                ),
                1_438_335,
            ),
            // (71.8 − 73.5) pt ÷ 100 × 2318400 × 0.47 = −18524.016
            (
                base("accuracy_lift", "higher", "pt", "71.8", "73.5", &[("2318400", "decision", false), ("0.47", "USD/decision", false)]),
                -1_852_402,
            ),
            // (0.0031 − 0.0024) × 877640 = 614.348
            (base("cost_saved", "lower", "USD/prediction", "0.0024", "0.0031", &[("877640", "prediction", false)]), 61_435),
            // (1340 − 902) × 18.60 = 8146.80
            (base("team_time", "lower", "h", "902", "1340", &[("18.60", "USD/h", false)]), 814_680),
            // 90 min less than 2 h, at 30 USD/h: 45.00
            (base("team_time", "lower", "min", "30", "120", &[("30", "USD/h", false)]), 4_500),
            // (610 − 388) × 2.38 = 528.36
            (base("own_chain", "lower", "gpu*h", "388", "610", &[("2.38", "USD/gpu/h", false)]), 52_836),
        ] {
            assert_eq!(evaluate(&chain).unwrap().amount.minor, minor, "{chain:?}");
        }
    }

    #[test]
    fn an_hour_of_week_profile_prints_two_terms() {
        // (1.10 × 16900 − 3.45 × 21300) × 0.31 × 0.65 = −11061.3425, a tie at the third digit only.
        let mut chain = base(
            "revenue_protected",
            "lower",
            "h",
            "3.45",
            "1.10",
            &[("16900", "USD/h", false), ("0.31", "1", false), ("0.35", "1", true)],
        );
        chain.factors[0].at_actual = Some(Number::parse("21300").unwrap());
        let valued = evaluate(&chain).unwrap();
        assert_eq!(valued.amount.minor, -1_106_134);
        assert_eq!(
            chain_line(&valued.chain).replace(format::NBSP, " "),
            "(1.10 h × 16,900 USD/h − 3.45 h × 21,300 USD/h) × 0.31 × (1 − 0.35)"
        );
    }

    #[test]
    fn an_own_chain_may_have_no_indicator() {
        let chain = input(
            serde_json::json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": "higher",
            "factors": [{"name": "calls", "value": 26200, "unit": "call"}, {"name": "kept", "value": "5.0", "unit": "pt"},
                        {"name": "value", "value": "84.20", "unit": "USD/call"}]}),
        );
        // 26200 × 0.05 × 84.20 = 110302.00
        let valued = evaluate(&chain).unwrap();
        assert_eq!(valued.amount.minor, 11_030_200);
        assert_eq!(chain_line(&valued.chain).replace(format::NBSP, " "), "26,200 call × 5.0 pt × 84.20 USD/call");
    }

    #[test]
    fn kinds_of_outcome_are_added_up() {
        // ((412 − 450.5) × −42 + (9120 − 9004.25) × 3.10) × 0.8 = (1617 + 358.825) × 0.8 = 1580.66
        let cell = |name: &str, count: &str, expected: &str, value: &str| {
            serde_json::json!({"count": {"name": name, "unit": "case", "actual": {"value": count}, "baseline": {"value": expected}},
                "value": {"name": "value", "value": value, "unit": "USD/case"}})
        };
        let mut body = serde_json::json!({"template": "outcome_cells", "month": "2026-10", "time_zone": "UTC", "currency": "USD",
            "better": "higher", "cells": [cell("missed", "412", "450.5", "-42"), cell("caught", "9120", "9004.25", "3.10")],
            "factors": [{"name": "margin", "value": "0.8", "unit": "1"}]});
        let valued = evaluate(&input(body.clone())).unwrap();
        assert_eq!(valued.amount.minor, 158_066);
        assert_eq!(
            chain_line(&valued.chain).replace(format::NBSP, " "),
            "((412 case − 450.5 case) × −42 USD/case + (9,120 case − 9,004.25 case) × 3.10 USD/case) × 0.8"
        );
        body["cells"][1]["value"]["unit"] = serde_json::json!("IDR/case");
        assert!(evaluate(&input(body.clone())).unwrap_err().to_string().contains("have one unit"));
        body["cells"] = serde_json::json!([]);
        assert!(evaluate(&input(body)).is_err());
    }

    #[test]
    fn the_grade_is_that_of_the_weakest_part() {
        let mut chain = base("accuracy_lift", "higher", "1", "0.9", "0.8", &[("100", "order", false), ("2", "USD/order", false)]);
        assert_eq!(evaluate(&chain).unwrap().grade, Grade::D);
        chain.indicator.as_mut().unwrap().baseline_grade = Some(Grade::C);
        chain.factors[0].part = Part::Volume;
        chain.factors[1].evidence = Some("record: ledger".into());
        assert_eq!(evaluate(&chain).unwrap().grade, Grade::C);
        // A constant that calls itself a test, without a recorded one, stays an assumption: it never becomes measured.
        chain.factors[1].evidence = Some("test: four weeks".into());
        assert_eq!(evaluate(&chain).unwrap().grade, Grade::D);
        chain.factors[1].grade = Some(Grade::A);
        assert_eq!(evaluate(&chain).unwrap().grade, Grade::C);
        chain.factors[1] = FactorInput { grade: None, evidence: Some("none".into()), ..chain.factors[1].clone() };
        assert_eq!(evaluate(&chain).unwrap().grade, Grade::E);
    }

    #[test]
    fn units_that_do_not_cancel_are_named() {
        let chain = base("revenue_protected", "lower", "h", "1", "2", &[("5", "USD/transaction", false)]);
        assert_eq!(evaluate(&chain).unwrap_err().to_string(), "the units do not cancel to USD: time/transaction is left over");
        let chain = base("accuracy_lift", "higher", "ms", "1", "2", &[("5", "USD", false)]);
        assert!(evaluate(&chain).unwrap_err().to_string().contains("prices a share"));
        let mut chain = base("team_time", "lower", "h", "1", "2", &[("5", "USD/h", false)]);
        chain.time_zone = "Mars/Base".into();
        assert!(evaluate(&chain).is_err());
    }

    #[test]
    fn losses_are_not_clamped_and_ties_go_to_even() {
        let chain = base("team_time", "lower", "h", "3", "2", &[("0.125", "USD/h", false)]);
        assert_eq!(evaluate(&chain).unwrap().amount.minor, -12);
    }
}
