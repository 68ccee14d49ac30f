//! Amounts, days and lists as sentences use them.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::format::{self, NBSP};
use crate::money::Money;
use crate::time::Month;

/// From here on whole units are unreadable in a sentence: millions are printed.
const MILLIONS_FROM: i64 = 100_000_000_000;

/// `USD 11,061`, without a sign: the verb says which way.
pub fn money(amount: Money) -> String {
    format!("{}{NBSP}{}", amount.currency, size(amount))
}

/// `11,061`, without code and sign.
pub fn size(amount: Money) -> String {
    let size = Money { minor: amount.minor.saturating_abs(), ..amount };
    if size.decimal() < Decimal::from(MILLIONS_FROM) {
        return format::whole(size);
    }
    let millions = (size.decimal() / Decimal::from(1_000_000)).round();
    format!("{}{NBSP}million", format::decimal(millions))
}

/// `USD 74,000`: three digits, for "about".
pub fn about(amount: Money) -> String {
    let size = amount.decimal().abs();
    let rounded = size.round_sf(3).unwrap_or(size).normalize();
    let rounded = if rounded.scale() > amount.currency.minor_digits() { size } else { rounded };
    format!("{}{NBSP}{}", amount.currency, format::decimal(rounded))
}

/// `24 Nov`.
pub fn day(day: NaiveDate) -> String {
    format!("{} {}", chrono::Datelike::day(&day), Month::of(day).short_name())
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::money::Currency;

    fn of(code: &str, minor: i64) -> Money {
        Money { minor, currency: Currency::parse(code).unwrap() }
    }

    #[test]
    fn amounts_in_sentences() {
        assert_eq!(money(of("USD", -1_106_134)), "USD\u{a0}11,061");
        assert_eq!(money(of("VND", 12_345_678_901)), "VND\u{a0}12,345,678,901");
        assert_eq!(money(of("VND", 12_345_678_901_234)), "VND\u{a0}12,345,679\u{a0}million");
        for (amount, expected) in [
            (of("USD", 7_402_150), "USD\u{a0}74,000"),
            (of("USD", -52_836), "USD\u{a0}528"),
            (of("USD", 450), "USD\u{a0}4.5"),
            (of("VND", 7), "VND\u{a0}7"),
        ] {
            assert_eq!(about(amount), expected);
        }
    }

    #[test]
    fn lists_of_words() {
        let names = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        assert_eq!((list(&names[..1]), list(&names[..2]), list(&names)), ("a".into(), "a and b".into(), "a, b and c".into()));
    }
}
