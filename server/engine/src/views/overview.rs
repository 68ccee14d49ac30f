//! The first page.

use domain::Result;
use domain::config::Configuration;
use domain::ports::Overview;
use domain::time::Month;
use domain::value::Facts;

use super::month_report;

/// The month's report, or what is still missing to make one. `months` are those with samples, newest first; `facts` holds the 13 that
/// end with `month`.
pub fn overview(configuration: &Configuration, facts: &Facts, month: Month, months: &[Month]) -> Result<Overview> {
    let (has_services, has_samples) = (!configuration.services.is_empty(), !months.is_empty() || !facts.months.is_empty());
    let report = if has_services && has_samples { Some(month_report(configuration, facts, month)?) } else { None };
    Ok(Overview {
        report,
        months: months.to_vec(),
        now_ms: facts.now_ms,
        has_services,
        has_samples,
        has_mappings: !configuration.mappings.is_empty(),
    })
}
