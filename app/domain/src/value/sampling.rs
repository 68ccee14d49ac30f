//! A ratio that was measured on a sample of labels is off by chance: how far.

use rust_decimal::Decimal;

use super::estimate::Estimate;
use super::ledger::Scope;
use crate::Result;
use crate::config::{Mapping, Number, Shape, Template};
use crate::evidence::wilson;
use crate::format;
use crate::metric::{self, Category, Kind, Metric};
use crate::sample::{Fixed, MonthSummary, SeriesKey, Summary};
use crate::uncertainty::normal_quantile;

/// Confidence of the interval, in per cent.
const CONFIDENCE: u32 = 95;
/// Decimals of the bounds beyond those of the metric.
const MORE_DECIMALS: u32 = 2;

/// Is it a share of judged cases? Labels are a sample of what the model did; requests and visits are all of them.
fn is_sampled(metric: &Metric) -> bool {
    metric.category == Category::Quality && metric.kind == Kind::Ratio
}

/// Wilson's 95 % interval of a share of counted cases; none where the two are not counts, or nothing was counted.
///
/// F1 is a ratio of sums in which each hit counts twice, so it is no share of cases and has no such interval.
pub fn interval(metric: &Metric, numerator: Fixed, denominator: Fixed) -> Option<(f64, f64)> {
    let is_count = |number: Fixed| number.units() % Fixed::ONE.units() == 0;
    let counted = is_count(numerator) && is_count(denominator) && denominator >= Fixed::ONE;
    let share = !numerator.is_negative() && numerator <= denominator && metric.key != "f1";
    let z = normal_quantile(0.5 + f64::from(CONFIDENCE) / 200.0);
    (counted && share).then(|| wilson(denominator.to_f64(), numerator.to_f64(), z))
}

/// The measured value, with its sampling error where it has one that is known: a normal distribution as wide as Wilson's interval.
pub(super) fn estimate(metric: &Metric, measured: &MonthSummary, actual: Decimal) -> Estimate {
    let mut estimate = Estimate::exact(actual);
    let Some((low, high)) = of_month(metric, measured) else { return estimate };
    let decimals = metric.decimals + MORE_DECIMALS;
    let bound = |end: f64| Decimal::try_from(end).ok().map(|end| end.round_dp(decimals));
    // At a share of 0 or 1 the value is an end of its own interval, which rounding must not pass.
    estimate.low = bound(low).map(|low| Number(low.min(actual)));
    estimate.high = bound(high).map(|high| Number(high.max(actual)));
    (estimate.confidence, estimate.shape) = (Some(CONFIDENCE), Some(Shape::Normal));
    estimate
}

fn of_month(metric: &Metric, measured: &MonthSummary) -> Option<(f64, f64)> {
    match measured.summary {
        Summary::Ratio { numerator, denominator } if is_sampled(metric) => interval(metric, numerator, denominator),
        _ => None,
    }
}

impl Scope<'_> {
    /// That the sampling error of the line's indicator is not known.
    pub(super) fn sampling_note(&self, mapping: &Mapping) -> Result<Option<String>> {
        let Some(key) = mapping.metric.as_ref().filter(|_| mapping.template != Template::RevenueProtected) else { return Ok(None) };
        let metric = metric::find(key)?;
        let measured = self.facts.month(&SeriesKey::indicator(&mapping.service, metric.key)?, self.month);
        let unknown = is_sampled(metric) && measured.is_some_and(|measured| of_month(metric, measured).is_none());
        let why = if metric.key == "f1" { "it is no share of counted cases" } else { "it was not sent as counts of cases" };
        Ok(unknown.then(|| format!("The sampling error of {} is not known: {why}. Its range leaves it out.", format::inside(metric.name))))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::time::Window;

    fn estimated(key: &str, numerator: &str, denominator: &str) -> Estimate {
        let (numerator, denominator) = (Fixed::parse(numerator).unwrap(), Fixed::parse(denominator).unwrap());
        let summary = Summary::Ratio { numerator, denominator };
        let window = Window { start_ms: 0, end_ms: 1 };
        let month = MonthSummary { window, summary, intervals_seen: 1, last_ms: 0, down_by_hour_of_week_ms: Vec::new() };
        let metric = metric::find(key).unwrap();
        let actual = month.figure(crate::metric::Statistic::Value, metric.decimals).unwrap();
        estimate(metric, &month, actual)
    }

    fn bounds(estimate: &Estimate) -> Option<(String, String)> {
        Some((estimate.low?.0.to_string(), estimate.high?.0.to_string()))
    }

    #[test]
    fn a_share_of_labels_has_wilsons_interval() {
        // By hand, z² = 3.841459: (0.9 + 3.841459 / 400 ± 1.959964 √(0.09 / 200 + 3.841459 / 160000)) / (1 + 3.841459 / 200).
        assert_eq!(bounds(&estimated("accuracy", "180", "200")), Some(("0.850594".into(), "0.934330".into())));
        assert_eq!(bounds(&estimated("recall", "0", "10")).unwrap().0.parse::<f64>().unwrap(), 0.0);
        let whole = estimated("precision", "10", "10");
        assert!(whole.high.unwrap().0 == whole.value.0 && whole.low.unwrap().0 < Decimal::new(73, 2));
    }

    #[test]
    fn ratios_of_tiny_denominators_are_wide() {
        let width = |estimate: Estimate| estimate.high.unwrap().0 - estimate.low.unwrap().0;
        assert!(width(estimated("accuracy", "3", "4")) > Decimal::new(6, 1));
        assert!(width(estimated("accuracy", "7500", "10000")) < Decimal::new(2, 2));
    }

    #[test]
    fn what_is_no_count_has_no_interval() {
        for (key, numerator, denominator) in [
            ("accuracy", "0.93", "1"),
            ("accuracy", "9.3", "10"),
            ("f1", "90", "100"),
            ("error-rate", "3", "100"),
            ("recall", "0.5", "0.5"),
        ] {
            assert_eq!(bounds(&estimated(key, numerator, denominator)), None, "{key} {numerator} of {denominator}");
        }
    }
}
