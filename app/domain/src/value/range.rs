//! How far a line and a month may be off: the chain again, with each input drawn from its stated uncertainty.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::estimate::{CellInput, ChainInput, Estimate, FactorInput};
use crate::exact::Exact;
use crate::metric::Better;
use crate::money::Money;
use crate::uncertainty::{DRAWS, Distribution, Draws, Stream, spread};
use crate::{Error, Result};

/// Low (P10) and high (P90) of an amount, and the probability that it is below zero, to 4 decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub low: Money,
    pub high: Money,
    pub p_loss: Decimal,
}

impl Range {
    /// Of an amount and its draws; one draw is an amount that nothing varies.
    pub(super) fn of(draws: &mut [f64], amount: Money) -> Result<Self> {
        if draws.len() < 2 {
            return Ok(Self { low: amount, high: amount, p_loss: Decimal::from(u8::from(amount.is_loss())) });
        }
        let spread = spread(draws).ok_or_else(|| Error::invalid("nothing was drawn"))?;
        let share = Exact::ratio((spread.p_loss * draws.len() as f64).round() as i128, draws.len() as i128)?;
        let money = |value| Money::nearest(value, amount.currency);
        Ok(Self { low: money(spread.low)?, high: money(spread.high)?, p_loss: share.round(4)? })
    }

    /// Does anything vary?
    pub fn is_open(&self) -> bool {
        self.low != self.high
    }
}

/// One input as it is drawn.
struct Input {
    stream: Stream,
    distribution: Distribution,
}

impl Input {
    fn at(&self, n: u64) -> f64 {
        match self.distribution {
            Distribution::Fixed(value) => value,
            distribution => distribution.at(self.stream.uniform(n)),
        }
    }
}

/// The chain with its inputs as distributions.
struct Model {
    /// Minuend and subtrahend, each with its price where it has one of its own.
    difference: Option<[(Input, Option<Input>); 2]>,
    /// Count, expected and value of each kind of outcome.
    cells: Vec<[Input; 3]>,
    /// Factor, and whether it enters as one less the value.
    factors: Vec<(Input, bool)>,
    scale: f64,
}

/// Draws of the line's amount in major units: [`DRAWS`], or one where no input varies. `scale` is what one unit of the product is in money.
pub(super) fn draws(input: &ChainInput, scale: f64) -> Result<Vec<f64>> {
    let model = Model::of(input, scale)?;
    let n = if model.varies() { DRAWS } else { 1 };
    Ok((0..n).map(|n| model.at(n)).collect())
}

impl Model {
    fn of(input: &ChainInput, scale: f64) -> Result<Self> {
        let draws = Draws::of(&input.workspace, input.month);
        let drawn = |name: &str, part: &str, estimate: &Estimate| {
            let Estimate { value, low, high, confidence, shape } = *estimate;
            let distribution = Distribution::of(value, low, high, confidence, shape).map_err(|error| at_field(part, error))?;
            Ok::<_, Error>(Input { stream: draws.stream(name), distribution })
        };
        let factor = |factor: &FactorInput| {
            let name = factor.driver.as_ref().map_or_else(|| format!("factor/{}", factor.name), |driver| format!("driver/{driver}"));
            let FactorInput { value, low, high, confidence, shape, .. } = *factor;
            drawn(&name, "factors", &Estimate { value, low, high, confidence, shape })
        };
        let cell = |cell: &CellInput| {
            let key = if cell.count.key.is_empty() { &cell.count.name } else { &cell.count.key };
            let count = drawn(&format!("actual/{key}"), "cells.count.actual", &cell.count.actual)?;
            let expected = drawn(&format!("baseline/{key}"), "cells.count.baseline", &cell.count.baseline)?;
            Ok::<_, Error>([count, expected, factor(&cell.value)?])
        };
        let cells = input.cells.iter().map(cell).collect::<Result<_>>()?;
        let apart = input.factors.iter().find(|factor| factor.at_actual.is_some());
        let difference = input.indicator.as_ref().map(|indicator| {
            let key = if indicator.key.is_empty() { &indicator.name } else { &indicator.key };
            let actual = drawn(&format!("actual/{key}"), "indicator.actual", &indicator.actual)?;
            let baseline = drawn(&format!("baseline/{key}"), "indicator.baseline", &indicator.baseline)?;
            // A price of its own at the actual side moves with the price it was derived from.
            let price = apart.map(factor).transpose()?;
            let at_actual = match apart {
                Some(stated) => {
                    let ratio = Exact::from(stated.at_actual.unwrap_or(stated.value).0)
                        .over(&stated.value.0.into())
                        .map_or(0.0, |ratio| ratio.to_f64());
                    let input = factor(stated)?;
                    Some(Input { distribution: input.distribution.times(ratio), ..input })
                }
                None => None,
            };
            Ok::<_, Error>(match input.better {
                Better::Higher => [(actual, at_actual), (baseline, price)],
                Better::Lower => [(baseline, price), (actual, at_actual)],
            })
        });
        let others = input.factors.iter().filter(|factor| factor.at_actual.is_none());
        let factors = others.map(|stated| Ok((factor(stated)?, stated.complement))).collect::<Result<_>>()?;
        Ok(Self { difference: difference.transpose()?, cells, factors, scale })
    }

    fn inputs(&self) -> impl Iterator<Item = &Input> {
        let sides = self.difference.iter().flatten().flat_map(|(side, price)| std::iter::once(side).chain(price));
        sides.chain(self.cells.iter().flatten()).chain(self.factors.iter().map(|(factor, _)| factor))
    }

    fn varies(&self) -> bool {
        self.inputs().any(|input| !input.distribution.is_fixed())
    }

    fn at(&self, n: u64) -> f64 {
        let side = |(value, price): &(Input, Option<Input>)| value.at(n) * price.as_ref().map_or(1.0, |price| price.at(n));
        let cells = || self.cells.iter().map(|[count, expected, value]| (count.at(n) - expected.at(n)) * value.at(n)).sum();
        let difference = match &self.difference {
            Some([first, second]) => side(first) - side(second),
            None if self.cells.is_empty() => 1.0,
            None => cells(),
        };
        let factors = self.factors.iter().map(|(factor, complement)| if *complement { 1.0 - factor.at(n) } else { factor.at(n) });
        difference * factors.product::<f64>() * self.scale
    }
}

fn at_field(part: &str, error: Error) -> Error {
    match error {
        Error::Invalid { field: Some(field), message } => Error::field(format!("{part}.{field}"), message),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::math::exp;
    use crate::value::{Valued, evaluate};
    use serde_json::{Value, json};

    fn valued(better: &str, actual: Value, baseline: Value, factors: Value) -> Valued {
        let input = json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": better,
            "indicator": {"unit": "order", "actual": actual, "baseline": baseline}, "factors": factors});
        evaluate(&serde_json::from_value(input).unwrap()).unwrap()
    }

    fn range(valued: &Valued) -> (f64, f64, Decimal) {
        (valued.low.unwrap().to_f64(), valued.high.unwrap().to_f64(), valued.p_loss.unwrap())
    }

    /// Within `share` of what is expected: 10,000 draws are a sample.
    fn near(found: f64, expected: f64, share: f64) {
        assert!((found - expected).abs() <= share * expected.abs(), "{found} against {expected}");
    }

    #[test]
    fn a_fixed_chain_has_no_width() {
        let fixed = valued(
            "higher",
            json!({"value": "110"}),
            json!({"value": "120"}),
            json!([{"name": "price", "value": "3", "unit": "USD/order"}]),
        );
        assert_eq!((fixed.low, fixed.high, fixed.p_loss), (Some(fixed.amount), Some(fixed.amount), Some(Decimal::ONE)));
    }

    #[test]
    fn a_product_of_log_normals_has_the_closed_form() {
        let factor = |name: &str, value: &str, low: &str, high: &str, unit: &str| json!({"name": name, "value": value, "low": low, "high": high, "confidence": 80, "shape": "log-normal", "unit": unit});
        let factors = json!([factor("price", "3", "2", "4.5", "USD/order"), factor("share", "0.5", "0.4", "0.625", "1")]);
        let (low, high, loss) = range(&valued("higher", json!({"value": "1100"}), json!({"value": "100"}), factors));
        // ln 4.5/2 and ln 0.625/0.4 are 2 · 1.2816 standard deviations wide; the variances of the logarithms add up:
        // √(0.81093² + 0.44629²) = 0.92563, half of which lies between the middle (1000 · 3 · 0.5) and P10 or P90.
        near(low, 1500.0 * exp(-0.462_815), 0.015);
        near(high, 1500.0 * exp(0.462_815), 0.015);
        assert!(loss.is_zero());
    }

    #[test]
    fn a_difference_of_normals_may_be_a_loss() {
        let side =
            |value: &str, low: &str, high: &str| json!({"value": value, "low": low, "high": high, "confidence": 95, "shape": "normal"});
        let price = json!([{"name": "price", "value": "2", "unit": "USD/order"}]);
        let gain = valued("higher", side("110", "90", "130"), side("100", "80", "120"), price.clone());
        // Mean 20, sd 2 · √2 · 20 ÷ 1.95996 = 28.862: P10 −16.99, P90 56.99, and 24.42 % below zero.
        let (low, high, loss) = range(&gain);
        near(low, -16.99, 0.06);
        near(high, 56.99, 0.03);
        near(num_traits::ToPrimitive::to_f64(&loss).unwrap(), 0.2442, 0.05);
        let mirrored = valued("lower", side("110", "90", "130"), side("100", "80", "120"), price);
        assert_eq!((mirrored.low.unwrap(), mirrored.high.unwrap()), (gain.high.unwrap().negated(), gain.low.unwrap().negated()));
    }

    #[test]
    fn a_triangle_has_the_closed_form_and_the_order_of_factors_changes_nothing() {
        let share = json!({"name": "share", "value": "0.3", "low": "0.2", "high": "0.8", "unit": "1", "complement": true});
        let price = json!({"name": "price", "value": "2", "low": "1", "high": "3", "unit": "USD/order"});
        let alone = valued(
            "higher",
            json!({"value": "2"}),
            json!({"value": "1"}),
            json!([{"name": "one", "value": "1", "unit": "USD/order"}, share]),
        );
        // Of 1 − share: P10 = 1 − (0.8 − √(0.1 · 0.6 · 0.5)) = 0.37321, P90 = 1 − (0.2 + √(0.1 · 0.6 · 0.1)) = 0.72254.
        let (low, high, _) = range(&alone);
        near(low, 0.37, 0.02);
        near(high, 0.72, 0.02);
        let one = valued("higher", json!({"value": "2"}), json!({"value": "1"}), json!([share, price]));
        let other = valued("higher", json!({"value": "2"}), json!({"value": "1"}), json!([price, share]));
        assert_eq!((one.low, one.high, one.p_loss), (other.low, other.high, other.p_loss));
    }

    #[test]
    fn bounds_that_do_not_hold_are_refused_at_their_input() {
        let input = json!({"template": "own_chain", "month": "2026-10", "time_zone": "UTC", "currency": "USD", "better": "higher",
            "indicator": {"unit": "order", "actual": {"value": 5, "low": 6, "high": 7}, "baseline": {"value": 1}},
            "factors": [{"name": "price", "value": 1, "unit": "USD/order"}]});
        let error = evaluate(&serde_json::from_value(input).unwrap()).unwrap_err();
        assert!(matches!(error, Error::Invalid { field: Some(field), .. } if field == "indicator.actual.low"));
    }
}
