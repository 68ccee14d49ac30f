//! Distributions: single values, many at an instant.

use serde::Deserialize;

use crate::Error;
use crate::histogram::Histogram;
use crate::series::{Batch, Metadata, Type};

use super::{at_ms, json, tags};

#[derive(Deserialize)]
struct Body {
    series: Vec<Distribution>,
}

#[derive(Deserialize)]
struct Distribution {
    metric: String,
    points: Vec<(f64, Vec<f64>)>,
    host: Option<String>,
    #[serde(default)]
    tags: Option<Vec<String>>,
}

/// Reads the body of `POST /api/v1/distribution_points`, not packed. A rejected point is counted once, whatever number of values it has.
///
/// # Errors
/// [`Error::Malformed`]
pub fn distribution_points(body: &[u8]) -> Result<Batch, Error> {
    let mut batch = Batch::default();
    for Distribution { metric, points, host, tags } in json::<Body>(body, "list of distributions")?.series {
        let name = match tags::name(&metric) {
            Ok(name) => name,
            Err(reason) => {
                batch.rejected.add(points.len() as u64, reason);
                continue;
            }
        };
        let labels = tags::labels(host, None, tags.unwrap_or_default());
        for (at, values) in points {
            match at_ms(&metric, at) {
                Ok(at_ms) => {
                    let mut histogram = Histogram::fixed();
                    values.into_iter().for_each(|value| histogram.add(value, 1.0));
                    histogram.push(&mut batch, &name, &labels, at_ms, true);
                }
                Err(reason) => batch.rejected.add(1, reason),
            }
        }
        batch.metadata.entry(name).or_insert_with(|| Metadata { kind: Type::Histogram, ..Metadata::default() });
    }
    Ok(batch)
}
