//! Results as Prometheus writes them.

use std::fmt::Write;

use crate::{Answer, Labels};

/// A query's `data`: `{"resultType": …, "result": …}`.
pub fn write_answer(out: &mut String, answer: &Answer) {
    let kind = match answer {
        Answer::Scalar { .. } => "scalar",
        Answer::Text { .. } => "string",
        Answer::Vector(_) => "vector",
        Answer::Matrix(_) => "matrix",
    };
    out.push_str("{\"resultType\":\"");
    out.push_str(kind);
    out.push_str("\",\"result\":");
    match answer {
        Answer::Scalar { at_ms, value } => {
            out.push('[');
            time(out, *at_ms);
            out.push_str(",\"");
            out.push_str(&plain(*value));
            out.push_str("\"]");
        }
        Answer::Text { at_ms, text: value } => {
            out.push('[');
            time(out, *at_ms);
            out.push(',');
            text(out, value);
            out.push(']');
        }
        Answer::Vector(samples) => list(out, samples, |out, sample| {
            out.push_str("{\"metric\":");
            labels(out, &sample.labels);
            out.push_str(",\"value\":");
            point(out, sample.at_ms, sample.value);
            out.push('}');
        }),
        Answer::Matrix(series) => list(out, series, |out, series| {
            out.push_str("{\"metric\":");
            labels(out, &series.labels);
            out.push_str(",\"values\":");
            out.reserve(series.values.len() * 36);
            list(out, series.at_ms.iter().zip(&series.values), |out, (at_ms, value)| point(out, *at_ms, *value));
            out.push('}');
        }),
    }
    out.push('}');
}

/// A list, each item by `write`.
pub fn list<T>(out: &mut String, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    out.push('[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

/// Labels as an object.
pub fn labels(out: &mut String, labels: &Labels) {
    out.push('{');
    for (at, (name, value)) in labels.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        text(out, name);
        out.push(':');
        text(out, value);
    }
    out.push('}');
}

/// A text in quotes.
pub fn text(out: &mut String, text: &str) {
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            sign if sign < ' ' => push(out, format_args!("\\u{:04x}", u32::from(sign))),
            sign => out.push(sign),
        }
    }
    out.push('"');
}

fn point(out: &mut String, at_ms: i64, value: f64) {
    out.push('[');
    time(out, at_ms);
    out.push_str(",\"");
    number(out, value);
    out.push_str("\"]");
}

/// Seconds with their milliseconds, if any.
fn time(out: &mut String, at_ms: i64) {
    if at_ms < 0 {
        out.push('-');
    }
    let at = at_ms.unsigned_abs();
    integer(out, at / 1000);
    if !at.is_multiple_of(1000) {
        push(out, format_args!(".{:03}", at % 1000));
    }
}

/// A value as in vectors and matrices: with an exponent below 1e-6 and from 1e21 on.
fn number(out: &mut String, value: f64) {
    let size = value.abs();
    if value.is_nan() {
        out.push_str("NaN");
    } else if value.is_infinite() {
        out.push_str(if value > 0.0 { "+Inf" } else { "-Inf" });
    } else if size >= 1e21 || (size < 1e-6 && size != 0.0) {
        let text = format!("{value:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
        push(out, format_args!("{digits}e{sign}{exponent:0>2}"));
    } else if size < 9e15 && value.fract() == 0.0 && (size != 0.0 || value.is_sign_positive()) {
        if value < 0.0 {
            out.push('-');
        }
        integer(out, size as u64);
    } else {
        push(out, format_args!("{value}"));
    }
}

/// A value as in scalars and labels: never with an exponent.
pub fn plain(value: f64) -> String {
    if value.is_infinite() { (if value > 0.0 { "+Inf" } else { "-Inf" }).to_owned() } else { value.to_string() }
}

fn integer(out: &mut String, mut value: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    digits[at..].iter().for_each(|digit| out.push(char::from(*digit)));
}

fn push(out: &mut String, text: std::fmt::Arguments) {
    // a String takes everything
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f64) -> String {
        let mut out = String::new();
        number(&mut out, value);
        out
    }

    #[test]
    fn values_are_written_as_go_writes_them() {
        let cases = [
            (1.0, "1"),
            (-0.0, "-0"),
            (0.1, "0.1"),
            (-2.5, "-2.5"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "+Inf"),
            (1e21, "1e+21"),
            (123456789012345680000.0, "123456789012345680000"),
            (1e-7, "1e-07"),
            (2.5e-10, "2.5e-10"),
            (1e-6, "0.000001"),
            (1e300, "1e+300"),
            (9007199254740993.0, "9007199254740992"),
        ];
        for (value, text) in cases {
            assert_eq!(written(value), text);
        }
        assert_eq!(plain(1e21), "1000000000000000000000");
    }

    #[test]
    fn times_have_milliseconds_only_where_there_are_some() {
        let mut out = String::new();
        for at in [1_700_000_000_000, 1_700_000_000_050, -1_500] {
            time(&mut out, at);
            out.push(' ');
        }
        assert_eq!(out, "1700000000 1700000000.050 -1.500 ");
    }

    #[test]
    fn texts_are_escaped() {
        let mut out = String::new();
        text(&mut out, "a\"\\\n\u{1}é");
        assert_eq!(out, "\"a\\\"\\\\\\n\\u0001é\"");
    }
}
