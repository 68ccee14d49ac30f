//! Taking a form: who asks, where the answer leads, and what is shown there once.

use std::sync::Arc;

use leptos::prelude::use_context;

use super::address::{escape, unescape, with_parameters};
use crate::state::reply::use_reply;

/// Cookie that carries something shown once, such as a new token's secret, from a form to the page after it.
pub const ONCE_COOKIE: &str = "shown-once";

/// Bytes of an address that what was typed may take: proxies in front of the program take about 8 KiB, and on the way through the
/// sign-in page it is escaped twice.
const TYPED_MAX: usize = 4_000;

/// Never brought back: where the form leads, and secrets.
const UNKEPT: [&str; 4] = ["back", "password", "token", "secret"];

/// The ports and the reader of a server function.
///
/// # Errors
/// [`domain::Error::SignedOut`] when nobody is signed in.
pub fn desk() -> domain::Result<(domain::ports::Ports, domain::access::Viewer)> {
    Ok((crate::state::ports()?, crate::state::viewer()?))
}

/// The url-encoded body of the form that is being answered; empty for a form with files. The server puts it into the context.
#[derive(Clone, Debug, Default)]
pub struct Posted(pub Arc<str>);

/// What [`Posted`] holds, as far as it may come back. Where there is no form there is nothing.
pub fn posted() -> Vec<(String, String)> {
    let Some(Posted(body)) = use_context() else { return Vec::new() };
    let word = |text: &str| unescape(&text.replace('+', " "));
    let pairs = body.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.filter_map(|(name, value)| word(name).zip(word(value))).filter(|(name, _)| !UNKEPT.contains(&name.as_str())).collect()
}

/// Sends the reader back to the page of the form: with what was done, or with the error, the field at fault and what was typed.
pub fn answer<T>(outcome: domain::Result<T>, back: &str, done: &str) {
    let Some(reply) = use_reply() else { return };
    match outcome {
        // Without the form's place: the message stands over the page.
        Ok(_) => reply.redirect(&with_parameters(back.split('#').next().unwrap_or_default(), &[("done", done)])),
        Err(error) => refuse(&error, back, &posted()),
    }
}

/// Sends the reader back with an error and what was typed; through the sign-in page where the session has ended meanwhile.
pub fn refuse(error: &domain::Error, back: &str, typed: &[(String, String)]) {
    let Some(reply) = use_reply() else { return };
    if *error == domain::Error::SignedOut {
        let late = domain::Error::invalid("you were signed out before this arrived; it is kept here: send it again");
        let (why, next) = ("you were signed out; what was typed is kept: sign in, then send it again", refused(&late, back, typed));
        reply.redirect(&with_parameters("/sign-in", &[("form", "sign-in"), ("error", why), ("next", &next)]));
    } else {
        reply.redirect(&refused(error, back, typed));
    }
}

/// The address of a form that comes back with an error.
pub fn refused(error: &domain::Error, back: &str, typed: &[(String, String)]) -> String {
    let message = error.to_string();
    with_typed(&with_parameters(back, &[("error", &message), ("field", error.field_name().unwrap_or_default())]), typed)
}

/// The address with what was typed, for the fields of the page to show again. What is too long for an address is left out.
pub fn with_typed(address: &str, typed: &[(String, String)]) -> String {
    let mut room = TYPED_MAX;
    let kept = typed.iter().filter_map(|(name, value)| {
        let name = format!("typed.{name}");
        room = room.checked_sub(escape(&name).len() + escape(value).len())?;
        Some((name, value.as_str()))
    });
    let kept: Vec<(String, &str)> = kept.collect();
    let parameters: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    with_parameters(address, &parameters)
}

/// Keeps something for the next page only, out of addresses and logs.
pub fn show_once(text: &str) {
    if let Some(reply) = use_reply() {
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

/// Reads a count.
///
/// # Errors
/// Names the field and shows what was typed.
pub fn whole(field: &str, text: &str) -> domain::Result<u32> {
    text.trim().parse().map_err(|_| domain::Error::field(field, format!("“{text}” is not a whole number; write 5")))
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
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_comes_back_with_the_field_at_fault_and_what_was_typed() {
        let address = refused(&domain::Error::field("name", "no"), "/drivers?form=x#x", &typed(&[("name", "A & b")]));
        assert_eq!(address, "/drivers?form=x&error=no&field=name&typed.name=A%20%26%20b#x");
    }

    #[test]
    fn what_is_too_long_is_left_out_alone() {
        let long = "ไ".repeat(TYPED_MAX);
        let address = with_typed("/settings", &typed(&[("a", "1"), ("toml", &long), ("b", "2")]));
        assert_eq!(address, "/settings?typed.a=1&typed.b=2");
    }
}
