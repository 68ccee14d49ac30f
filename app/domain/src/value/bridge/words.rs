//! What changed, in words with the printed digits.

use super::super::chain::Term;
use super::super::line::{Ledger, ValueLine};
use crate::config::Number;
use crate::format;
use crate::money::Money;
use crate::time::day_title;

/// `downtime from 1.00 h to 3.45 h`.
pub(super) fn moved(was: &Term, is: &Term) -> String {
    match was.value == is.value {
        true => format!("{} {}", is.name, quantity(is.value, &is.unit)),
        false => format!("{} from {} to {}", is.name, quantity(was.value, &was.unit), quantity(is.value, &is.unit)),
    }
}

/// The same, with what the lost hours were worth.
pub(super) fn moved_at_price((was, is): (&Term, &Term), (price_was, price_is): (&Term, &Term)) -> String {
    let own = |price: &Term| quantity(price.at_actual.unwrap_or(price.value), &price.unit);
    let (then, now) = (own(price_was), own(price_is));
    let at = if then == now { format!("at {now}") } else { format!("at {then} and {now}") };
    format!("{}, {at} in those hours", moved(was, is))
}

fn quantity(value: Number, unit: &str) -> String {
    match unit {
        "1" | "" => format::decimal(value.0),
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
    match refusal(line, before) {
        Some(why) => format!("not claimed in {}: {why}", before.month.name()),
        None => format!("nothing of it in {}", before.month.name()),
    }
}

/// Why a line is there no longer.
pub(super) fn ended_line(line: &ValueLine, after: &Ledger) -> String {
    match refusal(line, after) {
        Some(why) => format!("not claimed in {}: {why}", after.month.name()),
        None => "its mapping has ended".to_owned(),
    }
}

fn refusal<'a>(line: &ValueLine, ledger: &'a Ledger) -> Option<&'a str> {
    let of_line = ledger.not_claimed.iter().find(|seen| seen.service == line.service && seen.name == line.name);
    of_line.map(|seen| seen.why.as_str())
}
