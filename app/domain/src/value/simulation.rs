//! The joint draws of a month: every line, every service and the total from the same draws, after what the pools take back.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::line::{Ledger, ValueLine};
use super::model::{InputName, Model};
use super::range::Range;
use crate::Result;
use crate::evidence::Grade;
use crate::ids::{PoolId, ServiceId};
use crate::money::Money;
use crate::uncertainty::{Claim, DRAWS, Formula, Grouped, LEVELS, Simulation, Workers, spread_at};

/// Inputs that are named in the sensitivity.
const NAMED: usize = 8;

/// The most that a pool's gains may claim in the month, where it is capped: certain, as it was measured.
pub type Caps = BTreeMap<PoolId, Money>;

/// Ranges of what a service earned, before and after its cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranges {
    pub benefit: Range,
    pub net: Range,
}

/// What the draws of a month say beside the lines' own ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    pub services: BTreeMap<ServiceId, Ranges>,
    pub total: Ranges,
    /// Share of the width that each input brings, in ten-thousandths, largest first.
    pub inputs: Vec<(InputName, u32)>,
    /// Of all others together.
    pub rest: u32,
}

/// A service's certain amounts.
struct Sums {
    benefit: Money,
    cost: Money,
    group: Option<usize>,
}

/// Draws a ledger whose lines have these models, in their order, and fills the lines' ranges.
///
/// # Errors
/// Amounts beyond 64 bits.
pub(super) fn draw(ledger: &mut Ledger, models: &[Model], caps: &Caps, workers: &dyn Workers) -> Result<Drawn> {
    let mut sums = sums(ledger)?;
    let mut simulation = Simulation::new(DRAWS, LEVELS);
    let pools: HashMap<&PoolId, usize> = caps.iter().map(|(id, cap)| (id, simulation.pool(cap.to_f64()))).collect();
    // Lines of one service lie together, so that its sum is complete early.
    let mut order: Vec<usize> = (0..ledger.lines.len()).collect();
    order.sort_by(|a, b| ledger.lines[*a].service.cmp(&ledger.lines[*b].service));
    let mut drawn_as = Vec::new();
    for index in order {
        let line = &ledger.lines[index];
        let Some(sum) = sums.get_mut(&line.service) else { continue };
        let group = *sum.group.get_or_insert_with(|| simulation.group(sum.cost.to_f64()));
        let claim = line.pool.as_ref().and_then(|pool| Some(Claim { pool: *pools.get(pool)?, rank: rank(line.grade) }));
        simulation.line(&models[index].formula, group, claim);
        drawn_as.push(Some(index));
        // What a holdout adds to the line, or takes from it, is certain.
        if let Some(share) = line.overlap.filter(|_| claim.is_none()) {
            simulation.line(&Formula { constant: share.to_f64(), terms: Vec::new(), factors: Vec::new(), scale: 1.0 }, group, None);
            drawn_as.push(None);
        }
    }
    let outcome = simulation.run(workers);
    for (index, spread) in drawn_as.into_iter().zip(&outcome.lines).filter_map(|(index, spread)| Some((index?, spread))) {
        let line = &mut ledger.lines[index];
        let varies = models[index].formula.varies();
        fill(line, if varies { Range::of(*spread, line.amount)? } else { Range::certain(line.amount) });
    }
    let open = |group: &Option<usize>| group.map(|group| outcome.groups[group]).filter(|grouped| grouped.sum.low != grouped.sum.high);
    let services = sums.iter().map(|(id, sums)| Ok((id.clone(), ranges(open(&sums.group), sums.benefit, sums.cost)?)));
    let services = services.collect::<Result<_>>()?;
    let cost = ledger.totals.cost.to_f64();
    let below = outcome.total.iter().filter(|draw| **draw < cost).count();
    let grouped = Grouped { sum: spread_at(&mut outcome.total.clone(), LEVELS), p_below_cost: below as f64 / DRAWS as f64 };
    let grouped = Some(grouped).filter(|grouped| grouped.sum.low != grouped.sum.high);
    let names: HashMap<u64, &InputName> =
        models.iter().rev().flat_map(|model| &model.names).map(|(stream, name)| (stream.id(), name)).collect();
    let sensitivity = simulation.sensitivity(&outcome.total, NAMED);
    let parts = |share: f64| (share * 10_000.0).round() as u32;
    let inputs: Vec<(InputName, u32)> =
        sensitivity.inputs.iter().filter_map(|(stream, share)| Some(((*names.get(&stream.id())?).clone(), parts(*share)))).collect();
    // The named shares and the rest make a whole, as printed.
    let rest = if inputs.is_empty() { 0 } else { 10_000_u32.saturating_sub(inputs.iter().map(|(_, share)| share).sum()) };
    Ok(Drawn { services, total: ranges(grouped, ledger.totals.benefit, ledger.totals.cost)?, inputs, rest })
}

fn ranges(open: Option<Grouped>, benefit: Money, cost: Money) -> Result<Ranges> {
    match open {
        Some(grouped) => {
            let benefit = Range::of(grouped.sum, benefit)?;
            Ok(Ranges { benefit, net: benefit.less(cost, grouped.p_below_cost)? })
        }
        None => Ok(Ranges { benefit: Range::certain(benefit), net: Range::certain(benefit.less(cost)?) }),
    }
}

/// Benefit and cost of each service, in one pass.
fn sums(ledger: &Ledger) -> Result<BTreeMap<ServiceId, Sums>> {
    let nothing = Money::zero(ledger.totals.net.currency);
    let mut sums = BTreeMap::new();
    let mut add = |service: &ServiceId, benefit: Money, cost: Money| {
        let sum = sums.entry(service.clone()).or_insert(Sums { benefit: nothing, cost: nothing, group: None });
        (sum.benefit, sum.cost) = (sum.benefit.plus(benefit)?, sum.cost.plus(cost)?);
        Result::Ok(())
    };
    for line in &ledger.lines {
        add(&line.service, line.amount.plus(line.overlap.unwrap_or(nothing))?, nothing)?;
    }
    ledger.costs.iter().try_for_each(|cost| add(&cost.service, nothing, cost.amount))?;
    Ok(sums)
}

/// How strong the evidence is; the highest number gives back first.
fn rank(grade: Grade) -> usize {
    Grade::ALL.iter().position(|known| *known == grade).unwrap_or_default()
}

fn fill(line: &mut ValueLine, range: Range) {
    (line.low, line.median, line.high, line.p_loss) = (Some(range.low), Some(range.median), Some(range.high), Some(range.p_loss));
}
