//! The money while somebody moves an input: only the lines it touches are priced and drawn again, from the same draws.

use super::super::chain::{price, priced};
use super::super::model::{InputName, Model};
use super::super::range::Range;
use super::{Settings, WhatIf, WhatIfAnswer, with_settings};
use crate::Result;
use crate::money::Money;
use crate::uncertainty::{Claim, DRAWS, LEVELS, Simulation, Sums, spread_at};

/// A month held open.
#[derive(Debug)]
pub struct WhatIfLive {
    month: WhatIf,
    amounts: Vec<Money>,
    all: Sums,
    /// The lines that were moved last, and the sums of all others.
    touched: Vec<usize>,
    others: Sums,
}

impl WhatIfLive {
    /// Prices and draws every line once.
    ///
    /// # Errors
    /// A chain that does not hold together.
    pub fn open(month: WhatIf) -> Result<Self> {
        let amounts = month.lines.iter().map(|line| Ok(price(&line.input)?.amount)).collect::<Result<_>>()?;
        let lines: Vec<usize> = (0..month.lines.len()).collect();
        let all = sums(&month, &lines, None)?;
        Ok(Self { amounts, others: all.clone(), all, touched: Vec::new(), month })
    }

    /// The month that is held.
    pub fn month(&self) -> &WhatIf {
        &self.month
    }

    /// What the lines say of an input that lies beyond what was tested: where each figure stops.
    pub fn edges(&self, key: &str, settings: &Settings) -> Vec<String> {
        let mut said = Vec::new();
        for line in &self.month.lines {
            let changed = with_settings(&line.input, settings);
            let Some(indicator) = &changed.as_ref().unwrap_or(&line.input).indicator else { continue };
            let sides = InputName::sides(indicator).into_iter().zip(indicator.beyond());
            said.extend(sides.filter(|(name, _)| name.key() == key).filter_map(|(_, words)| words));
        }
        said.dedup();
        said
    }

    /// What the month would have been worth.
    ///
    /// # Errors
    /// A value with which a chain does not hold together, or an amount beyond 64 bits.
    pub fn answer(&mut self, settings: &Settings) -> Result<WhatIfAnswer> {
        let currency = self.month.currency;
        let mut amounts = self.amounts.clone();
        let mut touched = Vec::new();
        for (index, line) in self.month.lines.iter().enumerate() {
            if let Some(changed) = with_settings(&line.input, settings) {
                amounts[index] = price(&changed)?.amount;
                touched.push(index);
            }
        }
        let mut cost = self.month.cost;
        for chain in &self.month.costs {
            if let Some(changed) = with_settings(chain, settings) {
                cost = cost.plus(price(&changed)?.amount)?.less(price(chain)?.amount)?;
            }
        }
        if touched.is_empty() && cost == self.month.cost {
            return Ok(WhatIfAnswer { net: self.month.net, change: Money::zero(currency), range: self.month.range });
        }
        let mut benefit = Money::sum(amounts.iter().copied(), currency)?.plus(self.month.held_out)?;
        for (pool, cap) in self.month.caps.iter().enumerate() {
            let gains = self.month.lines.iter().zip(&amounts).filter(|(line, amount)| line.pool == Some(pool) && !amount.is_loss());
            let over = cap.less(Money::sum(gains.map(|(_, amount)| *amount), currency)?)?;
            benefit = benefit.plus(Money { minor: over.minor.min(0), currency })?;
        }
        let net = benefit.less(cost)?;
        if touched != self.touched {
            self.others = less(&self.all, &sums(&self.month, &touched, None)?);
            self.touched = touched;
        }
        let moved = sums(&self.month, &self.touched, Some(settings))?;
        let certain = self.month.held_out.to_f64() - cost.to_f64();
        let mut draws: Vec<f64> = self.others.total.iter().zip(&moved.total).map(|(others, moved)| others + moved + certain).collect();
        for (cap, (others, moved)) in self.month.caps.iter().zip(self.others.claims.iter().zip(&moved.claims)) {
            let cap = cap.to_f64();
            draws.iter_mut().zip(others.iter().zip(moved)).for_each(|(draw, (others, moved))| *draw += (cap - others - moved).min(0.0));
        }
        let spread = spread_at(&mut draws, LEVELS);
        let range = if spread.low == spread.high { Range::certain(net) } else { Range::of(spread, net)? };
        Ok(WhatIfAnswer { net, change: net.less(self.month.net)?, range: Some(range) })
    }
}

/// Sums of some lines, as they are or with settings.
fn sums(month: &WhatIf, lines: &[usize], settings: Option<&Settings>) -> Result<Sums> {
    let mut simulation = Simulation::new(DRAWS, LEVELS);
    let group = simulation.group(0.0);
    month.caps.iter().for_each(|cap| {
        simulation.pool(cap.to_f64());
    });
    for line in lines.iter().filter_map(|index| month.lines.get(*index)) {
        let changed = settings.and_then(|settings| with_settings(&line.input, settings));
        let input = changed.as_ref().unwrap_or(&line.input);
        let (_, scale) = priced(input)?;
        simulation.line(&Model::of(input, scale)?.formula, group, line.pool.map(|pool| Claim { pool, rank: 0 }));
    }
    Ok(simulation.sums())
}

fn less(all: &Sums, part: &Sums) -> Sums {
    let less = |all: &Vec<f64>, part: &Vec<f64>| all.iter().zip(part).map(|(all, part)| all - part).collect();
    Sums { total: less(&all.total, &part.total), claims: all.claims.iter().zip(&part.claims).map(|(all, part)| less(all, part)).collect() }
}
