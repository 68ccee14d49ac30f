//! One clear message a failure, with what to do.

use std::error::Error as _;
use std::io::ErrorKind;

use domain::Error;

use super::fed::Fed;
use super::http::{Answer, Http};
use super::patience;

/// Why a name was not asked.
pub const NEVER_ASKED: &str = "leads to a link-local address";

/// An address that holds a cloud's own secrets.
pub fn never_asked(host: &str, variable: &str) -> Error {
    Error::field(
        "url",
        format!("{host} {NEVER_ASKED}, where clouds keep their own secrets: an administrator can allow it by starting with {variable}=1"),
    )
}

/// What lies beneath a request that got no answer.
#[derive(Debug, Default)]
struct Cause {
    refused: bool,
    unknown_name: bool,
    never_asked: bool,
    certificate: Option<String>,
}

impl Cause {
    fn of(cause: &reqwest::Error) -> Self {
        let (mut found, mut source) = (Self::default(), cause.source());
        while let Some(error) = source {
            found.refused |= error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::ConnectionRefused);
            let words = error.to_string();
            found.unknown_name |= words.contains("dns error") || words.contains("failed to lookup address");
            found.never_asked |= words.contains(NEVER_ASKED);
            if words.contains("certificate") {
                found.certificate = Some(words);
            }
            source = error.source();
        }
        found
    }
}

/// Was the host found and does not answer?
pub fn is_silence(cause: &reqwest::Error) -> bool {
    let Cause { unknown_name, never_asked, certificate, .. } = Cause::of(cause);
    !unknown_name && !never_asked && certificate.is_none()
}

/// No answer at all.
pub fn unreachable(http: &Http, cause: &reqwest::Error) -> Error {
    let (host, name) = (&http.host, http.system.name);
    let Cause { refused, unknown_name, never_asked: never, certificate } = Cause::of(cause);
    if never {
        return never_asked(host, super::http::ALLOW);
    }
    Error::unavailable(match certificate {
        Some(words) => format!(
            "{host} shows a certificate that this machine does not trust ({words}): add its authority to the machine's certificates"
        ),
        None if refused => format!("{host} refuses the connection: check that {name} runs and that address and port are right"),
        None if unknown_name => format!("there is no host of that name: check the address {host}"),
        None if cause.is_timeout() => {
            format!("{host} does not answer within 30 seconds: check that it can be reached from here, or make the query cheaper")
        }
        None => {
            format!(
                "{host} breaks the connection off: check that the address is that of {}, with http or https as it speaks",
                with_article(name)
            )
        }
    })
}

/// An answer that is not a success.
pub fn status(http: &Http, answer: &Answer) -> Error {
    let (host, name, code) = (&http.host, http.system.name, answer.status.as_u16());
    let location = answer.headers.get("location").and_then(|value| value.to_str().ok());
    if let Some(reset_s) = patience::spent(answer.status, &answer.headers, patience::now_s()) {
        let until = super::instant::words(reset_s * 1000);
        return Error::unavailable(format!(
            "{host} answers no more requests of this secret until {until} ({code}): the next pass after that tries again"
        ));
    }
    let later = answer.headers.contains_key("retry-after");
    Error::unavailable(match (code, location) {
        (403, _) if later => format!("{host} asks us to slow down (403): the next pass tries again"),
        (401 | 403, _) if http.has_secret() => format!("{host} refuses the secret ({code}): give {} that may read", http.system.secret),
        (401 | 403, _) => format!("{host} wants a sign-in ({code}): give the source its secret, {}", http.system.secret),
        (300..=399, Some(location)) => format!("{host} sends us on to {location}: put the final address into the source"),
        (404 | 405, _) => {
            format!(
                "{host} does not know what it was asked for ({code}, {}): check that the address is that of {}",
                kind_of(&answer.body),
                with_article(name)
            )
        }
        (429, _) => format!("{host} asks us to slow down (429): the next pass tries again"),
        _ => format!("{host} fails with {code} and sends {}: look at its own log", kind_of(&answer.body)),
    })
}

/// A success whose body is no JSON.
pub fn not_json(http: &Http, body: &[u8]) -> Error {
    let (host, name) = (&http.host, http.system.name);
    let name = with_article(name);
    Error::unavailable(format!(
        "{host} answers, but not as {name} does (it sent {}): check that the address is that of {name}, and any proxy before it",
        kind_of(body)
    ))
}

/// A success in JSON that lacks what is read of it.
pub fn other_shape(http: &Http, cause: &str) -> Error {
    let (host, name) = (&http.host, http.system.name);
    Error::unavailable(format!(
        "{host} answers in a shape that is not known here ({}): check that the address is that of {}, of a version named in docs/sources.md",
        shortened(cause),
        with_article(name)
    ))
}

/// A system that tells of events was asked for a series of values.
pub fn events_only(http: &Http, fed: &Fed, what: &str) -> Error {
    Error::invalid(format!("{}: {} tells of {what} and of no other figures: take another source", fed.series, http.system.name))
}

/// An answer larger than is read.
pub fn too_large(host: &str, limit: usize) -> Error {
    Error::invalid(format!(
        "{host} sent more than {} MB for one question: ask for less, for example by aggregating to one series",
        limit / 1_000_000
    ))
}

/// “a Prometheus”, “an MLflow”.
fn with_article(name: &str) -> String {
    let an = name.starts_with(['A', 'E', 'I', 'O']) || name.starts_with("ML");
    format!("{} {name}", if an { "an" } else { "a" })
}

/// What a body is, for a message.
pub fn kind_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(2000)]);
    let text = text.trim();
    match text.chars().next() {
        None => "nothing".to_owned(),
        Some('<') => "a web page".to_owned(),
        Some(_) => format!("“{}”", shortened(text)),
    }
}

/// One line of at most 200 characters.
pub fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 200 { line.chars().take(200).chain(['…']).collect() } else { line }
}
