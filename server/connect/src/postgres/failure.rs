//! One clear message a failure, with what to do.

use std::io::ErrorKind;

use domain::Error;

use super::rows::Columns;

pub fn unreachable(shown: &str, cause: &std::io::Error) -> Error {
    Error::unavailable(match cause.kind() {
        ErrorKind::ConnectionRefused => {
            format!("{shown} refuses the connection: check that PostgreSQL runs and that address and port are right")
        }
        ErrorKind::TimedOut => format!("{shown} does not answer: check that it can be reached from here"),
        ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe => {
            format!("{shown} breaks the connection off: check that the address is that of a PostgreSQL")
        }
        _ => format!("{shown} cannot be reached ({cause}): check the address"),
    })
}

pub fn of_sign_in(shown: &str, has_secret: bool, cause: &sqlx::Error) -> Error {
    match cause {
        sqlx::Error::Io(cause) => unreachable(shown, cause),
        sqlx::Error::Database(cause) if matches!(cause.code().as_deref(), Some("28P01" | "28000")) => {
            let secret = if has_secret { "refuses the secret" } else { "wants a sign-in" };
            Error::unavailable(format!("{shown} {secret} ({}): give user:password of a role that may read", cause.message()))
        }
        sqlx::Error::Database(cause) => Error::unavailable(format!("{shown} refuses: {}", cause.message())),
        sqlx::Error::Tls(cause) => Error::unavailable(format!(
            "{shown} makes no secure connection ({cause}): check its certificate, or the sslmode of the address"
        )),
        other => Error::unavailable(format!("{shown} answers, but not as a PostgreSQL does ({other}): check the address")),
    }
}

pub fn of_query(shown: &str, cause: &sqlx::Error, columns: Columns, statement_ms: u64) -> Error {
    let sqlx::Error::Database(database) = cause else {
        return match cause {
            sqlx::Error::Io(cause) => unreachable(shown, cause),
            other => Error::unavailable(format!("{shown} answers, but not as a PostgreSQL does ({other}): check the address")),
        };
    };
    let message = crate::failure::shortened(database.message());
    match database.code().as_deref() {
        Some("57014") => Error::invalid(format!(
            "the query took longer than {} seconds and was cut off: make it cheaper, for example by an index on its time",
            statement_ms / 1000
        )),
        Some("25006") => Error::invalid(format!("the query writes ({message}), and sources are only read")),
        Some(code) if code.starts_with("57") || code.starts_with("53") || code.starts_with("08") => {
            Error::unavailable(format!("{shown} does not answer now: {message}"))
        }
        _ => Error::invalid(format!("PostgreSQL does not take the query ({message}): write one SELECT that gives {}", columns.words())),
    }
}
