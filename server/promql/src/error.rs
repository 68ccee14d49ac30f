//! What can be wrong with a query, by the kinds that Prometheus names.

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The request is wrong: `bad_data`, HTTP 400.
    #[error("{0}")]
    BadData(String),
    /// The request is right, but these series cannot answer it: `execution`, HTTP 422.
    #[error("{0}")]
    Execution(String),
}

impl Error {
    /// Prometheus' `errorType`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::BadData(_) => "bad_data",
            Self::Execution(_) => "execution",
        }
    }

    /// Prometheus' HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::BadData(_) => 400,
            Self::Execution(_) => 422,
        }
    }
}

pub(crate) fn bad(text: impl Into<String>) -> Error {
    Error::BadData(text.into())
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
pub(crate) fn execution(text: impl Into<String>) -> Error {
    Error::Execution(text.into())
}
