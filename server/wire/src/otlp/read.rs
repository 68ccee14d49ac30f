//! Points as series.

use std::collections::BTreeMap;

use prost::Message;

use crate::Error;
use crate::histogram;
use crate::series::{Batch, Metadata, STALE, Series, Type};

use super::message::{HistogramPoint, KeyValue, Metric, NumberPoint, Request, SummaryPoint};
use super::name::{self, Shape};
use super::{Form, exponential, labels, parts};

/// Increases since the point before.
const DELTA: i32 = 1;
/// Totals since a start.
const CUMULATIVE: i32 = 2;
/// The flag of a point without a value.
const NO_RECORDED_VALUE: u32 = 1;

/// Reads `ExportMetricsServiceRequest`, not packed. A rejected point is counted once, whatever number of series it would have made.
///
/// # Errors
/// [`Error::Malformed`] when the body is none, or one of too many points.
pub fn read(body: &[u8], form: Form) -> Result<Batch, Error> {
    parts::check(body, form)?;
    let request = match form {
        Form::Protobuf => {
            Request::decode(body).map_err(|error| Error::Malformed(format!("the body is no OTLP metrics request: {error}")))?
        }
        // A list would be read field by field.
        Form::Json if !body.trim_ascii_start().starts_with(b"{") => {
            return Err(Error::Malformed("the body is no OTLP metrics request in JSON: it is not an object".to_owned()));
        }
        Form::Json => serde_json::from_slice(body)
            .map_err(|error| Error::Malformed(format!("the body is no OTLP metrics request in JSON: {error}")))?,
    };
    let mut batch = Batch::default();
    for resource in request.resource_metrics {
        let shared = labels::of_resource(resource.resource);
        for metric in resource.scope_metrics.into_iter().flat_map(|scope| scope.metrics) {
            Reading { batch: &mut batch, shared: &shared }.metric(metric);
        }
    }
    Ok(batch)
}

struct Reading<'a> {
    batch: &'a mut Batch,
    shared: &'a BTreeMap<String, String>,
}

/// What all kinds of points have.
struct Point {
    labels: Vec<(String, String)>,
    at_ms: i64,
    ended: bool,
}

impl Reading<'_> {
    fn metric(&mut self, metric: Metric) {
        let Metric { name, unit, description, gauge, sum, histogram, exponential_histogram, summary } = metric;
        let mut named = |shape, kind| {
            let name = name::metric(&name, &unit, shape);
            let metadata = Metadata { kind, help: description.clone(), unit: unit.clone() };
            self.batch.metadata.entry(name.clone()).or_insert(metadata);
            name
        };
        if let Some(gauge) = gauge {
            let name = named(Shape::Gauge, Type::Gauge);
            self.numbers(&name, CUMULATIVE, gauge.data_points);
        } else if let Some(sum) = sum {
            let (shape, kind) = if sum.is_monotonic { (Shape::Counter, Type::Counter) } else { (Shape::Other, Type::Gauge) };
            let name = named(shape, kind);
            self.numbers(&name, sum.aggregation_temporality, sum.data_points);
        } else if let Some(histogram) = histogram {
            let name = named(Shape::Other, Type::Histogram);
            self.histograms(&name, histogram.aggregation_temporality, histogram.data_points);
        } else if let Some(histogram) = exponential_histogram {
            let name = named(Shape::Other, Type::Histogram);
            for point in histogram.data_points {
                let read = histogram::Histogram { ended: ended(point.flags), ..exponential::read(&point) };
                self.histogram(&name, histogram.aggregation_temporality, (point.attributes, point.time_unix_nano, point.flags), read);
            }
        } else if let Some(summary) = summary {
            let name = named(Shape::Other, Type::Summary);
            self.summaries(&name, summary.data_points);
        }
    }

    /// Counts the point as rejected when it has no time.
    fn point(&mut self, name: &str, (attributes, nanos, flags): (Vec<KeyValue>, u64, u32)) -> Option<Point> {
        if nanos == 0 {
            self.batch.rejected.add(1, format!("{name}: a point has no timeUnixNano"));
            return None;
        }
        let at_ms = i64::try_from(nanos / 1_000_000).unwrap_or(i64::MAX);
        Some(Point { labels: labels::of_point(self.shared, attributes), at_ms, ended: ended(flags) })
    }

    /// Whether points of this temporality grow; any other has no meaning.
    fn growth(&mut self, name: &str, temporality: i32) -> Option<bool> {
        match temporality {
            DELTA => Some(true),
            CUMULATIVE => Some(false),
            _ => {
                self.batch.rejected.add(1, format!("{name}: aggregationTemporality must be 1 (delta) or 2 (cumulative)"));
                None
            }
        }
    }

    fn numbers(&mut self, name: &str, temporality: i32, points: Vec<NumberPoint>) {
        for point in points {
            let Some(growth) = self.growth(name, temporality) else { continue };
            let value = point.as_int.map(|value| value as f64).or(point.as_double);
            let Some(Point { labels, at_ms, ended }) = self.point(name, (point.attributes, point.time_unix_nano, point.flags)) else {
                continue;
            };
            let Some(value) = ended.then_some(STALE).or(value) else {
                self.batch.rejected.add(1, format!("{name}: a point has neither asDouble nor asInt"));
                continue;
            };
            let series = Series::new(name, labels).map(|series| Series { growth, ..series }.with(at_ms, value));
            self.batch.push(series, 1);
        }
    }

    fn histograms(&mut self, name: &str, temporality: i32, points: Vec<HistogramPoint>) {
        for point in points {
            let mut counts: Vec<f64> = point.bucket_counts.iter().map(|count| *count as f64).collect();
            // Without bounds there is one bucket, which need not be told.
            if point.explicit_bounds.is_empty() && counts.is_empty() {
                counts.push(point.count as f64);
            }
            let read = histogram::Histogram {
                counts,
                bounds: point.explicit_bounds,
                sum: point.sum,
                count: point.count as f64,
                ended: ended(point.flags),
            };
            self.histogram(name, temporality, (point.attributes, point.time_unix_nano, point.flags), read);
        }
    }

    fn histogram(&mut self, name: &str, temporality: i32, point: (Vec<KeyValue>, u64, u32), read: histogram::Histogram) {
        let Some(growth) = self.growth(name, temporality) else { return };
        let Some(Point { labels, at_ms, .. }) = self.point(name, point) else { return };
        read.push(self.batch, name, &labels, at_ms, growth);
    }

    fn summaries(&mut self, name: &str, points: Vec<SummaryPoint>) {
        for point in points {
            let Some(Point { labels, at_ms, ended }) = self.point(name, (point.attributes, point.time_unix_nano, point.flags)) else {
                continue;
            };
            let count = match Series::new(&format!("{name}_count"), labels.clone()) {
                Ok(series) => series.with(at_ms, if ended { STALE } else { point.count as f64 }),
                Err(reason) => {
                    self.batch.rejected.add(1, reason);
                    continue;
                }
            };
            self.batch.push(Ok(count), 1);
            let sum = if ended { STALE } else { point.sum.unwrap_or(0.0) };
            self.batch.push(Series::new(&format!("{name}_sum"), labels.clone()).map(|series| series.with(at_ms, sum)), 0);
            for quantile in point.quantile_values {
                let labels = labels.iter().cloned().chain([("quantile".to_owned(), quantile.quantile.unwrap_or(0.0).to_string())]);
                let value = if ended { STALE } else { quantile.value.unwrap_or(0.0) };
                self.batch.push(Series::new(name, labels).map(|series| series.with(at_ms, value)), 0);
            }
        }
    }
}

fn ended(flags: u32) -> bool {
    flags & NO_RECORDED_VALUE != 0
}
