//! The systems that samples come from.

mod catalog;
pub mod presets;

pub use catalog::SYSTEMS;

/// Systems that are sources without being named, each of its own key.
pub const BUILT_IN: &[&str] = &["push", "csv", "received", "predictions", "events"];

/// Systems that tell of deployments or incidents.
const TELLING: &[&str] = &["github", "gitlab", "mlflow", "pagerduty", "events"];

/// Systems that tell of experiments that have ended.
const EXPERIMENTING: &[&str] = &["growthbook"];

use crate::{Error, Result};

/// A kind of system, as forms and files need to know it. How it is asked is the engine's matter.
#[derive(Debug, PartialEq, Eq)]
pub struct System {
    /// As written in files.
    pub key: &'static str,
    /// As read by people.
    pub name: &'static str,
    /// What it yields.
    pub sentence: &'static str,
    /// An example of its address; none where nothing is asked.
    pub address: Option<&'static str>,
    /// What its secret is, in words; empty where there is none.
    pub secret: &'static str,
    /// What must be known of it beside the address.
    pub options: &'static [SystemOption],
    pub asks: Asks,
    /// Does it only know how things are now, so that no past can be fetched?
    pub live: bool,
}

/// One more setting of a system.
#[derive(Debug, PartialEq, Eq)]
pub struct SystemOption {
    pub key: &'static str,
    pub name: &'static str,
    pub hint: &'static str,
    pub needed: bool,
}

/// What a series says of where its samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing: samples arrive by themselves.
    Nothing,
    /// A query in the system's own language, by kind: `query`, `numerator` and `denominator`, or `histogram`.
    Query,
    /// The same by names, which `query` and its like hold; the words say how a name is written. A share may be one name that is
    /// measured as a share.
    Names(&'static str),
}

impl System {
    /// Is it for people to connect? The others are there by themselves; only pushes and files may be told apart by names.
    pub fn is_connected(&self) -> bool {
        self.address.is_some() || matches!(self.key, "push" | "csv")
    }

    /// Does it tell of deployments or incidents?
    pub fn tells_events(&self) -> bool {
        TELLING.contains(&self.key)
    }

    /// Does it tell of experiments that have ended?
    pub fn tells_experiments(&self) -> bool {
        EXPERIMENTING.contains(&self.key)
    }

    /// Is it asked for samples?
    pub fn is_asked(&self) -> bool {
        self.asks != Asks::Nothing
    }
}

/// Looks a system up by key.
///
/// # Errors
/// Names the known ones.
pub fn find(key: &str) -> Result<&'static System> {
    SYSTEMS.iter().find(|system| system.key == key).ok_or_else(|| {
        let known: Vec<&str> = SYSTEMS.iter().map(|system| system.key).collect();
        Error::field("kind", format!("“{key}” is not a kind of system; known are {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalogue_is_complete_and_sound() {
        let keys: BTreeSet<_> = SYSTEMS.iter().map(|system| system.key).collect();
        assert_eq!(keys.len(), SYSTEMS.len(), "keys are unique");
        for system in SYSTEMS {
            assert!(system.sentence.ends_with('.'), "{}", system.key);
            let elsewhere = system.is_asked() && !BUILT_IN.contains(&system.key);
            assert_eq!(system.address.is_some(), elsewhere, "{}: what is asked elsewhere has an address", system.key);
            assert!(crate::ids::SourceId::parse(system.key).is_ok(), "{} is a slug", system.key);
        }
    }

    #[test]
    fn an_unknown_kind_is_told_the_known_ones() {
        assert_eq!(find("prometheus").unwrap().name, "Prometheus");
        assert!(find("prom").unwrap_err().to_string().contains("known are prometheus"));
    }
}
