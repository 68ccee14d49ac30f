//! A line that is drafted, as the month's ledger would hold it: with its notes and after what its pool takes back. The ledger's other
//! lines are read once; then the browser computes as somebody types, and the server computes the same.

use serde::{Deserialize, Serialize};

use super::chain::{Valued, evaluate};
use super::estimate::ChainInput;
use super::ledger::{Facts, Scope, other_basis};
use super::line::Ledger;
use super::pools::{Limit, settle};
use super::set_apart::{is_on_allocation, why_apart};
use crate::Result;
use crate::config::{Basis, Configuration, Mapping};
use crate::evidence::Grade;
use crate::ids::{MappingId, PoolId};
use crate::money::{Currency, Money};

/// What the ledger of a month holds beside one mapping.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    pub reporting: Basis,
    /// Is saved cost of the service counted with idle time by another line?
    pub on_allocation: bool,
    /// Pools that the mapping may claim from.
    pub pools: Vec<PoolBeside>,
}

/// A pool with the claims of all other lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PoolBeside {
    pub pool: PoolId,
    pub name: String,
    /// None where nobody has chosen one, or where its KPI has no figure.
    pub limit: Option<Limit>,
    /// In the ledger's order.
    pub others: Vec<Claimed>,
}

/// What a line claims, before the cap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    pub mapping: MappingId,
    pub grade: Grade,
    pub amount: Money,
}

/// What the ledger holds of the saved mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub pool: Option<PoolId>,
    pub grade: Grade,
    pub amount: Money,
}

/// What is drafted, beside its chain.
#[derive(Debug, Clone)]
pub struct Drafted<'a> {
    /// Half typed, it may be none.
    pub mapping: &'a str,
    /// Key of its metric.
    pub metric: Option<&'a str>,
    pub basis: Basis,
    pub has_margin: bool,
    pub pool: Option<&'a str>,
    pub notes: &'a [String],
}

/// A drafted line.
#[derive(Debug, Clone, PartialEq)]
pub struct Previewed {
    pub valued: Valued,
    /// As the ledger's line prints them.
    pub notes: Vec<String>,
    /// Why the amount is in no total.
    pub not_counted: Option<String>,
    /// Where it claims from a pool, its share of it.
    pub pool: Option<PoolShare>,
    /// What the month's net value gains against the saved version; none where the pool's other claims are not known.
    pub change: Option<Money>,
}

/// A line's part of its pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolShare {
    pub name: String,
    pub limit: Option<Limit>,
    /// What all lines claim from it, this one among them.
    pub claims: Money,
    /// What the line gives back (negative) or is given; none for nothing.
    pub overlap: Option<Money>,
    /// The amount after it.
    pub keeps: Money,
}

/// Reads what a month holds beside a mapping from its ledger, for the pools that it may claim from.
///
/// # Errors
/// Those of the month's ledger.
pub fn beside(configuration: &Configuration, facts: &Facts, ledger: &Ledger, mapping: &Mapping, pools: &[PoolId]) -> Result<Beside> {
    let scope = Scope::of(configuration, ledger.month, facts)?;
    let others = || ledger.lines.iter().filter(|line| line.mapping != mapping.id);
    let mut held = Vec::new();
    for pool in pools.iter().filter_map(|id| configuration.pools.get(id)) {
        let claims = others().filter(|line| line.pool.as_ref() == Some(&pool.id));
        let claims = claims.map(|line| Claimed { mapping: line.mapping.clone(), grade: line.grade, amount: line.amount });
        let (limit, _) = scope.limit(pool)?;
        held.push(PoolBeside { pool: pool.id.clone(), name: pool.name.clone(), limit, others: claims.collect() });
    }
    let on_allocation = others().any(|line| line.service == mapping.service && is_on_allocation(line));
    Ok(Beside { reporting: configuration.settings.basis, on_allocation, pools: held })
}

impl Saved {
    /// The ledger's line of a mapping; none where it holds none.
    pub fn of(ledger: &Ledger, mapping: &MappingId) -> Option<Self> {
        let line = ledger.lines.iter().find(|line| line.mapping == *mapping)?;
        Some(Self { pool: line.pool.clone(), grade: line.grade, amount: line.amount })
    }
}

impl Beside {
    /// The pool, where its other claims are known.
    pub fn pool(&self, id: &str) -> Option<&PoolBeside> {
        self.pools.iter().find(|pool| pool.pool.as_str() == id)
    }

    /// The draft's line.
    ///
    /// # Errors
    /// Those of [`evaluate`]; amounts beyond 64 bits.
    pub fn preview(&self, input: &ChainInput, drafted: &Drafted<'_>, saved: Option<&Saved>) -> Result<Previewed> {
        let valued = evaluate(input)?;
        let refused = other_basis(drafted.basis, self.reporting, drafted.has_margin)
            .or_else(|| why_apart(input.template, drafted.metric, valued.grade, self.on_allocation));
        let claimed = (valued.grade, valued.amount);
        let known = drafted.pool.filter(|_| refused.is_none()).map(|id| self.pool(id));
        let pool = match known {
            Some(Some(pool)) => Some(pool.share(drafted.mapping, claimed)?),
            _ => None,
        };
        let change = match known {
            // Its pool's other claims are not read yet.
            Some(None) => None,
            _ => {
                let now = Some((drafted.pool, claimed)).filter(|_| refused.is_none());
                let before = saved.map(|saved| (saved.pool.as_ref().map(PoolId::as_str), (saved.grade, saved.amount)));
                self.change(drafted.mapping, now, before, input.currency)?
            }
        };
        let notes = drafted.notes.iter().cloned().chain(input.cut_note()).chain(input.edge_note()).collect();
        Ok(Previewed { valued, notes, not_counted: refused.map(|refused| format!("{}. {}", refused.why, refused.remedy)), pool, change })
    }

    /// From the one line to the other, after the pools of both; none where a pool is not known.
    fn change(&self, mapping: &str, now: Option<Line<'_>>, before: Option<Line<'_>>, currency: Currency) -> Result<Option<Money>> {
        let mut change = Money::zero(currency);
        for (line, sign) in [(now, 1), (before, -1)] {
            let Some((pool, claimed)) = line else { continue };
            let worth = match pool.map(|id| self.pool(id)) {
                Some(None) => return Ok(None),
                Some(Some(pool)) => pool.worth(mapping, Some(claimed), currency)?.less(pool.worth(mapping, None, currency)?)?,
                None => claimed.1,
            };
            change = if sign > 0 { change.plus(worth)? } else { change.less(worth)? };
        }
        Ok(Some(change))
    }
}

/// A line's pool, grade and amount.
type Line<'a> = (Option<&'a str>, (Grade, Money));

impl PoolBeside {
    /// All claims in the ledger's order, and the place of the line's own.
    fn with(&self, mapping: &str, claimed: Option<(Grade, Money)>) -> (Vec<(Grade, Money)>, usize) {
        let place = self.others.partition_point(|other| other.mapping.as_str() < mapping);
        let mut all: Vec<(Grade, Money)> = self.others.iter().map(|other| (other.grade, other.amount)).collect();
        claimed.into_iter().for_each(|claimed| all.insert(place, claimed));
        (all, place)
    }

    fn share(&self, mapping: &str, claimed: (Grade, Money)) -> Result<PoolShare> {
        let (all, place) = self.with(mapping, Some(claimed));
        let settled = settle(self.limit.as_ref(), &all, claimed.1.currency)?;
        let overlap = settled.shares.get(place).copied().flatten();
        let keeps = overlap.map_or(Ok(claimed.1), |overlap| claimed.1.plus(overlap))?;
        Ok(PoolShare { name: self.name.clone(), limit: self.limit.clone(), claims: settled.claims, overlap, keeps })
    }

    /// What all lines bring after the limit; a pool without a line brings nothing, whatever a holdout shows.
    fn worth(&self, mapping: &str, claimed: Option<(Grade, Money)>, currency: Currency) -> Result<Money> {
        let (all, _) = self.with(mapping, claimed);
        if all.is_empty() {
            return Ok(Money::zero(currency));
        }
        let settled = settle(self.limit.as_ref(), &all, currency)?;
        settled.claims.plus(settled.losses)?.plus(settled.overlap)
    }
}
