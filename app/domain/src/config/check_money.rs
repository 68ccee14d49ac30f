//! What must hold of pools, of stated values and of who approves what.

use super::factor::{Number, Shape};
use super::money_model::{BaselineMethod, DriverValue, Mapping};
use super::plan::Configuration;
use super::pool::Pool;
use super::test_record::Design;
use crate::metric::Kind;
use crate::unit::Unit;
use crate::{Error, Result};

impl Mapping {
    /// Metrics of its service whose baselines it claims against.
    pub fn metrics(&self) -> impl Iterator<Item = &String> {
        self.metric.iter().chain(self.versions.iter().flat_map(|version| version.cells.iter().map(|cell| &cell.metric)))
    }
}

impl Configuration {
    pub(super) fn check_pool(&self, pool: &Pool) -> Result<()> {
        if let Some(cap) = &pool.cap {
            let Some(kpi) = self.kpis.get(&cap.kpi) else {
                let named = |id: &str| self.pools.keys().any(|pool| pool.as_str() == id);
                return Err(Error::field(
                    "cap",
                    if named(cap.kpi.as_str()) {
                        format!("“{}” is a pool: a pool is capped by a KPI, never by another pool", cap.kpi)
                    } else {
                        format!("there is no KPI “{}”: add it first", cap.kpi)
                    },
                ));
            };
            if kpi.kind != Kind::Counter || Unit::parse(&kpi.unit)?.as_money().is_none() {
                let message = format!("a cap is an amount of money: “{}” is a {} in {}", kpi.id, kpi.kind.key(), kpi.unit);
                return Err(Error::field("cap", message));
            }
            let Number(share) = cap.share;
            if share <= rust_decimal::Decimal::ZERO || share > rust_decimal::Decimal::ONE {
                return Err(Error::field("share", format!("the share of the KPI is above 0 and at most 1; {share} is not")));
            }
        }
        if let Some(holdout) = &pool.holdout {
            let test = self.tests.get(&holdout.test);
            let test = test.ok_or_else(|| Error::field("holdout", format!("there is no test “{}”: record it first", holdout.test)))?;
            if test.design != Design::Holdout {
                return Err(Error::field("holdout", format!("“{}” is no holdout: only a lasting control group overrules a pool", test.id)));
            }
            if test.exposed_share.is_none() {
                let message = format!("“{}” states no exposed share: without it nothing says how many units the effect reaches", test.id);
                return Err(Error::field("holdout", message));
            }
            if let Some(lost) = holdout.factors.iter().find(|id| !self.drivers.contains_key(id)) {
                return Err(Error::field("factors", format!("there is no driver “{lost}”: add it under Drivers first")));
            }
        }
        Ok(())
    }

    /// The claimant does not choose the yardstick: who owns a mapping does not approve its baseline from records. (Its assumption is grade
    /// D whoever states it.)
    pub(super) fn check_approver(&self, mapping: &Mapping) -> Result<()> {
        for metric in mapping.metrics() {
            let own = super::plan::dated(&self.baselines, &mapping.service, metric, mapping.statistic);
            if let Some(baseline) =
                own.into_iter().find(|baseline| baseline.method == BaselineMethod::Months && baseline.approved_by == mapping.owner)
            {
                let message = format!(
                    "{} owns the mapping and approved its baseline of {metric} from {}: another person must be the owner, or approve it",
                    mapping.owner, baseline.from
                );
                return Err(Error::field("owner", message));
            }
        }
        if let Some(pool) = mapping.pool.as_ref().filter(|pool| !self.pools.contains_key(pool)) {
            return Err(Error::field("pool", format!("there is no pool “{pool}”: add it under Drivers first")));
        }
        Ok(())
    }
}

pub(super) fn check_driver_value(value: &DriverValue) -> Result<()> {
    check_stated(Some(value.value), (value.low, value.high), value.confidence, value.shape)
}

/// A value with the range that is stated for it.
pub(super) fn check_stated(
    value: Option<Number>,
    (low, high): (Option<Number>, Option<Number>),
    confidence: Option<u32>,
    shape: Option<Shape>,
) -> Result<()> {
    if low.is_some() != high.is_some() {
        return Err(Error::field("low", "give low and high together, or neither"));
    }
    if let (Some(value), Some(low), Some(high)) = (value, low, high)
        && !(low <= value && value <= high)
    {
        return Err(Error::field(if low > value { "low" } else { "high" }, out_of_order(low, value, high)));
    }
    if confidence.is_some_and(|confidence| ![80, 90, 95].contains(&confidence)) {
        return Err(Error::field("confidence", "the confidence is 80, 90 or 95 per cent"));
    }
    let positive = |number: Option<Number>| number.is_none_or(|number| number.0 > rust_decimal::Decimal::ZERO);
    if shape == Some(Shape::LogNormal) && !(positive(low) && positive(high) && positive(value)) {
        return Err(Error::field("shape", "a log-normal value and its low and high are all above zero"));
    }
    Ok(())
}

/// A low above the value, or a high below it, and what to do about it.
pub(crate) fn out_of_order(low: Number, value: Number, high: Number) -> String {
    let (Number(low), Number(value), Number(high)) = (low, value, high);
    if low > value {
        format!("low is {low}, above the value {value}: write a low of {value} or less")
    } else {
        format!("high is {high}, below the value {value}: write a high of {value} or more")
    }
}
