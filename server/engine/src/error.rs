//! Faults of ours: the operator's half goes to the log once, the person's half names only a reference.

use domain::Error;

/// Logs a fault and gives the error that a person may see.
pub fn internal(what: &str, fault: impl std::fmt::Display) -> Error {
    let reference = reference();
    tracing::error!(reference, "{what}: {fault}");
    Error::Internal { reference }
}

/// A database error: not reachable is worth trying again, all else is a fault of ours.
pub fn database(fault: sqlx::Error) -> Error {
    match fault {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => {
            tracing::warn!("the database does not answer: {fault}");
            Error::unavailable("the database does not answer; try again in a moment")
        }
        // SQLite's own code for a turn that did not come within the busy timeout.
        sqlx::Error::Database(fault) if fault.code().as_deref() == Some("5") => {
            Error::unavailable("another modelworth is writing to the database; try again in a moment")
        }
        fault => internal("database", fault),
    }
}

/// Packed bytes that cannot be read or written.
pub fn packed(fault: postcard::Error) -> Error {
    internal("packed samples", fault)
}

fn reference() -> String {
    let mut bytes = [0u8; 4];
    if getrandom::fill(&mut bytes).is_err() {
        return "no-reference".to_owned();
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
