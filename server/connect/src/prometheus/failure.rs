//! What only a Prometheus can get wrong, each with what to do. `host` is the source's address without user and password.

use domain::Error;

use crate::failure::{kind_of, shortened};

/// The error that Prometheus reports itself: a fault of the query, or of the server.
pub fn reported(host: &str, error_type: &str, error: &str) -> Error {
    let error = shortened(error);
    if error.contains("maximum resolution") || error.contains("11,000 points") {
        return Error::invalid(format!(
            "{host} refuses so many points at once ({error}): give the indicator a longer expected_interval, or raise the limit of the source"
        ));
    }
    // VictoriaMetrics names the status of its answer instead of a type.
    match error_type {
        "bad_data" | "400" => Error::invalid(format!("Prometheus does not understand the query: {error}")),
        "execution" | "422" => Error::invalid(format!("Prometheus cannot evaluate the query: {error}")),
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

/// No API at the address.
pub fn no_api(host: &str, code: u16) -> Error {
    Error::unavailable(format!("{host} has no /api/v1/query_range ({code}): give the address of a Prometheus, up to and without /api/v1"))
}

/// Points that nobody asked for.
pub fn other_times(host: &str) -> Error {
    Error::unavailable(format!(
        "{host} answers for other times than it was asked for: check that the address is that of a Prometheus, and any proxy before it"
    ))
}

/// More than one series where one is wanted.
pub fn several(what: &str, count: usize, first: &str, second: &str) -> Error {
    Error::invalid(format!(
        "the {what} answers {count} series ({first}, {second}{}) where one is wanted: aggregate it, for example with sum(…) or min(…)",
        if count > 2 { ", …" } else { "" }
    ))
}
