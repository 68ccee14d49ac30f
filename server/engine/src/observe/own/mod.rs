//! Our own series: indicators from their roll-ups, and what the ledgers of the months say.

mod indicators;
mod money;

use domain::access::Viewer;
use domain::ports::QueryError;
use domain::{Error, Result};
use promql::{Labels, Matcher, NAME, Selection, SeriesData, storage};

use crate::context::Engine;

/// Names with their meaning. The money of a month stands at its first instant and holds until its last.
pub(super) const METRICS: [(&str, &str); 9] = [
    (indicators::INDICATOR, "Value of an indicator in each of its slots of 5 minutes or days, in the unit that its label names."),
    (money::VALUE, "Money a mapping earned or lost in a month."),
    (money::LOW, "The amount that nine in ten draws exceed."),
    (money::HIGH, "The amount that one in ten draws exceeds."),
    (money::OVERLAP, "What a mapping's pool takes back of it in a month, zero or negative: value plus overlap is the benefit."),
    (money::GRADE, "How well a mapping's effect is proved in a month: 1 for grade A to 5 for grade E."),
    (money::COVERAGE, "Share of a month in which an indicator was measured, of 1."),
    (money::COST, "Cost to run a service in a month, as far as it is known."),
    (money::NET, "What all services earned in a month less what they cost."),
];

/// Whether a metric is one of ours.
pub(super) fn is_own(name: &str) -> bool {
    METRICS.iter().any(|(own, _)| *own == name)
}

/// Our series that satisfy the conditions, with their samples between two instants.
pub(super) async fn series(engine: &Engine, viewer: &Viewer, need: &Selection) -> Result<Vec<SeriesData>, QueryError> {
    let mut found = Vec::new();
    if asked(&need.matchers).next().is_none() {
        return Ok(found);
    }
    let (revision, configuration) = match engine.settled(&viewer.workspace).await {
        Ok(settled) => settled,
        // Raw series can be read before anything is configured.
        Err(Error::Conflict { .. }) => return Ok(found),
        Err(error) => return Err(error.into()),
    };
    if asked(&need.matchers).any(|name| name == indicators::INDICATOR) {
        found.extend(indicators::series(engine, viewer, &configuration, need).await?);
    }
    let names: Vec<&str> = asked(&need.matchers).filter(|name| *name != indicators::INDICATOR).collect();
    if !names.is_empty() {
        found.extend(money::series(engine, viewer, (revision, &configuration), &names, need).await?);
    }
    found.retain(|series| storage::all_match(&need.matchers, &series.labels));
    Ok(found)
}

/// Labels of our series that satisfy the conditions; those of indicators are known without reading a sample.
pub(super) async fn labels(engine: &Engine, viewer: &Viewer, need: &Selection) -> Result<Vec<Labels>, QueryError> {
    let Ok(configuration) = engine.settled(&viewer.workspace).await.map(|(_, configuration)| configuration) else { return Ok(Vec::new()) };
    let mut found = indicators::labels(&configuration)?;
    found.retain(|labels| storage::all_match(&need.matchers, labels));
    let mut others = need.clone();
    others.matchers.push(Matcher::new(NAME, promql::Op::NotEqual, indicators::INDICATOR).map_err(super::refused)?);
    found.extend(series(engine, viewer, &others).await?.into_iter().map(|series| series.labels));
    Ok(found)
}

/// Our names that the conditions allow.
fn asked(matchers: &[Matcher]) -> impl Iterator<Item = &'static str> {
    let allowed = |name: &str| matchers.iter().filter(|matcher| matcher.name == NAME).all(|matcher| matcher.matches(name));
    METRICS.iter().map(|(name, _)| *name).filter(move |name| allowed(name))
}
