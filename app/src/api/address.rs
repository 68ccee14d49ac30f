//! Addresses of this site: escaped, with parameters, never another's.

use std::fmt::Write as _;

/// Escapes text for a query string or a cookie (RFC 3986 unreserved characters stay).
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte.into());
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Reads [`escape`] back; broken escapes give nothing.
pub fn unescape(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |byte: u8| (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            out.push(digit(bytes.next()?)? * 16 + digit(bytes.next()?)?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// A path of this site as it is; `/` in place of another's address.
pub fn local(path: &str) -> &str {
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && path.bytes().all(|byte| byte.is_ascii_graphic());
    if own { path } else { "/" }
}

/// The path to go back to with further parameters. Anything that is not a path of this site becomes `/`.
pub fn with_parameters(back: &str, parameters: &[(&str, &str)]) -> String {
    let back = local(back);
    let (path, place) = back.split_once('#').map_or((back, None), |(path, place)| (path, Some(place)));
    let mut out = path.to_owned();
    for (name, value) in parameters {
        let _ = write!(out, "{}{}={}", if out.contains('?') { '&' } else { '?' }, escape(name), escape(value));
    }
    if let Some(place) = place {
        let _ = write!(out, "#{place}");
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn escapes_come_back() {
        for text in ["a b&c=d", "(5.20 h − 1.85 h) × 3", "/invitation?token=x", ""] {
            assert_eq!(unescape(&escape(text)).unwrap(), text);
        }
        assert_eq!(unescape("%4"), None);
        assert_eq!(unescape("%zz"), None);
    }

    #[test]
    fn answers_stay_on_this_site_and_keep_the_place() {
        assert_eq!(
            with_parameters("/drivers?month=2026-10#add", &[("error", "no & yes")]),
            "/drivers?month=2026-10&error=no%20%26%20yes#add"
        );
        assert_eq!(with_parameters("//elsewhere.example", &[("done", "x")]), "/?done=x");
    }

    #[test]
    fn nobody_is_led_to_another_site() {
        for (next, expected) in [
            ("/reports?month=2026-10", "/reports?month=2026-10"),
            ("", "/"),
            ("//elsewhere.example", "/"),
            ("https://elsewhere.example", "/"),
            ("javascript:alert(1)", "/"),
            ("/\\elsewhere.example", "/"),
            ("/\t/elsewhere.example", "/"),
            ("/a\r\nSet-Cookie: x=1", "/"),
        ] {
            assert_eq!(local(next), expected, "{next}");
        }
    }
}
