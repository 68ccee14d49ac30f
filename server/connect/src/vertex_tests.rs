#![allow(clippy::unwrap_used, clippy::panic)]
use domain::config::SourceRef;
use domain::metric::Kind;
use domain::sample::{Fixed, Reading, SeriesKey, SeriesShape};

use super::*;
use crate::connect;
use crate::fake::{Fake, response, source};

fn vertex(url: &str) -> Box<dyn Connector> {
    let mut source = source("vertex", url);
    source.options.insert("parent".to_owned(), "projects/p1/locations/asia-southeast1".to_owned());
    connect(&source, Some("t0ken".to_owned())).unwrap()
}

fn fed(query: &str) -> Fed {
    let from = SourceRef { query: Some(query.to_owned()), ..SourceRef::default() };
    Fed { series: SeriesKey::parse("fraud/feature-drift").unwrap(), shape: SeriesShape { kind: Kind::Gauge, interval_s: 86_400 }, from }
}

/// Answers of the shape of Google's API description; the second page has a measurement that is no number.
fn answer(request: &str) -> String {
    let point = |at: &str, stats: &str| {
        format!(r#"{{"createTime":"{at}","currentStats":{stats},"thresholdValue":{{"doubleValue":0.3}},"hasAnomaly":false}}"#)
    };
    let stats = |objective: &str, points: &[String]| {
        format!(r#"{{"tabularStats":{{"statsName":"age","objectiveType":"{objective}","dataPoints":[{}]}}}}"#, points.join(","))
    };
    let deviation = |value: &str| format!(r#"{{"distributionValue":{{"distribution":{{}},"distributionDeviation":{value}}}}}"#);
    let body = if request.contains(r#""pageToken":"more""#) {
        let points =
            [point("1970-01-01T02:00:00Z", &deviation(r#""NaN""#)), point("1970-01-01T03:00:00.123456Z", r#"{"doubleValue":0.25}"#)];
        format!(r#"{{"monitoringStats":[{}]}}"#, stats("raw-feature-drift", &points))
    } else {
        let points = [point("1970-01-01T01:00:00Z", &deviation("0.125")), point("1970-01-01T09:00:00Z", &deviation("0.9"))];
        format!(r#"{{"monitoringStats":[{}],"nextPageToken":"more"}}"#, stats("raw-feature-drift", &points))
    };
    response("200 OK", "", &body)
}

#[tokio::test]
async fn distances_of_all_pages_are_read() {
    let fake = Fake::start(answer);
    let got = vertex(&fake.url()).samples(&fed("42/age"), 0, 4 * 3_600_000).await.unwrap();
    let gauge = |value: &str| Reading::gauge(Fixed::parse(value).unwrap());
    assert_eq!(got, [Sample { at_ms: 3_600_000, reading: gauge("0.125") }, Sample { at_ms: 10_800_123, reading: gauge("0.25") }]);
    let request = fake.requests().remove(0);
    let line = "POST /v1beta1/projects/p1/locations/asia-southeast1/modelMonitors/42:searchModelMonitoringStats HTTP/1.1";
    assert!(request.starts_with(line), "{request}");
    assert!(request.contains("authorization: Bearer t0ken"));
    assert!(request.contains(r#""timeInterval":{"endTime":"1970-01-01T04:00:01Z","startTime":"1970-01-01T00:00:00Z"}"#), "{request}");
    assert!(request.contains(r#""statsFilter":{"tabularStatsFilter":{"statsName":"age"}}"#), "{request}");
}

#[tokio::test]
async fn two_objectives_are_not_mixed() {
    let both = r#"{"monitoringStats":[
        {"tabularStats":{"statsName":"age","objectiveType":"raw-feature-drift","dataPoints":[{"createTime":"1970-01-01T00:00:01Z","currentStats":{"doubleValue":1}}]}},
        {"tabularStats":{"statsName":"age","objectiveType":"feature-attribution","dataPoints":[{"createTime":"1970-01-01T00:00:02Z","currentStats":{"doubleValue":2}}]}}]}"#;
    let fake = Fake::start(move |_| response("200 OK", "", both));
    let vertex = vertex(&fake.url());
    let message = vertex.samples(&fed("42/age"), 0, 9000).await.unwrap_err().to_string();
    assert!(message.contains("towards raw-feature-drift and feature-attribution: write 42/age@raw-feature-drift"), "{message}");
    let got = vertex.samples(&fed("42/age@feature-attribution"), 0, 9000).await.unwrap();
    assert_eq!(got.iter().map(|sample| sample.at_ms).collect::<Vec<_>>(), [2000]);
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    let unknown = r#"{"error":{"code":404,"message":"ModelMonitor 42 not found","status":"NOT_FOUND"}}"#;
    for (status, body, expected) in [
        ("404 Not Found", unknown, "Vertex AI says NOT_FOUND: ModelMonitor 42 not found"),
        ("404 Not Found", "<html>", "check that the address is that of a Vertex AI"),
        ("403 Forbidden", r#"{"error":{"code":403,"message":"denied","status":"PERMISSION_DENIED"}}"#, "refuses the secret (403)"),
        ("200 OK", "<html>", "not as a Vertex AI does"),
        ("200 OK", r#"{"monitoringStats":[{"#, "it sent “{"),
        ("200 OK", r#"{"monitoringStats":[{"tabularStats":{"statsName":"age","dataPoints":[{}]}}]}"#, "missing field `createTime`"),
    ] {
        let answer = response(status, "", body);
        let fake = Fake::start(move |_| answer.clone());
        let message = vertex(&fake.url()).samples(&fed("42/age"), 0, 9000).await.unwrap_err().to_string();
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
    let fake = Fake::start(|_| response("200 OK", "", "{}"));
    assert!(vertex(&fake.url()).samples(&fed("42/age"), 0, 9000).await.unwrap().is_empty(), "nothing measured is no sample");
    assert!(vertex(&fake.url()).samples(&fed("age"), 0, 1).await.unwrap_err().to_string().contains("write MONITOR/FEATURE"));
}
