//! What only the clock knows of tests and rates that are to be recorded.

use chrono::NaiveDate;
use domain::config::{Change, Configuration, Item, Test, within};
use domain::time::{day_title, local};
use domain::{Error, Result};

use crate::context::Engine;

impl Engine {
    /// The running day in the workspace's zone.
    pub(crate) fn today(&self, configuration: &Configuration) -> Result<NaiveDate> {
        Ok(local(self.clock.now_ms(), configuration.settings.zone()?).date())
    }
}

/// A test is recorded after it has ended: its counts are not known before.
pub(super) fn refuse_future(test: &Test, today: NaiveDate) -> Result<()> {
    let late = [("from", test.from), ("to", test.to)].into_iter().find(|(_, day)| *day > today);
    match late {
        Some((field, day)) => {
            let message = format!("{} is in the future: record the test after its last day; today is {}", day_title(day), day_title(today));
            Err(Error::field(field, message))
        }
        None => Ok(()),
    }
}

/// The same of every test among changes, and of the rates that they add: what only the clock knows.
pub(super) fn refuse_future_records(before: &Configuration, changes: &[Change], today: NaiveDate) -> Result<()> {
    changes.iter().try_for_each(|change| match change {
        Change::Put(item) => match &**item {
            Item::Test(test) => refuse_future(test, today).map_err(|error| within("test", &test.id, error)),
            Item::Rate(rate) => {
                let recorded = before.rates.get(&rate.currency).map_or(&[][..], |recorded| &recorded.values);
                let added = rate.values.iter().filter(|value| !recorded.contains(value));
                added.into_iter().try_for_each(|value| value.check_known(today)).map_err(|error| within("rate", &rate.currency, error))
            }
            _ => Ok(()),
        },
        Change::Remove { .. } => Ok(()),
    })
}
