//! What Datadog's clients send: series (v1 and v2), distributions, events and service checks, as JSON.
//!
//! A metric `model.latency` becomes `model_latency`, a tag `model:fraud` the label `model`, a tag without a value is `true`, values of one
//! key are joined by `;`, the host is the label `host`. A gauge is as it is and so is a rate, which is per second; a count grows. A
//! distribution grows a histogram on the fixed bounds. A service check is `service_check_status{check}`: 0 ok, 1 warning, 2 critical,
//! 3 unknown.

mod check;
mod distribution;
mod event;
mod series;
mod tags;
#[cfg(test)]
mod tests;

pub(crate) use check::add as add_check;
pub use check::check_run;
pub use distribution::distribution_points;
pub use event::{Event, event};
pub use series::{series_v1, series_v2};
pub(crate) use tags::tag;

use serde::de::DeserializeOwned;

use crate::Error;

/// Reads JSON.
fn json<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| Error::Malformed(format!("the body is no {what} in Datadog's JSON: {error}")))
}

/// A time in seconds as milliseconds, where it can be one: clients that send milliseconds are named.
pub(crate) fn at_ms(metric: &str, seconds: f64) -> Result<i64, String> {
    // Until the year 5138.
    if (1.0..1e11).contains(&seconds) {
        Ok((seconds * 1000.0).round() as i64)
    } else {
        Err(format!("{metric}: the time {seconds} is not in seconds since 1970"))
    }
}
