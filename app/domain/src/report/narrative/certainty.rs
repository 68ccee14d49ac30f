//! How sure the figures are, and what is not known yet.

use rust_decimal::Decimal;

use super::words::list;
use crate::evidence::Grade;
use crate::format;
use crate::money::Money;
use crate::report::MonthReport;
use crate::value::Range;

/// One sentence each: ranges, what was measured, what the drivers rest on. Nothing that is not known is passed over.
pub fn certainty(report: &MonthReport) -> Vec<String> {
    let lines = &report.ledger.lines;
    let mut sentences = Vec::new();
    match report.ledger.range.filter(Range::is_open) {
        Some(range) => sentences.push(format!(
            "Four times in five, the net value lies between {} and {}, as far as the ranges of its inputs are stated; the chance of a loss is {}.",
            format::money_whole(range.low),
            format::whole(range.high),
            chance(range.p_loss)
        )
            + &told_median(&range, report.ledger.totals.net, report.ledger.totals.overlap.minor != 0)
                .map_or_else(String::new, |median| format!(" The {median}."))),
        None if !lines.is_empty() => sentences.push("Each amount is one estimate: no input states how far it may be off.".to_owned()),
        None => {}
    }
    let unknown: Vec<String> = report.ledger.unknown_costs().map(|seen| format!("{} ({})", seen.name, seen.service_name)).collect();
    match unknown.len() {
        0 => {}
        1 | 2 => sentences.push(format!("Not known and not taken off the net value: {}.", list(&unknown))),
        n => sentences.push(format!("{n} costs are not known and not taken off the net value.")),
    }
    sentences.extend(measured(report));
    sentences.extend(evidence(report));
    sentences.extend(estimated(report));
    sentences
}

/// `63 % of the gains are estimated by experts (grade D).`
fn estimated(report: &MonthReport) -> Option<String> {
    let weak: i64 = report.by_grade.iter().filter(|row| row.grade >= Grade::D).map(|row| row.gains.minor).sum();
    let gains = report.ledger.totals.gains;
    let share = Money { minor: weak, ..gains }.exact().over(&gains.exact()).ok()?.round(4).ok()?;
    (weak > 0).then(|| format!("{} of the gains are estimated by experts (grade D).", format::percent(share, 0)))
}

/// The median, where it must be told beside the amount, with the reason; `capped` where a pool took something back.
pub fn told_median(range: &Range, amount: Money, capped: bool) -> Option<String> {
    let median = range.told_median(amount, capped)?;
    let why = match (capped, median.minor < amount.minor) {
        (true, _) => "a pool\u{2019}s cap binds",
        (false, true) => "the inputs may be lower by more than higher",
        (false, false) => "the inputs may be higher by more than lower",
    };
    Some(format!("median {}: {why}", format::whole(median)))
}

/// `355,200 to 566,900`; nothing where nothing varies.
pub fn span(range: &Range) -> Option<String> {
    range.is_open().then(|| format!("{} to {}", format::whole(range.low), format::whole(range.high)))
}

/// `3 %`; the last per cent at either end is not told apart.
fn chance(share: Decimal) -> String {
    let (few, most) = (Decimal::new(1, 2), Decimal::new(99, 2));
    match share {
        share if share < few => format!("under {}", format::percent(few, 0)),
        share if share > most => format!("over {}", format::percent(most, 0)),
        share => format::percent(share, 0),
    }
}

fn measured(report: &MonthReport) -> Option<String> {
    let all = report.coverage.len();
    let short: Vec<String> = report
        .coverage
        .iter()
        .filter(|row| !row.enough)
        .map(|row| format!("{} of {}", format::inside(&row.metric_name), row.service_name))
        .collect();
    match (all, short.len()) {
        (0, _) => None,
        (_, 0) => Some("Everything that is watched was measured for enough of the month.".to_owned()),
        (_, 1 | 2) => Some(format!("Measured for too little of the month: {}.", list(&short))),
        (all, few) => Some(format!("{few} of {all} indicators were measured for too little of the month.")),
    }
}

/// `Of 24 drivers and baselines, 19 come from records and 5 are assumed. 63 % of the gains are estimated by experts (grade D).`
fn evidence(report: &MonthReport) -> Option<String> {
    let all = report.drivers.len() + report.baselines.len();
    let baselines = |word: &str| report.baselines.iter().filter(|row| (row.method == "assumption") == (word == "assumption")).count();
    let count = |word: &str| {
        let drivers = report.drivers.iter().filter(|driver| driver.evidence == word).count();
        drivers + if word == "test" { 0 } else { baselines(word) }
    };
    let from = |word: &str, plural: &str| {
        let count = count(word);
        let verb = if count == 1 { "comes" } else { "come" };
        (count > 0).then(|| format!("{count} {verb} from {plural}"))
    };
    let assumed = match count("assumption") {
        0 => None,
        1 => Some("1 is assumed".to_owned()),
        count => Some(format!("{count} are assumed")),
    };
    let parts: Vec<String> = [from("record", "records"), from("test", "tests"), assumed].into_iter().flatten().collect();
    match (all, parts.is_empty()) {
        (0, _) | (_, true) => None,
        (1, _) => Some(format!("Of one driver or baseline, {}.", list(&parts))),
        (all, _) => Some(format!("Of {all} drivers and baselines, {}.", list(&parts))),
    }
}
