//! What OpenCost answers, and the two bases.
//!
//! Idle cost is shared out by us, resource by resource, in proportion to what each workload is allocated of it: versions of OpenCost differ in
//! whether they do, and so one answer serves both bases.

use std::collections::BTreeMap;

use domain::Result;
use serde::Deserialize;
use serde_json::Value;

use crate::http::Http;
use crate::json::number;
use crate::{failure, instant};

const IDLE: &str = "__idle__";

#[derive(Deserialize)]
pub struct Answer {
    #[serde(default)]
    code: Option<u16>,
    #[serde(default)]
    message: Option<String>,
    data: Option<Vec<Option<BTreeMap<String, Allocation>>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Allocation {
    window: Option<Window>,
    /// Each figure is null where OpenCost computed none.
    #[serde(flatten)]
    figures: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Window {
    start: Option<String>,
}

/// One hour of every workload.
pub struct Hour {
    pub at_ms: i64,
    workloads: BTreeMap<String, Allocation>,
}

/// The hours of an answer. One of which OpenCost knows nothing is left out.
///
/// # Errors
/// What OpenCost reports, and another shape.
pub fn hours(answer: Answer, http: &Http) -> Result<Vec<Hour>> {
    if let Some(code) = answer.code.filter(|code| *code != 200) {
        let message = answer.message.unwrap_or_default();
        return Err(domain::Error::unavailable(format!("{} fails with {code}: {}", http.host, failure::shortened(&message))));
    }
    let sets = answer.data.ok_or_else(|| failure::other_shape(http, "missing field `data`"))?;
    let mut hours = Vec::new();
    for workloads in sets.into_iter().flatten() {
        let Some(first) = workloads.values().next() else { continue };
        let start = first.window.as_ref().and_then(|window| window.start.as_deref());
        let at_ms = instant::parse(start.ok_or_else(|| failure::other_shape(http, "missing field `window.start`"))?)?;
        hours.push(Hour { at_ms, workloads });
    }
    Ok(hours)
}

impl Allocation {
    /// A figure; zero where an older version does not have it, none where it is null or no number.
    fn figure(&self, name: &str) -> Option<f64> {
        self.figures.get(name).map_or(Some(0.0), number)
    }

    fn total(&self) -> Option<f64> {
        number(self.figures.get("totalCost")?)
    }

    /// A cost with what was corrected of it later.
    fn cost(&self, resource: &str) -> Option<f64> {
        Some(self.figure(&format!("{resource}Cost"))? + self.figure(&format!("{resource}CostAdjustment"))?)
    }

    /// The share of a resource that was used, of what was allocated: more than was asked for is all of it. A version that does not measure it has no
    /// such figure, and then the used cost is not known unless there is no cost.
    fn used(&self, resource: &str) -> Option<f64> {
        let cost = self.cost(resource)?;
        if cost == 0.0 {
            return Some(0.0);
        }
        let share = number(self.figures.get(&format!("{resource}Efficiency"))?)?;
        Some(cost * share.min(1.0))
    }
}

impl Hour {
    /// Everything that costs, but for what is idle.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.workloads.keys().map(String::as_str).filter(|name| *name != IDLE)
    }

    /// What is allocated to a workload, with its share of what is idle. Nothing ran of a workload that is not there.
    pub fn allocated(&self, name: &str) -> Option<f64> {
        let Some(own) = self.workloads.get(name) else { return Some(0.0) };
        let mut cost = own.total()?;
        let Some(idle) = self.workloads.get(IDLE) else { return Some(cost) };
        for resource in ["cpu", "gpu", "ram"] {
            let idle = idle.cost(resource)?;
            if idle == 0.0 {
                continue;
            }
            let others = self.workloads.iter().filter(|(name, _)| *name != IDLE);
            let all: f64 = others.map(|(_, other)| other.cost(resource)).sum::<Option<f64>>()?;
            if all > 0.0 {
                cost += idle * own.cost(resource)? / all;
            }
        }
        Some(cost)
    }

    /// What a workload used: cores, memory and GPUs by their measured use, all else as it is.
    pub fn used(&self, name: &str) -> Option<f64> {
        let Some(own) = self.workloads.get(name) else { return Some(0.0) };
        let reserved = own.cost("cpu")? + own.cost("gpu")? + own.cost("ram")?;
        let used = own.used("cpu")? + own.used("gpu")? + own.used("ram")?;
        Some(own.total()? - reserved + used)
    }
}
