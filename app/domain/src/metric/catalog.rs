//! Every metric the product knows. Adding one is adding one line here.

use super::{
    Better::{self, Higher, Lower},
    Cadence::{self, Daily, FiveMinutes, OnEvents},
    Category::{self, BusinessImpact, Delivery, Efficiency, Quality, Reliability},
    Kind::{self, Counter, Gauge, Histogram, LoneQuantile, Ratio, State},
    Metric,
};
use crate::{Error, Result};

#[allow(clippy::too_many_arguments)]
const fn metric(
    key: &'static str,
    name: &'static str,
    category: Category,
    kind: Kind,
    unit: &'static str,
    better: Better,
    cadence: Cadence,
    decimals: u32,
    sentence: &'static str,
) -> Metric {
    Metric { key, name, category, kind, unit, better, cadence, decimals, sentence }
}

/// The catalogue, in the order of the report.
#[rustfmt::skip]
pub const CATALOG: &[Metric] = &[
    metric("uptime", "Uptime", Reliability, State, "1", Higher, FiveMinutes, 6, "Share of the known time in which the service answered its checks."),
    metric("error-rate", "Error rate", Reliability, Ratio, "1", Lower, FiveMinutes, 6, "Share of requests that failed."),
    metric("latency", "Response time", Reliability, Histogram, "ms", Lower, FiveMinutes, 0, "How long an answer takes, kept as buckets so that p50, p95 and p99 are exact for any period."),
    metric("latency-p50", "Median response time, from outside", Reliability, LoneQuantile, "ms", Lower, FiveMinutes, 0, "A median computed elsewhere; the worst value is shown and it is never priced."),
    metric("latency-p95", "p95 response time, from outside", Reliability, LoneQuantile, "ms", Lower, FiveMinutes, 0, "A 95th percentile computed elsewhere; the worst value is shown and it is never priced."),
    metric("latency-p99", "p99 response time, from outside", Reliability, LoneQuantile, "ms", Lower, FiveMinutes, 0, "A 99th percentile computed elsewhere; the worst value is shown and it is never priced."),
    metric("incidents", "Incidents", Reliability, Counter, "incident", Lower, OnEvents, 0, "Declared incidents that touched the service; those that overlap are one."),
    metric("time-to-restore", "Time to restore", Reliability, Ratio, "h/incident", Lower, OnEvents, 2, "Hours from the start of an incident to its end, per incident."),

    metric("accuracy", "Accuracy", Quality, Ratio, "1", Higher, Daily, 4, "Share of judged predictions that were right, on production data."),
    metric("precision", "Precision", Quality, Ratio, "1", Higher, Daily, 4, "Of the cases the model flagged, the share that deserved it."),
    metric("recall", "Recall", Quality, Ratio, "1", Higher, Daily, 4, "Of the cases that deserved a flag, the share the model found."),
    metric("f1", "F1 score", Quality, Ratio, "1", Higher, Daily, 4, "One figure for precision and recall: twice the hits over twice the hits plus both kinds of error."),
    metric("true-positive-share", "True positives, share", Quality, Ratio, "1", Higher, Daily, 6, "Cases the model flagged rightly, of all decisions."),
    metric("false-positive-share", "False positives, share", Quality, Ratio, "1", Lower, Daily, 6, "Cases the model flagged wrongly, of all decisions."),
    metric("false-negative-share", "False negatives, share", Quality, Ratio, "1", Lower, Daily, 6, "Cases the model missed, of all decisions."),
    metric("true-negative-share", "True negatives, share", Quality, Ratio, "1", Higher, Daily, 6, "Cases the model left alone rightly, of all decisions."),
    metric("prediction-drift", "Prediction drift", Quality, Gauge, "1", Lower, Daily, 4, "How far today's predictions have moved from those of the reference period."),
    metric("feature-drift", "Input drift", Quality, Gauge, "1", Lower, Daily, 4, "How far the inputs have moved from those of the reference period; one series per feature."),
    metric("label-coverage", "Label coverage", Quality, Ratio, "1", Higher, Daily, 4, "Share of predictions whose true outcome is known."),
    metric("label-age", "Age of labels", Quality, Gauge, "d", Lower, Daily, 1, "Days between a prediction and its true outcome."),

    metric("gpu-utilisation", "GPU utilisation", Efficiency, Gauge, "1", Higher, FiveMinutes, 4, "Share of time in which the GPUs were busy."),
    metric("cost-allocated", "Cost, idle included", Efficiency, Counter, "CUR", Lower, Daily, 2, "All allocated cost of the service, its share of idle time included; a cost of the month, never added to it by itself."),
    metric("cost-usage", "Cost, usage only", Efficiency, Counter, "CUR", Lower, Daily, 2, "Cost of what the service actually used."),
    metric("cost-per-prediction-allocated", "Cost per prediction, idle included", Efficiency, Ratio, "CUR/prediction", Lower, Daily, 6, "All allocated cost, idle time included, over predictions served."),
    metric("cost-per-prediction-usage", "Cost per prediction, usage only", Efficiency, Ratio, "CUR/prediction", Lower, Daily, 6, "Cost of the time actually used, over predictions served."),
    metric("predictions", "Predictions", Efficiency, Counter, "prediction", Higher, FiveMinutes, 0, "Answers served."),
    metric("predictions-per-second", "Predictions per second", Efficiency, Gauge, "prediction/s", Higher, FiveMinutes, 2, "Answers served per second."),
    metric("idle-gpu-hours", "Idle GPU hours", Efficiency, Counter, "gpu*h", Lower, Daily, 1, "GPU hours that were paid for and not used."),

    metric("conversion-lift", "Conversion lift", BusinessImpact, Gauge, "1", Higher, Daily, 6, "Conversion of those who saw the model less conversion of those who did not."),
    metric("attributed-revenue", "Attributed revenue", BusinessImpact, Counter, "CUR", Higher, Daily, 2, "Sales after a touch of the model; shown apart and never added to value earned."),
    metric("session-duration", "Session duration", BusinessImpact, Ratio, "min/session", Higher, Daily, 2, "Minutes per visit."),
    metric("bounce-rate", "Bounce rate", BusinessImpact, Ratio, "1", Lower, Daily, 4, "Share of visits that ended on their first page."),
    metric("engagement", "Engagement", BusinessImpact, Ratio, "1", Higher, Daily, 4, "Share of visits that used what the model offered."),

    metric("deployment-frequency", "Deployments", Delivery, Counter, "deployment", Higher, OnEvents, 0, "Releases to production."),
    metric("change-failure-rate", "Change failure rate", Delivery, Ratio, "1", Lower, OnEvents, 4, "Share of releases that failed or that an incident is laid to."),
    metric("lead-time", "Lead time", Delivery, Ratio, "h/deployment", Lower, OnEvents, 1, "Hours from the first commit of a change to production."),
    metric("restore-time", "Time to restore after a release", Delivery, Ratio, "h/deployment", Lower, OnEvents, 2, "Hours of the incidents that are laid to a release, per release that brought any."),
    metric("hours-by-hand", "Hours by hand", Delivery, Counter, "h", Lower, Daily, 1, "Hours people spent on work the model could do, or on keeping it running."),
    metric("models-per-engineer", "Models per engineer", Delivery, Gauge, "1", Higher, OnEvents, 2, "Context for the team's load; never a ranking of people."),
];

/// Looks a metric up by key.
///
/// # Errors
/// Suggests the nearest known key.
pub fn find(key: &str) -> Result<&'static Metric> {
    CATALOG.iter().find(|metric| metric.key == key).ok_or_else(|| {
        let nearest = CATALOG.iter().min_by_key(|metric| edit_distance(metric.key, key)).map_or("", |metric| metric.key);
        Error::field("metric", format!("“{key}” is not a metric of the catalogue; did you mean “{nearest}”?"))
    })
}

/// Levenshtein distance, for suggestions.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::unit::Unit;

    #[test]
    fn the_catalogue_is_complete_and_sound() {
        let keys: BTreeSet<_> = CATALOG.iter().map(|metric| metric.key).collect();
        assert_eq!(keys.len(), CATALOG.len(), "keys are unique");
        for metric in CATALOG {
            Unit::parse(&metric.unit.replace("CUR", "USD")).unwrap();
            assert!(metric.sentence.ends_with('.') && metric.sentence.len() > 14, "{}", metric.key);
            assert!(crate::ids::ServiceId::parse(metric.key).is_ok(), "{} is a slug", metric.key);
        }
        assert!(Category::ALL.iter().all(|category| CATALOG.iter().any(|metric| metric.category == *category)));
    }

    #[test]
    fn durations_are_told_by_their_unit() {
        let durations: Vec<&str> = CATALOG.iter().filter(|metric| metric.is_duration()).map(|metric| metric.key).collect();
        let expected =
            "latency latency-p50 latency-p95 latency-p99 time-to-restore label-age session-duration lead-time restore-time hours-by-hand";
        assert_eq!(durations.join(" "), expected);
    }

    #[test]
    fn an_unknown_metric_gets_a_suggestion() {
        assert_eq!(find("uptime").unwrap().kind, Kind::State);
        assert!(find("accurracy").unwrap_err().to_string().contains("did you mean “accuracy”"));
        assert!(find("").is_err());
    }
}
