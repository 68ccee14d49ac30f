//! How far counts have moved from those of a reference period.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::histogram::{Bin, Categories, Numbers};
use crate::math::ln;

/// Groups into which a reference's numbers are cut, each with about as many of them.
const GROUPS: u64 = 10;
/// Categories of the reference that are compared by name, the most frequent first; all others are one group.
const NAMED: usize = 49;

/// The distance of two distributions; see `docs/methodology.md`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// How many values are compared, and with how many.
    pub n: u64,
    pub n_reference: u64,
    pub groups: usize,
    /// Population stability index, natural logarithm, half a case added to each group on both sides.
    pub psi: f64,
    /// Jensen–Shannon divergence, base 2: 0 for the same, 1 for nothing in common.
    pub jensen_shannon: f64,
    /// Kolmogorov–Smirnov distance; of numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ks: Option<f64>,
    /// Pearson's statistic with `groups` − 1 degrees of freedom; of categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chi_square: Option<f64>,
    /// Cramér's V, which does not grow with the number of cases; of categories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cramers_v: Option<f64>,
}

/// Of numbers: groups are cut at the reference's deciles, the distance of Kolmogorov and Smirnov is read from the bins themselves. None
/// where either is empty.
pub fn of_numbers(reference: &Numbers, now: &Numbers) -> Option<Drift> {
    let cuts = deciles(reference);
    let grouped = |numbers: &Numbers| {
        let mut groups = vec![0; cuts.len() + 1];
        numbers.0.iter().for_each(|(bin, n)| groups[cuts.partition_point(|cut| cut < bin)] += n);
        groups
    };
    let drift = between(&grouped(reference), &grouped(now))?;
    Some(Drift { ks: Some(ks(reference, now)), ..drift })
}

/// Of categories. None where either is empty.
pub fn of_categories(reference: &Categories, now: &Categories) -> Option<Drift> {
    let mut by_count: Vec<(&String, u64)> = reference.0.iter().map(|(name, n)| (name, *n)).collect();
    by_count.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let places: BTreeMap<&String, usize> = by_count.iter().take(NAMED).enumerate().map(|(place, (name, _))| (*name, place)).collect();
    let grouped = |categories: &Categories| {
        let mut groups = vec![0; places.len() + 1];
        categories.0.iter().for_each(|(name, n)| groups[places.get(name).copied().unwrap_or(places.len())] += n);
        groups
    };
    let (mut reference, mut now) = (grouped(reference), grouped(now));
    if reference.last() == Some(&0) && now.last() == Some(&0) {
        reference.pop();
        now.pop();
    }
    let drift = between(&reference, &now)?;
    let chi_square = chi_square(&reference, &now);
    let cramers_v = (chi_square / (drift.n + drift.n_reference) as f64).sqrt();
    Some(Drift { chi_square: Some(chi_square), cramers_v: Some(cramers_v), ..drift })
}

/// The last bin of each group but the last: where a tenth more of the reference is reached. A bin is never split, so one that holds much makes
/// fewer groups.
fn deciles(reference: &Numbers) -> Vec<Bin> {
    let n = reference.n();
    let (mut cuts, mut through) = (Vec::new(), 0);
    for (bin, count) in &reference.0 {
        let before = through * GROUPS / n.max(1);
        through += count;
        if through * GROUPS / n.max(1) > before && through < n {
            cuts.push(*bin);
        }
    }
    cuts
}

fn between(reference: &[u64], now: &[u64]) -> Option<Drift> {
    let (n_reference, n) = (reference.iter().sum::<u64>(), now.iter().sum::<u64>());
    if n_reference == 0 || n == 0 {
        return None;
    }
    let (mut psi, mut shannon) = (0.0, 0.0);
    let halves = reference.len() as f64 / 2.0;
    for (p, q) in reference.iter().zip(now) {
        let (p, q) = (*p as f64, *q as f64);
        let (p_half, q_half) = ((p + 0.5) / (n_reference as f64 + halves), (q + 0.5) / (n as f64 + halves));
        psi += (q_half - p_half) * ln(q_half / p_half);
        let (p, q) = (p / n_reference as f64, q / n as f64);
        let middle = f64::midpoint(p, q);
        for share in [p, q] {
            if share > 0.0 {
                shannon += share * ln(share / middle) / 2.0;
            }
        }
    }
    let jensen_shannon = shannon / std::f64::consts::LN_2;
    Some(Drift { n, n_reference, groups: reference.len(), psi, jensen_shannon, ks: None, chi_square: None, cramers_v: None })
}

/// The largest distance of the two running shares.
fn ks(reference: &Numbers, now: &Numbers) -> f64 {
    let mut bins: BTreeMap<Bin, (u64, u64)> = BTreeMap::new();
    reference.0.iter().for_each(|(bin, n)| bins.entry(*bin).or_default().0 += n);
    now.0.iter().for_each(|(bin, n)| bins.entry(*bin).or_default().1 += n);
    let (n_reference, n) = (reference.n() as f64, now.n() as f64);
    let (mut below, mut largest) = ((0, 0), 0.0f64);
    for (p, q) in bins.values() {
        below = (below.0 + p, below.1 + q);
        largest = largest.max((below.0 as f64 / n_reference - below.1 as f64 / n).abs());
    }
    largest
}

/// Of the table of two rows, without correction.
fn chi_square(reference: &[u64], now: &[u64]) -> f64 {
    let (n_reference, n) = (reference.iter().sum::<u64>() as f64, now.iter().sum::<u64>() as f64);
    let mut sum = 0.0;
    for (p, q) in reference.iter().zip(now) {
        let column = (p + q) as f64;
        for (seen, row) in [(*p as f64, n_reference), (*q as f64, n)] {
            let expected = row * column / (n_reference + n);
            if expected > 0.0 {
                sum += (seen - expected) * (seen - expected) / expected;
            }
        }
    }
    sum
}
