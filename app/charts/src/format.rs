//! Numbers on charts: U+2212 for minus, a no-break space before a unit, three significant digits in the short form.

/// Separators of the reader's locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separators {
    /// Between whole and part.
    pub decimal: char,
    /// Between thousands.
    pub group: char,
}

impl Default for Separators {
    fn default() -> Self {
        Self { decimal: '.', group: ',' }
    }
}

/// Minus of a number.
pub const MINUS: char = '\u{2212}';
/// Space between a number and its unit.
pub const NBSP: char = '\u{a0}';

/// `value` with exactly `decimals` digits after the point and grouped thousands.
pub fn fixed(value: f64, decimals: usize, separators: Separators) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() * 2);
    // −0.00 is zero.
    if value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        text.push(MINUS);
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(separators.group);
        }
        text.push(digit);
    }
    if !part.is_empty() {
        text.push(separators.decimal);
        text.push_str(part);
    }
    text
}

/// `value` with `digits` significant digits; whole digits are never dropped (`12,345` stays).
pub fn significant(value: f64, digits: i32, separators: Separators) -> String {
    fixed(value, decimals_for(value, digits), separators)
}

/// Short form for headlines and charts: `1.24 M`, `−182 k`, `371`; from a thousand million on whole millions.
pub fn short(value: f64, separators: Separators) -> String {
    let scale = Scale::of(value);
    if scale == Scale::Unit {
        return significant(value, 3, separators);
    }
    let number = significant(value / scale.factor(), 3, separators);
    format!("{number}{NBSP}{}", scale.letter())
}

/// Short form with a plus before a gain: for changes.
pub fn change(value: f64, separators: Separators) -> String {
    let text = short(value, separators);
    if value > 0.0 { format!("+{text}") } else { text }
}

/// Digits after the point that show every multiple of `step` exactly, at most six.
pub fn decimals_of_step(step: f64) -> usize {
    (0..6)
        .find(|decimals| {
            let scaled = step * 10f64.powi(*decimals);
            (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1.0)
        })
        .unwrap_or(6)
        .unsigned_abs() as usize
}

fn decimals_for(value: f64, digits: i32) -> usize {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    let decimals = digits - 1 - value.abs().log10().floor() as i32;
    // 9.996 has one digit fewer after the point once it is rounded to 10.0.
    let rounded = (value.abs() * 10f64.powi(decimals)).round() / 10f64.powi(decimals);
    let decimals = digits - 1 - (rounded.log10() + 1e-12).floor() as i32;
    usize::try_from(decimals.clamp(0, 12)).unwrap_or(0)
}

/// Thousand or million in which an amount is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// As it is.
    Unit,
    /// Thousands.
    Thousand,
    /// Millions, also for larger amounts.
    Million,
}

impl Scale {
    /// The scale in which `value` has three significant digits; 999,600 is a million once it is rounded.
    pub fn of(value: f64) -> Self {
        let size = value.abs();
        if size >= 999_500.0 {
            Self::Million
        } else if size >= 999.5 {
            Self::Thousand
        } else {
            Self::Unit
        }
    }

    /// How much one of the scale is.
    pub const fn factor(self) -> f64 {
        match self {
            Self::Unit => 1.0,
            Self::Thousand => 1e3,
            Self::Million => 1e6,
        }
    }

    /// Its sign after a number.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Unit => "",
            Self::Thousand => "k",
            Self::Million => "M",
        }
    }

    /// Its word after a currency code.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unit => "",
            Self::Thousand => "thousand",
            Self::Million => "million",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Separators = Separators { decimal: '.', group: ',' };

    #[test]
    fn short_form_has_three_significant_digits() {
        for (value, text) in [
            (1_240_878.47, "1.24\u{a0}M"),
            (-182_345.0, "\u{2212}182\u{a0}k"),
            (-41_000.0, "\u{2212}41.0\u{a0}k"),
            (999_600.0, "1.00\u{a0}M"),
            (999.6, "1.00\u{a0}k"),
            (371.0, "371"),
            (0.1764, "0.176"),
            (0.0, "0"),
            (-0.0, "0"),
            (12_345_678_901.0, "12,346\u{a0}M"),
        ] {
            assert_eq!(short(value, EN), text);
        }
        assert_eq!(change(128_472.1, EN), "+128\u{a0}k");
    }

    #[test]
    fn fixed_groups_and_never_writes_minus_zero() {
        assert_eq!(fixed(-1_234_567.891, 2, EN), "\u{2212}1,234,567.89");
        assert_eq!(fixed(-0.004, 2, EN), "0.00");
        let vi = Separators { decimal: ',', group: '.' };
        assert_eq!(fixed(31_415_000.5, 1, vi), "31.415.000,5");
        assert_eq!(significant(9.996, 3, EN), "10.0");
    }

    #[test]
    fn decimals_follow_the_step() {
        assert_eq!(decimals_of_step(0.25), 2);
        assert_eq!(decimals_of_step(0.5), 1);
        assert_eq!(decimals_of_step(20.0), 0);
        assert_eq!(decimals_of_step(0.04), 2);
    }
}
