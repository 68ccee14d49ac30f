//! The month before as the bridge needs it: what each line and cost was made of, and what the pools took back.

use serde::{Deserialize, Serialize};

use super::super::chain::Chain;
use super::super::line::Ledger;
use super::super::pools::PoolRow;
use crate::ids::{CostId, MappingId};
use crate::money::Money;

/// A line or a cost of the month before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<CostId>,
    pub name: String,
    pub service_name: String,
    /// On the net value: a cost is negative.
    pub amount: Money,
    /// Empty for a cost that is billed as one amount.
    pub chain: Chain,
}

/// Lines, then costs; with the overlap of the pools they sum to the net value of the month before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub rows: Vec<EarlierRow>,
    pub pools: Vec<PoolRow>,
}

impl Earlier {
    pub(super) fn of(ledger: &Ledger) -> Self {
        let lines = ledger.lines.iter().map(|line| EarlierRow {
            mapping: Some(line.mapping.clone()),
            cost: None,
            name: line.name.clone(),
            service_name: line.service_name.clone(),
            amount: line.amount,
            chain: line.chain.clone(),
        });
        let costs = ledger.costs.iter().map(|cost| EarlierRow {
            mapping: None,
            cost: Some(cost.cost.clone()),
            name: cost.name.clone(),
            service_name: cost.service_name.clone(),
            amount: cost.amount.negated(),
            chain: cost.chain.clone(),
        });
        Self { rows: lines.chain(costs).collect(), pools: ledger.pools.clone() }
    }
}
