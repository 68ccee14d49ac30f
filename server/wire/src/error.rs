//! Why a whole body was not taken.

use std::fmt;

/// Nothing of the body was taken. What was wrong with single series is told by [`crate::series::Rejected`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It is not what it says it is, and sending it again will not help: 400.
    Malformed(String),
    /// It is larger than is taken, as sent or unpacked: 413.
    TooLarge {
        /// The most that is taken, bytes.
        limit: usize,
    },
    /// It is packed or written in a way that is not read here: 415.
    Unsupported(String),
}

impl Error {
    /// The status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::TooLarge { .. } => 413,
            Self::Unsupported(_) => 415,
        }
    }
}

/// In words for the sender, with what to do.
impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(reason) | Self::Unsupported(reason) => out.write_str(reason),
            Self::TooLarge { limit } => {
                write!(out, "the body is larger than {:.1} MB when unpacked: send fewer series at a time", *limit as f64 / 1e6)
            }
        }
    }
}

impl std::error::Error for Error {}
