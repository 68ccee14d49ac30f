//! How far an amount may be off: low, median and high, and the chance of a loss.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::estimate::ChainInput;
use super::model::Model;
use crate::exact::Exact;
use crate::money::Money;
use crate::uncertainty::{DRAWS, LEVELS, OneByOne, Simulation, Spread};
use crate::{Error, Result};

/// How far from the amount the median must lie to be told, in hundredths of the amount.
const TOLD_PERCENT: i128 = 5;

/// Low (P10), median and high (P90) of an amount, and the probability that it is below zero, to 4 decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub low: Money,
    pub median: Money,
    pub high: Money,
    pub p_loss: Decimal,
}

impl Range {
    /// What [`DRAWS`] draws of an amount say, in its currency.
    pub(super) fn of(spread: Spread, amount: Money) -> Result<Self> {
        let money = |value| Money::nearest(value, amount.currency);
        Ok(Self { low: money(spread.low)?, median: money(spread.median)?, high: money(spread.high)?, p_loss: share(spread.p_loss)? })
    }

    /// Of an amount that nothing varies.
    pub(super) fn certain(amount: Money) -> Self {
        Self { low: amount, median: amount, high: amount, p_loss: Decimal::from(u8::from(amount.is_loss())) }
    }

    /// Less a certain cost; `p_loss` is the share of draws below the cost.
    pub(super) fn less(self, cost: Money, p_loss: f64) -> Result<Self> {
        let low = self.low.less(cost)?;
        Ok(Self { low, median: self.median.less(cost)?, high: self.high.less(cost)?, p_loss: share(p_loss)? })
    }

    /// Does anything vary?
    pub fn is_open(&self) -> bool {
        self.low != self.high
    }

    /// The median, where a reader must know it: it differs from the amount by over 5 % of the amount, or a cap binds.
    pub fn told_median(&self, amount: Money, capped: bool) -> Option<Money> {
        let apart = (i128::from(self.median.minor) - i128::from(amount.minor)).abs();
        let differs = apart * 100 > i128::from(amount.minor).abs() * TOLD_PERCENT;
        (self.is_open() && (differs || capped)).then_some(self.median)
    }
}

/// Draws to a share of 1.
fn share(of_draws: f64) -> Result<Decimal> {
    Exact::ratio((of_draws * DRAWS as f64).round() as i128, i128::from(DRAWS))?.round(4)
}

/// The range of one chain by itself: the same as within its month. `scale` is what one unit of the product is in money.
///
/// # Errors
/// An uncertainty that does not hold together, at its field; amounts that do not fit.
pub(super) fn range_of(input: &ChainInput, scale: f64, amount: Money) -> Result<Range> {
    let model = Model::of(input, scale)?;
    if !model.formula.varies() {
        return Ok(Range::certain(amount));
    }
    let mut simulation = Simulation::new(DRAWS, LEVELS);
    let group = simulation.group(0.0);
    simulation.line(&model.formula, group, None);
    let spread = simulation.run(&OneByOne).lines.first().copied().ok_or_else(|| Error::invalid("nothing was drawn"))?;
    Range::of(spread, amount)
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
