//! A sample as it was sent becomes a sample as it is kept, or an error that says which field and why.

use domain::config::{Configuration, Number};
use domain::metric::{self, Kind};
use domain::ports::WireSample;
use domain::sample::{Fixed, Reading, Sample, SeriesKey};
use domain::time::parse_instant;
use domain::{Error, Result};

/// Reads one sent sample.
///
/// # Errors
/// Unknown series (with the nearest known one), unreadable or future time, fields or a unit that do not fit the series.
pub fn parse(configuration: &Configuration, wire: &WireSample, latest_ms: i64) -> Result<(SeriesKey, Sample)> {
    let series = SeriesKey::parse(&wire.series)?;
    let shape = configuration.shape(&series).map_err(|error| suggest(configuration, &series, error))?;
    let at_ms = instant(configuration, &wire.time)?;
    check_time(at_ms, latest_ms)?;
    if let Some(unit) = &wire.unit {
        check_unit(configuration, &series, unit)?;
    }
    let reading = reading(shape.kind, wire)?;
    check_reading(&series, shape.kind, &reading)?;
    Ok((series, Sample { at_ms, reading }))
}

/// Refuses what cannot be true of the series.
pub fn check_reading(series: &SeriesKey, kind: Kind, reading: &Reading) -> Result<()> {
    reading.check_fits(kind)?;
    if let (SeriesKey::Indicator { metric, .. }, Some(field)) = (series, reading.below_zero())
        && metric::find(metric)?.is_duration()
    {
        return Err(Error::field(field, "a duration cannot be negative: check that it is the end less the start, both by one clock"));
    }
    Ok(())
}

/// Refuses what has not happened yet.
pub fn check_time(at_ms: i64, latest_ms: i64) -> Result<()> {
    if at_ms > latest_ms {
        return Err(Error::field("time", "this time is in the future: samples are what was measured; check the sender's clock and zone"));
    }
    if at_ms < 0 {
        return Err(Error::field("time", "this time is before 1970"));
    }
    Ok(())
}

/// Reads a time as it was sent.
pub fn instant(configuration: &Configuration, time: &serde_json::Value) -> Result<i64> {
    match time {
        serde_json::Value::String(text) => parse_instant(text, configuration.settings.zone()?),
        serde_json::Value::Number(ms) => match ms.as_i64() {
            // Seconds would land in January 1970.
            Some(ms) if ms >= 100_000_000_000 => Ok(ms),
            _ => Err(Error::field("time", format!("{ms} is not a time in Unix milliseconds; seconds must be multiplied by 1000"))),
        },
        serde_json::Value::Null => Err(Error::field("time", "say when: RFC 3339, or Unix milliseconds")),
        other => Err(Error::field("time", format!("{other} is not a time: write RFC 3339, or Unix milliseconds"))),
    }
}

/// Adds the nearest configured series to an "unknown series" error.
fn suggest(configuration: &Configuration, series: &SeriesKey, error: Error) -> Error {
    let wanted = series.to_string();
    let nearest = configuration.series().into_iter().map(|known| known.to_string()).min_by_key(|known| distance(known, &wanted));
    match nearest {
        Some(nearest) if distance(&nearest, &wanted) * 2 <= wanted.len() => {
            Error::field("series", format!("{wanted} is not configured in this workspace; did you mean {nearest}?"))
        }
        _ => error,
    }
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Refuses a unit that is not the series' own.
pub fn check_unit(configuration: &Configuration, series: &SeriesKey, unit: &str) -> Result<()> {
    let own = match series {
        SeriesKey::Indicator { metric, .. } => configuration.metric_unit(metric::find(metric)?.unit),
        SeriesKey::Kpi(id) => configuration.kpis.get(id).map(|kpi| kpi.unit.clone()).unwrap_or_default(),
        SeriesKey::Driver(id) => configuration.drivers.get(id).map(|driver| driver.unit.clone()).unwrap_or_default(),
    };
    if unit == own { Ok(()) } else { Err(Error::field("unit", format!("{series} is in {own}, not in {unit}: convert it before sending"))) }
}

fn reading(kind: Kind, wire: &WireSample) -> Result<Reading> {
    let only = |fields: &[&str]| refuse_others(wire, fields, kind);
    let fixed = |field: &str, number: Option<Number>| match number {
        Some(number) => Fixed::from_decimal(number.0),
        None => Err(Error::field(field, format!("a sample of kind {} needs “{field}”", kind.key()))),
    };
    match kind {
        Kind::State => {
            only(&["value"])?;
            Ok(Reading::State { up_share: fixed("value", wire.value)? })
        }
        Kind::Ratio => {
            only(&["numerator", "denominator"])?;
            Ok(Reading::Ratio { numerator: fixed("numerator", wire.numerator)?, denominator: fixed("denominator", wire.denominator)? })
        }
        Kind::Counter => {
            only(&["value", "total"])?;
            match (wire.value, wire.total) {
                (Some(_), Some(_)) => Err(Error::field("total", "give either “value” (growth) or “total” (running total), not both")),
                (None, Some(total)) => Ok(Reading::Total { total: Fixed::from_decimal(total.0)? }),
                (value, None) => Ok(Reading::Increment { by: fixed("value", value)? }),
            }
        }
        Kind::Gauge => {
            only(&["value", "weight"])?;
            let weight = wire.weight.map_or(Ok(Fixed::ONE), |weight| Fixed::from_decimal(weight.0))?;
            Ok(Reading::Gauge { value: fixed("value", wire.value)?, weight })
        }
        Kind::Histogram => {
            only(&["bounds", "counts"])?;
            let list = |field: &str, numbers: &Option<Vec<Number>>| {
                let numbers = numbers.as_ref().ok_or_else(|| Error::field(field, format!("a histogram needs “{field}”")))?;
                numbers.iter().map(|number| Fixed::from_decimal(number.0)).collect::<Result<Vec<_>>>()
            };
            Ok(Reading::Histogram { bounds: list("bounds", &wire.bounds)?, counts: list("counts", &wire.counts)? })
        }
        Kind::LoneQuantile => {
            only(&["value"])?;
            Ok(Reading::Quantile { value: fixed("value", wire.value)? })
        }
    }
}

fn refuse_others(wire: &WireSample, fields: &[&str], kind: Kind) -> Result<()> {
    let given = [
        ("value", wire.value.is_some()),
        ("total", wire.total.is_some()),
        ("numerator", wire.numerator.is_some()),
        ("denominator", wire.denominator.is_some()),
        ("weight", wire.weight.is_some()),
        ("bounds", wire.bounds.is_some()),
        ("counts", wire.counts.is_some()),
    ];
    match given.iter().find(|(field, given)| *given && !fields.contains(field)) {
        Some((field, _)) => Err(Error::field(
            *field,
            format!("“{field}” does not belong to a sample of kind {}: give {}", kind.key(), fields.join(" and ")),
        )),
        None => Ok(()),
    }
}
