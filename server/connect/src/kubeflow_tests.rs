#![allow(clippy::unwrap_used)]
use domain::config::SourceRef;
use domain::metric::Kind;
use domain::sample::{Fixed, Reading, SeriesKey, SeriesShape};

use super::*;
use crate::connect;
use crate::fake::{Fake, response, source};

fn kubeflow(url: &str) -> Box<dyn Connector> {
    let mut source = source("kubeflow", url);
    source.options.insert("namespace".to_owned(), "team".to_owned());
    connect(&source, Some("t0ken".to_owned())).unwrap()
}

fn fed(kind: Kind, query: &str) -> Fed {
    let from = SourceRef { query: Some(query.to_owned()), ..SourceRef::default() };
    Fed { series: SeriesKey::parse("fraud/error-rate").unwrap(), shape: SeriesShape { kind, interval_s: 86_400 }, from }
}

/// Two pages of runs, the last created first.
fn answer(request: &str) -> String {
    let line = request.lines().next().unwrap();
    let body = if line.starts_with("GET /pipeline/apis/v2beta1/experiments?") {
        r#"{"experiments":[{"experiment_id":"e0","display_name":"Default"},{"experiment_id":"e1","display_name":"fraud/nightly"}],"total_size":2}"#
    } else if line.contains("page_token=more") {
        r#"{"runs":[{"run_id":"d","state":"FAILED","created_at":"1970-01-20T22:00:00Z","finished_at":"1970-01-21T00:30:00Z"},
        {"run_id":"e","state":"FAILED","created_at":"1970-01-10T00:00:00Z","finished_at":"1970-01-10T01:00:00Z"}],"next_page_token":"never"}"#
    } else {
        r#"{"runs":[{"run_id":"a","state":"RUNNING","created_at":"1970-01-21T12:00:00Z"},
        {"run_id":"b","state":"SUCCEEDED","created_at":"1970-01-21T10:00:00Z","finished_at":"1970-01-21T11:30:00Z"},
        {"run_id":"c","state":"CANCELED","created_at":"1970-01-21T09:00:00Z","finished_at":"1970-01-21T09:01:00Z"}],"next_page_token":"more"}"#
    };
    response("200 OK", "", body)
}

const FROM_MS: i64 = 20 * DAY_MS;
const UNTIL_MS: i64 = 21 * DAY_MS - 1;

#[tokio::test]
async fn runs_count_by_how_they_ended_when_they_did() {
    let fake = Fake::start(answer);
    let kubeflow = kubeflow(&format!("{}/pipeline", fake.url()));
    let (d_ms, b_ms) = (FROM_MS + 30 * 60_000, FROM_MS + 690 * 60_000);
    let ratio = |value: &str| Reading::Ratio { numerator: Fixed::parse(value).unwrap(), denominator: Fixed::ONE };
    let got = kubeflow.samples(&fed(Kind::Ratio, "fraud/nightly/failed"), FROM_MS, UNTIL_MS).await.unwrap();
    assert_eq!(got, [Sample { at_ms: d_ms, reading: ratio("1") }, Sample { at_ms: b_ms, reading: ratio("0") }]);
    let got = kubeflow.samples(&fed(Kind::Ratio, "fraud/nightly/hours"), FROM_MS, UNTIL_MS).await.unwrap();
    assert_eq!(got, [Sample { at_ms: d_ms, reading: ratio("2.5") }, Sample { at_ms: b_ms, reading: ratio("1.5") }]);
    let got = kubeflow.samples(&fed(Kind::Counter, "fraud/nightly/finished"), FROM_MS + 3_600_000, UNTIL_MS).await.unwrap();
    assert_eq!(got, [Sample { at_ms: b_ms, reading: Reading::Increment { by: Fixed::ONE } }]);
    let requests = fake.requests();
    assert_eq!(requests.len(), 3, "pages stop a week before the span, and are asked for once: {requests:?}");
    assert!(
        requests[1]
            .starts_with("GET /pipeline/apis/v2beta1/runs?page_size=200&namespace=team&experiment_id=e1&sort_by=created_at+desc HTTP")
    );
    assert!(requests.iter().all(|request| request.contains("authorization: Bearer t0ken")));
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    for (status, body, expected) in [
        ("200 OK", "<html>Kubeflow Central Dashboard</html>", "not as a Kubeflow Pipelines does (it sent a web page)"),
        ("200 OK", r#"{"experiments":[{"id":"1"}]}"#, "missing field `experiment_id`"),
        ("200 OK", r#"{"experiments":[{"#, "it sent “{"),
        ("302 Found", "", "sends us on to https://login.example.com"),
        ("401 Unauthorized", "", "refuses the secret (401)"),
        ("200 OK", r#"{"experiments":[{"experiment_id":"1","display_name":"other"}]}"#, "no experiment “fraud”; there are other"),
        ("200 OK", "{}", "no experiment “fraud”"),
    ] {
        let headers = if status.starts_with("302") { "location: https://login.example.com\r\n" } else { "" };
        let answer = response(status, headers, body);
        let fake = Fake::start(move |_| answer.clone());
        let message = kubeflow(&fake.url()).samples(&fed(Kind::Ratio, "fraud/failed"), 0, 1).await.unwrap_err().to_string();
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
    let fake = Fake::start(answer);
    for bad in ["", "fraud", "fraud/nightly/accuracy"] {
        let message = kubeflow(&fake.url()).samples(&fed(Kind::Ratio, bad), 0, 1).await.unwrap_err().to_string();
        assert!(message.contains("write EXPERIMENT/failed"), "{bad}: {message}");
    }
}
