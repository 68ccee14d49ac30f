//! datadog-api-client.

use connect::fake::{Fake, fed, json};
use domain::sample::{Fixed, Reading, Sample};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{AT, MINUTE, client, connector};

const DAY: i64 = 24 * 60 * MINUTE;

#[derive(Deserialize)]
struct Read {
    points: Vec<(f64, Option<f64>)>,
    step_s: i64,
    times: Vec<f64>,
    good: Vec<f64>,
    valid: Vec<f64>,
}

/// 288 points of a day; every seventh was not measured.
fn answer(request: &str) -> String {
    assert!(request.contains("api-key") && request.contains("app-key"), "{request}");
    let times: Vec<i64> = (0..288).map(|n| AT - DAY + n * 5 * MINUTE).collect();
    if request.contains("/history") {
        let (good, valid): (Vec<i64>, Vec<i64>) = (0..288).map(|n| (990 + n % 11, 1000 + n % 5)).unzip();
        return json(
            &json!({"data": {"from_ts": 1, "to_ts": 2, "type": "metric", "type_id": 1, "overall": {"sli_value": 99.4, "span_precision": 2.0},
            "thresholds": {"7d": {"timeframe": "7d", "target": 99.0}}, "series": {"interval": 300, "resp_version": 2, "res_type": "time_series",
            "query": "sum:good{*}.as_count(), sum:all{*}.as_count()", "times": times, "numerator": {"count": 288, "sum": 1.0, "values": good},
            "denominator": {"count": 288, "sum": 1.0, "values": valid}}}, "errors": null}),
        );
    }
    let value = |n: usize| if n % 7 == 3 { Value::Null } else { json!(0.5 + n as f64 / 1024.0) };
    let points: Vec<Value> = times.iter().enumerate().map(|(n, at_ms)| json!([*at_ms as f64, value(n)])).collect();
    json(&json!({"status": "ok", "res_type": "time_series", "from_date": 1, "to_date": 2, "group_by": [], "message": "", "query": "q",
        "series": [{"metric": "gpu", "display_name": "gpu", "aggr": "avg", "expression": "avg:gpu{*}", "scope": "*", "tag_set": [],
            "interval": 300, "length": 288, "start": AT - DAY, "end": AT, "unit": [null, null], "pointlist": points}]}))
}

#[tokio::test]
async fn both_read_the_same_points() {
    let fake = Fake::start(answer);
    let (from, until) = (((AT - DAY) / 1000).to_string(), (AT / 1000).to_string());
    let read: Read = client(&["datadog", &fake.url(), &from, &until, "avg:gpu{*}", "abc"]);
    assert_eq!((read.points.len(), read.times.len(), read.step_s), (288, 288, 300));

    let ours = connector("datadog", &fake.url(), "api-key:app-key");
    let samples = ours.samples(&fed("fraud/gpu-utilisation", "avg:gpu{*}"), AT - DAY, AT).await.unwrap();
    let theirs = read.points.iter().filter_map(|(at_ms, value)| Some((*at_ms as i64, (*value)?)));
    let theirs = theirs.map(|(at_ms, value)| Sample { at_ms, reading: Reading::gauge(Fixed::from_f64(value).unwrap()) });
    assert_eq!(samples, theirs.collect::<Vec<_>>());
    assert_eq!(samples.len(), 288 - 41);

    let samples = ours.samples(&fed("fraud/error-rate", "slo:abc"), AT - DAY, AT).await.unwrap();
    let theirs = read.times.iter().zip(read.good.iter().zip(&read.valid));
    let theirs = theirs.map(|(at_ms, (good, valid))| {
        let numerator = Fixed::from_f64(valid - good).unwrap();
        Sample { at_ms: *at_ms as i64, reading: Reading::Ratio { numerator, denominator: Fixed::from_f64(*valid).unwrap() } }
    });
    assert_eq!(samples, theirs.collect::<Vec<_>>());
}
