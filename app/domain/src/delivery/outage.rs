//! Time in which a service was troubled: the union of its incidents, so that what two of them tell is counted once.

use serde::{Deserialize, Serialize};

use crate::event::Incident;
use crate::time::Window;

/// One time of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    pub from_ms: i64,
    /// None while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<i64>,
}

impl Outage {
    /// The part that lies in a window, in milliseconds; what lasts is counted up to `now_ms`.
    pub fn within_ms(self, window: Window, now_ms: i64) -> i64 {
        let until_ms = self.until_ms.unwrap_or(now_ms).min(window.end_ms);
        (until_ms - self.from_ms.max(window.start_ms)).max(0)
    }
}

/// Joins incidents that overlap. `incidents` are in the order of their starts.
pub(super) fn merged<'a>(incidents: impl IntoIterator<Item = &'a Incident>) -> Vec<Outage> {
    let mut outages: Vec<Outage> = Vec::new();
    for incident in incidents {
        match outages.last_mut() {
            Some(last) if last.until_ms.is_none_or(|until_ms| incident.from_ms < until_ms) => {
                last.until_ms = last.until_ms.zip(incident.until_ms).map(|(a, b)| a.max(b));
            }
            _ => outages.push(Outage { from_ms: incident.from_ms, until_ms: incident.until_ms }),
        }
    }
    outages
}
