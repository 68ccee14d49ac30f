//! Recording exchange rates one by one, from a form or a file.

use chrono::NaiveDate;

use super::plan::Configuration;
use super::pool::{Rate, RateValue};
use crate::money::Currency;
use crate::time::{Month, parse_day};
use crate::{Error, Result};

/// Reads `2026-10-31` as a day and `2026-10` as a month.
///
/// # Errors
/// Shows what was written, at the field `date`.
pub fn day_or_month(text: &str) -> Result<(Option<NaiveDate>, Option<Month>)> {
    let text = text.trim();
    match (parse_day(text), Month::parse(text)) {
        (Ok(day), _) => Ok((Some(day), None)),
        (_, Ok(month)) => Ok((None, Some(month))),
        _ => Err(Error::field("date", format!("“{text}” is neither a day such as 2026-10-31 nor a month such as 2026-10"))),
    }
}

impl RateValue {
    /// A rate is recorded on its day or later, an average after its month.
    ///
    /// # Errors
    /// A day that has not come, a month that has not ended, at the field `date`.
    pub fn check_known(&self, today: NaiveDate) -> Result<()> {
        if self.on.is_some_and(|day| day > today) {
            return Err(Error::field("date", format!("{} has not come yet: a rate is recorded on its day or later", self.when())));
        }
        if self.month.is_some_and(|month| month.last_day() >= today) {
            return Err(Error::field("date", format!("{} has not ended: its average is known after its last day", self.when())));
        }
        Ok(())
    }
}

impl Configuration {
    /// Adds a rate; false where it is recorded already.
    ///
    /// # Errors
    /// A rate of the own currency, in the future, out of bounds, or other than the one that is recorded for that day or month.
    pub fn add_rate(&mut self, currency: Currency, value: RateValue, today: NaiveDate) -> Result<bool> {
        value.check_known(today)?;
        self.check_rate(&Rate { currency, values: vec![value.clone()] })?;
        let rate = self.rates.entry(currency).or_insert_with(|| Rate { currency, values: Vec::new() });
        let recorded = rate.values.iter().find(|recorded| (recorded.on, recorded.month) == (value.on, value.month));
        match recorded {
            Some(recorded) if recorded.value.0 == value.value.0 => Ok(false),
            Some(recorded) => {
                let (when, was) = (value.when(), recorded.value.0);
                Err(Error::field("rate", format!("{currency} is recorded as {was} for {when} and is not edited")))
            }
            None => {
                rate.values.push(value);
                Ok(true)
            }
        }
    }
}
