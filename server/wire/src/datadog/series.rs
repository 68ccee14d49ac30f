//! Series, v1 and v2.

use serde::Deserialize;

use crate::Error;
use crate::series::{Batch, Metadata, Series, Type};

use super::{at_ms, json, tags};

/// A body of `POST /api/v1/series`.
#[derive(Deserialize)]
struct V1 {
    series: Vec<SeriesV1>,
}

#[derive(Deserialize)]
struct SeriesV1 {
    metric: String,
    points: Vec<(f64, Option<f64>)>,
    #[serde(rename = "type")]
    kind: Option<String>,
    host: Option<String>,
    device: Option<String>,
    #[serde(default)]
    tags: Option<Vec<String>>,
}

/// A body of `POST /api/v2/series`.
#[derive(Deserialize)]
struct V2 {
    series: Vec<SeriesV2>,
}

#[derive(Deserialize)]
struct SeriesV2 {
    metric: String,
    points: Vec<PointV2>,
    #[serde(rename = "type", default)]
    kind: i64,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    resources: Vec<Resource>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize)]
struct PointV2 {
    timestamp: Option<f64>,
    value: Option<f64>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

/// What the numbers of a series are.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Gauge,
    Rate,
    Count,
}

/// Reads the body of `POST /api/v1/series`, not packed.
///
/// # Errors
/// [`Error::Malformed`]
pub fn series_v1(body: &[u8]) -> Result<Batch, Error> {
    let mut batch = Batch::default();
    for series in json::<V1>(body, "list of series (v1)")?.series {
        let kind = match series.kind.as_deref() {
            Some("count" | "counter") => Ok(Kind::Count),
            Some("rate") => Ok(Kind::Rate),
            None | Some("" | "gauge") => Ok(Kind::Gauge),
            Some(other) => Err(format!("{}: the type {other} is none of gauge, rate and count", series.metric)),
        };
        let labels = tags::labels(series.host, series.device, series.tags.unwrap_or_default());
        add(&mut batch, &series.metric, kind, "", labels, series.points.into_iter().map(|(at, value)| (Some(at), value)));
    }
    Ok(batch)
}

/// Reads the body of `POST /api/v2/series`, not packed.
///
/// # Errors
/// [`Error::Malformed`]
pub fn series_v2(body: &[u8]) -> Result<Batch, Error> {
    let mut batch = Batch::default();
    for series in json::<V2>(body, "list of series (v2)")?.series {
        let kind = match series.kind {
            1 => Ok(Kind::Count),
            2 => Ok(Kind::Rate),
            0 | 3 => Ok(Kind::Gauge),
            other => Err(format!("{}: the type {other} is none of 1 (count), 2 (rate) and 3 (gauge)", series.metric)),
        };
        let mut tags = series.tags;
        tags.extend(series.resources.into_iter().map(|resource| format!("{}:{}", resource.kind, resource.name)));
        let points = series.points.into_iter().map(|point| (point.timestamp, point.value));
        add(&mut batch, &series.metric, kind, &series.unit, tags::labels(None, None, tags), points);
    }
    Ok(batch)
}

/// Adds a series; each point that cannot be taken is counted.
fn add(
    batch: &mut Batch,
    metric: &str,
    kind: Result<Kind, String>,
    unit: &str,
    labels: Vec<(String, String)>,
    points: impl ExactSizeIterator<Item = (Option<f64>, Option<f64>)>,
) {
    let named = kind.and_then(|kind| Ok((kind, Series::new(&tags::name(metric)?, labels)?)));
    let (kind, mut series) = match named {
        Ok(named) => named,
        Err(reason) => return batch.rejected.add(points.len() as u64, reason),
    };
    series.growth = kind == Kind::Count;
    for (at, value) in points {
        match at.ok_or_else(|| format!("{metric}: a point has no timestamp")).and_then(|at| at_ms(metric, at)) {
            Ok(at_ms) => match value {
                Some(value) => series = series.with(at_ms, value),
                None => batch.rejected.add(1, format!("{metric}: a point has no value")),
            },
            Err(reason) => batch.rejected.add(1, reason),
        }
    }
    let told = Metadata {
        kind: if kind == Kind::Count { Type::Counter } else { Type::Gauge },
        help: String::new(),
        unit: if kind == Kind::Rate && !unit.is_empty() { format!("{unit}/s") } else { unit.to_owned() },
    };
    batch.metadata.entry(series.name().to_owned()).or_insert(told);
    let samples = series.samples.len() as u64;
    if samples > 0 {
        batch.push(Ok(series), samples);
    }
}
