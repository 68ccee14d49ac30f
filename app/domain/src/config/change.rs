//! Changing a configuration: each change is checked against the whole, and what was recorded stays.

use serde::{Deserialize, Serialize};

use super::item::Item;
use super::plan::Configuration;
use crate::{Error, Result};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    Put(Box<Item>),
    Remove { kind: String, id: String },
}

/// What a change does to one item, for `--dry-run`, the audit trail and the answer of `apply`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// `driver revenue-per-hour`.
    pub subject: String,
    /// JSON bodies; none where the item is new or removed.
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Configuration {
    /// The configuration after a change.
    ///
    /// # Errors
    /// Whatever [`Configuration::check`] finds; a change of a recorded version; removing what is still used.
    pub fn with(&self, change: &Change) -> Result<Self> {
        self.with_all(std::slice::from_ref(change))
    }

    /// The configuration after several changes, checked once at the end.
    pub fn with_all(&self, changes: &[Change]) -> Result<Self> {
        let mut next = self.clone();
        for change in changes {
            match change {
                Change::Put(item) => {
                    self.check_history(item)?;
                    next.put((**item).clone());
                }
                Change::Remove { kind, id } => {
                    if self.find(kind, id).is_none() {
                        return Err(Error::not_found(kind.as_str(), id));
                    }
                    if matches!(kind.as_str(), "workspace" | "baseline" | "rate") {
                        return Err(Error::conflict(format!("a {kind} is never removed; a successor starts at a later date")));
                    }
                    self.check_unclaimed(kind, id)?;
                    next.remove(kind, id);
                }
            }
        }
        changes.iter().try_for_each(|change| match change {
            Change::Remove { kind, id } if kind == "test" => next.check_unused_test(id),
            _ => Ok(()),
        })?;
        next.check()?;
        self.check_currencies_known(&next)?;
        Ok(next)
    }

    /// The changes that make `self` into `other`. Items that `other` does not name are removed only where that loses no history.
    pub fn changes_to(&self, other: &Self) -> Vec<Change> {
        let mine = self.items();
        let theirs: Vec<Item> = other.items().into_iter().map(|item| self.with_recorded_rates(item)).collect();
        let mut changes: Vec<Change> =
            theirs.iter().filter(|item| !mine.contains(item)).map(|item| Change::Put(Box::new(item.clone()))).collect();
        changes.extend(mine.iter().rev().filter_map(|item| {
            let (kind, id) = (item.kind(), item.id());
            let stays = matches!(kind, "person" | "rate") || theirs.iter().any(|other| other.kind() == kind && other.id() == id);
            (!stays).then(|| Change::Remove { kind: kind.to_owned(), id })
        }));
        changes
    }

    /// Rates come from files of their own too: what is recorded stays, and a configuration file adds to it.
    fn with_recorded_rates(&self, item: Item) -> Item {
        match item {
            Item::Rate(mut rate) => {
                let mut values = self.rates.get(&rate.currency).map(|old| old.values.clone()).unwrap_or_default();
                rate.values.retain(|value| !values.contains(value));
                values.append(&mut rate.values);
                Item::Rate(super::Rate { values, ..rate })
            }
            other => other,
        }
    }

    /// What the changes bring is in currencies of which a rate is recorded. What was there before may wait for its rate.
    fn check_currencies_known(&self, next: &Self) -> Result<()> {
        let mappings = next.mappings.values().cloned().map(Item::Mapping);
        mappings.chain(next.costs.values().cloned().map(Item::Cost)).try_for_each(|item| {
            let Err(error) = next.check_rate_recorded(&item) else { return Ok(()) };
            match self.find(item.kind(), &item.id()) {
                Some(before) if self.check_rate_recorded(&before).is_err() => Ok(()),
                _ => Err(error),
            }
        })
    }

    /// A pool holds for every month: without it, all past months would claim more.
    fn check_unclaimed(&self, kind: &str, id: &str) -> Result<()> {
        let claims = |mapping: &&super::Mapping| mapping.pool.as_ref().is_some_and(|pool| kind == "pool" && pool.as_str() == id);
        match self.mappings.values().find(claims) {
            Some(mapping) => Err(Error::conflict(format!(
                "pool {id} is what “{}” claims from in every month, past ones too: take it out of its mappings first, which changes their months",
                mapping.name
            ))),
            None => Ok(()),
        }
    }

    /// What a change does, as bodies before and after.
    pub fn difference(&self, change: &Change) -> Result<Difference> {
        let (kind, id, after) = match change {
            Change::Put(item) => (item.kind().to_owned(), item.id(), Some(item.to_json()?)),
            Change::Remove { kind, id } => (kind.clone(), id.clone(), None),
        };
        let before = self.find(&kind, &id);
        if let (Change::Put(new), Some(Item::Rate(old))) = (change, &before)
            && let Item::Rate(new) = &**new
        {
            // The record of a currency grows by a line a day: what is told is the lines that are new.
            let of = |values: Vec<_>| Item::Rate(super::Rate { currency: old.currency, values }).to_json();
            let added = new.values.iter().filter(|value| !old.values.contains(value)).cloned().collect();
            return Ok(Difference { subject: format!("{kind} {id}"), before: Some(of(Vec::new())?), after: Some(of(added)?) });
        }
        let before = before.map(|item| item.to_json()).transpose()?;
        Ok(Difference { subject: format!("{kind} {id}"), before, after })
    }

    /// Dated versions that are recorded must come back as they are; successors may be added.
    pub(super) fn check_history(&self, item: &Item) -> Result<()> {
        let recorded = |what: &str, from: String| {
            Error::conflict(format!("{} of {what} is recorded and is not edited: add a version with a later “from”", from))
        };
        match item {
            Item::Driver(driver) => {
                let old = self.drivers.get(&driver.id).map_or(&[][..], |old| &old.values);
                match old.iter().find(|value| !driver.values.contains(value)) {
                    Some(lost) => Err(recorded(&format!("driver {}", driver.id), format!("the value from {}", lost.from))),
                    None => Ok(()),
                }
            }
            Item::Cost(cost) => {
                let old = self.costs.get(&cost.id).map_or(&[][..], |old| &old.values);
                match old.iter().find(|value| !cost.values.contains(value)) {
                    Some(lost) => Err(recorded(&format!("cost {}", cost.id), format!("the value from {}", lost.from))),
                    None => Ok(()),
                }
            }
            Item::Mapping(mapping) => {
                let old = self.mappings.get(&mapping.id).map_or(&[][..], |old| &old.versions);
                match old.iter().find(|version| !mapping.versions.contains(version)) {
                    Some(lost) => Err(recorded(&format!("mapping {}", mapping.id), format!("the version from {}", lost.from))),
                    None => Ok(()),
                }
            }
            Item::Rate(rate) => {
                let old = self.rates.get(&rate.currency).map_or(&[][..], |old| &old.values);
                match old.iter().find(|value| !rate.values.contains(value)) {
                    Some(lost) => {
                        Err(Error::conflict(format!("the rate of {} for {} is recorded and is not edited", rate.currency, lost.when())))
                    }
                    None => Ok(()),
                }
            }
            Item::Baseline(baseline) => match self.baselines.get(&item.id()) {
                // A file names the months; what was computed from them is stored, and stays.
                Some(old) if old != baseline && !old.restates(baseline) => {
                    Err(recorded("the baseline", format!("the version from {}", old.from)))
                }
                _ => Ok(()),
            },
            Item::Test(test) => match self.tests.get(&test.id).and_then(|old| old.changed(test)) {
                Some(field) => Err(Error::field(
                    field,
                    format!(
                        "{field} of test {} is recorded and is not edited; its name, decision, link, exposed share and valid-until may change. To mend a \
                         typing error, remove the test and record it again: the audit trail keeps both",
                        test.id
                    ),
                )),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }
}

impl super::Test {
    /// The first recorded part in which `other` differs.
    fn changed(&self, other: &Self) -> Option<&'static str> {
        let same = [
            ("service", self.service == other.service),
            ("metric", self.metric == other.metric),
            ("kpi", self.kpi == other.kpi),
            ("programme", self.programme == other.programme),
            ("design", self.design == other.design),
            ("kind", self.kind == other.kind),
            ("unit", self.unit == other.unit),
            ("from", self.from == other.from),
            ("to", self.to == other.to),
            ("control", self.control == other.control),
            ("treatment", self.treatment == other.treatment),
            ("expected_split", self.expected_split == other.expected_split),
            ("confidence", self.confidence == other.confidence),
            ("stopped_early", self.stopped_early == other.stopped_early),
            ("mixed_assignment", self.mixed_assignment == other.mixed_assignment),
            ("repeats", self.repeats == other.repeats),
            ("origin", self.origin == other.origin),
        ];
        same.into_iter().find(|(_, same)| !same).map(|(field, _)| field)
    }
}

impl super::Baseline {
    /// Is `other` this baseline without the figures that were computed from its months?
    pub fn restates(&self, other: &Self) -> bool {
        let bare = Self {
            value: other.value,
            low: other.low,
            high: other.high,
            n: other.n,
            confidence: other.confidence,
            shape: other.shape,
            ..self.clone()
        };
        other.value.is_none() && bare == *other
    }
}
