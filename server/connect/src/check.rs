//! "Test this source": each step, and what to do about the first that fails.

use std::time::Instant;

use domain::Result;
use domain::ports::{Found, SourceCheck};
use domain::sample::Sample;
use domain::time::HOUR_MS;

use super::connector::Connector;
use super::fed::Fed;

/// The connector without its secret, and with it: reaching the host needs none, and a missing one is the second step's matter.
pub struct Connectors {
    pub open: Result<Box<dyn Connector>>,
    pub signed_in: Result<Box<dyn Connector>>,
}

/// Reaches the host, signs in, and reads each series over the last hour before `until_ms`. Nothing is stored.
pub async fn check(connectors: Connectors, fed: &[Fed], until_ms: i64) -> Vec<SourceCheck> {
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
        let step = format!("Read one sample of {}", fed.series);
        let Some(connector) = &connector else {
            steps.untried(&step);
            continue;
        };
        match connector.samples(fed, until_ms - HOUR_MS, until_ms).await {
            Err(failure) => steps.failed(&step, failure),
            Ok(samples) if samples.is_empty() => {
                steps.failed(&step, "it gives nothing for the last hour: try it there, and check names and labels");
            }
            Ok(samples) => steps.found(step, &samples),
        }
    }
    steps.done
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
        let newest = samples.iter().max_by_key(|sample| sample.at_ms);
        let found = newest.map(|newest| Found { samples: samples.len(), newest_ms: newest.at_ms, newest: newest.reading.in_words() });
        self.done.push(SourceCheck { step, passed: Some(true), advice: String::new(), found });
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
