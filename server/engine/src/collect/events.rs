//! Systems that tell of deployments and incidents.

use connect::{Connector, Fed};
use domain::access::Viewer;
use domain::config::{Configuration, Source};
use domain::delivery::{METRICS, Recorded};
use domain::sample::SeriesKey;
use domain::time::{DAY_MS, HOUR_MS};
use domain::{Error, Result};

use super::pass::Collected;
use crate::context::Engine;
use crate::flows::events::{Answered, Told};
use crate::flows::samples::AHEAD_MAX_MS;
use crate::store::event;

/// How far back a system is asked that was not asked before.
const FIRST_MS: i64 = 30 * DAY_MS;
/// What changed this long before the last answer is asked for again: systems are slow to say, and clocks differ.
const AGAIN_MS: i64 = HOUR_MS;

/// Does the series follow from events that its source tells?
pub(super) fn tells(source: &Source, fed: &Fed) -> bool {
    matches!(&fed.series, SeriesKey::Indicator { metric, .. } if METRICS.contains(&metric.as_str())) && source.kind.system().tells_events()
}

impl Engine {
    /// Asks for events since the last answer (or since `from_ms`), and records them. False when the source itself does not answer.
    pub(super) async fn collect_events(
        &self,
        viewer: &Viewer,
        configuration: &Configuration,
        connector: &(dyn Connector + '_),
        (source, fed): (&Source, &Fed),
        from_ms: Option<i64>,
        collected: &mut Collected,
    ) -> Result<bool> {
        let SeriesKey::Indicator { service, metric } = &fed.series else { return Ok(true) };
        let until_ms = self.clock.now_ms();
        let from_ms = match from_ms {
            Some(from_ms) => from_ms,
            None => {
                let asked = event::asked(&mut *self.store.read().await?, &viewer.workspace, service).await?;
                asked.get(metric).map_or(until_ms - FIRST_MS, |(_, last_ms)| last_ms - AGAIN_MS)
            }
        };
        let events = match connector.events(fed, from_ms, until_ms).await {
            Ok(events) => events,
            Err(failure) => {
                let gone = matches!(failure, Error::Unavailable { .. });
                collected.failure = Some(if gone { failure } else { Error::invalid(format!("{}: {failure}", fed.series)) });
                return Ok(!gone);
            }
        };
        let mut told = Vec::new();
        for event in events {
            let key = event.key().to_owned();
            match event.checked(until_ms + AHEAD_MAX_MS) {
                Ok(event) => told.push(Told { service: service.clone(), recorded: Recorded { source: source.id.clone(), event } }),
                Err(failure) => {
                    collected.failure.get_or_insert(Error::invalid(format!("{}: {key}: {failure}", fed.series)));
                }
            }
        }
        collected.newest_ms = collected.newest_ms.max(told.iter().map(|told| told.recorded.event.at_ms()).max());
        let answered = Answered { service: service.clone(), metric: metric.clone(), from_ms, until_ms };
        let news = self.record(viewer, configuration, told, Some(answered)).await?;
        collected.new += news.iter().filter(|is_new| **is_new).count() as u64;
        Ok(true)
    }
}
