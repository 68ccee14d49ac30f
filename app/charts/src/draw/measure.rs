use crate::canvas::{Canvas, Drawn, Type};
use crate::format::{self, Scale as Size, Separators};
use crate::palette::Role;
use crate::pen::{Anchor, Pen};
use crate::scale::{Rules, Scale};
use crate::spec::Quantity;
use crate::surface::Surface;

/// How an axis writes its numbers: the unit once, the numbers bare.
pub(super) struct Measure {
    /// The unit, for the top left.
    pub(super) caption: String,
    /// Money: its axis contains zero and its losses have a colour.
    pub(super) money: bool,
    factor: f64,
    letter: &'static str,
    separators: Separators,
}

impl Measure {
    /// For values up to `largest` in size.
    pub(super) fn new(quantity: &Quantity, largest: f64, separators: Separators) -> Self {
        match quantity {
            Quantity::Money { code, per } => {
                let size = Size::of(largest);
                let words = [code.as_str(), size.word(), per.as_str()];
                let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
                Self { caption: words.join(" "), money: true, factor: size.factor(), letter: "", separators }
            }
            Quantity::Other { unit } => Self { caption: unit.clone(), money: false, factor: 1.0, letter: "", separators },
        }
    }

    /// For an axis whose unit stands elsewhere; money up to `largest` carries its `k` or `M` at every number.
    pub(super) fn apart(money: Option<f64>, separators: Separators) -> Self {
        let size = Size::of(money.unwrap_or(0.0));
        Self { caption: String::new(), money: money.is_some(), factor: size.factor(), letter: size.letter(), separators }
    }

    /// A rule's number.
    pub(super) fn tick(&self, value: f64, step: f64) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        let decimals = format::decimals_of_step(step / self.factor);
        let number = format::fixed(value / self.factor, decimals, self.separators);
        if self.letter.is_empty() { number } else { format!("{number}{}{}", format::NBSP, self.letter) }
    }

    /// A value by itself: money in its own short form, all else with three significant digits.
    pub(super) fn value(&self, value: f64) -> String {
        if self.money { format::short(value, self.separators) } else { format::significant(value, 3, self.separators) }
    }

    /// A value in the unit of the axis.
    pub(super) fn bare(&self, value: f64) -> String {
        format::significant(value / self.factor, 3, self.separators)
    }
}

/// Room that the numbers of the rules take at the left.
pub(super) fn ticks_width<S: Surface>(canvas: &Canvas<'_, S>, rules: &Rules, measure: &Measure) -> f64 {
    rules.at.iter().map(|value| canvas.measure(&measure.tick(*value, rules.step), Type::new(Role::Ink3))).fold(0.0, f64::max)
}

/// Rules from `left` to `right` with their numbers to the left of `numbers`; the rule at zero of an axis that
/// contains it is darker.
pub(super) fn rules<S: Surface>(
    canvas: &Canvas<'_, S>,
    (rules, measure): (&Rules, &Measure),
    scale: &Scale,
    (numbers, left, right): (f64, f64, f64),
) -> Drawn<S> {
    let look = Type::new(Role::Ink3).anchor(Anchor::End);
    for value in &rules.at {
        let y = scale.at(*value);
        let role = if *value == 0.0 && measure.money { Role::Ink3 } else { Role::Rule };
        canvas.across(left, right, y, Pen::new(role, canvas.style.rule))?;
        canvas.text(numbers, y + canvas.half_line(), &measure.tick(*value, rules.step), look)?;
    }
    Ok(())
}
