//! From last month's net value to this month's, cause by cause: every share exact, no order of the causes preferred, and the bars
//! add up to the change to the minor unit.

mod earlier;
mod formula;
mod rows;
mod shapley;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::estimate::Part;
use super::line::Ledger;
use crate::Result;
use crate::close::{Closed, Difference};
use crate::ids::{CostId, MappingId, ServiceId};
use crate::money::Money;
use crate::time::Month;

/// A cause of the change, in the order that ties are listed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BarKind {
    /// What was corrected in the month before since it was issued.
    Restatement,
    /// The measured side of protected revenue.
    Downtime,
    /// The measured side of any other line, where it took money away.
    Worse,
    /// The same, where it brought money.
    Better,
    /// Counted things, and the month's length.
    Volume,
    UnitValue,
    /// Baseline, tested effect, mapping.
    Yardstick,
    ExchangeRate,
    /// What pools take back.
    Overlap,
    CostQuantity,
    CostPrice,
    /// A cost that is not a quantity at a price, or did not stand in both months.
    CostBilled,
    NewLines,
    EndedLines,
}

/// What one line or cost adds to a bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BarPart {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<CostId>,
    pub name: String,
    pub service: ServiceId,
    pub service_name: String,
    /// On the net value: dearer running is negative.
    pub amount: Money,
    /// `downtime from 1.00 to 3.45 h`.
    pub detail: String,
}

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    pub kind: BarKind,
    pub title: String,
    pub amount: Money,
    /// Largest first; they sum to `amount`.
    pub parts: Vec<BarPart>,
}

pub use earlier::{Earlier, EarlierRow};

/// `before + bars = after`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bridge {
    pub from: Month,
    pub to: Month,
    /// Net value.
    pub before: Money,
    pub after: Money,
    /// What was corrected since, then losses, then gains, the largest of each first; none is zero.
    pub bars: Vec<Bar>,
    /// The month before, so that every share can be computed again.
    #[serde(default)]
    pub earlier: Earlier,
}

impl Bridge {
    /// The same way from the month before as it was first issued: what was corrected since is the first bar. Without corrections nothing changes.
    ///
    /// # Errors
    /// Amounts beyond 64 bits.
    pub fn from_issued(mut self, closed: &Closed) -> Result<Self> {
        let amount = self.before.less(closed.as_issued)?;
        if amount.minor == 0 {
            return Ok(self);
        }
        let part = |row: &Difference| BarPart {
            mapping: None,
            cost: None,
            name: row.name.clone(),
            service: row.service.clone(),
            service_name: row.service_name.clone(),
            amount: row.change,
            detail: row.words(),
        };
        let kind = BarKind::Restatement;
        let parts = closed.corrections.iter().map(part).collect();
        self.bars.insert(0, Bar { kind, title: kind.title().to_owned(), amount, parts });
        self.before = closed.as_issued;
        Ok(self)
    }

    /// What the way starts from: `September`, or `September, as issued` where it was corrected since.
    pub fn starts_from(&self) -> String {
        let issued = self.bars.first().is_some_and(|bar| bar.kind == BarKind::Restatement);
        format!("{}{}", self.from.name(), if issued { ", as issued" } else { "" })
    }

    /// Net value of the month before as it stands now: the sum of [`Self::earlier`].
    ///
    /// # Errors
    /// Amounts beyond 64 bits.
    pub fn corrected(&self) -> Result<Money> {
        match self.bars.first() {
            Some(bar) if bar.kind == BarKind::Restatement => self.before.plus(bar.amount),
            _ => Ok(self.before),
        }
    }

    /// The way from one month's ledger to another's.
    ///
    /// # Errors
    /// Two reporting currencies, or amounts beyond 64 bits.
    pub fn of(before: &Ledger, after: &Ledger) -> Result<Self> {
        let mut parts: BTreeMap<BarKind, Vec<BarPart>> = BTreeMap::new();
        for (kind, part) in rows::of(before, after)? {
            if part.amount.minor != 0 {
                parts.entry(kind).or_default().push(part);
            }
        }
        let mut bars = Vec::new();
        for (kind, mut parts) in parts {
            let amount = Money::sum(parts.iter().map(|part| part.amount), after.totals.net.currency)?;
            parts.sort_by(|a, b| b.amount.minor.unsigned_abs().cmp(&a.amount.minor.unsigned_abs()).then_with(|| a.name.cmp(&b.name)));
            if amount.minor != 0 {
                bars.push(Bar { kind, title: kind.title().to_owned(), amount, parts });
            }
        }
        bars.sort_by_key(|bar| (bar.amount.minor > 0, std::cmp::Reverse(bar.amount.minor.unsigned_abs()), bar.kind));
        let earlier = Earlier::of(before);
        Ok(Self { from: before.month, to: after.month, before: before.totals.net, after: after.totals.net, bars, earlier })
    }
}

impl BarKind {
    /// As the bar is called where an executive reads; it does not say which way, the sign does.
    pub fn title(self) -> &'static str {
        match self {
            Self::Restatement => "Corrected since it was issued",
            Self::Downtime => "Time the models were down",
            Self::Worse => "Models that got worse",
            Self::Better => "Models that got better",
            Self::Volume => "Number of cases and hours",
            Self::UnitValue => "Value of each case and hour",
            Self::Yardstick => "Changed baselines, tests, mappings",
            Self::ExchangeRate => "Exchange rates",
            Self::Overlap => "Claimed twice, taken back",
            Self::CostQuantity => "Running them: quantity",
            Self::CostPrice => "Running them: price",
            Self::CostBilled => "Running them: as billed",
            Self::NewLines => "New lines",
            Self::EndedLines => "Lines no longer claimed",
        }
    }

    /// The bar of a line's part. `share` says which way the measured side went.
    fn of_line(part: Part, protects_revenue: bool, gains: bool) -> Self {
        match part {
            Part::Indicator if protects_revenue => Self::Downtime,
            Part::Indicator if gains => Self::Better,
            Part::Indicator => Self::Worse,
            Part::Volume => Self::Volume,
            Part::UnitValue => Self::UnitValue,
            Part::Baseline | Part::Effect => Self::Yardstick,
            Part::ExchangeRate => Self::ExchangeRate,
        }
    }

    /// The bar of a cost's part; a bill in another currency has no quantity.
    fn of_cost(part: Part, has_quantity: bool) -> Self {
        match part {
            Part::Volume | Part::Indicator => Self::CostQuantity,
            Part::ExchangeRate => Self::ExchangeRate,
            _ if !has_quantity => Self::CostBilled,
            Part::UnitValue | Part::Baseline | Part::Effect => Self::CostPrice,
        }
    }
}
