//! The month's report with its fingerprint.

use domain::close::State;
use domain::config::Configuration;
use domain::report::{self, MonthReport};
use domain::time::Month;
use domain::value::Facts;
use domain::{Error, Result};

use crate::flows::secrets::sha256;
use crate::threads::Threads;

/// Builds the report of a month and fills its snapshot. `facts` holds the 13 months that end with `month`.
///
/// # Errors
/// A configuration that no longer checks, or amounts beyond 64 bits.
pub fn month_report(configuration: &Configuration, facts: &Facts, month: Month, state: State) -> Result<MonthReport> {
    let mut built = report::build_by(configuration, facts, month, &Threads)?;
    built.state = state;
    built.snapshot = snapshot(&built)?;
    Ok(built)
}

/// SHA-256 in hex of the report's JSON with an empty snapshot. Struct fields and sorted maps give one order, so the same report
/// always gives the same digits.
pub fn snapshot(report: &MonthReport) -> Result<String> {
    let bare = MonthReport { snapshot: String::new(), ..report.clone() };
    let json = serde_json::to_vec(&bare).map_err(|error| Error::invalid(error.to_string()))?;
    Ok(sha256(&json))
}
