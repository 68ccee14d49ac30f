//! A chain in two months as one formula: a sum of products of the same things, each with its value then and now.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::chain::{Term, TermRole};
use super::super::estimate::Part;
use super::words;
use crate::close::KEPT;
use crate::config::Number;
use crate::exact::Exact;
use crate::unit::Unit;

/// A thing that enters the formula.
pub(super) struct Slot {
    pub part: Part,
    pub before: Exact,
    pub after: Exact,
    pub changed: bool,
    /// `decisions from 100,000 to 200,000`.
    pub words: String,
}

/// One product of the sum: `± scale × slot × slot …`.
pub(super) struct Product {
    pub scale: Exact,
    pub slots: Vec<usize>,
}

/// The formula of both months.
pub(super) struct Formula {
    pub slots: Vec<Slot>,
    pub products: Vec<Product>,
}

/// What one of a unit is in base units, each unit read once for all lines.
#[derive(Default)]
pub(super) struct Scales(BTreeMap<String, Option<Exact>>);

impl Scales {
    fn of(&mut self, unit: &str) -> Option<&Exact> {
        if !self.0.contains_key(unit) {
            self.0.insert(unit.to_owned(), Unit::parse(unit).ok().map(|unit| unit.scale().clone()));
        }
        self.0.get(unit)?.as_ref()
    }
}

/// `(first − second) × own` inside the brackets; `own` is the value of a kind of outcome.
#[derive(Default)]
struct Difference {
    actual: Option<usize>,
    baseline: Option<usize>,
    own: Vec<usize>,
    /// The measured side is taken off.
    actual_last: bool,
}

impl Formula {
    /// None where the two chains are made of different things: other factors, other units, another driver or series.
    pub(super) fn of(before: &[Term], after: &[Term], scales: &mut Scales) -> Option<Self> {
        let (before, after) = (&*with_share(before, after), &*with_share(after, before));
        if before.len() != after.len() || before.is_empty() || !before.iter().zip(after).all(|(was, is)| same_thing(was, is)) {
            return None;
        }
        let mut slots: Vec<Slot> = before.iter().zip(after).map(slot).collect();
        let common: Vec<usize> = positions(before, |role| matches!(role, TermRole::Factor | TermRole::Complement));
        let differences = differences(before)?;
        let mut products = Vec::new();
        for difference in &differences {
            let (Some(actual), Some(baseline)) = (difference.actual, difference.baseline) else { return None };
            let rest: Vec<usize> = difference.own.iter().chain(&common).copied().collect();
            price_lost_hours((before, after), actual, &rest, &mut slots[actual])?;
            let relative = relate((before, after), actual, baseline, &mut slots)?;
            let mut product = |side: usize, taken_off: bool, also: Option<usize>| {
                let mut scale = if taken_off { Exact::from(-1) } else { Exact::one() };
                for index in std::iter::once(side).chain(rest.iter().copied()) {
                    scale = scale.times(scales.of(&before[index].unit)?);
                }
                products.push(Product { scale, slots: std::iter::once(side).chain(also).chain(rest.iter().copied()).collect() });
                Some(())
            };
            product(actual, difference.actual_last, relative.then_some(baseline))?;
            product(baseline, !difference.actual_last, None)?;
        }
        if differences.is_empty() {
            let mut scale = Exact::one();
            for index in &common {
                scale = scale.times(scales.of(&before[*index].unit)?);
            }
            products.push(Product { scale, slots: common });
        }
        for slot in &mut slots {
            slot.changed = !slot.before.minus(&slot.after).is_zero();
            let (before, after) =
                std::mem::replace(&mut slot.before, Exact::zero()).alike(std::mem::replace(&mut slot.after, Exact::zero()));
            (slot.before, slot.after) = (before, after);
        }
        Some(Self { slots, products })
    }

    /// What the formula gives with each thing's value in one of the months.
    pub(super) fn value(&self, pick: impl Fn(&Slot) -> &Exact) -> Exact {
        let product =
            |product: &Product| product.slots.iter().fold(product.scale.clone(), |so_far, slot| so_far.times(pick(&self.slots[*slot])));
        self.products.iter().fold(Exact::zero(), |sum, next| sum.plus(&product(next)))
    }
}

/// The chain with all of it kept, where only the other month's was cut after a challenge: then the cut is what changed.
fn with_share<'a>(chain: &'a [Term], other: &[Term]) -> Cow<'a, [Term]> {
    let share = |terms: &[Term]| terms.iter().position(|term| term.name == KEPT && term.part == Part::Effect);
    match share(other) {
        Some(place) if share(chain).is_none() && place <= chain.len() => {
            let mut whole = chain.to_vec();
            whole.insert(place, Term { value: Number(Decimal::ONE), ..other[place].clone() });
            Cow::Owned(whole)
        }
        _ => Cow::Borrowed(chain),
    }
}

/// A driver or a series is the same by its id; a baseline, a test and a rate may have a successor in the same place.
fn same_thing(was: &Term, is: &Term) -> bool {
    let same_source = match is.part {
        Part::Baseline | Part::Effect | Part::ExchangeRate => true,
        Part::Indicator => was.record == is.record && (is.record.is_some() || was.name == is.name),
        Part::Volume | Part::UnitValue => was.driver == is.driver && (is.driver.is_some() || was.name == is.name),
    };
    same_source && was.role == is.role && was.unit == is.unit && was.part == is.part
}

fn slot((was, is): (&Term, &Term)) -> Slot {
    Slot { part: is.part, before: enters_as(was), after: enters_as(is), changed: false, words: words::moved(was, is) }
}

fn enters_as(term: &Term) -> Exact {
    let value = Exact::from(term.value.0);
    if term.role == TermRole::Complement { Exact::one().minus(&value) } else { value }
}

fn positions(chain: &[Term], wanted: impl Fn(TermRole) -> bool) -> Vec<usize> {
    (0..chain.len()).filter(|index| wanted(chain[*index].role)).collect()
}

/// The brackets of a chain; none where a side is missing or both are measured.
fn differences(chain: &[Term]) -> Option<Vec<Difference>> {
    let mut found: Vec<Difference> = Vec::new();
    for (index, term) in chain.iter().enumerate() {
        match term.role {
            TermRole::First | TermRole::Count => {
                let mut new = Difference::default();
                let side = if term.part == Part::Indicator { &mut new.actual } else { &mut new.baseline };
                *side = Some(index);
                new.actual_last = term.part != Part::Indicator;
                found.push(new);
            }
            TermRole::Second | TermRole::Expected => {
                let open = found.last_mut()?;
                let side = if term.part == Part::Indicator { &mut open.actual } else { &mut open.baseline };
                if side.replace(index).is_some() {
                    return None;
                }
            }
            TermRole::CellValue => found.last_mut()?.own.push(index),
            TermRole::Factor | TermRole::Complement => {}
        }
    }
    Some(found)
}

/// Lost hours that have a price of their own: how much dearer they were than the average hour belongs to when the model was down,
/// and stays with the measured hours; the average price is the value of an hour.
fn price_lost_hours((before, after): (&[Term], &[Term]), actual: usize, rest: &[usize], slot: &mut Slot) -> Option<()> {
    let Some(price) = rest.iter().copied().find(|index| before[*index].at_actual.is_some() || after[*index].at_actual.is_some()) else {
        return Some(());
    };
    let dearer = |term: &Term| match term.at_actual {
        Some(own) if !term.value.0.is_zero() => Exact::from(own.0).over(&term.value.0.into()).ok(),
        _ => Some(Exact::one()),
    };
    slot.before = slot.before.times(&dearer(&before[price])?);
    slot.after = slot.after.times(&dearer(&after[price])?);
    slot.words = words::moved_at_price((&before[actual], &after[actual]), (&before[price], &after[price]));
    Some(())
}

/// The same recorded baseline with another value: the month had more hours or more cases, which is volume and no new yardstick. A count
/// of outcomes grows with the cases by itself, so it enters relative to what was expected of them: busy or easy traffic makes no model
/// better. True where the measured side has become relative.
fn relate((before, after): (&[Term], &[Term]), actual: usize, baseline: usize, slots: &mut [Slot]) -> Option<bool> {
    let (was, is) = (&before[baseline], &after[baseline]);
    // Another test may hold the baseline at the edge of another range.
    let other_test = before.iter().zip(after).any(|(was, is)| was.test != is.test);
    if is.record.is_none() || was.record != is.record || was.value == is.value || other_test {
        return Some(false);
    }
    slots[baseline].part = Part::Volume;
    slots[baseline].words.push_str(", by the same baseline");
    if is.role != TermRole::Expected || was.value.0.is_zero() || is.value.0.is_zero() {
        return Some(false);
    }
    slots[actual].before = slots[actual].before.over(&was.value.0.into()).ok()?;
    slots[actual].after = slots[actual].after.over(&is.value.0.into()).ok()?;
    Some(true)
}
