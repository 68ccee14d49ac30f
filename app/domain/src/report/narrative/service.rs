//! What one service did, for its page and its block in the report.

use rust_decimal::Decimal;

use super::reasons::{counted, decided};
use super::words::{about, money};
use crate::config::Template;
use crate::format;
use crate::money::Money;
use crate::time::Month;
use crate::value::{NotClaimed, TermRole, ValueLine};

/// Two or three sentences: the largest lines, then what is not claimed.
pub fn service_text(month: Month, lines: &[&ValueLine], not_claimed: &[&NotClaimed], cost: Option<Money>) -> String {
    let mut by_size = lines.to_vec();
    by_size.sort_by_key(|line| (std::cmp::Reverse(line.amount.minor.unsigned_abs()), &line.mapping));
    let mut sentences: Vec<String> = by_size.iter().take(2).map(|line| line_sentence(line)).collect();
    match not_claimed {
        [] if lines.is_empty() => sentences.push(format!("Nothing was priced in {}.", month.name())),
        [] => {}
        [one] => sentences.push(format!("Not claimed: {}. {}.", one.name, one.why)),
        several => sentences.push(format!("{} effects were seen and are not claimed.", several.len())),
    }
    if sentences.len() < 3 {
        sentences.extend(cost.map(|cost| format!("It cost {} to run.", money(cost))));
    }
    sentences.join(" ")
}

/// One line's effect against its baseline: `We avoided 6.2 hours of downtime, worth about USD 74,000.`
pub fn line_sentence(line: &ValueLine) -> String {
    let effect = difference(line);
    let (worth, gain) = (about(line.amount), !line.amount.is_loss());
    let better = effect.is_some_and(|effect| effect > Decimal::ZERO);
    let Some(effect) = effect.filter(|effect| !effect.is_zero() && better == gain && line.amount.minor != 0) else {
        return plain(line);
    };
    let size = effect.abs();
    let tail = if gain { format!("worth about {worth}") } else { format!("which cost about {worth}") };
    match line.template {
        Template::RevenueProtected if gain => format!("We avoided {} hours of downtime, {tail}.", hours(size)),
        Template::RevenueProtected => format!("It stood still {} hours longer than its baseline, {tail}.", hours(size)),
        Template::AccuracyLift | Template::ConversionThroughQuality => {
            let points = line.chain.first().filter(|term| term.unit == "1").map_or(size, |_| size * Decimal::ONE_HUNDRED).normalize();
            let unit = if points == Decimal::ONE { "point" } else { "points" };
            let decided = decided(line.metric.as_deref(), gain);
            format!("It {decided} than its baseline, by {} {unit}, {tail}.", format::decimal(points))
        }
        Template::CostSaved => {
            let currency = line.amount.currency;
            let (saved, way) = (format::decimal(size.normalize()), if gain { "less" } else { "more" });
            format!("Each {} cost {currency}{}{saved} {way} than its baseline, {}.", counted(line), format::NBSP, total(gain, &worth))
        }
        Template::TeamTime if gain => format!("It saved {} hours of work, {tail}.", hours(size)),
        Template::TeamTime => format!("It took {} hours of work more than its baseline, {tail}.", hours(size)),
        Template::EngagementThroughLatency => {
            let (ms, way) = (format::decimal(size.normalize()), if gain { "faster" } else { "more slowly" });
            let unit = line.chain.first().map_or("ms", |term| &term.unit);
            format!("It answered {ms}{}{unit} {way} than its baseline, {tail}.", format::NBSP)
        }
        Template::IdleCapacity if gain => format!("It left {} GPU hours less idle than its baseline, {tail}.", hours(size)),
        Template::IdleCapacity => format!("It left {} GPU hours more idle than its baseline, {tail}.", hours(size)),
        Template::DirectTestLift | Template::OutcomeCells | Template::OwnChain => plain(line),
    }
}

fn total(gain: bool, worth: &str) -> String {
    if gain { format!("about {worth} in all") } else { format!("about {worth} more in all") }
}

fn plain(line: &ValueLine) -> String {
    match line.amount.minor.signum() {
        0 => format!("{}: neither earned nor lost.", line.name),
        1 => format!("{}: about {} earned.", line.name, about(line.amount)),
        _ => format!("{}: about {} lost.", line.name, about(line.amount)),
    }
}

/// First less second, in hours where the unit is a time: above zero is better than the baseline.
fn difference(line: &ValueLine) -> Option<Decimal> {
    let side = |role| line.chain.iter().find(|term| term.role == role);
    let (first, second) = (side(TermRole::First)?, side(TermRole::Second)?);
    let difference = first.value.0 - second.value.0;
    Some(match first.unit.as_str() {
        "min" => difference / Decimal::from(60),
        "s" => difference / Decimal::from(3600),
        "d" => difference * Decimal::from(24),
        _ => difference,
    })
}

/// One decimal below 100 hours.
fn hours(hours: Decimal) -> String {
    let decimals = if hours < Decimal::ONE_HUNDRED { 1 } else { 0 };
    let mut rounded = hours.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointNearestEven);
    rounded.rescale(decimals);
    format::decimal(rounded)
}
