//! From the currency in which money was earned or spent to the one that is reported: the month's average rate.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::chain::Term;
use super::estimate::{ChainInput, FactorInput, Part};
use super::ledger::Scope;
use super::line::Reason;
use super::unclaimed::{Refused, refuse};
use crate::config::{Configuration, Number, RateValue};
use crate::exact::Exact;
use crate::format;
use crate::ids::Email;
use crate::money::{Currency, Money};
use crate::time::{Month, local};
use crate::unit::Unit;
use crate::{Error, Result};

/// Significant digits to which the mean of daily rates is rounded; the digits that are printed enter the product.
pub const SIGNIFICANT_DIGITS: u32 = 8;

/// Where rates are typed in and imported.
pub const RATES_PAGE: &str = "/drivers#rates";

/// What one unit of a currency was in the reporting currency, on the average of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateFactor {
    pub currency: Currency,
    pub reporting: Currency,
    pub month: Month,
    pub value: Number,
    /// Days quoted; none where the average was stated as such.
    pub days: Option<u32>,
    /// Distinct sources, joined.
    pub source: String,
    /// Who recorded the newest of what it is made of.
    pub by: Email,
}

impl RateFactor {
    /// As the last factor of a chain.
    pub fn factor(&self) -> FactorInput {
        let from = if self.source.is_empty() { "record".to_owned() } else { format!("record: {}", self.source) };
        let evidence = match self.days {
            None => from,
            Some(1) => format!("{from}, 1 day quoted"),
            Some(days) => format!("{from}, {days} days quoted"),
        };
        FactorInput {
            part: Part::ExchangeRate,
            evidence: Some(evidence),
            ..FactorInput::plain(
                format!("exchange rate, average of {}", self.month.title()),
                self.value,
                format!("{}/{}", self.reporting, self.currency),
            )
        }
    }

    /// An amount of the currency in the reporting currency, rounded once.
    pub fn convert(&self, amount: &Exact) -> Result<Money> {
        Money::round(&amount.times(&self.value.0.into()), self.reporting)
    }
}

/// The average rate of a currency in a month: the stated average where there is one, else the mean of the days quoted in the month up
/// to `now_ms`. None where nothing is recorded for the month, and for the reporting currency itself, which needs no rate.
///
/// A past month reads its own days only, so today's rate never moves it.
pub fn to_reporting(configuration: &Configuration, month: Month, now_ms: i64, currency: Currency) -> Option<RateFactor> {
    let reporting = configuration.currency();
    let rate = configuration.rates.get(&currency).filter(|_| currency != reporting)?;
    let made = |value: Number, days: Option<u32>, source: String, by: &Email| RateFactor {
        currency,
        reporting,
        month,
        value,
        days,
        source,
        by: by.clone(),
    };
    if let Some(stated) = rate.values.iter().find(|value| value.month == Some(month)) {
        return Some(made(stated.value, None, stated.source.clone(), &stated.by));
    }
    let today = local(now_ms, configuration.settings.zone().ok()?).date();
    let quoted = |value: &RateValue| value.on.filter(|day| Month::of(*day) == month && *day <= today);
    let mut days: Vec<(NaiveDate, &RateValue)> = rate.values.iter().filter_map(|value| Some((quoted(value)?, value))).collect();
    days.sort_by_key(|(day, _)| *day);
    let (_, newest) = days.last()?;
    let sum = days.iter().fold(Exact::zero(), |sum, (_, value)| sum.plus(&value.value.0.into()));
    let n = u32::try_from(days.len()).ok()?;
    let mean = significant(&sum.over(&i64::from(n).into()).ok()?)?;
    let sources: BTreeSet<&str> = days.iter().map(|(_, value)| value.source.as_str()).filter(|source| !source.is_empty()).collect();
    Some(made(mean, Some(n), sources.into_iter().collect::<Vec<_>>().join(", "), &newest.by))
}

/// A positive number rounded half to even to [`SIGNIFICANT_DIGITS`], without zeros at its end.
fn significant(value: &Exact) -> Option<Number> {
    // Of small numbers 28 decimals are enough to find the first digit, and of large ones 10.
    let near = value.round(28).or_else(|_| value.round(10)).ok().filter(|near| near.is_sign_positive() && !near.is_zero())?;
    let length = i64::try_from(near.mantissa().to_string().len()).ok()?;
    // Digits before the point, negative for zeros after it.
    let before_point = length - i64::from(near.scale());
    let decimals = i64::from(SIGNIFICANT_DIGITS) - before_point;
    let rounded = match u32::try_from(decimals) {
        Ok(decimals) => value.round(decimals).ok()?,
        Err(_) => {
            let unit = Exact::from(10i64.checked_pow(u32::try_from(-decimals).ok()?)?);
            value.over(&unit).ok()?.round(0).ok()?.checked_mul(unit.round(0).ok()?)?
        }
    };
    Some(Number(rounded.normalize()))
}

/// The currency other than the reporting one to which the chain's units cancel: it then needs a rate.
pub fn needed(input: &ChainInput) -> Option<Currency> {
    let mut units = vec![];
    if let Some(indicator) = &input.indicator {
        units.push(indicator.unit.as_str());
    } else if let Some(cell) = input.cells.first() {
        units.extend([cell.count.unit.as_str(), cell.value.unit.as_str()]);
    }
    units.extend(input.factors.iter().map(|factor| factor.unit.as_str()));
    let unit = units.into_iter().try_fold(Unit::one(), |product, unit| Unit::parse(unit).map(|unit| product.times(&unit))).ok()?;
    unit.as_money().filter(|currency| *currency != input.currency)
}

/// Appends the rate that the chain needs, if it needs one.
///
/// # Errors
/// In words, which rate is missing and where it is recorded.
pub fn complete(input: &mut ChainInput, find: impl FnOnce(Currency) -> Option<FactorInput>) -> Result<()> {
    let Some(currency) = needed(input) else { return Ok(()) };
    match find(currency) {
        Some(rate) => {
            input.factors.push(rate);
            Ok(())
        }
        None => Err(Error::field("factors", format!("{}. {REMEDY}", missing(currency, input.month)))),
    }
}

/// An amount in its own currency with the rate of its chain, for the row under a line: `SGD 1,610.40 at 0.75 USD/SGD`.
pub fn in_own_currency(local: Option<Money>, chain: &[Term]) -> Option<String> {
    let (local, rate) = (local?, chain.iter().find(|term| term.part == Part::ExchangeRate)?);
    Some(format!("{} at {}{}{}", format::money(local), format::decimal(rate.value.0), format::NBSP, rate.unit))
}

/// What to do about a missing rate.
pub(super) const REMEDY: &str = "Record its rate under Drivers, Exchange rates";

pub(super) fn missing(currency: Currency, month: Month) -> String {
    format!("No rate: nobody has recorded what {currency} was worth in {}", month.title())
}

/// What the product so far is in its own currency, just before the rate is applied; rounded once in that currency.
pub(super) fn before_rate(factor: &FactorInput, product: &Exact, unit: &Unit) -> Result<Option<Money>> {
    match unit.as_money().filter(|_| factor.part == Part::ExchangeRate) {
        Some(currency) => Money::round(&product.times(unit.scale()), currency).map(Some),
        None => Ok(None),
    }
}

impl Scope<'_> {
    /// The month's rate of a currency.
    pub(super) fn rate(&self, currency: Currency) -> Result<RateFactor, Refused> {
        to_reporting(self.configuration, self.month, self.facts.now_ms, currency)
            .ok_or_else(|| refuse(Reason::NoRate { currency }, missing(currency, self.month), REMEDY))
    }

    /// The chain with the rate that it needs.
    pub(super) fn with_rate(&self, mut input: ChainInput) -> Result<ChainInput, Refused> {
        if let Some(currency) = needed(&input) {
            input.factors.push(self.rate(currency)?.factor());
        }
        Ok(input)
    }
}

#[cfg(test)]
mod tests;
