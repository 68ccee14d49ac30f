//! The only place that asks the machine for the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where the current instant comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Stands still until it is set: for tests.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at an instant.
    pub fn fixed(at_ms: i64) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at_ms)))
    }

    /// The current instant in Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            }
            Self::Fixed(at_ms) => at_ms.load(Ordering::Relaxed),
        }
    }

    /// Moves a fixed clock; the machine's clock is left alone.
    pub fn set(&self, now_ms: i64) {
        if let Self::Fixed(at_ms) = self {
            at_ms.store(now_ms, Ordering::Relaxed);
        }
    }
}
