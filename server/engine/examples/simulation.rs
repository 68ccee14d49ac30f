//! The product's own simulation on the model of the numpy peer: `tests/bench/simulation.py` runs it beside that peer.
//!
//! `simulation all|nodes|edit DRAWS MAPPINGS THREADS`: 12 months of each mapping, `measured × effect × unit value`; the measure is normal
//! and drawn anew each month, the effect triangular, the unit value log-normal, half of whose log variance the mappings of one of 50 nodes
//! share. `all` gives P5, P50 and P95 of every mapping-month, node-month and of the year, `nodes` leaves the mappings out, `edit` changes
//! one mapping and shows 50 again. Prints one line of JSON.

use std::time::Instant;

use domain::time::Month;
use domain::uncertainty::{Distribution, Draws, Factor, Formula, Input, Outcome, Simulation, Term, spread_at};
use engine::threads::Exactly;

type Fault = Box<dyn std::error::Error>;

const MONTHS: usize = 12;
const NODES: usize = 50;
const SHOWN: usize = 50;
const LEVELS: [f64; 3] = [0.05, 0.5, 0.95];

/// One mapping's parameters.
struct Mapping {
    index: usize,
    node: usize,
    mu: [f64; MONTHS],
    spread: f64,
    mode: f64,
    unit: f64,
    log_variance: f64,
}

/// Parameters that only depend on the mapping's number.
fn company(mappings: usize, draws: Draws) -> Vec<Mapping> {
    let chance = draws.stream("parameters");
    let mut place = 0;
    let mut between = |low: f64, high: f64| {
        place += 1;
        low + (high - low) * chance.uniform(place)
    };
    let mut company: Vec<Mapping> = (0..mappings)
        .map(|index| {
            let node = between(0.0, NODES as f64) as usize;
            let mu = std::array::from_fn(|_| between(10.0, 1000.0));
            let (spread, mode, unit) = (between(0.01, 0.1), between(0.2, 0.6), between(1.0, 50.0));
            let cv = between(0.1, 0.4);
            Mapping { index, node, mu, spread, mode, unit, log_variance: (cv * cv).ln_1p() }
        })
        .collect();
    // A node's sums are complete, and given up, before the next node's begin.
    company.sort_by_key(|mapping| (mapping.node, mapping.index));
    company
}

impl Mapping {
    /// Each month's value; the effect at `times` its stated value.
    fn months(&self, draws: Draws, times: f64) -> [Formula; MONTHS] {
        let input = |name: String, distribution: Distribution| Input { stream: draws.stream(&name), distribution };
        let half = (self.log_variance / 2.0).sqrt();
        let mode = self.mode * times;
        let factors = [
            input(format!("effect/{}", self.index), Distribution::Triangular { low: mode * 0.5, mode, high: mode * 1.8 }),
            input(format!("unit/{}", self.index), Distribution::LogNormal { mean: self.unit.ln() - self.log_variance / 2.0, sd: half }),
            input(format!("node/{}", self.node), Distribution::LogNormal { mean: 0.0, sd: half }),
        ];
        std::array::from_fn(|month| {
            let measured = Distribution::Normal { mean: self.mu[month], sd: self.mu[month] * self.spread };
            let value = input(format!("measured/{}/{month}", self.index), measured);
            Formula {
                constant: 0.0,
                terms: vec![Term { by: 1.0, value, price: None }],
                factors: factors.map(|input| Factor { input, complement: false }).to_vec(),
                scale: 1.0,
            }
        })
    }

    /// Mean of the year, and its variance without the other mappings of the node.
    fn moments(&self) -> (f64, f64) {
        let (low, mode, high) = (self.mode * 0.5, self.mode, self.mode * 1.8);
        let effect = (low + mode + high) / 3.0;
        let variance = (low * low + mode * mode + high * high - low * mode - low * high - mode * high) / 18.0;
        let year: f64 = self.mu.iter().sum();
        let errors: f64 = self.mu.iter().map(|mu| (mu * self.spread) * (mu * self.spread)).sum();
        let mean = year * effect * self.unit;
        let square = (year * year + errors) * (variance + effect * effect) * self.unit * self.unit * self.log_variance.exp();
        (mean, square - mean * mean)
    }
}

/// Mean and standard deviation of the year in closed form.
fn closed_form(company: &[Mapping]) -> (f64, f64) {
    let (mut mean, mut variance) = (0.0, 0.0);
    for node in company.chunk_by(|a, b| a.node == b.node) {
        for (place, one) in node.iter().enumerate() {
            let (own, own_variance) = one.moments();
            mean += own;
            variance += own_variance;
            let together = node[..place].iter().map(|other| {
                let shared = 0.5 * (one.log_variance * other.log_variance).sqrt();
                2.0 * shared.exp_m1() * own * other.moments().0
            });
            variance += together.sum::<f64>();
        }
    }
    (mean, variance.sqrt())
}

fn simulation(company: &[Mapping], draws: Draws, n: u64) -> Simulation {
    let mut simulation = Simulation::new(n, LEVELS);
    let groups: Vec<usize> = (0..NODES * MONTHS).map(|_| simulation.group(0.0)).collect();
    for mapping in company {
        let months = mapping.months(draws, 1.0);
        months.iter().enumerate().for_each(|(month, formula)| simulation.line(formula, groups[mapping.node * MONTHS + month], None));
    }
    simulation
}

/// Every bit of what came out, in one number.
fn digest(outcome: &Outcome) -> u64 {
    let groups = outcome.groups.iter().map(|group| &group.sum);
    let spreads = outcome.lines.iter().chain(groups).flat_map(|spread| [spread.low, spread.median, spread.high, spread.p_loss]);
    spreads.chain(outcome.total.iter().copied()).fold(0, |sum: u64, value| (sum ^ value.to_bits()).wrapping_mul(0x0000_0100_0000_01B3))
}

/// Most memory this process ever had, in MiB, as Linux counts it.
fn peak_mib() -> Result<f64, Fault> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

fn year(total: &[f64]) -> (f64, f64, [f64; 3]) {
    let n = total.len() as f64;
    let mean = total.iter().sum::<f64>() / n;
    let variance = total.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / (n - 1.0);
    let spread = spread_at(&mut total.to_vec(), LEVELS);
    (mean, variance.sqrt(), [spread.low, spread.median, spread.high])
}

fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, n, mappings, threads] = &arguments[..] else { return Err("see the head of this file".into()) };
    let (n, threads) = (n.parse()?, Exactly(threads.parse()?));
    let draws = Draws::of("bench", Month::parse("2026-10")?);
    let company = company(mappings.parse()?, draws);
    let whole = simulation(&company, draws, n);
    if what == "edit" {
        let outcome = simulation(&company, draws, n).groups_only().run(&threads);
        let old = simulation(&company[..1], draws, n).sums().total;
        let begin = Instant::now();
        // The changed mapping enters with the same draws; the total is moved by the difference alone, and 50 mappings are shown again.
        let mut shown = Simulation::new(n, LEVELS);
        let group = shown.group(0.0);
        for (place, mapping) in company[..SHOWN].iter().enumerate() {
            let times = if place == 0 { 1.1 } else { 1.0 };
            mapping.months(draws, times).iter().for_each(|formula| shown.line(formula, group, None));
        }
        let again = shown.run(&threads);
        let mut changed = Simulation::new(n, LEVELS);
        let group = changed.group(0.0);
        company[0].months(draws, 1.1).iter().for_each(|formula| changed.line(formula, group, None));
        let new = changed.sums().total;
        let total: Vec<f64> = outcome.total.iter().zip(old.iter().zip(&new)).map(|(total, (old, new))| total - old + new).collect();
        let (mean, ..) = year(&total);
        let ms = begin.elapsed().as_secs_f64() * 1e3;
        println!(r#"{{"ms": {ms:.3}, "lines": {}, "year_mean": {mean:.0}}}"#, again.lines.len());
        return Ok(());
    }
    let whole = if what == "nodes" { whole.groups_only() } else { whole };
    let begin = Instant::now();
    let outcome = whole.run(&threads);
    let seconds = begin.elapsed().as_secs_f64();
    let peak = peak_mib()?;
    let ((mean, sd, levels), (closed_mean, closed_sd)) = (year(&outcome.total), closed_form(&company));
    println!(
        r#"{{"wall_s": {seconds:.4}, "peak_mib": {peak:.1}, "lines": {}, "nodes": {}, "year_mean": {mean:.0}, "year_sd": {sd:.0}, "levels": {levels:?}, "closed_mean": {closed_mean:.0}, "closed_sd": {closed_sd:.0}, "digest": "{:016x}"}}"#,
        outcome.lines.len(),
        outcome.groups.len(),
        digest(&outcome)
    );
    Ok(())
}
