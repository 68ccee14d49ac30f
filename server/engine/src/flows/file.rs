//! The configuration as a file: read with the line of every mistake, written so that reading it changes nothing.

use domain::config::{
    Baseline, Configuration, Cost, Driver, Edge, FollowUp, Indicator, Item, Journal, Kpi, Mapping, Objective, Person, Pool, Rate, Service,
    Settings, Source, Target, Team, Test,
};
use domain::{Error, Result};
use serde::{Deserialize, Serialize};

/// The tables of the file, in the order in which they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    workspace: Settings,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    person: Vec<Person>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    team: Vec<Team>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    source: Vec<Source>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    service: Vec<Service>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    indicator: Vec<Indicator>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    kpi: Vec<Kpi>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    objective: Vec<Objective>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    edge: Vec<Edge>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    driver: Vec<Driver>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cost: Vec<Cost>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    baseline: Vec<Baseline>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    target: Vec<Target>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    test: Vec<Test>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pool: Vec<Pool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rate: Vec<Rate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mapping: Vec<Mapping>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "follow-up")]
    follow_up: Vec<FollowUp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    journal: Option<Journal>,
}

/// Reads a file and checks it as a whole.
///
/// # Errors
/// Syntax, unknown keys and wrong values with their line; the same id twice; whatever [`Configuration::check`] finds.
pub fn read(text: &str) -> Result<Configuration> {
    let file: File = toml::from_str(text).map_err(|error| Error::field("file", mistake(text, &error)))?;
    let mut items = vec![Item::Workspace(file.workspace)];
    items.extend(file.person.into_iter().map(Item::Person));
    items.extend(file.team.into_iter().map(Item::Team));
    items.extend(file.source.into_iter().map(Item::Source));
    items.extend(file.service.into_iter().map(Item::Service));
    items.extend(file.indicator.into_iter().map(Item::Indicator));
    items.extend(file.kpi.into_iter().map(Item::Kpi));
    items.extend(file.objective.into_iter().map(Item::Objective));
    items.extend(file.edge.into_iter().map(Item::Edge));
    items.extend(file.driver.into_iter().map(Item::Driver));
    items.extend(file.cost.into_iter().map(Item::Cost));
    items.extend(file.baseline.into_iter().map(Item::Baseline));
    items.extend(file.target.into_iter().map(Item::Target));
    items.extend(file.test.into_iter().map(|test| Item::Test(Box::new(test))));
    items.extend(file.pool.into_iter().map(Item::Pool));
    items.extend(file.rate.into_iter().map(Item::Rate));
    items.extend(file.mapping.into_iter().map(Item::Mapping));
    items.extend(file.follow_up.into_iter().map(Item::FollowUp));
    items.extend(file.journal.map(Item::Journal));
    let mut subjects = std::collections::BTreeSet::new();
    if let Some(twice) = items.iter().map(Item::subject).find(|subject| !subjects.insert(subject.clone())) {
        return Err(Error::field("file", format!("{twice} stands twice in the file: merge the two tables")));
    }
    let configuration = Configuration::from_items(items)?;
    configuration.check()?;
    Ok(configuration)
}

/// Writes the file that [`read`] reads back to the same configuration.
pub fn write(configuration: &Configuration) -> Result<String> {
    let all = configuration.clone();
    let file = File {
        workspace: all.settings,
        person: all.people.into_values().collect(),
        team: all.teams.into_values().collect(),
        source: all.sources.into_values().collect(),
        service: all.services.into_values().collect(),
        indicator: all.indicators.into_values().collect(),
        kpi: all.kpis.into_values().collect(),
        objective: all.objectives.into_values().collect(),
        edge: all.edges.into_iter().collect(),
        driver: all.drivers.into_values().collect(),
        cost: all.costs.into_values().collect(),
        baseline: all.baselines.into_values().collect(),
        target: all.targets.into_values().collect(),
        test: all.tests.into_values().collect(),
        pool: all.pools.into_values().collect(),
        rate: all.rates.into_values().collect(),
        mapping: all.mappings.into_values().collect(),
        follow_up: all.follow_ups.into_values().collect(),
        journal: all.journal,
    };
    toml::to_string(&file).map_err(|error| crate::error::internal("configuration file", error))
}

fn mistake(text: &str, error: &toml::de::Error) -> String {
    match error.span() {
        Some(span) => {
            let line = text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1);
            format!("line {line}: {}", error.message())
        }
        None => error.message().to_owned(),
    }
}
