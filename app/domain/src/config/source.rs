//! The systems that samples come from, and what a series asks them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::ids::SourceId;
use crate::metric::Kind;
use crate::system::{self, Asks, System};
use crate::{Error, Result};

/// What kind of system a source is: an entry of [`system::SYSTEMS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceKind(&'static System);

impl SourceKind {
    /// By its key in files.
    ///
    /// # Errors
    /// Names the known ones.
    pub fn parse(key: &str) -> Result<Self> {
        system::find(key).map(Self)
    }

    pub fn system(self) -> &'static System {
        self.0
    }

    /// As written in files.
    pub fn key(self) -> &'static str {
        self.0.key
    }

    /// As read by people.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Is it asked for samples?
    pub fn is_asked(self) -> bool {
        self.0.is_asked()
    }
}

impl Serialize for SourceKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for SourceKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A system that samples come from. `push`, `csv`, `received` and `predictions` exist without being named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: SourceId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub kind: SourceKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the environment variable with the secret, where it is not kept sealed in the database; the secret itself is never written here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_env: Option<String>,
    /// The same of the secret that its webhooks are signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_secret_env: Option<String>,
    /// How long the system needs until a span is complete; evaluated spans end that long before now.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "super::optional_duration")]
    pub delay: Option<u32>,
    /// What else must be known of the system, by the keys of [`crate::system::System::options`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
}

impl Source {
    /// The source that is there without being named, of one of [`system::BUILT_IN`].
    pub fn built_in(id: &SourceId) -> Option<Self> {
        let kind = SourceKind::parse(system::BUILT_IN.iter().find(|key| **key == id.as_str())?).ok()?;
        let name = kind.name().to_owned();
        Some(Self {
            id: id.clone(),
            name,
            kind,
            url: None,
            secret_env: None,
            webhook_secret_env: None,
            delay: None,
            options: BTreeMap::new(),
        })
    }

    /// The name, or the id where none was given.
    pub fn title(&self) -> &str {
        if self.name.is_empty() { self.id.as_str() } else { &self.name }
    }

    /// A setting of the system; empty where it was not given.
    pub fn option(&self, key: &str) -> &str {
        self.options.get(key).map_or("", String::as_str)
    }

    /// Checks the address and the settings against what the system needs.
    ///
    /// # Errors
    /// Each at its field.
    pub fn check(&self) -> Result<()> {
        let system = self.kind.system();
        if let Some(example) = system.address {
            let schemes = if example.starts_with("postgres") { ["postgres://", "postgresql://"] } else { ["http://", "https://"] };
            if !self.url.as_deref().is_some_and(|url| schemes.iter().any(|scheme| url.starts_with(scheme))) {
                return Err(Error::field("url", format!("give the address, such as {example}")));
            }
        }
        if let Some(unknown) = self.options.keys().find(|key| system.options.iter().all(|option| option.key != key.as_str())) {
            let known: Vec<&str> = system.options.iter().map(|option| option.key).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(Error::field("options", format!("“{unknown}” is no setting of {}; known: {known}", system.name)));
        }
        match system.options.iter().find(|option| option.needed && self.option(option.key).trim().is_empty()) {
            Some(option) => {
                Err(Error::field(format!("options[{}]", option.key), format!("{} needs {}: {}", system.name, option.key, option.hint)))
            }
            None => Ok(()),
        }
    }
}

/// Which source feeds a series, and what to ask it. Queries are evaluated at every expected interval, from 15 seconds to 5 minutes;
/// a counter, numerator, denominator or histogram query must give growth over that step: `increase(x[5m])` for 5 minutes or more.
/// A ratio needs both parts at an instant: `… or vector(0)` says that a missing numerator is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRef {
    pub id: SourceId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// Cumulative buckets by `le`; bounds are in the unit of `scale` × the metric's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub histogram: Option<String>,
    /// What the source's numbers are multiplied by: 1000 where it counts seconds and the metric milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "rust_decimal::serde::str_option")]
    pub scale: Option<Decimal>,
    /// Of `events`: the day from which all of them are told, so that a time without any is known to hold none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
}

impl Default for SourceRef {
    fn default() -> Self {
        Self {
            id: SourceId::parse("push").unwrap_or_else(|_| unreachable!("a literal slug")),
            query: None,
            numerator: None,
            denominator: None,
            histogram: None,
            scale: None,
            since: None,
        }
    }
}

impl SourceRef {
    /// What a series of a kind asks a system for, as a form says it: `query` is what there is, or of a share the numerator where a
    /// `denominator` is given. A share of a system that is asked by names may be one name.
    pub fn said(id: SourceId, kind: Kind, query: Option<String>, denominator: Option<String>) -> Self {
        let asked = Self { id, ..Self::default() };
        match (kind, denominator) {
            (Kind::Ratio, Some(denominator)) => Self { numerator: query, denominator: Some(denominator), ..asked },
            (Kind::Histogram, _) => Self { histogram: query, ..asked },
            _ => Self { query, ..asked },
        }
    }

    /// What [`SourceRef::said`] was given.
    pub fn parts(&self) -> (Option<&str>, Option<&str>) {
        let first = self.query.as_deref().or(self.numerator.as_deref()).or(self.histogram.as_deref());
        (first, self.denominator.as_deref())
    }

    /// Is what a series of a kind asks of a system complete?
    ///
    /// # Errors
    /// What is missing.
    pub fn check(&self, kind: Kind, system: &System) -> Result<()> {
        let share = self.query.is_some() && matches!(system.asks, Asks::Names(_));
        let (complete, wants) = match kind {
            Kind::Ratio => (share || self.numerator.is_some() && self.denominator.is_some(), "numerator and denominator"),
            Kind::Histogram => (self.histogram.is_some(), "histogram (buckets by le)"),
            _ => (self.query.is_some(), "query"),
        };
        if complete || system.asks == Asks::Nothing {
            return Ok(());
        }
        Err(Error::field("source", format!("a {} from {} needs {wants}", kind.key(), system.name)))
    }
}
