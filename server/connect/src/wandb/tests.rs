#![allow(clippy::unwrap_used, clippy::panic)]
use domain::config::SourceRef;
use domain::metric::Kind;
use domain::sample::{Reading, SeriesKey, SeriesShape};
use serde_json::{Value, json};

use super::*;
use crate::connect;
use crate::fake::{Fake, response, source};

fn wandb(url: &str) -> Box<dyn Connector> {
    connect(&source("wandb", url), Some("0123abcd".to_owned())).unwrap()
}

fn fed(query: &str) -> Fed {
    let shape = SeriesShape { kind: Kind::Gauge, interval_s: 86_400 };
    let from = SourceRef { query: Some(query.to_owned()), ..SourceRef::default() };
    Fed { series: SeriesKey::parse("fraud/feature-drift").unwrap(), shape, from }
}

fn gauges(samples: &[Sample]) -> Vec<(i64, f64)> {
    samples
        .iter()
        .map(|sample| match &sample.reading {
            Reading::Gauge { value, .. } => (sample.at_ms, value.to_f64()),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn variables(request: &str) -> (String, Value) {
    let body: Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    (body["operationName"].as_str().unwrap().to_owned(), body["variables"].clone())
}

fn node(name: &str, state: &str, alive: &str, last_step: i64, summary: &str) -> Value {
    json!({ "node": {
        "name": name, "state": state, "createdAt": "1970-01-01T00:00:00Z", "heartbeatAt": alive, "summaryMetrics": summary,
        "historyKeys": { "keys": { "psi": {}, "by.sg": {} }, "lastStep": last_step },
    } })
}

/// Three pages of runs, the last active first; `long` has 2,500 steps of which every 500th has a value.
fn answer(request: &str) -> String {
    let (operation, variables) = variables(request);
    let page = |edge: Value, next: Option<&str>| json!({ "project": { "runs": { "edges": [edge], "pageInfo": { "endCursor": next, "hasNextPage": next.is_some() } } } });
    let data = match (operation.as_str(), variables["cursor"].as_str(), variables["run"].as_str()) {
        ("Viewer", ..) => json!({ "viewer": { "username": "me" } }),
        ("Runs", None, _) => page(node("long", "running", "1970-01-01T01:00:00Z", 2499, "{}"), Some("1")),
        ("Runs", Some("1"), _) => page(node("short", "finished", "1970-01-01T00:30:00", 1, r#"{"psi": 0.7, "by": {"sg": 3}}"#), Some("2")),
        ("Runs", ..) => page(node("early", "finished", "1970-01-01T00:00:01Z", 0, r#"{"psi": "NaN"}"#), None),
        ("HistoryPage", _, Some(run)) => {
            let (from, until) = (variables["minStep"].as_i64().unwrap(), variables["maxStep"].as_i64().unwrap());
            assert!(until - from <= variables["pageSize"].as_i64().unwrap(), "more steps than samples would be sampled");
            let row = |step: i64| match run {
                "long" => json!({ "_step": step, "_timestamp": step, "psi": step / 500 }),
                _ => {
                    json!({ "_step": step, "_timestamp": 100.5 + step as f64, "psi": if step == 0 { json!("NaN") } else { json!(0.7) }, "by": { "sg": step } })
                }
            };
            let step_by = if run == "long" { 500 } else { 1 };
            let rows: Vec<String> = (from..until).filter(|step| step % step_by == 0).map(|step| row(step).to_string()).collect();
            json!({ "project": { "run": { "history": rows } } })
        }
        other => panic!("{other:?}"),
    };
    response("200 OK", "", &json!({ "data": data }).to_string())
}

fn asked(fake: &Fake, operation: &str) -> usize {
    fake.requests().iter().filter(|request| variables(request).0 == operation).count()
}

#[tokio::test]
async fn histories_are_read_exactly_and_no_further_back_than_asked() {
    let fake = Fake::start(answer);
    let wandb = wandb(&fake.url());
    wandb.sign_in().await.unwrap();
    let got = wandb.samples(&fed("team/fraud/psi"), 1_990_000, 3_000_000).await.unwrap();
    assert_eq!(gauges(&got), [(2_000_000, 4.0)]);
    assert_eq!((asked(&fake, "Runs"), asked(&fake, "HistoryPage")), (2, 1), "the second run was last active before");
    // Further back, as a back-fill asks: what was read is not asked for again.
    let got = wandb.samples(&fed("team/fraud/psi"), 0, 1_500_000).await.unwrap();
    assert_eq!(gauges(&got), [(0, 0.0), (101_500, 0.7), (500_000, 1.0), (1_000_000, 2.0), (1_500_000, 3.0)]);
    assert_eq!(asked(&fake, "Runs"), 3);
    assert_eq!(asked(&fake, "HistoryPage"), 1 + 2 + 1 + 1, "two more of the long run, one of each other");
    let nested = wandb.samples(&fed("team/fraud/by.sg"), 100_000, 110_000).await.unwrap();
    assert_eq!(gauges(&nested), [(100_500, 0.0), (101_500, 1.0)]);
    let request = fake.requests().remove(0);
    assert!(request.starts_with("POST /graphql HTTP/1.1"), "{request}");
    assert!(request.contains("authorization: Basic YXBpOjAxMjNhYmNk"), "{request}");
}

#[tokio::test]
async fn finished_runs_can_count_by_what_they_ended_with() {
    let fake = Fake::start(answer);
    let wandb = wandb(&fake.url());
    let got = wandb.samples(&fed("team/fraud/psi@last"), 0, 3_600_000).await.unwrap();
    assert_eq!(gauges(&got), [(1_800_000, 0.7)]);
    let got = wandb.samples(&fed("team/fraud/by.sg@last"), 0, 3_600_000).await.unwrap();
    assert_eq!(gauges(&got), [(1_800_000, 3.0)]);
    assert_eq!(asked(&fake, "HistoryPage"), 0);
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    for (status, body, expected, unavailable) in [
        ("200 OK", r#"{"errors":[{"message":"Filter is not JSON"}],"data":null}"#, "Weights & Biases says: Filter is not JSON", false),
        ("200 OK", r#"{"data":{"project":null}}"#, "no project team/fraud that the key may read", false),
        ("200 OK", r#"{"data":{"project":{"runs":{}}}}"#, "in a shape that is not known here (missing field `edges`", true),
        ("200 OK", "<html>", "not as a Weights & Biases does (it sent a web page)", true),
        ("200 OK", r#"{"data":{"proj"#, "it sent “{", true),
        ("401 Unauthorized", "", "refuses the secret (401): give an API key that may read", true),
        ("429 Too Many Requests", "", "slow down (429)", true),
    ] {
        let headers = if status.starts_with("429") { "retry-after: 60\r\n" } else { "" };
        let answer = response(status, headers, body);
        let fake = Fake::start(move |_| answer.clone());
        let failure = wandb(&fake.url()).samples(&fed("team/fraud/psi"), 0, 900).await.unwrap_err();
        assert!(failure.to_string().contains(expected), "{status} {body}: {failure}");
        assert_eq!(matches!(failure, Error::Unavailable { .. }), unavailable, "{failure}");
    }
    let fake = Fake::start(|_| response("200 OK", "", r#"{"data":{"viewer":null}}"#));
    assert!(wandb(&fake.url()).sign_in().await.unwrap_err().to_string().contains("does not know the key"));
    for bad in ["", "fraud/psi", "team//psi", "team/fraud/"] {
        assert!(
            wandb(&fake.url()).samples(&fed(bad), 0, 1).await.unwrap_err().to_string().contains("write ENTITY/PROJECT/METRIC"),
            "{bad}"
        );
    }
}
