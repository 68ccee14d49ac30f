//! Months that strain the pages: empty, first, losses only, many services, amounts of twelve digits, names without end.

use domain::format;
use domain::ids::ServiceId;
use domain::money::{Currency, Money};
use domain::report::MonthReport;
use domain::value::{Totals, ValueLine};

use super::sample;

const LONG: &str =
    "Hệ thống gợi ý sản phẩm dành cho khách hàng thân thiết tại Thành phố Hồ Chí Minh và các tỉnh lân cận, phiên bản thử nghiệm";

/// All of them by name.
pub fn all() -> Vec<(&'static str, MonthReport)> {
    vec![
        ("empty", empty()),
        ("first month", first_month()),
        ("losses only", losses_only()),
        ("many", many()),
        ("dong", dong()),
        ("largest", largest()),
        ("one word", one_word()),
    ]
}

/// Nothing was seen.
pub fn empty() -> MonthReport {
    let mut report = first_month();
    report.ledger.lines.clear();
    report.ledger.costs.clear();
    report.ledger.not_claimed.clear();
    report.ledger.totals = Totals::of([], [], report.currency).unwrap();
    report.trend.clear();
    for list in [&mut report.headline, &mut report.lead, &mut report.snapshot] {
        list.clear();
    }
    report.reasons.clear();
    report.decisions.clear();
    report.by_template.clear();
    report.services.clear();
    report.service_trends.clear();
    report.coverage.clear();
    report.drivers.clear();
    report.baselines.clear();
    report
}

fn first_month() -> MonthReport {
    let mut report = sample::report().unwrap();
    report.previous = None;
    report.bridge = None;
    report.changes.clear();
    let last = report.trend.len() - 1;
    report.trend[..last].iter_mut().for_each(|point| point.totals = None);
    report
}

fn losses_only() -> MonthReport {
    amounts(sample::report().unwrap(), |minor| -minor.abs())
}

/// 60 services with names of 120 letters and 240 lines.
pub fn many() -> MonthReport {
    let mut report = sample::report().unwrap();
    let (lines, services, trends) = (report.ledger.lines.clone(), report.services.clone(), report.service_trends.clone());
    report.ledger.lines.clear();
    report.services.clear();
    report.service_trends.clear();
    for number in 0..60usize {
        let id: ServiceId = serde_json::from_value(serde_json::json!(format!("service-{number}"))).unwrap();
        let name = format!("{number} {LONG}");
        let line = |copy: usize| {
            let line = &lines[(number + copy) % lines.len()];
            let amount = Money { minor: line.amount.minor + (number * 7 + copy) as i64, ..line.amount };
            let name = format!("{} {number}-{copy}", line.name);
            ValueLine { service: id.clone(), service_name: name.clone(), owner_name: LONG.into(), name, amount, ..line.clone() }
        };
        report.ledger.lines.extend((0..4).map(line));
        let (mut row, mut trend) = (services[number % services.len()].clone(), trends[number % trends.len()].clone());
        (row.service, row.name, row.owner_name) = (id.clone(), name.clone(), LONG.into());
        (trend.service, trend.name, trend.owner_name, trend.text) = (id, name, LONG.into(), LONG.repeat(9));
        report.services.push(row);
        report.service_trends.push(trend);
    }
    report.ledger.totals = Totals::of(&report.ledger.lines, &report.ledger.costs, report.currency).unwrap();
    let seen = report.ledger.not_claimed.clone();
    report.ledger.not_claimed = (0..40).flat_map(|_| seen.clone()).collect();
    let way = report.bridge.as_mut().unwrap();
    way.bars = (0..30).flat_map(|_| way.bars.clone()).collect();
    let texts = report.decisions.clone();
    report.decisions = (0..9).flat_map(|_| texts.clone()).collect();
    report.workspace = LONG.repeat(2);
    report.headline = LONG.repeat(3);
    report.lead = LONG.repeat(5);
    report.decisions.iter_mut().for_each(|decision| decision.why = LONG.repeat(2));
    report.reasons.iter_mut().for_each(|reason| reason.text = LONG.repeat(3));
    report
}

/// Amounts of twelve digits in a currency without minor units.
fn dong() -> MonthReport {
    let mut report = amounts(sample::report().unwrap(), |minor| minor * 123_457);
    let json = serde_json::to_string(&report).unwrap().replace("\"USD\"", "\"VND\"");
    report = serde_json::from_str(&json).unwrap();
    assert_eq!(report.currency, Currency::parse("VND").unwrap());
    report.headline = format!("Machine learning earned {} more than it cost.", format::money_whole(report.ledger.totals.net));
    report
}

/// As much as an amount can hold.
fn largest() -> MonthReport {
    let many = 2 * 7 + 9;
    amounts(sample::report().unwrap(), move |minor| if minor < 0 { i64::MIN / many } else { i64::MAX / many })
}

fn one_word() -> MonthReport {
    let mut report = sample::report().unwrap();
    let word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3);
    for text in [&mut report.workspace, &mut report.headline, &mut report.lead] {
        text.clone_from(&word);
    }
    for line in &mut report.ledger.lines {
        (line.name, line.owner_name, line.baseline_note) = (word.clone(), word.clone(), word.clone());
    }
    report.drivers[0].name = word.clone();
    report.drivers[0].source = "ราคาต่อหน่วยของบริการ 売上高".into();
    report.bridge.iter_mut().flat_map(|way| &mut way.bars).for_each(|bar| bar.title.clone_from(&word));
    report
}

fn amounts(mut report: MonthReport, amount: impl Fn(i64) -> i64) -> MonthReport {
    let change = |money: &mut Money| money.minor = amount(money.minor);
    report.ledger.lines.iter_mut().for_each(|line| change(&mut line.amount));
    report.ledger.costs.iter_mut().for_each(|cost| change(&mut cost.amount));
    report.ledger.costs.iter_mut().for_each(|cost| cost.amount.minor = cost.amount.minor.abs());
    let way = report.bridge.as_mut().unwrap();
    way.bars.iter_mut().for_each(|bar| change(&mut bar.amount));
    report.by_template.iter_mut().for_each(|(_, money)| change(money));
    report.service_trends.iter_mut().for_each(|trend| trend.value.iter_mut().flatten().for_each(change));
    report.ledger.totals = Totals::of(&report.ledger.lines, &report.ledger.costs, report.currency).unwrap();
    let totals = report.ledger.totals;
    let way = report.bridge.as_mut().unwrap();
    (way.before, way.after) = (report.previous.unwrap().net, totals.net);
    report.services.iter_mut().for_each(|row| row.totals = totals);
    report.services.iter_mut().for_each(|row| row.nets = vec![Some(totals.net), Some(totals.benefit)]);
    report.trend.iter_mut().for_each(|point| point.totals = Some(totals));
    report
}
