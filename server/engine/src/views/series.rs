//! The data beneath a printed value.

use std::collections::BTreeMap;

use domain::config::Configuration;
use domain::metric;
use domain::ports::{DayRollUp, RollUp, SeriesMonth};
use domain::sample::{SeriesKey, Summary};
use domain::time::Month;
use domain::value::Facts;
use domain::{Error, Result};

/// The series itself; of a driver that reads another series, that one.
///
/// # Errors
/// It is not configured.
pub fn resolved(configuration: &Configuration, series: &SeriesKey) -> Result<SeriesKey> {
    let behind = match series {
        SeriesKey::Driver(id) => configuration.drivers.get(id).and_then(|driver| Some(driver.series.as_ref()?.key(id))),
        other => Some(other.clone()),
    };
    let found = behind.filter(|series| configuration.shape(series).is_ok());
    found.ok_or_else(|| Error::not_found("series", series))
}

/// A month of a series. `days` holds its roll-ups by day of the month, from 1.
///
/// # Errors
/// It is not configured.
pub fn series_month(
    configuration: &Configuration,
    facts: &Facts,
    series: &SeriesKey,
    month: Month,
    days: &BTreeMap<(SeriesKey, u32), Summary>,
) -> Result<SeriesMonth> {
    let (name, unit, decimals) = described(configuration, series)?;
    let measured = facts.month(series, month);
    let shape = configuration.shape(series)?;
    let covered = measured.map(|measured| measured.coverage(shape, facts.now_ms));
    let of_day = |((_, day), summary): (&(SeriesKey, u32), &Summary)| {
        let day = chrono::Datelike::with_day(&month.first_day(), *day)?;
        Some(DayRollUp { day, roll_up: RollUp::of(summary, decimals) })
    };
    Ok(SeriesMonth {
        series: series.clone(),
        name,
        unit,
        kind: shape.kind,
        month,
        time_zone: configuration.settings.time_zone.clone(),
        window: month.window(configuration.settings.zone()?),
        coverage: covered.map(|covered| covered.share),
        last_ms: covered.map(|covered| covered.last_ms),
        roll_up: measured.map(|measured| RollUp::of(&measured.summary, decimals)),
        days: days.iter().filter_map(of_day).collect(),
    })
}

/// Name, unit and the decimals that enter a chain.
fn described(configuration: &Configuration, series: &SeriesKey) -> Result<(String, String, u32)> {
    Ok(match series {
        SeriesKey::Indicator { metric, .. } => {
            let metric = metric::find(metric)?;
            (metric.name.to_owned(), configuration.metric_unit(metric.unit), metric.decimals)
        }
        SeriesKey::Kpi(id) => {
            let kpi = configuration.kpis.get(id).ok_or_else(|| Error::not_found("series", series))?;
            (kpi.name.clone(), kpi.unit.clone(), kpi.decimals)
        }
        SeriesKey::Driver(id) => {
            let driver = configuration.drivers.get(id).ok_or_else(|| Error::not_found("series", series))?;
            (driver.name.clone(), driver.unit.clone(), 0)
        }
    })
}
