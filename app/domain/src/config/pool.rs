//! Business outcomes that several mappings may claim from, and exchange rates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::factor::Number;
use crate::ids::{DriverId, Email, KpiId, PoolId, TestId};
use crate::money::Currency;
use crate::time::Month;

/// The most that all claims on a pool may come to in a month: a KPI's figure, or a share of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    pub kpi: KpiId,
    #[serde(default = "whole")]
    pub share: Number,
}

fn whole() -> Number {
    Number(rust_decimal::Decimal::ONE)
}

/// The money that a holdout shows for the whole pool: its lift × factors. It overrules the sum of the single claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holdout {
    pub test: TestId,
    /// Eligible units of the month, and the value of one.
    pub factors: Vec<DriverId>,
}

/// A business outcome that mappings claim from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    pub id: PoolId,
    pub name: String,
    /// None: nobody has chosen one yet, and the claims of two or more mappings block the month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holdout: Option<Holdout>,
}

/// Exchange rates of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    pub currency: Currency,
    pub values: Vec<RateValue>,
}

/// A rate of a day, or a month's average as somebody states it. Exactly one of `on` and `month` is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateValue {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    /// What 1 of the currency is in the workspace's currency.
    pub value: Number,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    pub by: Email,
}

impl RateValue {
    /// The day of a quote, or the last day of a stated month.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.on.or(self.month.map(Month::last_day))
    }

    /// `2026-10-01`, or `2026-10`.
    pub fn when(&self) -> String {
        match (self.on, self.month) {
            (Some(day), _) => day.to_string(),
            (None, Some(month)) => month.to_string(),
            (None, None) => String::new(),
        }
    }
}
