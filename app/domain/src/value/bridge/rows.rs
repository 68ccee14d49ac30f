//! What each line and each cost adds to the bars.

use std::collections::BTreeMap;

use super::super::chain::Term;
use super::super::estimate::Part;
use super::super::line::{CostLine, Ledger, ValueLine};
use super::formula::{Formula, Scales};
use super::{BarKind, BarPart, shapley, words};
use crate::Result;
use crate::config::Template;
use crate::exact::Exact;
use crate::money::Money;

type Row = (BarKind, BarPart);

/// All rows; those of a line sum to the change of its amount.
pub(super) fn of(before: &Ledger, after: &Ledger) -> Result<Vec<Row>> {
    let (mut rows, mut scales) = (Vec::new(), Scales::default());
    for pair in pairs(&before.lines, &after.lines, |line| &line.mapping) {
        match pair {
            (Some(was), Some(is)) => rows.extend(line(was, is, &mut scales)?),
            (None, Some(is)) => rows.push((BarKind::NewLines, of_line(is, is.amount, words::new_line(is, before)))),
            (Some(was), None) => rows.push((BarKind::EndedLines, of_line(was, was.amount.negated(), words::ended_line(was, after)))),
            (None, None) => {}
        }
        rows.extend(overlap(pair)?);
    }
    for pair in pairs(&before.costs, &after.costs, |cost| &cost.cost) {
        match pair {
            (Some(was), Some(is)) => rows.extend(cost(was, is, &mut scales)?),
            (None, Some(is)) => {
                rows.push((BarKind::CostBilled, of_cost(is, is.amount.negated(), words::cost_of_one_month(is, before, true))))
            }
            (Some(was), None) => rows.push((BarKind::CostBilled, of_cost(was, was.amount, words::cost_of_one_month(was, after, false)))),
            (None, None) => {}
        }
    }
    Ok(rows)
}

/// What stands in either month, by its key.
fn pairs<'a, T, K: Ord + 'a>(before: &'a [T], after: &'a [T], key: impl Fn(&'a T) -> &'a K) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let mut found: BTreeMap<&K, (Option<&T>, Option<&T>)> = BTreeMap::new();
    before.iter().for_each(|row| found.entry(key(row)).or_default().0 = Some(row));
    after.iter().for_each(|row| found.entry(key(row)).or_default().1 = Some(row));
    found.into_values().collect()
}

fn line(was: &ValueLine, is: &ValueLine, scales: &mut Scales) -> Result<Vec<Row>> {
    let change = is.amount.less(was.amount)?;
    let same_kind = was.template == is.template && was.amount.currency == is.amount.currency;
    let Some(parts) = same_kind.then(|| by_part((&was.chain, was.amount), (&is.chain, is.amount), scales)).transpose()?.flatten() else {
        return Ok(vec![(BarKind::Yardstick, of_line(is, change, words::other_chain(was, is)))]);
    };
    let protects = is.template == Template::RevenueProtected;
    let row = |(part, share, words): (Part, Money, String)| (BarKind::of_line(part, protects, share.minor > 0), of_line(is, share, words));
    Ok(parts.into_iter().map(row).collect())
}

fn cost(was: &CostLine, is: &CostLine, scales: &mut Scales) -> Result<Vec<Row>> {
    let change = was.amount.less(is.amount)?;
    let made_of = !was.chain.is_empty() && !is.chain.is_empty();
    let Some(parts) = made_of.then(|| by_part((&was.chain, was.amount), (&is.chain, is.amount), scales)).transpose()?.flatten() else {
        return Ok(vec![(BarKind::CostBilled, of_cost(is, change, words::amounts(was.amount, is.amount)))]);
    };
    let has_quantity = is.chain.iter().any(|term| matches!(term.part, Part::Volume | Part::Indicator));
    let row = |(part, share, words): (Part, Money, String)| (BarKind::of_cost(part, has_quantity), of_cost(is, share.negated(), words));
    Ok(parts.into_iter().map(row).collect())
}

/// What the line's pool took back, against last month.
fn overlap((was, is): (Option<&ValueLine>, Option<&ValueLine>)) -> Result<Option<Row>> {
    let Some(line) = is.or(was) else { return Ok(None) };
    let zero = Money::zero(line.amount.currency);
    let taken = |line: Option<&ValueLine>| line.and_then(|line| line.overlap).unwrap_or(zero);
    let (then, now) = (taken(was), taken(is));
    let words = format!("taken back {}", words::amounts(then.negated(), now.negated()));
    Ok(Some((BarKind::Overlap, of_line(line, now.less(then)?, words))))
}

/// The change by what the things are, each share rounded once and the rest with the largest, so that they sum to the change of the
/// rounded amount. None where the chains cannot be compared, or do not give the printed amounts.
pub(super) fn by_part(
    (then, before): (&[Term], Money),
    (now, after): (&[Term], Money),
    scales: &mut Scales,
) -> Result<Option<Vec<(Part, Money, String)>>> {
    let Some(formula) = Formula::of(then, now, scales) else { return Ok(None) };
    let gives = |amount: Money, value: &Exact| Money::round(value, amount.currency).is_ok_and(|given| given == amount);
    if !gives(before, &formula.value(|slot| &slot.before)) || !gives(after, &formula.value(|slot| &slot.after)) {
        return Ok(None);
    }
    let mut parts: BTreeMap<Part, (Exact, Vec<&str>)> = BTreeMap::new();
    for (slot, share) in formula.slots.iter().zip(shapley::shares(&formula)).filter(|(slot, _)| slot.changed) {
        let (sum, words) = parts.entry(slot.part).or_insert((Exact::zero(), Vec::new()));
        *sum = sum.plus(&share);
        words.push(&slot.words);
    }
    let mut rounded = Vec::new();
    for (part, (share, words)) in parts {
        rounded.push((part, Money::round(&share, after.currency)?, words.join("; ")));
    }
    let rest = after.less(before)?.less(Money::sum(rounded.iter().map(|(_, share, _)| *share), after.currency)?)?;
    // Of equals the first.
    if let Some((_, largest, _)) = rounded.iter_mut().rev().max_by_key(|(_, share, _)| share.minor.unsigned_abs()) {
        *largest = largest.plus(rest)?;
    }
    Ok(Some(rounded))
}

fn of_line(line: &ValueLine, amount: Money, detail: String) -> BarPart {
    BarPart {
        mapping: Some(line.mapping.clone()),
        cost: None,
        name: line.name.clone(),
        service: line.service.clone(),
        service_name: line.service_name.clone(),
        amount,
        detail,
    }
}

fn of_cost(cost: &CostLine, amount: Money, detail: String) -> BarPart {
    BarPart {
        mapping: None,
        cost: Some(cost.cost.clone()),
        name: cost.name.clone(),
        service: cost.service.clone(),
        service_name: cost.service_name.clone(),
        amount,
        detail,
    }
}
