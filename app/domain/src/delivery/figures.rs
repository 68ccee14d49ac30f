//! What the delivery metrics come to in a time, summed from the very samples that their series hold.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Asked, History};
use crate::metric::Statistic;
use crate::sample::{Reading, Summary};
use crate::time::Window;

/// Decimals of a figure.
const DECIMALS: u32 = 4;

/// The delivery figures of a time. What nothing is known of has none: no deployment has no failure rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Releases that got through.
    pub deployments: u64,
    /// Those and the ones that failed.
    pub changes: u64,
    /// Changes that did not get through, or that an incident is laid to, over all changes; a share of 1.
    pub change_failure_rate: Option<Decimal>,
    /// Mean of the releases whose commit is known, in hours.
    pub lead_time_hours: Option<Decimal>,
    /// Mean of the releases that brought trouble, once all of it has ended, in hours.
    pub restore_time_hours: Option<Decimal>,
    /// Mean of the times of trouble that have ended, in hours; incidents that overlap are one.
    pub time_to_restore_hours: Option<Decimal>,
}

impl History {
    /// The figures of a window.
    pub fn figures(&self, window: Window) -> Figures {
        let within = self.deployments.iter().filter(|(_, deployment)| window.contains(deployment.at_ms));
        let (changes, deployments) =
            within.fold((0, 0), |(all, through), (_, deployment)| (all + 1, through + u64::from(deployment.succeeded)));
        Figures {
            deployments,
            changes,
            change_failure_rate: self.share("change-failure-rate", window),
            lead_time_hours: self.share("lead-time", window),
            restore_time_hours: self.share("restore-time", window),
            time_to_restore_hours: self.share("time-to-restore", window),
        }
    }

    fn share(&self, metric: &str, window: Window) -> Option<Decimal> {
        let samples = self.samples(metric, &Asked::new()).into_iter().filter(|sample| window.contains(sample.at_ms));
        let parts: Vec<Summary> = samples
            .filter_map(|sample| match sample.reading {
                Reading::Ratio { numerator, denominator } => Some(Summary::Ratio { numerator, denominator }),
                _ => None,
            })
            .collect();
        let figure = Summary::merged(&parts).ok().flatten()?.figure(Statistic::Value)?;
        figure.round(DECIMALS).ok().map(|figure| figure.normalize())
    }
}
