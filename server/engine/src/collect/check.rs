//! "Test this source": each step, and what to do about the first that fails.

use std::time::Instant;

use domain::config::Source;
use domain::ports::SourceCheck;
use domain::time::HOUR_MS;

use super::fed::Fed;
use super::pass::client_of;
use super::prometheus::Prometheus;

/// Reaches the host, signs in, and reads one sample of each series from the last hour before `until_ms`. Nothing is stored.
pub async fn check(source: &Source, fed: &[Fed], until_ms: i64) -> Vec<SourceCheck> {
    let mut steps = Steps::default();
    let start = Instant::now();
    // Reaching the host needs no secret, and a missing one is the next step's matter.
    let open = Prometheus::new(source, None);
    match open {
        Ok(prometheus) => match prometheus.reach().await {
            Ok(()) => steps.passed(format!("Host reached in {} ms", start.elapsed().as_millis())),
            Err(failure) => steps.failed("Host reached", failure),
        },
        Err(failure) => steps.failed("Host reached", failure),
    }
    let mut client = None;
    if steps.still_good() {
        let signed_in = match client_of(source) {
            Ok(prometheus) => prometheus.now("vector(1)").await.map(|_| prometheus),
            Err(failure) => Err(failure),
        };
        match signed_in {
            Ok(prometheus) => {
                steps.passed("Signed in".to_owned());
                client = Some(prometheus);
            }
            Err(failure) => steps.failed("Signed in", failure),
        }
    } else {
        steps.untried("Signed in");
    }
    for fed in fed {
        let step = format!("Read one sample of {}", fed.series);
        let Some(prometheus) = &client else {
            steps.untried(&step);
            continue;
        };
        let mut found = false;
        let mut failure = None;
        for span in fed.spans(until_ms - HOUR_MS, until_ms) {
            match fed.ask(prometheus, span).await {
                Ok(samples) => found |= !samples.is_empty(),
                Err(error) => failure = Some(error),
            }
        }
        match failure {
            Some(failure) => steps.failed(&step, failure),
            None if found => steps.passed(step),
            None => steps.failed(&step, "the query gives nothing for the last hour: try it in Prometheus, and check its labels"),
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
        self.done.push(SourceCheck { step, passed: Some(true), advice: String::new() });
    }

    fn failed(&mut self, step: &str, advice: impl std::fmt::Display) {
        self.done.push(SourceCheck { step: step.to_owned(), passed: Some(false), advice: advice.to_string() });
    }

    fn untried(&mut self, step: &str) {
        self.done.push(SourceCheck { step: step.to_owned(), passed: None, advice: String::new() });
    }

    fn still_good(&self) -> bool {
        self.done.iter().all(|step| step.passed == Some(true))
    }
}
