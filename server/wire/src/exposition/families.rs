//! What a page says of its families.

use std::collections::{BTreeMap, HashSet};

use crate::series::{MAX_VALUE, Metadata, Type};

use super::line::About;

/// By name.
#[derive(Default)]
pub struct Families(BTreeMap<String, Metadata>);

impl Families {
    /// Takes what a line says.
    pub fn add(&mut self, about: About) {
        match about {
            About::Type(name, kind) => self.0.entry(name).or_default().kind = kind,
            About::Help(name, help) if help.len() <= MAX_VALUE => self.0.entry(name).or_default().help = help,
            About::Unit(name, unit) if unit.len() <= MAX_VALUE => self.0.entry(name).or_default().unit = unit,
            About::Help(..) | About::Unit(..) => {}
        }
    }

    /// Is this the time at which a series of another family began?
    pub fn is_creation(&self, name: &str) -> bool {
        let begins =
            |family: &str| self.0.get(family).is_some_and(|family| matches!(family.kind, Type::Counter | Type::Histogram | Type::Summary));
        name.strip_suffix("_created").is_some_and(|family| begins(family) || begins(&format!("{family}_total")))
    }

    /// All of them, counters by the name of their series, without those of times of creation.
    pub fn finish(self, series: &HashSet<&str>) -> BTreeMap<String, Metadata> {
        let creations: HashSet<String> = self.0.keys().filter(|name| self.is_creation(name)).cloned().collect();
        let kept = self.0.into_iter().filter(|(name, _)| !name.is_empty() && !creations.contains(name));
        kept.map(|(name, told)| {
            let total = format!("{name}_total");
            let is_total = told.kind == Type::Counter && series.contains(total.as_str()) && !series.contains(name.as_str());
            (if is_total { total } else { name }, told)
        })
        .collect()
    }
}
