//! A month made ready for the question, and which of its inputs matter most.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::chain::price;
use super::super::estimate::ChainInput;
use super::super::ledger::{Facts, Scope};
use super::super::line::Ledger;
use super::super::model::InputName;
use super::super::pools::{Limit, PoolRow};
use super::super::simulation::Drawn;
use super::{Settings, WhatIf, WhatIfInput, WhatIfLine, with_settings};
use crate::config::{Configuration, Number};
use crate::format::capital;
use crate::money::Money;
use crate::{Error, Result};

/// Most lines that are held open: each costs the browser some milliseconds and some kilobytes.
pub const LINES_MAX: usize = 300;

/// One input of the month.
struct Found {
    name: InputName,
    unit: String,
    value: Number,
    /// How far its slider goes to each side.
    reach: Decimal,
}

/// The month of a ledger, with the inputs in the order of what they bring to its range, then of what a tenth more of them moves.
///
/// # Errors
/// A month with more lines than can be held open.
pub fn what_if(configuration: &Configuration, facts: &Facts, ledger: &Ledger, drawn: Option<&Drawn>) -> Result<WhatIf> {
    if ledger.lines.len() > LINES_MAX {
        let message = format!("{} has {} lines; a what-if holds {LINES_MAX} at most", ledger.month.title(), ledger.lines.len());
        return Err(Error::conflict(message));
    }
    let scope = Scope::of(configuration, ledger.month, facts)?;
    let capped: Vec<(&PoolRow, Money)> = ledger
        .pools
        .iter()
        .filter_map(|row| match row.limit {
            Some(Limit::Cap { amount, .. }) => Some((row, amount)),
            _ => None,
        })
        .collect();
    let mut lines = Vec::new();
    for line in &ledger.lines {
        let mapping = configuration.mappings.get(&line.mapping);
        let version = mapping.and_then(|mapping| mapping.version_in(ledger.month));
        let Some((mapping, version)) = mapping.zip(version) else { continue };
        // What the ledger priced has its inputs.
        let Ok(super::super::inputs::Inputs { input, .. }) = scope.input(mapping, version)? else { continue };
        let Ok((input, _)) = scope.disputed(mapping, input, Vec::new()) else { continue };
        let Ok(input) = scope.with_rate(input) else { continue };
        lines.push(WhatIfLine { input, pool: capped.iter().position(|(row, _)| Some(&row.pool) == line.pool.as_ref()) });
    }
    let held_out = ledger.pools.iter().filter(|row| matches!(row.limit, Some(Limit::Holdout { .. }))).map(|row| row.overlap);
    let mut month = WhatIf {
        month: ledger.month,
        currency: ledger.totals.net.currency,
        net: ledger.totals.net,
        range: ledger.range,
        cost: ledger.totals.cost,
        costs: scope.cost_chains()?,
        held_out: Money::sum(held_out, ledger.totals.net.currency)?,
        caps: capped.iter().map(|(_, cap)| *cap).collect(),
        inputs: Vec::new(),
        lines,
    };
    month.inputs = ranked(configuration, &month, drawn);
    Ok(month)
}

fn ranked(configuration: &Configuration, month: &WhatIf, drawn: Option<&Drawn>) -> Vec<WhatIfInput> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for chain in month.chains() {
        inputs_of(chain).into_iter().for_each(|input| {
            found.entry(input.name.key()).or_insert(input);
        });
    }
    let share = |key: &str| {
        let inputs = drawn.map(|drawn| &drawn.inputs).into_iter().flatten();
        inputs.filter(|(name, _)| name.key() == key).map(|(_, share)| *share).next().unwrap_or_default()
    };
    let mut order: Vec<(u32, bool, i64, String)> = found
        .iter()
        .map(|(key, input)| {
            let stated = !matches!(input.name, InputName::Actual { .. } | InputName::Baseline { .. });
            (share(key), stated, moved(month, key, input.value), key.clone())
        })
        .collect();
    // Drivers before what was measured: a tenth more of an accuracy is not a tenth more of a price.
    order.sort_by(|a, b| (b.0, b.1, b.2).cmp(&(a.0, a.1, a.2)).then_with(|| a.3.cmp(&b.3)));
    let input = |(.., key): (u32, bool, i64, String)| {
        let input = found.remove(&key)?;
        Some(WhatIfInput::around(key, title(configuration, &input.name), input.unit, input.value, input.reach))
    };
    order.into_iter().filter_map(input).collect()
}

fn inputs_of(chain: &ChainInput) -> Vec<Found> {
    let factors = chain.factors.iter().chain(chain.cells.iter().map(|cell| &cell.value));
    let half = |value: Number| if value.0.is_zero() { Decimal::ONE } else { (value.0 / Decimal::TWO).abs() };
    let mut found: Vec<Found> = factors
        .map(|factor| Found { name: InputName::of(factor), unit: factor.unit.clone(), value: factor.value, reach: half(factor.value) })
        .collect();
    for indicator in chain.indicator.iter().chain(chain.cells.iter().map(|cell| &cell.count)) {
        let (actual, baseline) = (indicator.actual.value, indicator.baseline.value);
        // Twice the distance that the line is priced on.
        let apart = (actual.0 - baseline.0).abs() * Decimal::TWO;
        let reach = if apart.is_zero() { half(actual) } else { apart };
        let values = [actual, baseline];
        let sides = InputName::sides(indicator).into_iter().zip(values);
        found.extend(sides.map(|(name, value)| Found { name, unit: indicator.unit.clone(), value, reach }));
    }
    found
}

/// What a tenth more of an input moves the lines by, in minor units, whichever way.
fn moved(month: &WhatIf, key: &str, value: Number) -> i64 {
    let settings = Settings::from([(key.to_owned(), Number(value.0 * Decimal::new(11, 1)))]);
    let change = |chain: &ChainInput| {
        let changed = with_settings(chain, &settings)?;
        price(&changed).ok()?.amount.less(price(chain).ok()?.amount).ok()
    };
    month.chains().filter_map(change).fold(0, |sum: i64, change| sum.saturating_add(change.minor)).saturating_abs()
}

/// As a reader knows it: what was measured, with its service.
fn title(configuration: &Configuration, name: &InputName) -> String {
    let of = |key: &str, words: String| {
        let id = key.split('/').next().unwrap_or_default();
        let service = configuration.services.values().find(|service| service.id.as_str() == id);
        service.map_or_else(|| capital(&words), |service| format!("{}, {}", capital(&words), service.name))
    };
    match name {
        InputName::Actual { key, name } => of(key, name.clone()),
        InputName::Baseline { key, name, .. } => of(key, format!("baseline {name}")),
        InputName::Driver { name, .. } | InputName::Test { name, .. } | InputName::Factor { name } => capital(name),
    }
}
