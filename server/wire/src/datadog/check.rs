//! Service checks: is it well?

use serde::Deserialize;

use crate::Error;
use crate::series::{Batch, Metadata, Series, Type};

use super::{at_ms, json, tags};

/// The name of all service checks' series.
pub const STATUS: &str = "service_check_status";

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Many(Vec<Check>),
    One(Check),
}

#[derive(Deserialize)]
struct Check {
    check: String,
    status: u8,
    host_name: Option<String>,
    timestamp: Option<f64>,
    #[serde(default)]
    tags: Option<Vec<String>>,
}

/// Reads the body of `POST /api/v1/check_run`, not packed: one check or a list. A check without a time happened at `now_ms`.
///
/// # Errors
/// [`Error::Malformed`]
pub fn check_run(body: &[u8], now_ms: i64) -> Result<Batch, Error> {
    let checks = match json(body, "service check")? {
        Body::Many(checks) => checks,
        Body::One(check) => vec![check],
    };
    let mut batch = Batch::default();
    for check in checks {
        let at = check.timestamp.map_or(Ok(now_ms), |at| at_ms(&check.check, at));
        add(&mut batch, &check.check, check.status, check.host_name, check.tags.unwrap_or_default(), at);
    }
    Ok(batch)
}

/// Adds the status of one check.
pub fn add(batch: &mut Batch, check: &str, status: u8, host: Option<String>, mut tags: Vec<String>, at: Result<i64, String>) {
    tags.push(format!("check:{check}"));
    let series = at.and_then(|at_ms| {
        if status > 3 {
            return Err(format!("{check}: the status {status} is none of 0 (ok), 1 (warning), 2 (critical) and 3 (unknown)"));
        }
        Ok(Series::new(STATUS, tags::labels(host, None, tags))?.with(at_ms, f64::from(status)))
    });
    batch.push(series, 1);
    batch.metadata.entry(STATUS.to_owned()).or_insert_with(|| Metadata {
        kind: Type::Gauge,
        help: "0 ok, 1 warning, 2 critical, 3 unknown".to_owned(),
        unit: String::new(),
    });
}
