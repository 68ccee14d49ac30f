//! Totals of a month, and what changed between two.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::line::{CostLine, Ledger, ValueLine};
use crate::Result;
use crate::evidence::Grade;
use crate::ids::{MappingId, ServiceId};
use crate::money::{Currency, Money};

/// `gains + losses + overlap = benefit`; `benefit − cost = net`. Sums of rounded lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub gains: Money,
    /// Zero or negative.
    pub losses: Money,
    /// What pools take back: zero or negative, save where a holdout shows more than all claims.
    pub overlap: Money,
    pub benefit: Money,
    pub cost: Money,
    pub net: Money,
    /// Benefit earned for 1 spent, to 2 decimals; none without a cost.
    pub return_on_cost: Option<Decimal>,
    /// Costs that are not known, and so not in `cost` and `net`: the net value is too high by them, and a return is not given.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unknown_costs: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Totals {
    /// The same, knowing that so many costs are left out of it because they are not known.
    pub(super) fn without_costs(self, unknown: usize) -> Self {
        Self { return_on_cost: self.return_on_cost.filter(|_| unknown == 0), unknown_costs: unknown, ..self }
    }

    /// `leaves out 2 costs that are not known`; none where every cost is.
    pub fn unknown_costs_words(&self) -> Option<String> {
        match self.unknown_costs {
            0 => None,
            1 => Some("leaves out 1 cost that is not known".to_owned()),
            n => Some(format!("leaves out {n} costs that are not known")),
        }
    }

    /// Adds lines and costs up.
    pub fn of<'a>(
        lines: impl IntoIterator<Item = &'a ValueLine>,
        costs: impl IntoIterator<Item = &'a CostLine>,
        currency: Currency,
    ) -> Result<Self> {
        let (mut gains, mut losses, mut overlap) = (Money::zero(currency), Money::zero(currency), Money::zero(currency));
        for line in lines {
            let side = if line.amount.is_loss() { &mut losses } else { &mut gains };
            *side = side.plus(line.amount)?;
            overlap = overlap.plus(line.overlap.unwrap_or(Money::zero(currency)))?;
        }
        let benefit = gains.plus(losses)?.plus(overlap)?;
        let cost = Money::sum(costs.into_iter().map(|cost| cost.amount), currency)?;
        let return_on_cost = benefit.exact().over(&cost.exact()).ok().and_then(|ratio| ratio.round(2).ok());
        Ok(Self { gains, losses, overlap, benefit, cost, net: benefit.less(cost)?, return_on_cost, unknown_costs: 0 })
    }
}

/// The benefit of one evidence grade: `gains + losses + overlap = benefit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeRow {
    pub grade: Grade,
    pub gains: Money,
    pub losses: Money,
    pub overlap: Money,
    pub benefit: Money,
}

impl Ledger {
    /// The benefit split by grade, strongest first, only grades with a line. The rows add up to the benefit.
    ///
    /// # Errors
    /// Amounts beyond 64 bits.
    pub fn by_grade(&self) -> Result<Vec<GradeRow>> {
        let currency = self.totals.net.currency;
        let mut rows = Vec::new();
        for grade in Grade::ALL {
            let mut lines = self.lines.iter().filter(|line| line.grade == grade).peekable();
            if lines.peek().is_some() {
                let Totals { gains, losses, overlap, benefit, .. } = Totals::of(lines, [], currency)?;
                rows.push(GradeRow { grade, gains, losses, overlap, benefit });
            }
        }
        Ok(rows)
    }

    /// Totals of one service.
    pub fn service_totals(&self, service: &ServiceId) -> Result<Totals> {
        let currency = self.totals.net.currency;
        let unknown = self.unknown_costs().filter(|seen| seen.service == *service).count();
        let costs = self.costs.iter().filter(|cost| cost.service == *service);
        Ok(Totals::of(self.lines_of(service), costs, currency)?.without_costs(unknown))
    }

    /// Services with a line or a cost.
    pub fn services(&self) -> BTreeMap<ServiceId, String> {
        let lines = self.lines.iter().map(|line| (line.service.clone(), line.service_name.clone()));
        let costs = self.costs.iter().map(|cost| (cost.service.clone(), cost.service_name.clone()));
        lines.chain(costs).collect()
    }
}

/// What kind of row a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The line existed in both months.
    Line,
    NewLine,
    EndedLine,
    Cost,
}

/// One row of the way from last month's net to this month's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangeKind,
    pub name: String,
    pub service: ServiceId,
    pub service_name: String,
    pub owner_name: String,
    pub before: Option<Money>,
    pub after: Option<Money>,
    pub change: Money,
}

/// The change of each line and of each service's cost; the rows sum to the change of the net value exactly. Rows of zero are left out;
/// losses come first by size, then gains.
pub fn changes(before: &Ledger, after: &Ledger) -> Result<Vec<Change>> {
    let currency = after.totals.net.currency;
    let mut rows = Vec::new();
    let (old_lines, new_lines) = (by_mapping(before), by_mapping(after));
    let ids: BTreeSet<_> = old_lines.keys().chain(new_lines.keys()).copied().collect();
    for id in ids {
        let find = |lines: &BTreeMap<&MappingId, &ValueLine>| lines.get(id).copied().cloned();
        let (old, new) = (find(&old_lines), find(&new_lines));
        let kind = match (&old, &new) {
            (Some(_), Some(_)) => ChangeKind::Line,
            (None, _) => ChangeKind::NewLine,
            (Some(_), None) => ChangeKind::EndedLine,
        };
        let amount = |line: &Option<ValueLine>| line.as_ref().map(|line| line.amount);
        let (was, is) = (amount(&old), amount(&new));
        let change = is.unwrap_or(Money::zero(currency)).less(was.unwrap_or(Money::zero(currency)))?;
        if let Some(line) = new.or(old).filter(|_| change.minor != 0) {
            let (name, service, service_name, owner_name) = (line.name, line.service, line.service_name, line.owner_name);
            rows.push(Change { kind, name, service, service_name, owner_name, before: was, after: is, change });
        }
    }
    let services: BTreeMap<_, _> = before.services().into_iter().chain(after.services()).collect();
    let (old_costs, new_costs) = (costs(before)?, costs(after)?);
    for (service, service_name) in services {
        let cost = |costs: &BTreeMap<&ServiceId, Money>| costs.get(&service).copied().unwrap_or(Money::zero(currency));
        let (was, is) = (cost(&old_costs), cost(&new_costs));
        let change = was.less(is)?;
        if change.minor != 0 {
            let name = format!("Cost to run, {service_name}");
            rows.push(Change {
                kind: ChangeKind::Cost,
                name,
                service,
                service_name,
                owner_name: String::new(),
                before: Some(was),
                after: Some(is),
                change,
            });
        }
    }
    rows.sort_by_key(|row| (row.change.minor > 0, std::cmp::Reverse(row.change.minor.abs()), row.name.clone()));
    Ok(rows)
}

fn by_mapping(ledger: &Ledger) -> BTreeMap<&MappingId, &ValueLine> {
    ledger.lines.iter().map(|line| (&line.mapping, line)).collect()
}

/// The cost of each service, in one pass.
fn costs(ledger: &Ledger) -> Result<BTreeMap<&ServiceId, Money>> {
    let mut sums = BTreeMap::new();
    for cost in &ledger.costs {
        let sum = sums.entry(&cost.service).or_insert(Money::zero(ledger.totals.net.currency));
        *sum = sum.plus(cost.amount)?;
    }
    Ok(sums)
}
