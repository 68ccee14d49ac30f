//! What changed between two ledgers of the same month.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::format;
use crate::ids::ServiceId;
use crate::money::Money;
use crate::value::Ledger;

/// One row that changed, as it counts for the net value: a cost is negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// `mapping fraud-downtime`, `cost fraud-gpu`, `overlap of fraud-downtime`.
    pub id: String,
    pub name: String,
    pub service: ServiceId,
    pub service_name: String,
    /// None where there was no such row.
    pub old: Option<Money>,
    pub new: Option<Money>,
    pub change: Money,
}

impl Difference {
    /// `from 1,000.00 to 1,200.00`, `new`, `no longer claimed`.
    pub fn words(&self) -> String {
        match (self.old, self.new) {
            (Some(old), Some(new)) => format!("from {} to {}", format::amount(old), format::amount(new)),
            (None, _) => "new".to_owned(),
            (_, None) => "no longer claimed".to_owned(),
        }
    }
}

struct Row<'a> {
    name: &'a str,
    service: &'a ServiceId,
    service_name: &'a str,
    amount: Money,
}

fn rows(ledger: &Ledger) -> BTreeMap<String, Row<'_>> {
    let mut rows = BTreeMap::new();
    for line in &ledger.lines {
        let (service, service_name) = (&line.service, line.service_name.as_str());
        rows.insert(format!("mapping {}", line.mapping), Row { name: &line.name, service, service_name, amount: line.amount });
        if let Some(amount) = line.overlap {
            rows.insert(format!("overlap of {}", line.mapping), Row { name: &line.name, service, service_name, amount });
        }
    }
    for cost in &ledger.costs {
        let (service, service_name) = (&cost.service, cost.service_name.as_str());
        rows.insert(format!("cost {}", cost.cost), Row { name: &cost.name, service, service_name, amount: cost.amount.negated() });
    }
    rows
}

/// Every row whose amount changed, the largest change first; their changes sum to the change of the net value.
///
/// # Errors
/// Two reporting currencies; amounts beyond 64 bits.
pub fn differences(old: &Ledger, new: &Ledger) -> Result<Vec<Difference>> {
    let (before, mut after) = (rows(old), rows(new));
    let zero = Money::zero(new.totals.net.currency);
    let mut found = Vec::new();
    let told = |id: String, row: &Row<'_>, old: Option<Money>, new: Option<Money>| -> Result<Difference> {
        Ok(Difference {
            id,
            name: row.name.to_owned(),
            service: row.service.clone(),
            service_name: row.service_name.to_owned(),
            old,
            new,
            change: new.unwrap_or(zero).less(old.unwrap_or(zero))?,
        })
    };
    for (id, row) in before {
        let new = after.remove(&id);
        if new.as_ref().is_none_or(|new| new.amount != row.amount) {
            found.push(told(id, new.as_ref().unwrap_or(&row), Some(row.amount), new.as_ref().map(|new| new.amount))?);
        }
    }
    for (id, row) in after {
        found.push(told(id, &row, None, Some(row.amount))?);
    }
    found.sort_by(|a, b| b.change.minor.unsigned_abs().cmp(&a.change.minor.unsigned_abs()).then_with(|| a.id.cmp(&b.id)));
    Ok(found)
}
