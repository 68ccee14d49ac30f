//! From GrowthBook's results to arms. Its own analyses (bayesian or frequentist, with priors and corrections) are passed over.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::config::Number;
use domain::evidence::{Arm, Experiment, TestMetric};
use domain::{Error, Result};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::Listed;
use crate::json::number;

/// A metric as GrowthBook describes it.
pub struct Measured {
    pub name: String,
    pub kind: String,
}

#[derive(Deserialize)]
pub struct Results {
    result: Option<Snapshot>,
}

#[derive(Deserialize)]
struct Snapshot {
    #[serde(default)]
    settings: Value,
    #[serde(default)]
    results: Vec<Slice>,
}

/// All units, or those of one value of a dimension.
#[derive(Deserialize)]
struct Slice {
    #[serde(default)]
    metrics: Vec<Metric>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metric {
    metric_id: String,
    variations: Vec<Arms>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Arms {
    variation_id: String,
    users: Value,
    #[serde(default)]
    analyses: Vec<Analysis>,
}

#[derive(Deserialize)]
struct Analysis {
    #[serde(default)]
    numerator: Value,
    #[serde(default)]
    mean: Value,
    #[serde(default)]
    stddev: Value,
}

impl Results {
    fn slice(&self) -> Option<&Slice> {
        // Without a dimension there is one slice: all units.
        self.result.as_ref()?.results.first()
    }

    /// Ids of the metrics that were measured.
    pub fn metrics(&self) -> impl Iterator<Item = &str> {
        self.slice().into_iter().flat_map(|slice| &slice.metrics).map(|metric| metric.metric_id.as_str())
    }

    /// Are means corrected by what was known of the units before?
    fn corrected(&self) -> bool {
        let settings = self.result.as_ref().map(|result| &result.settings);
        settings.is_some_and(|settings| settings.to_string().contains("\"regressionAdjustmentEnabled\":true"))
    }
}

/// One of each metric and variation but the first, which is the control.
///
/// # Errors
/// Dates that are none.
pub fn experiments(listed: &Listed, results: &Results, known: &BTreeMap<String, Measured>, host: &str) -> Result<Vec<Experiment>> {
    let mut found = Vec::new();
    let (Some(slice), Some(phase)) = (results.slice(), listed.phases.last()) else { return Ok(found) };
    let Some((first, others)) = listed.variations.split_first() else { return Ok(found) };
    let weight = |id: &str| {
        let found = phase.traffic_split.iter().find(|weight| weight.variation_id == id);
        found.and_then(|weight| Number::parse(&weight.weight.to_string()).ok())
    };
    for metric in &slice.metrics {
        let Some(measured) = known.get(&metric.metric_id) else { continue };
        let kind = match measured.kind.as_str() {
            "binomial" | "proportion" | "retention" => TestMetric::Proportion,
            "count" | "duration" | "revenue" | "mean" => TestMetric::Mean,
            // A ratio of two amounts has no variance of its units, and a quantile no mean.
            _ => continue,
        };
        let arm = |id: &str| metric.variations.iter().find(|arms| arms.variation_id == id).and_then(|arms| arm(arms, kind));
        let Some(control) = arm(&first.variation_id) else { continue };
        for variation in others {
            let Some(treatment) = arm(&variation.variation_id) else { continue };
            let several = if others.len() > 1 { format!(", {}", variation.name) } else { String::new() };
            let corrected = kind == TestMetric::Mean && results.corrected();
            found.push(Experiment {
                key: format!("growthbook/{}/{}/{}", listed.id, variation.variation_id, metric.metric_id),
                name: format!("{}{several}", listed.name),
                measure: measured.name.clone(),
                metric: kind,
                from: day(&phase.date_started, &listed.name)?,
                to: day(&phase.date_ended, &listed.name)?,
                control: control.clone(),
                treatment,
                expected_split: weight(&first.variation_id).zip(weight(&variation.variation_id)).and_then(among_two),
                doubts: corrected
                    .then(|| "GrowthBook corrected its means by what was known of the units before".to_owned())
                    .into_iter()
                    .collect(),
                link: Some(format!("{host}/experiment/{}", listed.id)),
            });
        }
    }
    Ok(found)
}

/// The planned shares of two variations among themselves: 0.5, 0.25 and 0.25 of three are two to one for the first two.
pub(super) fn among_two((control, treatment): (Number, Number)) -> Option<[Number; 2]> {
    let share = control.0.checked_div(control.0.checked_add(treatment.0)?)?.round_dp(9).normalize();
    Some([Number(share), Number((Decimal::ONE - share).normalize())])
}

/// None where a figure was not computed.
fn arm(arms: &Arms, kind: TestMetric) -> Option<Arm> {
    let decimal = |value: f64| Number::parse(&value.to_string()).ok();
    let analysis = arms.analyses.first()?;
    let n = decimal(number(&arms.users)?)?;
    match kind {
        TestMetric::Proportion => Some(Arm { n, successes: Some(decimal(number(&analysis.numerator)?)?), mean: None, variance: None }),
        TestMetric::Mean => {
            let deviation = number(&analysis.stddev)?;
            let (mean, variance) = (decimal(number(&analysis.mean)?)?, decimal(deviation * deviation)?);
            Some(Arm { n, successes: None, mean: Some(mean), variance: Some(variance) })
        }
    }
}

fn day(text: &str, name: &str) -> Result<NaiveDate> {
    let at_ms = crate::instant::parse(text).map_err(|error| Error::unavailable(format!("experiment “{name}”: {error}")))?;
    Ok(domain::time::local(at_ms, domain::time::parse_zone("UTC")?).date())
}
