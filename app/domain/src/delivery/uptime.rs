//! Uptime from declared incidents in place of checks (methodology §4).

use std::collections::BTreeSet;

use super::History;
use crate::sample::{Fixed, Reading, Sample};

/// The metric.
pub const UPTIME: &str = "uptime";

/// A declared time with the share of traffic that it affected.
struct Affected {
    from_ms: i64,
    until_ms: i64,
    share: Fixed,
}

impl History {
    /// The states that incidents declare, as checks that each hold at most `hold_ms`. While an incident lasts (one without an end: up to
    /// `now_ms`), the share of traffic that it affected is down; of several at once the largest counts, they are never added. The rest of a
    /// time of `known`, in which every incident was told, was up; of any other nothing is known.
    pub fn states(&self, known: &[(i64, i64)], hold_ms: i64, now_ms: i64) -> Vec<Sample> {
        let incidents: Vec<Affected> = self
            .incidents
            .iter()
            .map(|(_, incident)| Affected {
                from_ms: incident.from_ms,
                until_ms: incident.until_ms.unwrap_or(now_ms).max(incident.from_ms),
                share: incident.affected_share.and_then(|share| Fixed::from_decimal(share.0).ok()).unwrap_or(Fixed::ONE),
            })
            .collect();
        let ends = known.iter().copied().chain(incidents.iter().map(|incident| (incident.from_ms, incident.until_ms)));
        let edges: BTreeSet<i64> = ends.flat_map(|(from_ms, until_ms)| [from_ms, until_ms]).collect();
        let edges: Vec<i64> = edges.into_iter().collect();
        let state = |at_ms: i64| {
            let worst = incidents
                .iter()
                .filter(|incident| (incident.from_ms..incident.until_ms).contains(&at_ms))
                .map(|incident| incident.share)
                .max();
            let told = known.iter().any(|(from_ms, until_ms)| (*from_ms..*until_ms).contains(&at_ms));
            match (worst, told) {
                (Some(share), _) => Reading::State { up_share: Fixed::ONE.minus(share) },
                (None, true) => Reading::State { up_share: Fixed::ONE },
                (None, false) => Reading::Unknown,
            }
        };
        let mut samples: Vec<Sample> = Vec::new();
        for (place, from_ms) in edges.iter().copied().enumerate() {
            let reading = state(from_ms);
            let was_known = samples.last().is_some_and(|last| last.reading != Reading::Unknown);
            if reading != Reading::Unknown || was_known {
                samples.push(Sample { at_ms: from_ms, reading: reading.clone() });
            }
            let Some(until_ms) = edges.get(place + 1).copied().filter(|_| reading != Reading::Unknown) else { continue };
            // At whole multiples, so that a day that was told keeps its samples whatever comes after it.
            let first = from_ms.div_euclid(hold_ms) + 1;
            let again = (first..).map(|step| step * hold_ms).take_while(|at_ms| *at_ms < until_ms);
            samples.extend(again.map(|at_ms| Sample { at_ms, reading: reading.clone() }));
        }
        samples
    }
}
