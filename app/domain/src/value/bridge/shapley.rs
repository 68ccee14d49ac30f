//! Shapley values of a sum of products.
//!
//! Each thing that changed is a player; its share is its effect averaged over all orders in which the things could have changed. For
//! a product `a₁a₂…aₙ → b₁b₂…bₙ` that average has a closed form, so that no order is ever tried:
//! `φᵢ = (bᵢ − aᵢ) Σₖ k!(n−1−k)!/n! · eₖ`, where `eₖ` is the coefficient of `tᵏ` in `Π (aⱼ + bⱼt)` over `j ≠ i`. The share in a sum is
//! the sum of the shares (Shapley 1953: linearity; a thing that is not in a product has no share of it).
//!
//! A slot's two values have one denominator ([`Exact::alike`]), so the sums are of whole numbers and are divided once.

use num_bigint::BigInt;

use super::formula::{Formula, Product, Slot};
use crate::exact::Exact;

/// The share of each slot, in the order of the formula's slots; they sum to the change of its value.
pub(super) fn shares(formula: &Formula) -> Vec<Exact> {
    let mut shares = vec![Exact::zero(); formula.slots.len()];
    for product in &formula.products {
        for (slot, share) in of_product(product, &formula.slots) {
            shares[slot] = shares[slot].plus(&share);
        }
    }
    shares
}

fn of_product(product: &Product, slots: &[Slot]) -> Vec<(usize, Exact)> {
    let (changed, still): (Vec<usize>, Vec<usize>) = product.slots.iter().copied().partition(|slot| slots[*slot].changed);
    let constant = still.iter().fold(product.scale.clone(), |so_far, slot| so_far.times(&slots[*slot].after));
    let n = changed.len();
    let weights: Vec<BigInt> = (0..n).map(|k| factorial(k) * factorial(n - 1 - k)).collect();
    let whole = changed.iter().fold(factorial(n), |so_far, slot| so_far * slots[*slot].after.denominator());
    let share = |player: &usize| {
        let others = changed.iter().filter(|other| *other != player).map(|other| &slots[*other]);
        let mean: BigInt = weights.iter().zip(coefficients(others)).map(|(weight, of)| weight * of).sum();
        let step = slots[*player].after.numerator() - slots[*player].before.numerator();
        (*player, constant.scaled(&(step * mean), &whole))
    };
    changed.iter().map(share).collect()
}

/// Coefficients of `Π (before + after·t)`, lowest power first, as numerators.
fn coefficients<'a>(slots: impl Iterator<Item = &'a Slot>) -> Vec<BigInt> {
    let mut polynomial = vec![BigInt::from(1)];
    for slot in slots {
        let (before, after) = (slot.before.numerator(), slot.after.numerator());
        let highest = &polynomial[polynomial.len() - 1] * after;
        for power in (0..polynomial.len()).rev() {
            let mut next = &polynomial[power] * before;
            if power > 0 {
                next += &polynomial[power - 1] * after;
            }
            polynomial[power] = next;
        }
        polynomial.push(highest);
    }
    polynomial
}

fn factorial(n: usize) -> BigInt {
    (2..=n).fold(BigInt::from(1), |so_far, next| so_far * next)
}
