//! What changed, in words with the printed digits.

use super::super::chain::Term;
use super::super::line::{CostLine, Ledger, Reason, ValueLine};
use crate::config::Number;
use crate::format;
use crate::ids::ServiceId;
use crate::money::Money;
use crate::time::day_title;

/// `downtime from 1.00 to 3.45 h`; `decisions from 100,000 to 200,000`.
pub(super) fn moved(was: &Term, is: &Term) -> String {
    let now = quantity(is.value, &is.unit);
    match was.value == is.value {
        true => format!("{} {now}", is.name),
        false => format!("{} from {} to {now}", is.name, format::decimal(was.value.0)),
    }
}

/// The same, with what the lost hours were worth.
pub(super) fn moved_at_price((was, is): (&Term, &Term), (price_was, price_is): (&Term, &Term)) -> String {
    let at = match (price_was.at_actual, price_is.at_actual) {
        (Some(then), Some(now)) if then != now => format!("{} and {}", format::decimal(then.0), quantity(now, &price_is.unit)),
        (then, now) => then.or(now).map_or_else(String::new, |own| quantity(own, &price_is.unit)),
    };
    format!("{}, at {at}, the mean price of those hours", moved(was, is))
}

/// With its unit, unless that only names what is counted, which the name says.
fn quantity(value: Number, unit: &str) -> String {
    let counted = unit.len() > 3 && unit.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'-');
    match unit {
        "1" | "" => format::decimal(value.0),
        _ if counted => format::decimal(value.0),
        unit => format!("{}{}{}", format::decimal(value.0), format::NBSP, format::unit(unit)),
    }
}

/// `1,000.00 to 9,000.00`.
pub(super) fn amounts(was: Money, is: Money) -> String {
    format!("from {} to {}", format::amount(was), format::amount(is))
}

/// Why the two months of a line cannot be compared factor by factor.
pub(super) fn other_chain(was: &ValueLine, is: &ValueLine) -> String {
    let from = amounts(was.amount, is.amount);
    if was.template != is.template {
        return format!("counted as {}, before as {}; {from}", is.template.name().to_lowercase(), was.template.name().to_lowercase());
    }
    match was.version_from == is.version_from {
        true => format!("its chain is made of other factors; {from}"),
        false => format!("the mapping as of {}; {from}", day_title(is.version_from)),
    }
}

/// Why a line was not there before.
pub(super) fn new_line(line: &ValueLine, before: &Ledger) -> String {
    match refusal(&line.service, &line.name, before) {
        Some(why) => format!("not claimed in {}: {why}", before.month.name()),
        None => format!("nothing of it in {}", before.month.name()),
    }
}

/// Why a line is there no longer.
pub(super) fn ended_line(line: &ValueLine, after: &Ledger) -> String {
    match refusal(&line.service, &line.name, after) {
        Some(why) => format!("not claimed in {}: {why}", after.month.name()),
        None => "its mapping has ended".to_owned(),
    }
}

/// Why a cost stands in one of the months only.
pub(super) fn cost_of_one_month(cost: &CostLine, other: &Ledger, new: bool) -> String {
    let reason = Reason::CostNotKnown { cost: cost.cost.clone() };
    match (other.not_claimed.iter().find(|seen| seen.reason == reason), new) {
        (Some(seen), _) => format!("not known in {}: {}", other.month.name(), seen.why),
        (None, true) => "a new cost".to_owned(),
        (None, false) => "no longer recorded".to_owned(),
    }
}

fn refusal<'a>(service: &ServiceId, name: &str, ledger: &'a Ledger) -> Option<&'a str> {
    let found = ledger.not_claimed.iter().find(|seen| seen.service == *service && seen.name == name);
    found.map(|seen| seen.why.as_str())
}
