//! One clear message a failure, with what to do. `host` is the source's address without user and password.

use std::error::Error as _;
use std::io::ErrorKind;

use domain::Error;
use reqwest::StatusCode;

/// No answer at all.
pub fn unreachable(host: &str, cause: &reqwest::Error) -> Error {
    let mut source = cause.source();
    let mut refused = false;
    let mut unknown_name = false;
    let mut certificate = None;
    while let Some(error) = source {
        refused |= error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::ConnectionRefused);
        let words = error.to_string();
        unknown_name |= words.contains("dns error") || words.contains("failed to lookup address");
        if words.contains("certificate") {
            certificate = Some(words);
        }
        source = error.source();
    }
    Error::unavailable(match certificate {
        Some(words) => format!(
            "{host} shows a certificate that this machine does not trust ({words}): add its authority to the machine's certificates"
        ),
        None if refused => format!("{host} refuses the connection: check that Prometheus runs and that address and port are right"),
        None if unknown_name => format!("there is no host of that name: check the address {host}"),
        None if cause.is_timeout() => {
            format!("{host} does not answer within 30 seconds: check that it can be reached from here, or make the query cheaper")
        }
        None => {
            format!("{host} breaks the connection off: check that the address is that of a Prometheus, with http or https as it speaks")
        }
    })
}

/// An answer that is not a success and not an error of the API itself.
pub fn status(host: &str, status: StatusCode, location: Option<&str>, with_token: bool, body: &[u8]) -> Error {
    let code = status.as_u16();
    match (code, location) {
        (401 | 403, _) if with_token => {
            Error::unavailable(format!("{host} refuses the token ({code}): check the environment variable that secret_env names"))
        }
        (401 | 403, _) => Error::unavailable(format!(
            "{host} wants a sign-in ({code}): put its bearer token in an environment variable and name that in secret_env"
        )),
        (300..=399, Some(location)) => {
            Error::unavailable(format!("{host} sends us on to {location}: put the final address into the source"))
        }
        (404 | 405, _) => Error::unavailable(format!(
            "{host} has no /api/v1/query_range ({code}): give the address of a Prometheus, up to and without /api/v1"
        )),
        (429, _) => Error::unavailable(format!("{host} asks us to slow down (429): the next pass tries again")),
        _ => Error::unavailable(format!("{host} fails with {code} and sends {}: look at its own log", kind_of(body))),
    }
}

/// The error that Prometheus reports itself: a fault of the query, or of the server.
pub fn reported(host: &str, error_type: &str, error: &str) -> Error {
    let error = shortened(error);
    if error.contains("maximum resolution") || error.contains("11,000 points") {
        return Error::invalid(format!(
            "{host} refuses so many points at once ({error}): give the indicator a longer expected_interval, or raise the limit of the source"
        ));
    }
    match error_type {
        "bad_data" => Error::invalid(format!("Prometheus does not understand the query: {error}")),
        "execution" => Error::invalid(format!("Prometheus cannot evaluate the query: {error}")),
        "timeout" => {
            Error::unavailable(format!("{host} gave up on the query in time ({error}): make it cheaper, for example by a recording rule"))
        }
        other => Error::unavailable(format!("{host} reports an error ({other}): {error}")),
    }
}

/// A success without a body.
pub fn empty(host: &str) -> Error {
    Error::unavailable(format!("{host} sent an empty answer: check that the address is that of a Prometheus, and any proxy before it"))
}

/// A body that is not of this API.
pub fn not_prometheus(host: &str, body: &[u8]) -> Error {
    Error::unavailable(format!(
        "{host} answers, but not as a Prometheus does (it sent {}): give the address of a Prometheus, up to and without /api/v1",
        kind_of(body)
    ))
}

/// Points that nobody asked for.
pub fn other_times(host: &str) -> Error {
    Error::unavailable(format!(
        "{host} answers for other times than it was asked for: check that the address is that of a Prometheus, and any proxy before it"
    ))
}

/// An answer larger than is read.
pub fn too_large(host: &str, limit: usize) -> Error {
    Error::invalid(format!(
        "{host} sent more than {} MB for one query: aggregate it to one series, for example with sum() or min()",
        limit / 1_000_000
    ))
}

/// More than one series where one is wanted.
pub fn several(what: &str, count: usize, first: &str, second: &str) -> Error {
    Error::invalid(format!(
        "the {what} answers {count} series ({first}, {second}{}) where one is wanted: aggregate it, for example with sum(…) or min(…)",
        if count > 2 { ", …" } else { "" }
    ))
}

fn kind_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(2000)]);
    let text = text.trim();
    match text.chars().next() {
        None => "nothing".to_owned(),
        Some('<') => "a web page".to_owned(),
        Some(_) => format!("“{}”", shortened(text)),
    }
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 200 { line.chars().take(200).chain(['…']).collect() } else { line }
}
