//! The error of server functions: the domain's own, so that a page and an island can tell a wrong field from a missing right.

use domain::Error;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A [`domain::Error`] that travels between browser and server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{0}")]
#[serde(transparent)]
pub struct ApiError(pub Error);

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr::{Args, Deserialization, MissingArg, Request};
        Self(match value {
            Request(_) => Error::unavailable("the server cannot be reached; check the network and try again"),
            MissingArg(name) => Error::field(name, "this field is missing"),
            Args(text) | Deserialization(text) => Error::invalid(format!("the form could not be read: {text}")),
            other => Error::unavailable(format!("the request did not go through: {other}; try again")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_error_survives_the_way_to_the_browser() {
        let sent = ApiError(Error::field("price", "min is left over"));
        assert_eq!(ApiError::de(sent.ser()), sent);
    }
}
