//! Taking a form: who asks, where the answer leads, and what is shown there once.

use std::fmt::Write as _;

/// Cookie that carries something shown once, such as a new token's secret, from a form to the page after it.
pub const ONCE_COOKIE: &str = "shown-once";

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

/// The path to go back to with further parameters. Anything that is not a path of this site becomes `/`.
pub fn with_parameters(back: &str, parameters: &[(&str, &str)]) -> String {
    let local = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\n', '\r']) && back.is_ascii();
    let (path, place) = if local { back.split_once('#').map_or((back, None), |(path, place)| (path, Some(place))) } else { ("/", None) };
    let mut out = path.to_owned();
    for (name, value) in parameters {
        let _ = write!(out, "{}{name}={}", if out.contains('?') { '&' } else { '?' }, escape(value));
    }
    if let Some(place) = place {
        let _ = write!(out, "#{place}");
    }
    out
}

/// The ports and the reader of a server function.
///
/// # Errors
/// [`domain::Error::SignedOut`] when nobody is signed in.
pub fn desk() -> domain::Result<(domain::ports::Ports, domain::access::Viewer)> {
    Ok((crate::state::ports()?, crate::state::viewer()?))
}

/// Sends the reader back to the page of the form: with what was done, or with the error and the field at fault.
pub fn answer<T>(outcome: domain::Result<T>, back: &str, done: &str) {
    let Some(reply) = crate::state::reply::use_reply() else { return };
    match outcome {
        Ok(_) => reply.redirect(&with_parameters(back, &[("done", done)])),
        Err(domain::Error::SignedOut) => reply.redirect("/sign-in"),
        Err(error) => {
            let message = error.to_string();
            let field = match &error {
                domain::Error::Invalid { field: Some(field), .. } => field.as_str(),
                _ => "",
            };
            reply.redirect(&with_parameters(back, &[("error", &message), ("field", field)]));
        }
    }
}

/// Keeps something for the next page only, out of addresses and logs.
pub fn show_once(text: &str) {
    if let Some(reply) = crate::state::reply::use_reply() {
        reply.set_cookie(&format!("{ONCE_COOKIE}={}; Path=/; Max-Age=60; HttpOnly; SameSite=Strict", escape(text)));
    }
}

/// Text of a form field that may be left empty.
pub fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// A name that is not empty.
///
/// # Errors
/// Asks for one.
pub fn named(text: &str) -> domain::Result<String> {
    filled(text).map(str::to_owned).ok_or_else(|| domain::Error::field("name", "give it a name"))
}

/// Reads a word of a list, such as `gross-margin`.
///
/// # Errors
/// Names the field and the word.
pub fn read<T: serde::de::DeserializeOwned>(field: &str, word: &str) -> domain::Result<T> {
    let read = serde_json::from_value(serde_json::Value::String(word.trim().to_owned()));
    read.map_err(|_| domain::Error::field(field, format!("“{word}” is not one of the choices")))
}

/// Refuses to replace something by adding it again.
///
/// # Errors
/// When there is one of that id.
pub fn check_new(configuration: &domain::config::Configuration, kind: &str, id: &str) -> domain::Result<()> {
    match configuration.find(kind, id) {
        Some(_) => Err(domain::Error::field("id", format!("there is a {kind} “{id}” already: choose another id"))),
        None => Ok(()),
    }
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
        assert_eq!(with_parameters("https://elsewhere.example", &[]), "/");
    }
}
