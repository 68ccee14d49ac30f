//! "Test this source": each step, and what to do about the first that fails.

use std::time::Instant;

use domain::Result;
use domain::event::Event;
use domain::ports::{Found, SourceCheck};
use domain::sample::Sample;
use domain::time::{DAY_MS, HOUR_MS};

use super::connector::Connector;
use super::fed::Fed;

/// Events are rare: a test looks this far back for them.
const EVENTS_DAYS: i64 = 30;
/// How far back a daily series is looked for.
const DAYS: i64 = 7;
/// How many samples are told one by one.
const LAST: usize = 6;

/// The connector without its secret, and with it: reaching the host needs none, and a missing one is the second step's matter.
pub struct Connectors<'a> {
    pub open: Result<Box<dyn Connector + 'a>>,
    pub signed_in: Result<Box<dyn Connector + 'a>>,
}

/// Reaches the host, signs in, and reads each series over the last hour before `until_ms`, or over the last day with samples of a week where
/// one is expected a day. Nothing is stored.
pub async fn check(connectors: Connectors<'_>, fed: &[Fed], until_ms: i64) -> Vec<SourceCheck> {
    let mut steps = Steps::default();
    let start = Instant::now();
    let reached = match &connectors.open {
        Ok(open) => open.reach().await,
        Err(failure) => Err(failure.clone()),
    };
    match reached {
        Ok(()) => steps.passed(format!("Host reached in {} ms", start.elapsed().as_millis())),
        Err(failure) => steps.failed("Host reached", failure),
    }
    let mut connector = None;
    if steps.still_good() {
        let signed_in = match connectors.signed_in {
            Ok(connector) => connector.sign_in().await.map(|()| connector),
            Err(failure) => Err(failure),
        };
        match signed_in {
            Ok(found) => {
                steps.passed("Signed in".to_owned());
                connector = Some(found);
            }
            Err(failure) => steps.failed("Signed in", failure),
        }
    } else {
        steps.untried("Signed in");
    }
    for fed in fed {
        let told = fed.is_of_events() && connector.as_ref().is_some_and(|connector| connector.tells_events());
        let step = if told { format!("Read the events of {}", fed.series) } else { format!("Read one sample of {}", fed.series) };
        let Some(connector) = &connector else {
            steps.untried(&step);
            continue;
        };
        if told {
            match connector.events(fed, until_ms - EVENTS_DAYS * DAY_MS, until_ms).await {
                Err(failure) => steps.failed(&step, failure),
                Ok(events) => steps.told(step, &events),
            }
            continue;
        }
        match newest(connector.as_ref(), fed, until_ms).await {
            Err(failure) => steps.failed(&step, failure),
            Ok(samples) if samples.is_empty() => {
                let time = if fed.often() { "hour" } else { "week" };
                steps.failed(&step, format!("it gives nothing for the last {time}: try it there, and check names and labels"));
            }
            Ok(samples) => steps.found(step, &samples),
        }
    }
    steps.done
}

async fn newest(connector: &dyn Connector, fed: &Fed, until_ms: i64) -> Result<Vec<Sample>> {
    if fed.often() {
        return connector.samples(fed, until_ms - HOUR_MS, until_ms).await;
    }
    for day in 0..DAYS {
        let until_ms = until_ms - day * DAY_MS;
        let samples = connector.samples(fed, until_ms - DAY_MS + 1, until_ms).await?;
        if !samples.is_empty() {
            return Ok(samples);
        }
    }
    Ok(Vec::new())
}

#[derive(Default)]
struct Steps {
    done: Vec<SourceCheck>,
}

impl Steps {
    fn passed(&mut self, step: String) {
        self.done.push(SourceCheck { step, passed: Some(true), advice: String::new(), found: None });
    }

    fn found(&mut self, step: String, samples: &[Sample]) {
        let found = found(samples.iter().map(|sample| (sample.at_ms, sample.reading.in_words())).collect());
        self.done.push(SourceCheck { step, passed: Some(true), advice: String::new(), found });
    }

    /// A month without any is no failure: nothing may have happened.
    fn told(&mut self, step: String, events: &[Event]) {
        let told = |event: &Event| match event {
            Event::Deployment(deployment) => (deployment.at_ms, deployment.version.clone()),
            Event::Incident(incident) => (incident.from_ms, incident.title.clone()),
        };
        let found = found(events.iter().map(told).collect());
        let advice = if found.is_some() { String::new() } else { format!("None in the last {EVENTS_DAYS} days") };
        self.done.push(SourceCheck { step, passed: Some(true), advice, found });
    }

    fn failed(&mut self, step: &str, advice: impl std::fmt::Display) {
        self.done.push(SourceCheck { step: step.to_owned(), passed: Some(false), advice: advice.to_string(), found: None });
    }

    fn untried(&mut self, step: &str) {
        self.done.push(SourceCheck { step: step.to_owned(), passed: None, advice: String::new(), found: None });
    }

    fn still_good(&self) -> bool {
        self.done.iter().all(|step| step.passed == Some(true))
    }
}

/// What was given, each with its instant and its words.
fn found(mut given: Vec<(i64, String)>) -> Option<Found> {
    let samples = given.len();
    given.sort_by_key(|(at_ms, _)| std::cmp::Reverse(*at_ms));
    given.truncate(LAST);
    let (newest_ms, newest) = given.first().cloned()?;
    Some(Found { samples, newest_ms, newest, last: given })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use domain::config::SourceRef;
    use domain::metric::Kind;
    use domain::sample::{Fixed, Reading, SeriesKey, SeriesShape};

    use super::*;

    /// A system with one value, of an instant.
    struct One(i64);

    #[async_trait::async_trait]
    impl Connector for One {
        async fn reach(&self) -> Result<()> {
            Ok(())
        }

        async fn sign_in(&self) -> Result<()> {
            Ok(())
        }

        async fn samples(&self, _: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
            assert!(until_ms - from_ms < DAY_MS);
            let sample = Sample { at_ms: self.0, reading: Reading::gauge(Fixed::ONE) };
            Ok(if (from_ms..=until_ms).contains(&self.0) { vec![sample] } else { Vec::new() })
        }
    }

    async fn tested(interval_s: u32, age_ms: i64) -> SourceCheck {
        let shape = SeriesShape { kind: Kind::Gauge, interval_s };
        let fed = Fed { series: SeriesKey::parse("fraud/feature-drift").unwrap(), shape, from: SourceRef::default() };
        let until_ms = 100 * DAY_MS;
        let one = || Ok(Box::new(One(until_ms - age_ms)) as Box<dyn Connector>);
        check(Connectors { open: one(), signed_in: one() }, &[fed], until_ms).await.pop().unwrap()
    }

    #[tokio::test]
    async fn a_daily_series_is_looked_for_in_a_week_and_any_other_in_an_hour() {
        for (interval_s, age_ms, found) in [
            (300, HOUR_MS, true),
            (300, HOUR_MS + 1, false),
            (86_400, 0, true),
            (86_400, 3 * DAY_MS, true),
            (86_400, 7 * DAY_MS - 1, true),
            (86_400, 7 * DAY_MS, false),
        ] {
            let step = tested(interval_s, age_ms).await;
            assert_eq!((step.passed, step.found.is_some()), (Some(found), found), "{interval_s} s, {age_ms} ms: {step:?}");
        }
        assert!(tested(86_400, 8 * DAY_MS).await.advice.contains("nothing for the last week"));
        assert!(tested(300, DAY_MS).await.advice.contains("nothing for the last hour"));
    }
}
