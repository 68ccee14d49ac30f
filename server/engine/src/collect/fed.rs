//! Which series a source feeds, and how it is asked for each.

use domain::Result;
use domain::config::{Configuration, SeriesRef, SourceRef};
use domain::ids::SourceId;
use domain::metric::Kind;
use domain::sample::{Sample, SeriesKey, SeriesShape};

use super::prometheus::{Answers, POINTS_MAX, Prometheus, Span, samples, step_s};

/// A series with the place its samples come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fed {
    pub series: SeriesKey,
    pub shape: SeriesShape,
    pub from: SourceRef,
}

impl Fed {
    /// Is it asked for every 5 minutes (and not once a day)?
    pub fn often(&self) -> bool {
        self.shape.interval_s < 86_400
    }

    /// Distance of two evaluations in seconds.
    pub fn step_s(&self) -> i64 {
        step_s(self.shape.interval_s)
    }

    /// Asks for a span of at most [`POINTS_MAX`] instants.
    ///
    /// # Errors
    /// Everything that can fail at the source, in words that name the series.
    pub async fn ask(&self, prometheus: &Prometheus, span: Span) -> Result<Vec<Sample>> {
        let mut answers = Answers::default();
        match self.shape.kind {
            Kind::Ratio => {
                answers.first = prometheus.range(text(&self.from.numerator), span).await?;
                answers.second = prometheus.range(text(&self.from.denominator), span).await?;
            }
            Kind::Histogram => answers.first = prometheus.range(text(&self.from.histogram), span).await?,
            _ => answers.first = prometheus.range(text(&self.from.query), span).await?,
        }
        samples(self.shape.kind, &answers, span.step_s, self.from.scale)
    }

    /// The instants from one to another, in parts that a source answers at once.
    pub fn spans(&self, from_ms: i64, until_ms: i64) -> Vec<Span> {
        Span::aligned(from_ms, until_ms, self.step_s()).map(|span| span.chunks(POINTS_MAX).collect()).unwrap_or_default()
    }
}

/// The check of the configuration made sure that the queries which a kind needs are there.
fn text(query: &Option<String>) -> &str {
    query.as_deref().unwrap_or_default()
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
        if matches!(&driver.series, Some(SeriesRef::Own { id }) if id == source) {
            let series = SeriesKey::Driver(driver.id.clone());
            let shape = configuration.shape(&series)?;
            fed.push(Fed { series, shape, from: SourceRef { id: source.clone(), ..SourceRef::default() } });
        }
    }
    Ok(fed)
}
