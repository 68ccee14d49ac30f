//! What only the clock knows of a test that is to be recorded.

use chrono::NaiveDate;
use domain::config::{Change, Configuration, Item, Test};
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

/// The same of every test among changes.
pub(super) fn refuse_future_tests(changes: &[Change], today: NaiveDate) -> Result<()> {
    changes.iter().try_for_each(|change| match change {
        Change::Put(item) => match &**item {
            Item::Test(test) => refuse_future(test, today),
            _ => Ok(()),
        },
        Change::Remove { .. } => Ok(()),
    })
}
