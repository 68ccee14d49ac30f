//! OTLP/HTTP metrics, as protobuf and as JSON.
//!
//! A total (cumulative) is a series as it is, an increase (delta) a growing one; both have the same name and labels. Histograms become
//! classic ones, exponential histograms on fixed bounds, summaries a series a quantile. A point with the flag “no recorded value” ends its
//! series. Exemplars, minimum, maximum and the scope are left out.

mod answer;
pub(crate) mod exponential;
mod json;
mod labels;
mod message;
mod name;
mod parts;
mod read;
#[cfg(test)]
mod tests;

pub use answer::{answer, failure};
pub use read::read;

use crate::Error;

/// How the request is written, and so its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `application/x-protobuf`
    Protobuf,
    /// `application/json`
    Json,
}

impl Form {
    /// By the request's Content-Type.
    ///
    /// # Errors
    /// [`Error::Unsupported`]
    pub fn of(content_type: Option<&str>) -> Result<Self, Error> {
        let kind = content_type.and_then(|kind| kind.split(';').next()).unwrap_or("").trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/x-protobuf" | "application/protobuf" => Ok(Self::Protobuf),
            "application/json" => Ok(Self::Json),
            _ => Err(Error::Unsupported("send metrics as application/x-protobuf or application/json".to_owned())),
        }
    }

    /// The answer's Content-Type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Protobuf => "application/x-protobuf",
            Self::Json => "application/json",
        }
    }
}
