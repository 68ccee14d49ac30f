//! Instants as other systems write them: RFC 3339.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{Error, Result};

/// Reads an instant into Unix milliseconds.
///
/// # Errors
/// Text that is no instant.
pub fn parse(text: &str) -> Result<i64> {
    let parsed = DateTime::parse_from_rfc3339(text).map(|at| at.timestamp_millis());
    parsed.map_err(|_| Error::unavailable(format!("“{}” was sent where an instant such as 2026-10-01T08:00:00Z belongs", shortened(text))))
}

/// An instant of Unix milliseconds, to the second: `2026-10-01T08:00:00Z`.
pub fn text(at_ms: i64) -> String {
    of(at_ms).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// For a person: `14:05 UTC of 2026-10-01`.
pub fn words(at_ms: i64) -> String {
    of(at_ms).format("%H:%M UTC of %Y-%m-%d").to_string()
}

/// What lies beyond the calendar is its edge.
fn of(at_ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at_ms).unwrap_or(if at_ms < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC })
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn instants_are_read_with_their_zone() {
        for text in ["2026-10-01T08:00:00Z", "2026-10-01T15:00:00+07:00", "2026-10-01T08:00:00.000000Z"] {
            assert_eq!(parse(text).unwrap(), 1_790_841_600_000, "{text}");
        }
        for bad in ["", "yesterday", "2026-10-01", "2026-13-01T00:00:00Z"] {
            assert!(parse(bad).unwrap_err().to_string().contains("where an instant"), "{bad}");
        }
        assert_eq!(text(1_790_841_600_999), "2026-10-01T08:00:00Z");
        assert_eq!(words(1_790_841_600_000), "08:00 UTC of 2026-10-01");
        assert!(text(i64::MAX).starts_with('+') && text(i64::MIN).starts_with('-'));
    }
}
