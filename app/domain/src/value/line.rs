//! The ledger of a month and its rows.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::chain::Chain;
use super::pools::{Block, PoolRow};
use super::range::Range;
use super::totals::Totals;
use crate::config::{Basis, CostPart, Template};
use crate::evidence::Grade;
use crate::ids::{CostId, Email, KpiId, MappingId, PoolId, ServiceId, TestId};
use crate::money::{Currency, Money};
use crate::time::{Month, Window};

/// How much of the month the line's indicator was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCoverage {
    /// Share of 1, to 4 decimals.
    pub share: Decimal,
    pub last_ms: i64,
}

/// The money one mapping earned or lost in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueLine {
    pub mapping: MappingId,
    pub name: String,
    pub service: ServiceId,
    pub service_name: String,
    pub owner: Email,
    pub owner_name: String,
    pub template: Template,
    pub metric: Option<String>,
    pub kpi: Option<KpiId>,
    pub basis: Basis,
    /// Start of the mapping version that was used.
    pub version_from: chrono::NaiveDate,
    pub amount: Money,
    pub low: Option<Money>,
    #[serde(default)]
    pub median: Option<Money>,
    pub high: Option<Money>,
    pub p_loss: Option<Decimal>,
    pub grade: Grade,
    pub chain: Chain,
    /// What was earned in its own currency, where that is not the reporting one; the rate is the last factor of the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<PoolId>,
    /// Its share of what its pool takes back: zero or negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap: Option<Money>,
    /// What a reader must know of this month's figure: a tested range that ended, a test that has run out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    pub coverage: Option<LineCoverage>,
    /// Where the baseline came from: `months 2025-09 to 2025-12, approved by …`.
    pub baseline_note: String,
}

/// Why an effect that was seen is not priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    LowCoverage {
        share: Decimal,
        threshold: Decimal,
    },
    NoSamples,
    NoBaseline,
    NoDriverValue {
        driver: String,
    },
    NoVolume {
        driver: String,
    },
    NoProfile {
        driver: String,
    },
    OtherBasis {
        basis: Basis,
        reporting: Basis,
    },
    Attributed,
    NoMapping,
    /// No exchange rate in the month.
    NoRate {
        currency: Currency,
    },
    /// A cost whose volume, price or rate is not recorded: it is in no total, and the totals say so.
    CostNotKnown {
        cost: CostId,
    },
    /// The test cannot be counted as evidence, or has run out for good.
    Test {
        test: TestId,
    },
    /// Above or below what was tested.
    OutsideRange,
    /// The same money is in a line of the other basis of cost.
    OtherCostBasis,
    /// It was disputed, and its owner took it back.
    Withdrawn,
    /// Nothing speaks for it (grade E).
    NotProved,
    Unpriceable {
        message: String,
    },
}

/// An effect that was seen and not priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotClaimed {
    pub name: String,
    pub service: ServiceId,
    pub service_name: String,
    pub owner_name: String,
    pub reason: Reason,
    /// The reason in plain words.
    pub why: String,
    /// What would change it.
    pub remedy: String,
    /// The figure that is shown apart, where there is one.
    pub shown_apart: Option<Money>,
}

/// One part of the cost to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostLine {
    pub cost: CostId,
    pub name: String,
    pub service: ServiceId,
    pub service_name: String,
    pub part: CostPart,
    pub amount: Money,
    /// What was billed in its own currency, where that is not the reporting one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<Money>,
    /// Quantity, price and exchange rate, as far as the cost is made of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Chain,
    pub source: String,
}

/// A month's lines, what is not claimed, its cost and its totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    pub month: Month,
    /// The part of the month that the figures cover; shorter than the month while it is open.
    pub window: Window,
    /// True while the month has not ended.
    pub to_date: bool,
    pub lines: Vec<ValueLine>,
    pub not_claimed: Vec<NotClaimed>,
    pub costs: Vec<CostLine>,
    /// Pools with a line.
    #[serde(default)]
    pub pools: Vec<PoolRow>,
    /// What must be settled before the month can be closed.
    #[serde(default)]
    pub blocks: Vec<Block>,
    pub totals: Totals,
    /// Of the net value; none where nobody asked.
    #[serde(default)]
    pub range: Option<Range>,
}

impl Ledger {
    /// Lines of one service.
    pub fn lines_of<'a>(&'a self, service: &'a ServiceId) -> impl Iterator<Item = &'a ValueLine> {
        self.lines.iter().filter(move |line| line.service == *service)
    }

    /// Costs of the month that are not known. They stand among what is not claimed.
    pub fn unknown_costs(&self) -> impl Iterator<Item = &NotClaimed> {
        self.not_claimed.iter().filter(|seen| matches!(seen.reason, Reason::CostNotKnown { .. }))
    }

    /// How many effects were seen and not priced; a cost that is not known is no effect.
    pub fn effects_not_claimed(&self) -> usize {
        self.not_claimed.len() - self.unknown_costs().count()
    }

    /// Is there anything at all to report?
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.costs.is_empty() && self.not_claimed.is_empty()
    }
}
