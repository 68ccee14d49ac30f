//! One configured thing, as it is stored, audited and compared.

use serde::{Deserialize, Serialize};

use super::hierarchy::Edge;
use super::journal::Journal;
use super::model::{Indicator, Kpi, Objective, Person, Service, Settings, Team};
use super::money_model::{Baseline, Cost, Driver, Mapping, Target};
use super::plan::FollowUp;
use super::pool::{Pool, Rate};
use super::source::Source;
use super::test_record::Test;
use crate::{Error, Result};

/// Every kind of configured thing. The tag is the table's name in the configuration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "kebab-case")]
pub enum Item {
    Workspace(Settings),
    Person(Person),
    Team(Team),
    Source(Source),
    Service(Service),
    Indicator(Indicator),
    Kpi(Kpi),
    Objective(Objective),
    Edge(Edge),
    Driver(Driver),
    Cost(Cost),
    Baseline(Baseline),
    Target(Target),
    Test(Box<Test>),
    Pool(Pool),
    Rate(Rate),
    Mapping(Mapping),
    FollowUp(FollowUp),
    Journal(Journal),
}

/// Calls a body for whichever item it is.
macro_rules! each {
    ($item:expr, $inner:ident => $body:expr) => {
        match $item {
            Item::Workspace($inner) => $body,
            Item::Person($inner) => $body,
            Item::Team($inner) => $body,
            Item::Source($inner) => $body,
            Item::Service($inner) => $body,
            Item::Indicator($inner) => $body,
            Item::Kpi($inner) => $body,
            Item::Objective($inner) => $body,
            Item::Edge($inner) => $body,
            Item::Driver($inner) => $body,
            Item::Cost($inner) => $body,
            Item::Baseline($inner) => $body,
            Item::Target($inner) => $body,
            Item::Test($inner) => $body,
            Item::Pool($inner) => $body,
            Item::Rate($inner) => $body,
            Item::Mapping($inner) => $body,
            Item::FollowUp($inner) => $body,
            Item::Journal($inner) => $body,
        }
    };
}

impl Item {
    /// Kinds in the order in which the file lists them.
    pub const KINDS: [&'static str; 19] = [
        "workspace",
        "person",
        "team",
        "source",
        "service",
        "indicator",
        "kpi",
        "objective",
        "edge",
        "driver",
        "cost",
        "baseline",
        "target",
        "test",
        "pool",
        "rate",
        "mapping",
        "follow-up",
        "journal",
    ];

    /// The table's name in the file.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Workspace(_) => "workspace",
            Self::Person(_) => "person",
            Self::Team(_) => "team",
            Self::Source(_) => "source",
            Self::Service(_) => "service",
            Self::Indicator(_) => "indicator",
            Self::Kpi(_) => "kpi",
            Self::Objective(_) => "objective",
            Self::Edge(_) => "edge",
            Self::Driver(_) => "driver",
            Self::Cost(_) => "cost",
            Self::Baseline(_) => "baseline",
            Self::Target(_) => "target",
            Self::Test(_) => "test",
            Self::Pool(_) => "pool",
            Self::Rate(_) => "rate",
            Self::Mapping(_) => "mapping",
            Self::FollowUp(_) => "follow-up",
            Self::Journal(_) => "journal",
        }
    }

    /// Unique within its kind: `recommender`, `recommender/uptime@2026-01-01`.
    pub fn id(&self) -> String {
        match self {
            Self::Workspace(_) => "workspace".to_owned(),
            Self::Person(person) => person.email.to_string(),
            Self::Team(team) => team.id.to_string(),
            Self::Source(source) => source.id.to_string(),
            Self::Service(service) => service.id.to_string(),
            Self::Indicator(indicator) => indicator.series().to_string(),
            Self::Kpi(kpi) => kpi.id.to_string(),
            Self::Objective(objective) => objective.id.to_string(),
            Self::Edge(edge) => format!("{}>{}", edge.from, edge.to),
            Self::Driver(driver) => driver.id.to_string(),
            Self::Cost(cost) => cost.id.to_string(),
            Self::Baseline(b) => format!("{}/{}:{}@{}", b.service, b.metric, b.statistic.key(), b.from),
            Self::Target(t) => format!("{}/{}:{}@{}", t.service, t.metric, t.statistic.key(), t.from),
            Self::Test(test) => test.id.to_string(),
            Self::Pool(pool) => pool.id.to_string(),
            Self::Rate(rate) => rate.currency.code().to_owned(),
            Self::Mapping(mapping) => mapping.id.to_string(),
            Self::FollowUp(follow_up) => follow_up.id.clone(),
            Self::Journal(_) => "journal".to_owned(),
        }
    }

    /// Kind and id, as in the audit trail: `driver revenue-per-hour`.
    pub fn subject(&self) -> String {
        format!("{} {}", self.kind(), self.id())
    }

    /// The body as JSON, for the store and the audit trail.
    pub fn to_json(&self) -> Result<String> {
        each!(self, inner => serde_json::to_string(inner)).map_err(|error| Error::invalid(error.to_string()))
    }

    /// Reads a stored body of a kind.
    ///
    /// # Errors
    /// Names the kind and what does not fit.
    pub fn from_json(kind: &str, body: &str) -> Result<Self> {
        let value = serde_json::from_str(body).map_err(|error| Error::invalid(format!("{kind}: {error}")))?;
        Self::from_value(kind, value)
    }

    /// Reads a body of a kind from any self-describing value.
    pub fn from_value(kind: &str, value: serde_json::Value) -> Result<Self> {
        let read = |error: serde_json::Error| Error::invalid(format!("{kind}: {error}"));
        Ok(match kind {
            "workspace" => Self::Workspace(serde_json::from_value(value).map_err(read)?),
            "person" => Self::Person(serde_json::from_value(value).map_err(read)?),
            "team" => Self::Team(serde_json::from_value(value).map_err(read)?),
            "source" => Self::Source(serde_json::from_value(value).map_err(read)?),
            "service" => Self::Service(serde_json::from_value(value).map_err(read)?),
            "indicator" => Self::Indicator(serde_json::from_value(value).map_err(read)?),
            "kpi" => Self::Kpi(serde_json::from_value(value).map_err(read)?),
            "objective" => Self::Objective(serde_json::from_value(value).map_err(read)?),
            "edge" => Self::Edge(serde_json::from_value(value).map_err(read)?),
            "driver" => Self::Driver(serde_json::from_value(value).map_err(read)?),
            "cost" => Self::Cost(serde_json::from_value(value).map_err(read)?),
            "baseline" => Self::Baseline(serde_json::from_value(value).map_err(read)?),
            "target" => Self::Target(serde_json::from_value(value).map_err(read)?),
            "test" => Self::Test(serde_json::from_value(value).map_err(read)?),
            "pool" => Self::Pool(serde_json::from_value(value).map_err(read)?),
            "rate" => Self::Rate(serde_json::from_value(value).map_err(read)?),
            "mapping" => Self::Mapping(serde_json::from_value(value).map_err(read)?),
            "follow-up" => Self::FollowUp(serde_json::from_value(value).map_err(read)?),
            "journal" => Self::Journal(serde_json::from_value(value).map_err(read)?),
            other => {
                return Err(Error::invalid(format!("“{other}” is not a table of the configuration; known are {}", Self::KINDS.join(", "))));
            }
        })
    }
}
