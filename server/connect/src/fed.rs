//! Which series a source feeds, and how it is asked for each.

use domain::Result;
use domain::config::{Configuration, SourceRef};
use domain::ids::SourceId;
use domain::metric::Cadence;
use domain::sample::{SeriesKey, SeriesShape};

/// A series with the place its samples come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fed {
    pub series: SeriesKey,
    pub shape: SeriesShape,
    pub from: SourceRef,
}

impl Fed {
    /// The one name or query that it asks for; empty where there is none.
    pub fn name(&self) -> &str {
        self.from.query.as_deref().or(self.from.numerator.as_deref()).unwrap_or_default()
    }

    /// Is its metric one that follows from deployments and incidents?
    pub fn is_of_events(&self) -> bool {
        let SeriesKey::Indicator { metric, .. } = &self.series else { return false };
        domain::metric::find(metric).is_ok_and(|metric| metric.cadence == Cadence::OnEvents)
    }

    /// Is it asked for every 5 minutes (and not once a day)?
    pub fn often(&self) -> bool {
        self.shape.interval_s < 86_400
    }
}

/// Every series that a source feeds.
///
/// # Errors
/// An indicator whose metric left the catalogue.
pub fn fed_by(configuration: &Configuration, source: &SourceId) -> Result<Vec<Fed>> {
    let mut fed = Vec::new();
    for indicator in configuration.indicators.values().filter(|indicator| indicator.source.id == *source) {
        fed.push(Fed { series: indicator.series(), shape: indicator.shape()?, from: indicator.source.clone() });
    }
    for kpi in configuration.kpis.values().filter(|kpi| kpi.source.id == *source) {
        fed.push(Fed { series: kpi.series(), shape: kpi.shape(), from: kpi.source.clone() });
    }
    for driver in configuration.drivers.values() {
        if driver.series.as_ref().is_some_and(|series| series.is_from(source)) {
            let series = SeriesKey::Driver(driver.id.clone());
            let shape = configuration.shape(&series)?;
            fed.push(Fed { series, shape, from: SourceRef { id: source.clone(), ..SourceRef::default() } });
        }
    }
    Ok(fed)
}
