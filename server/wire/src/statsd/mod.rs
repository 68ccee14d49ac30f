//! StatsD and DogStatsD: lines of text, which are gathered here and given out from time to time.
//!
//! A name `model.latency` becomes `model_latency`, a tag `model:fraud` the label `model`. A counter grows. A gauge is its last value; one
//! with a sign is a change of it, as StatsD says, unless the line has tags, since DogStatsD has no changes. Timers, histograms and
//! distributions grow a histogram on the fixed bounds, in the unit that is sent (timers: milliseconds). A set is the number of its
//! different members since it was last given out. What was sampled counts for all that it stands for. Service checks and events are read
//! as those of Datadog's HTTP API are.

mod aggregator;
mod line;
#[cfg(test)]
mod tests;

pub use aggregator::Aggregator;
