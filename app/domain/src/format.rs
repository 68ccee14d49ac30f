//! How numbers are written: thousands grouped, a true minus, units after a no-break space.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::money::Money;

/// U+2212, as wide as a plus.
pub const MINUS: char = '\u{2212}';
/// Keeps a unit with its number.
pub const NBSP: char = '\u{a0}';

/// `−11,061.34`, with the digits the decimal has.
pub fn decimal(value: Decimal) -> String {
    let text = value.abs().to_string();
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = String::new();
    if value.is_sign_negative() && !value.is_zero() {
        out.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A unit as people read it: `GPU h` for `gpu*h`, `USD/GPU h` for `USD/gpu/h`, `ratio` for `1`.
pub fn unit(unit: &str) -> String {
    if unit == "1" {
        return "ratio".to_owned();
    }
    let (over, under) = unit.split_once('/').map_or((unit, None), |(over, under)| (over, Some(under)));
    let words = |part: &str| part.replace("gpu", "GPU").replace(['*', '/'], &NBSP.to_string());
    match under {
        Some(under) => format!("{}/{}", words(over), words(under)),
        None => words(over),
    }
}

/// An amount without its currency, all minor digits: `1,240,878.47`.
pub fn amount(money: Money) -> String {
    decimal(money.decimal())
}

/// A change always shows its sign: `+128,472.10`, `−9.00`, `0.00`.
pub fn change(money: Money) -> String {
    if money.minor > 0 { format!("+{}", amount(money)) } else { amount(money) }
}

/// Code and amount: `USD 1,240,878.47`.
pub fn money(money: Money) -> String {
    format!("{}{NBSP}{}", money.currency, amount(money))
}

/// Whole units, half to even, with the code: `USD 74,021`.
pub fn money_whole(money: Money) -> String {
    format!("{}{NBSP}{}", money.currency, whole(money))
}

/// Whole units, half to even: `74,021`.
pub fn whole(money: Money) -> String {
    decimal(money.decimal().round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointNearestEven).normalize())
}

/// As a name stands inside a sentence: in lower case, save for what is written in capitals: `idle GPU hours`.
pub fn inside(name: &str) -> String {
    let is_shout = |word: &str| word.chars().skip(1).any(char::is_uppercase) || word.chars().any(|letter| letter.is_ascii_digit());
    let word = |word: &str| if is_shout(word) { word.to_owned() } else { word.to_lowercase() };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// With a capital first letter, as a sentence begins.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Starts with a capital and ends with a full stop, unless it asks or exclaims.
pub fn sentence(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let stop = if text.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{stop}", capital(text))
}

/// The range of an amount in words and whole units; nothing where it has no width: no input states how far it may be off.
pub fn range(low: Option<Money>, high: Option<Money>) -> Option<String> {
    let (low, high) = low.zip(high).filter(|(low, high)| low != high)?;
    Some(format!("Four times in five between {} and {}", whole(low), whole(high)))
}

/// Three significant digits with k, M, G: `1.24 M`. For headlines and charts only.
pub fn short(money: Money) -> String {
    short_f64(money.decimal().to_f64().unwrap_or(0.0))
}

/// Three significant digits of a plain number.
pub fn short_f64(value: f64) -> String {
    let (mut scaled, mut suffix) = (value.abs(), "");
    for next in ["k", "M", "G", "T"] {
        if scaled < 999.5 {
            break;
        }
        scaled /= 1000.0;
        suffix = next;
    }
    let digits = match scaled {
        s if s >= 99.95 || s == s.trunc() && suffix.is_empty() => 0,
        s if s >= 9.995 => 1,
        _ => 2,
    };
    let number = format!("{scaled:.digits$}");
    let zero = number.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !zero { MINUS.to_string() } else { String::new() };
    let unit = if suffix.is_empty() { String::new() } else { format!("{NBSP}{suffix}") };
    format!("{sign}{number}{unit}")
}

/// A share of 1 as a percentage with one decimal: `99.1 %`.
pub fn percent(share: Decimal, decimals: u32) -> String {
    let hundredfold = share * Decimal::ONE_HUNDRED;
    let mut rounded = hundredfold.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointNearestEven);
    rounded.rescale(decimals);
    format!("{}{NBSP}%", decimal(rounded))
}

/// `3 h 27 min` of decimal hours, to the minute.
pub fn hours_minutes(hours: Decimal) -> String {
    let minutes = (hours.abs() * Decimal::from(60)).round().to_i64().unwrap_or(0);
    let sign = if hours.is_sign_negative() && minutes != 0 { MINUS.to_string() } else { String::new() };
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{sign}{m}{NBSP}min"),
        (h, 0) => format!("{sign}{h}{NBSP}h"),
        (h, m) => format!("{sign}{h}{NBSP}h {m}{NBSP}min"),
    }
}

/// Rounds amounts to whole units so that they still add up to the rounded total: largest remainder first.
pub fn whole_units(parts: &[Money]) -> Vec<i64> {
    let scale = parts.first().map_or(1, |money| 10i64.pow(money.currency.minor_digits()));
    let total: i64 = parts.iter().map(|money| money.minor).sum();
    let half_even = |minor: i64| {
        let (quotient, rest) = (minor.div_euclid(scale), minor.rem_euclid(scale));
        quotient + i64::from(rest * 2 > scale || rest * 2 == scale && quotient % 2 != 0)
    };
    let mut units: Vec<i64> = parts.iter().map(|money| money.minor.div_euclid(scale)).collect();
    let missing = half_even(total) - units.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(parts[*index].minor.rem_euclid(scale)), *index));
    order.iter().take(usize::try_from(missing).unwrap_or(0)).for_each(|index| units[*index] += 1);
    units
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::money::Currency;

    fn usd(minor: i64) -> Money {
        Money { minor, currency: Currency::parse("USD").unwrap() }
    }

    #[test]
    fn a_range_without_width_is_not_told() {
        let usd = |minor| Some(Money { minor, currency: Currency::parse("USD").unwrap() });
        assert_eq!(range(usd(-123_449), usd(205_050)).unwrap(), "Four times in five between −1,234 and 2,050");
        assert_eq!((range(usd(5), usd(5)), range(None, usd(5))), (None, None));
        assert_eq!(
            (inside("Idle GPU hours"), inside("F1 score"), inside("Accuracy")),
            ("idle GPU hours".into(), "F1 score".into(), "accuracy".into())
        );
        assert_eq!((capital("machine learning"), capital("")), ("Machine learning".into(), String::new()));
    }

    #[test]
    fn amounts() {
        for (minor, expected) in [(124_087_847, "1,240,878.47"), (-1_106_134, "−11,061.34"), (0, "0.00"), (-5, "−0.05"), (99_999, "999.99")]
        {
            assert_eq!(amount(usd(minor)), expected);
        }
        assert_eq!(change(usd(100)), "+1.00");
        assert_eq!(money(Money { minor: 31_415_000, currency: Currency::parse("VND").unwrap() }), "VND\u{a0}31,415,000");
        assert_eq!(money_whole(usd(7_402_150)), "USD\u{a0}74,022");
        assert_eq!(whole(usd(7_402_050)), "74,020");
    }

    #[test]
    fn units_as_people_read_them() {
        for (unit, expected) in
            [("1", "ratio"), ("h", "h"), ("gpu*h", "GPU\u{a0}h"), ("USD/gpu/h", "USD/GPU\u{a0}h"), ("USD/order", "USD/order")]
        {
            assert_eq!(super::unit(unit), expected);
        }
    }

    #[test]
    fn short_forms_have_three_digits() {
        for (value, expected) in [
            (1_240_878.47, "1.24\u{a0}M"),
            (90_900.0, "90.9\u{a0}k"),
            (-182_340.0, "−182\u{a0}k"),
            (999.6, "1.00\u{a0}k"),
            (999_600.0, "1.00\u{a0}M"),
            (12.0, "12"),
            (0.0, "0"),
            (-0.001, "0.00"),
        ] {
            assert_eq!(short_f64(value), expected, "{value}");
        }
    }

    #[test]
    fn durations_and_shares() {
        assert_eq!(hours_minutes("3.45".parse().unwrap()), "3\u{a0}h 27\u{a0}min");
        assert_eq!(hours_minutes("0.25".parse().unwrap()), "15\u{a0}min");
        assert_eq!(percent("0.991".parse().unwrap(), 1), "99.1\u{a0}%");
        assert_eq!(percent("1".parse().unwrap(), 1), "100.0\u{a0}%");
    }

    #[test]
    fn whole_units_add_up() {
        let parts = [usd(150), usd(250), usd(-1_033), usd(33)];
        let units = whole_units(&parts);
        assert_eq!(units.iter().sum::<i64>(), -6);
        assert!(units.iter().zip(&parts).all(|(unit, part)| (unit * 100 - part.minor).abs() < 100));
        assert!(whole_units(&[]).is_empty());
    }
}
