//! Against closed forms, and the same digits whatever the order of work.

use super::*;
use crate::math::exp;
use crate::time::Month;
use crate::uncertainty::{DRAWS, Draws, LEVELS};

fn input(name: &str, distribution: Distribution) -> Input {
    let month = Month::parse("2026-10").unwrap_or_else(|_| unreachable!());
    Input { stream: Draws::of("selat", month).stream(name), distribution }
}

fn of(term: Input, factors: &[Input], scale: f64) -> Formula {
    let factors = factors.iter().map(|input| Factor { input: *input, complement: false }).collect();
    Formula { constant: 0.0, terms: vec![Term { by: 1.0, value: term, price: None }], factors, scale }
}

fn normal(name: &str, mean: f64, sd: f64) -> Input {
    input(name, Distribution::Normal { mean, sd })
}

/// Every line by itself, backwards: the order of work must not matter.
struct Backwards;

impl Workers for Backwards {
    fn each(&self, n: usize, work: &(dyn Fn(usize, &mut Scratch) -> Part + Sync), take: &mut dyn FnMut(Part)) {
        let parts: Vec<Part> = (0..n).rev().map(|index| work(index, &mut Scratch::default())).collect();
        parts.into_iter().rev().for_each(take);
    }
}

/// 400 lines in 7 groups: a measure of its own, an effect of its own, and one of three prices.
fn company() -> Simulation {
    let mut simulation = Simulation::new(2_000, LEVELS);
    let groups: Vec<usize> = (0..7).map(|group| simulation.group(f64::from(group))).collect();
    for index in 0..400_usize {
        let measured = normal(&format!("measured/{index}"), 10.0 + index as f64, 1.0 + (index % 5) as f64);
        let effect = Distribution::Triangular { low: 0.2, mode: 0.3, high: 0.3 + 0.1 * (index % 4) as f64 + 0.01 };
        let price = Distribution::LogNormal { mean: 1.0, sd: 0.1 + 0.1 * (index % 3) as f64 };
        let factors = [input(&format!("effect/{index}"), effect), input(&format!("price/{}", index % 3), price)];
        simulation.line(&of(measured, &factors, 1.0), groups[index % 7], None);
    }
    simulation
}

#[test]
fn the_order_of_work_changes_no_digit() {
    let (one, other) = (company().run(&OneByOne), company().run(&Backwards));
    assert_eq!((one.lines.len(), one.lines), (400, other.lines));
    assert_eq!((one.groups, one.total), (other.groups, other.total));
    let without = company().groups_only().run(&OneByOne);
    assert!(without.lines.is_empty() && without.groups.len() == 7);
}

/// Mean and variance of sums of products in closed form: lines with a shared price hang together.
#[test]
fn mean_and_variance_are_those_of_the_closed_form() {
    let simulation = company();
    let total = simulation.run(&OneByOne).total;
    let n = total.len() as f64;
    let mean = total.iter().sum::<f64>() / n;
    let variance = total.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / n;
    // Σ E[m e] E[p], and Σ Var(own part) E[p²] + (Σ own means)² Var(p) by price; the prices are independent.
    let (mut expected, mut spread) = (0.0, 0.0);
    for price in 0..3_usize {
        let sd = 0.1 + 0.1 * price as f64;
        let (centre, growth) = (exp(1.0 + sd * sd / 2.0), exp(sd * sd));
        let (mut own, mut own_variance) = (0.0, 0.0);
        for index in (0..400_usize).filter(|index| index % 3 == price) {
            let (m, s) = (10.0 + index as f64, 1.0 + (index % 5) as f64);
            let (low, mode, high) = (0.2, 0.3, 0.3 + 0.1 * (index % 4) as f64 + 0.01);
            let e = (low + mode + high) / 3.0;
            let v = (low * low + mode * mode + high * high - low * mode - low * high - mode * high) / 18.0;
            own += m * e;
            own_variance += (m * m + s * s) * (e * e + v) - m * m * e * e;
        }
        expected += own * centre;
        spread += own_variance * centre * centre * growth + own * own * centre * centre * (growth - 1.0);
    }
    // 2,000 draws: the standard error of the mean is sd ÷ 45, that of the variance about 4 %.
    assert!((mean - expected).abs() < 4.0 * (spread / n).sqrt(), "{mean} against {expected}");
    assert!((variance / spread - 1.0).abs() < 0.16, "{variance} against {spread}");
}

#[test]
fn a_shared_input_makes_lines_move_together() {
    let width = |names: [&str; 2]| {
        let mut simulation = Simulation::new(DRAWS, LEVELS);
        let group = simulation.group(0.0);
        names.into_iter().for_each(|name| simulation.line(&of(normal(name, 100.0, 10.0), &[], 1.0), group, None));
        let sum = simulation.run(&OneByOne).groups[0].sum;
        sum.high - sum.low
    };
    // 2 · 1.28155 standard deviations: of 20 together, of 10 · √2 apart.
    assert!((width(["a", "a"]) / 51.262 - 1.0).abs() < 0.03);
    assert!((width(["a", "b"]) / 36.248 - 1.0).abs() < 0.03);
}

#[test]
fn a_cap_binds_in_each_draw_and_takes_from_the_weakest_first() {
    let mut simulation = Simulation::new(DRAWS, LEVELS);
    let (strong, weak) = (simulation.group(0.0), simulation.group(0.0));
    let pool = simulation.pool(150.0);
    let claim = |rank| Some(Claim { pool, rank });
    simulation.line(&of(normal("a", 100.0, 2.0), &[], 1.0), strong, claim(0));
    simulation.line(&of(normal("b", 100.0, 10.0), &[], 1.0), weak, claim(3));
    // A loss is no claim: it is neither capped nor makes room.
    simulation.line(&of(normal("c", -40.0, 1.0), &[], 1.0), weak, claim(3));
    let outcome = simulation.run(&OneByOne);
    // Claims of 200 with a deviation of 10 always exceed 150, and the strong one alone never does.
    let gains_kept = 150.0 - 40.0;
    assert!(outcome.total.iter().all(|total| (total - gains_kept).abs() < 6.0), "only the loss varies");
    assert!((outcome.groups[strong].sum.median - 100.0).abs() < 0.5);
    assert!((outcome.groups[weak].sum.median - 10.0).abs() < 0.5);
    // A line's own range is before the pool.
    assert!((outcome.lines[1].median - 100.0).abs() < 0.5);
    // A cap that never binds changes nothing.
    let free = |cap: Option<f64>| {
        let mut simulation = Simulation::new(500, LEVELS);
        let group = simulation.group(0.0);
        let claim = cap.map(|cap| Claim { pool: simulation.pool(cap), rank: 1 });
        simulation.line(&of(normal("a", 100.0, 10.0), &[], 1.0), group, claim);
        simulation.run(&OneByOne).total
    };
    assert_eq!(free(None), free(Some(1_000.0)));
}

#[test]
fn the_sensitivity_is_the_share_of_the_variance() {
    let mut simulation = Simulation::new(DRAWS, LEVELS);
    let group = simulation.group(0.0);
    // Variances 9, 4 and 100 lines of 0.02 each: 60, 26.7 and 13.3 %.
    simulation.line(&of(normal("a", 5.0, 3.0), &[], 1.0), group, None);
    simulation.line(&of(normal("b", 5.0, 2.0), &[], -1.0), group, None);
    (0..100).for_each(|index| simulation.line(&of(normal(&format!("small/{index}"), 0.0, 0.02_f64.sqrt()), &[], 1.0), group, None));
    let total = simulation.run(&OneByOne).total;
    let found = simulation.sensitivity(&total, 2);
    let shares: Vec<f64> = found.inputs.iter().map(|(_, share)| *share).collect();
    assert_eq!(found.inputs[0].0, normal("a", 0.0, 1.0).stream);
    assert!((shares[0] - 0.6).abs() < 0.02 && (shares[1] - 0.267).abs() < 0.02, "{shares:?}");
    assert!((shares.iter().sum::<f64>() + found.rest - 1.0).abs() < 1e-12);
    assert_eq!(simulation.sensitivity(&[3.0, 3.0], 2), Sensitivity::default());
}
