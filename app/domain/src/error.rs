//! The one error type that crosses every boundary: flows, server functions, the JSON API and the command line.

/// What went wrong, in words for the person who can mend it. Details for the operator go to the log, not here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The input is wrong; `field` names where, when one field is at fault.
    #[error("{message}")]
    Invalid { field: Option<String>, message: String },
    /// There is no such thing in this workspace.
    #[error("there is no {what} “{name}”")]
    NotFound { what: String, name: String },
    /// The person is known but may not do this; `who` names the roles that may.
    #[error("{action} needs the role {who}")]
    Forbidden { action: String, who: String },
    /// Nobody is signed in.
    #[error("sign in first")]
    SignedOut,
    /// The state of the workspace forbids it, or somebody else was faster.
    #[error("{message}")]
    Conflict { message: String },
    /// Something outside (a source, the database) does not answer; trying again may help.
    #[error("{message}")]
    Unavailable { message: String },
    /// A fault of ours; the log has the rest under this reference.
    #[error("something failed on our side; the log has it under {reference}")]
    Internal { reference: String },
}

/// Result with the crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Bad input without a single field at fault.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid { field: None, message: message.into() }
    }

    /// Bad input in one named field, shown beside it in forms.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { field: Some(field.into()), message: message.into() }
    }

    /// No `what` of that name.
    pub fn not_found(what: impl Into<String>, name: impl ToString) -> Self {
        Self::NotFound { what: what.into(), name: name.to_string() }
    }

    /// The state of the workspace forbids it.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict { message: message.into() }
    }

    /// Something outside does not answer.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::Unavailable { message: message.into() }
    }

    /// The field at fault.
    pub fn field_name(&self) -> Option<&str> {
        match self {
            Self::Invalid { field, .. } => field.as_deref(),
            _ => None,
        }
    }

    /// The HTTP status that fits (RFC 9110).
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid { .. } => 422,
            Self::NotFound { .. } => 404,
            Self::Forbidden { .. } => 403,
            Self::SignedOut => 401,
            Self::Conflict { .. } => 409,
            Self::Unavailable { .. } => 503,
            Self::Internal { .. } => 500,
        }
    }
}
