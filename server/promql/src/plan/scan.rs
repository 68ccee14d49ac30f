//! A look over a query's text before it is parsed: caps on its size, and durations that the parser would misread.

use crate::error::{Result, bad};

/// The longest query, in bytes.
const TEXT_BYTES: usize = 64 * 1024;
/// The most words, numbers, texts and signs in a query.
const TOKENS: usize = 4_000;
/// The longest span or offset: a hundred years.
const LONGEST_MS: i64 = 100 * 365 * 86_400_000;

/// Checks a query's text. Fails with what to change.
pub(super) fn check(text: &str) -> Result<()> {
    if text.len() > TEXT_BYTES {
        return Err(bad(format!("the query is longer than {TEXT_BYTES} bytes: split it")));
    }
    let (mut count, mut brackets, mut after_offset) = (0, 0_usize, false);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (token, left) = rest.split_at(token_length(rest, first));
        rest = left;
        if first == '#' {
            continue;
        }
        count += 1;
        if count > TOKENS {
            return Err(bad(format!("the query has more than {TOKENS} words and signs: split it")));
        }
        match first {
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            '+' | '-' if after_offset => continue,
            ':' if brackets > 0 => {}
            _ if (brackets > 0 || after_offset) && !matches!(first, '"' | '\'' | '`') && (first.is_alphanumeric() || first == '.') => {
                // `a[5m:1m]` is one word here
                token.split(':').filter(|part| !part.is_empty()).try_for_each(|part| duration_ms(part).map(drop))?;
            }
            _ => {}
        }
        after_offset = token.eq_ignore_ascii_case("offset");
    }
    Ok(())
}

/// How long the token at the start of `rest` is, in bytes.
fn token_length(rest: &str, first: char) -> usize {
    match first {
        '"' | '\'' | '`' => {
            let mut escaped = false;
            for (at, sign) in rest.char_indices().skip(1) {
                match sign {
                    _ if escaped => escaped = false,
                    '\\' if first != '`' => escaped = true,
                    _ if sign == first => return at + 1,
                    _ => {}
                }
            }
            rest.len()
        }
        '#' => rest.find('\n').unwrap_or(rest.len()),
        _ if word(first) => rest.find(|sign| !word(sign)).unwrap_or(rest.len()),
        _ => first.len_utf8(),
    }
}

fn word(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | ':' | '.')
}

/// A duration such as `1h30m`, in milliseconds; a number alone is none.
pub fn duration_ms(text: &str) -> Result<i64> {
    let wrong = || bad(format!("not a valid duration string: {text:?}; write it with units, such as 5m or 1h30m"));
    let (mut rest, mut total, mut last) = (text, 0_i64, i64::MAX);
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit()).ok_or_else(wrong)?;
        let number: i64 = rest[..digits].parse().map_err(|_| wrong())?;
        let tail = &rest[digits..];
        let unit = &tail[..tail.find(|sign: char| sign.is_ascii_digit()).unwrap_or(tail.len())];
        let unit_ms = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 7 * 86_400_000,
            "y" => 365 * 86_400_000,
            _ => return Err(wrong()),
        };
        if unit_ms >= last {
            return Err(wrong());
        }
        last = unit_ms;
        total = number.checked_mul(unit_ms).and_then(|part| total.checked_add(part)).ok_or_else(wrong)?;
        rest = &tail[unit.len()..];
    }
    match total {
        0 => Err(bad("duration must be greater than 0")),
        _ if total > LONGEST_MS => Err(bad("duration must not be longer than 100y")),
        _ => Ok(total),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_from_large_to_small() {
        assert_eq!(duration_ms("1h30m"), Ok(5_400_000));
        assert_eq!(duration_ms("90s500ms"), Ok(90_500));
        for wrong in ["", "5", "m", "5m1h", "5x", "0s", "1e30", "inf", "999999999999999999999y", "101y"] {
            assert!(duration_ms(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_without_unit_are_refused_as_spans_and_offsets() {
        for wrong in ["a[1e30]", "a[inf]", "a[5m:NaN]", "a offset 1e30", "a offset -inf", "a[300]"] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
        for right in ["a[5m] offset -1h", r#"a{b="[3]"}"#, "a[5m:] @ 1e9", "a[1h : 30s]", "a # [3]\n+ 1", "a @ 1e30", "offset_a[5m]"] {
            assert_eq!(check(right), Ok(()), "{right}");
        }
    }
}
