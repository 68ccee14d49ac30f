//! Drivers, costs, baselines and targets: each recorded value stays, a successor starts at a later date.

#![allow(clippy::too_many_arguments, reason = "one argument a field of the form")]

use leptos::prelude::*;

use crate::components::mapping::number;

/// Adds a driver: with its first value, or read from a KPI's series.
#[server]
pub async fn add_driver(
    id: String,
    name: String,
    unit: String,
    basis: String,
    kpi: String,
    from: String,
    value: String,
    low: String,
    high: String,
    evidence: String,
    source: String,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::{answer, check_new, desk, filled, named, read};
    use domain::config::{Change, Driver, Item, SeriesRef};
    use domain::ids::{DriverId, KpiId};
    let outcome = async {
        let (ports, viewer) = desk()?;
        let kpi = filled(&kpi).map(KpiId::parse).transpose()?;
        let values = match (&kpi, filled(&value)) {
            (Some(_), None) => Vec::new(),
            _ => vec![dated_value(&viewer, &from, &value, &low, &high, &evidence, &source)?],
        };
        let driver = Driver {
            id: DriverId::parse(&id)?,
            name: named(&name)?,
            unit: unit.trim().to_owned(),
            basis: filled(&basis).map(|basis| read("basis", basis)).transpose()?,
            values,
            series: kpi.map(|kpi| SeriesRef::Kpi { kpi }),
            hour_of_week: None,
        };
        check_new(&ports.models.configuration(&viewer).await?, "driver", &id)?;
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Driver(driver)))]).await
    };
    answer(outcome.await, &back, "The driver is added.");
    Ok(())
}

/// Records the next value of a driver, from a date on.
#[server]
pub async fn add_driver_value(
    driver: String,
    from: String,
    value: String,
    low: String,
    high: String,
    evidence: String,
    source: String,
    back: String,
) -> Result<(), ServerFnError> {
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let value = dated_value(&viewer, &from, &value, &low, &high, &evidence, &source)?;
        let change = successor(&ports.models.configuration(&viewer).await?, &driver, value)?;
        ports.models.change(&viewer, vec![change]).await
    };
    super::form::answer(outcome.await, &back, "The new value is recorded. Earlier months keep theirs.");
    Ok(())
}

/// The driver with one more value at the end of its record.
///
/// # Errors
/// When there is no such driver, or the date is not later than what is recorded.
pub fn successor(
    configuration: &domain::config::Configuration,
    driver: &str,
    value: domain::config::DriverValue,
) -> domain::Result<domain::config::Change> {
    let found = configuration.drivers.values().find(|found| found.id.as_str() == driver);
    let mut driver = found.cloned().ok_or_else(|| domain::Error::not_found("driver", driver))?;
    if let Some(last) = driver.values.iter().map(|recorded| recorded.from).max().filter(|last| *last >= value.from) {
        return Err(domain::Error::field("from", format!("the last value is from {last}: a successor starts later")));
    }
    driver.values.push(value);
    Ok(domain::config::Change::Put(Box::new(domain::config::Item::Driver(driver))))
}

/// A dated value as a form states it, set by its reader.
///
/// # Errors
/// Names the field that does not read.
pub fn dated_value(
    viewer: &domain::access::Viewer,
    from: &str,
    value: &str,
    low: &str,
    high: &str,
    evidence: &str,
    source: &str,
) -> domain::Result<domain::config::DriverValue> {
    let (low, high) = (optional("low", low)?, optional("high", high)?);
    Ok(domain::config::DriverValue {
        from: day(from)?,
        value: number("value", value)?,
        low,
        high,
        confidence: low.and(high).map(|_| 80),
        shape: None,
        evidence: super::form::read("evidence", evidence)?,
        source: source.trim().to_owned(),
        by: signer(viewer)?,
    })
}

fn optional(field: &str, text: &str) -> domain::Result<Option<domain::config::Number>> {
    super::form::filled(text).map(|text| number(field, text)).transpose()
}

fn day(text: &str) -> domain::Result<chrono::NaiveDate> {
    domain::time::parse_day(text.trim()).map_err(|error| domain::Error::field("from", error.to_string()))
}

fn month(text: &str) -> domain::Result<domain::time::Month> {
    domain::time::Month::parse(text.trim()).map_err(|error| domain::Error::field("from", error.to_string()))
}

/// Whose name stands on a value: only a person can set one.
pub(super) fn signer(viewer: &domain::access::Viewer) -> domain::Result<domain::ids::Email> {
    viewer.email.clone().ok_or_else(|| domain::Error::invalid("a value carries the name of a person: sign in as one"))
}

/// Records what a part of a service costs a month: a new cost, or the next value of one.
#[server]
pub async fn set_cost(
    id: String,
    name: String,
    service: String,
    part: String,
    from: String,
    per_month: String,
    currency: String,
    quantity: String,
    price: String,
    source: String,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::filled;
    use domain::config::{Change, Cost, CostValue, Item};
    use domain::ids::{CostId, DriverId, ServiceId};
    use domain::money::Currency;
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let configuration = ports.models.configuration(&viewer).await?;
        let code = filled(&currency).map(|code| Currency::parse(&code.to_uppercase())).transpose()?;
        let drivers = (filled(&quantity).map(DriverId::parse).transpose()?, filled(&price).map(DriverId::parse).transpose()?);
        let is_product = drivers.0.is_some() || drivers.1.is_some();
        if is_product && filled(&per_month).is_some() {
            return Err(domain::Error::field("per_month", "a cost is an amount a month, or a quantity times a price: not both"));
        }
        let value = || {
            Ok::<_, domain::Error>(CostValue {
                from: month(&from)?,
                per_month: number("per_month", &per_month)?,
                currency: code.filter(|code| *code != configuration.currency()),
                source: source.trim().to_owned(),
                by: signer(&viewer)?,
            })
        };
        let values = if is_product { Vec::new() } else { vec![value()?] };
        let cost = match configuration.costs.get(&CostId::parse(&id)?) {
            Some(_) if is_product => {
                return Err(domain::Error::field("id", format!("there is a cost “{id}” already: a quantity and a price need a new id")));
            }
            Some(cost) => {
                let mut cost = cost.clone();
                cost.values.extend(values);
                cost
            }
            None => Cost {
                id: CostId::parse(&id)?,
                name: super::form::named(&name)?,
                service: ServiceId::parse(&service)?,
                part: super::form::read("part", &part)?,
                values,
                quantity: drivers.0,
                price: drivers.1,
            },
        };
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Cost(cost)))]).await
    };
    super::form::answer(outcome.await, &back, "The cost is recorded.");
    Ok(())
}

/// Approves a baseline: computed from named months, or an assumption where no month is named.
#[server]
pub async fn approve_baseline(
    indicator: String,
    statistic: String,
    from: String,
    months: String,
    value: String,
    low: String,
    high: String,
    back: String,
) -> Result<(), ServerFnError> {
    use domain::config::{Baseline, BaselineMethod, Change, Item};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let (service, metric) = indicator_of(&indicator)?;
        let named = months.split([',', ' ', '\n', '\r']).filter_map(super::form::filled);
        let months: Vec<_> = named
            .map(|month| domain::time::Month::parse(month).map_err(|error| domain::Error::field("months", error.to_string())))
            .collect::<domain::Result<_>>()?;
        let method = if months.is_empty() { BaselineMethod::Assumption } else { BaselineMethod::Months };
        if method == BaselineMethod::Months && super::form::filled(&value).is_some() {
            return Err(domain::Error::field("value", "name months or a value, not both: from months the value is computed"));
        }
        let baseline = Baseline {
            service,
            metric,
            statistic: super::form::read("statistic", &statistic)?,
            from: day(&from)?,
            method,
            months,
            value: optional("value", &value)?,
            low: optional("low", &low)?,
            high: optional("high", &high)?,
            confidence: None,
            shape: None,
            n: None,
            approved_by: signer(&viewer)?,
        };
        let item = Item::Baseline(baseline);
        super::form::check_new(&ports.models.configuration(&viewer).await?, "baseline", &item.id())?;
        ports.models.change(&viewer, vec![Change::Put(Box::new(item))]).await
    };
    super::form::answer(outcome.await, &back, "The baseline is approved. Earlier months keep theirs.");
    Ok(())
}

/// Sets where an indicator should be from a month on.
#[server]
pub async fn set_target(
    indicator: String,
    statistic: String,
    from: String,
    value: String,
    amber: String,
    back: String,
) -> Result<(), ServerFnError> {
    use domain::config::{Change, Item, Target};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let (service, metric) = indicator_of(&indicator)?;
        let target = Target {
            service,
            metric,
            statistic: super::form::read("statistic", &statistic)?,
            from: month(&from)?,
            value: number("value", &value)?,
            amber: optional("amber", &amber)?,
            owner: signer(&viewer)?,
        };
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Target(target)))]).await
    };
    super::form::answer(outcome.await, &back, "The target is set.");
    Ok(())
}

fn indicator_of(text: &str) -> domain::Result<(domain::ids::ServiceId, String)> {
    match domain::sample::SeriesKey::parse(text)? {
        domain::sample::SeriesKey::Indicator { service, metric } => Ok((service, metric)),
        _ => Err(domain::Error::field("indicator", "choose an indicator of a service")),
    }
}
