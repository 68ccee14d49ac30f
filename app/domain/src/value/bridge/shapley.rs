//! Shapley values of a sum of products.
//!
//! Each thing that changed is a player; its share is its effect averaged over all orders in which the things could have changed. For
//! a product `a₁a₂…aₙ → b₁b₂…bₙ` that average has a closed form, so that no order is ever tried:
//! `φᵢ = (bᵢ − aᵢ) Σₖ k!(n−1−k)!/n! · eₖ`, where `eₖ` is the coefficient of `tᵏ` in `Π (aⱼ + bⱼt)` over `j ≠ i`. The share in a sum is
//! the sum of the shares (Shapley 1953: linearity; a thing that is not in a product has no share of it).

use super::formula::{Formula, Product, Slot};
use crate::Result;
use crate::exact::Exact;

/// The share of each slot, in the order of the formula's slots; they sum to the change of its value.
pub(super) fn shares(formula: &Formula) -> Result<Vec<Exact>> {
    let mut shares = vec![Exact::zero(); formula.slots.len()];
    for product in &formula.products {
        for (slot, share) in of_product(product, &formula.slots)? {
            shares[slot] = shares[slot].plus(&share);
        }
    }
    Ok(shares)
}

fn of_product(product: &Product, slots: &[Slot]) -> Result<Vec<(usize, Exact)>> {
    let (changed, still): (Vec<usize>, Vec<usize>) = product.slots.iter().copied().partition(|slot| slots[*slot].changed);
    let constant = still.iter().fold(product.scale.clone(), |so_far, slot| so_far.times(&slots[*slot].after));
    let weights = weights(changed.len())?;
    let mut shares = Vec::with_capacity(changed.len());
    for player in &changed {
        let others = changed.iter().filter(|other| *other != player).map(|other| &slots[*other]);
        let coefficients = coefficients(others);
        let mean = weights.iter().zip(&coefficients).fold(Exact::zero(), |sum, (weight, of)| sum.plus(&weight.times(of)));
        let step = slots[*player].after.minus(&slots[*player].before);
        shares.push((*player, constant.times(&step).times(&mean)));
    }
    Ok(shares)
}

/// Coefficients of `Π (before + after·t)`, lowest power first.
fn coefficients<'a>(slots: impl Iterator<Item = &'a Slot>) -> Vec<Exact> {
    let mut polynomial = vec![Exact::one()];
    for slot in slots {
        let mut next: Vec<Exact> = polynomial.iter().map(|of| of.times(&slot.before)).collect();
        next.push(polynomial[polynomial.len() - 1].times(&slot.after));
        for power in 1..polynomial.len() {
            next[power] = next[power].plus(&polynomial[power - 1].times(&slot.after));
        }
        polynomial = next;
    }
    polynomial
}

/// `k!(n−1−k)!/n! = 1 / (n · C(n−1, k))` for each `k`.
fn weights(n: usize) -> Result<Vec<Exact>> {
    let mut binomial: i128 = 1;
    let mut weights = Vec::with_capacity(n);
    for k in 0..n as i128 {
        let players = n as i128;
        weights.push(Exact::ratio(1, players.saturating_mul(binomial))?);
        binomial = binomial.saturating_mul(players - 1 - k) / (k + 1);
    }
    Ok(weights)
}
