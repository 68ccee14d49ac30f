//! The metrics of the catalogue that follow from deployments and incidents.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{History, outage};
use crate::sample::{Fixed, Reading, Sample};
use crate::time::{DAY_MS, HOUR_MS};

/// Their keys.
pub const METRICS: [&str; 6] = ["deployment-frequency", "lead-time", "change-failure-rate", "restore-time", "incidents", "time-to-restore"];

/// From when to when a system was asked without a gap, by metric: a day on which it told of nothing is known to hold none.
pub type Asked = BTreeMap<String, (i64, i64)>;

/// Sums of what happened at one instant.
type Counts = BTreeMap<i64, Fixed>;
type Shares = BTreeMap<i64, (Fixed, Fixed)>;

impl History {
    /// Samples of one of [`METRICS`], in the order of time; none for another metric.
    ///
    /// A release that got through counts as a deployment. It, or one that failed, is a failed change if it did not get through or an
    /// incident is laid to it. Hours count where both ends are known: lead time at the release, from a commit that is known; time to restore
    /// at the end of the trouble, by outage and by release.
    pub fn samples(&self, metric: &str, asked: &Asked) -> Vec<Sample> {
        let asked = asked.get(metric).copied();
        match metric {
            "deployment-frequency" => counted(self.released().map(|at_ms| (at_ms, Fixed::ONE)), asked),
            "incidents" => counted(self.outages().iter().map(|outage| (outage.from_ms, Fixed::ONE)), asked),
            "lead-time" => shared(self.lead_times().map(|(at_ms, ms)| (at_ms, hours(ms), Fixed::ONE))),
            "change-failure-rate" => shared(self.changes()),
            "restore-time" => shared(self.repairs().map(|(at_ms, ms)| (at_ms, hours(ms), Fixed::ONE))),
            "time-to-restore" => {
                let ended = self.outages().into_iter().filter_map(|outage| Some((outage.from_ms, outage.until_ms?)));
                shared(ended.map(|(from_ms, until_ms)| (until_ms, hours(until_ms - from_ms), Fixed::ONE)))
            }
            _ => Vec::new(),
        }
    }

    fn released(&self) -> impl Iterator<Item = i64> {
        self.deployments.iter().filter(|(_, deployment)| deployment.succeeded).map(|(_, deployment)| deployment.at_ms)
    }

    /// A commit later than its release is one of two clocks that differ: its lead time is unknown.
    fn lead_times(&self) -> impl Iterator<Item = (i64, i64)> {
        self.deployments.iter().filter(|(_, deployment)| deployment.succeeded).filter_map(|(_, deployment)| {
            let ms = deployment.at_ms - deployment.committed_ms?;
            (ms >= 0).then_some((deployment.at_ms, ms))
        })
    }

    fn changes(&self) -> impl Iterator<Item = (i64, Fixed, Fixed)> {
        self.deployments.iter().map(|(id, deployment)| {
            let failed = !deployment.succeeded || self.incidents_of(id).next().is_some();
            (deployment.at_ms, if failed { Fixed::ONE } else { Fixed::ZERO }, Fixed::ONE)
        })
    }

    /// End and length of the trouble that each release brought, once all of it has ended.
    fn repairs(&self) -> impl Iterator<Item = (i64, i64)> {
        self.deployments.iter().filter_map(|(id, _)| {
            let outages = outage::merged(self.incidents_of(id).map(|(_, incident)| incident));
            let ends: Vec<(i64, i64)> = outages.iter().map(|outage| Some((outage.until_ms?, outage.from_ms))).collect::<Option<_>>()?;
            Some((ends.last()?.0, ends.iter().map(|(until_ms, from_ms)| until_ms - from_ms).sum()))
        })
    }
}

fn counted(events: impl Iterator<Item = (i64, Fixed)>, asked: Option<(i64, i64)>) -> Vec<Sample> {
    let mut counts = Counts::new();
    if let Some((from_ms, until_ms)) = asked {
        let first = from_ms.div_euclid(DAY_MS) + i64::from(from_ms.rem_euclid(DAY_MS) > 0);
        counts.extend((first..=until_ms.div_euclid(DAY_MS)).map(|day| (day * DAY_MS, Fixed::ZERO)));
    }
    for (at_ms, n) in events {
        let count = counts.entry(at_ms).or_default();
        *count = count.plus(n);
    }
    counts.into_iter().map(|(at_ms, by)| Sample { at_ms, reading: Reading::Increment { by } }).collect()
}

fn shared(events: impl Iterator<Item = (i64, Fixed, Fixed)>) -> Vec<Sample> {
    let mut shares = Shares::new();
    for (at_ms, numerator, denominator) in events {
        let share = shares.entry(at_ms).or_default();
        *share = (share.0.plus(numerator), share.1.plus(denominator));
    }
    let sample = |(at_ms, (numerator, denominator))| Sample { at_ms, reading: Reading::Ratio { numerator, denominator } };
    shares.into_iter().map(sample).collect()
}

fn hours(ms: i64) -> Fixed {
    Fixed::from_decimal(Decimal::from(ms) / Decimal::from(HOUR_MS)).unwrap_or_default()
}
