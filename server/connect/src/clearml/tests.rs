#![allow(clippy::unwrap_used, clippy::panic)]
use domain::config::SourceRef;
use domain::metric::Kind;
use domain::sample::{Reading, SeriesKey, SeriesShape};
use serde_json::{Value, json};

use super::*;
use crate::connect;
use crate::fake::{Fake, response, source};

fn clearml(url: &str) -> Box<dyn Connector> {
    connect(&source("clearml", url), Some("KEY:secret".to_owned())).unwrap()
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

fn told(data: &Value) -> String {
    response("200 OK", "", &json!({ "meta": { "result_code": 200 }, "data": data }).to_string())
}

/// A project within a project; one task changed after the other. The first has 7,000 scalars a second apart: two batches.
fn answer(request: &str) -> String {
    if request.starts_with("GET /auth.login") {
        return told(&json!({ "token": "t0ken" }));
    }
    let body: Value = serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    let task = |id: &str, changed: &str, value: Value| {
        json!({ "id": id, "status": "completed", "completed": "1970-01-01T00:30:00.5+00:00", "last_update": changed,
            "last_metrics": { "5f": { "a1": { "metric": "val/psi", "variant": "all", "value": value } } } })
    };
    let call = request.split_whitespace().nth(1).unwrap();
    told(&match (call, body["task"].as_str()) {
        ("/v2.13/projects.get_all", _) => json!({ "projects": [{ "id": "1", "name": "fraud" }, { "id": "2", "name": "fraud/eval" }] }),
        ("/v2.13/tasks.get_all", _) => {
            assert_eq!((&body["project"], &body["order_by"]), (&json!(["2"]), &json!(["-last_update"])));
            json!({ "tasks": [task("a", "1970-01-01T02:00:00+00:00", json!(0.5)), task("b", "1970-01-01T00:00:10+00:00", json!("NaN")),
                { "id": "bare", "last_update": "1970-01-01T02:00:00+00:00" }] })
        }
        ("/v2.13/events.get_task_events", Some("a")) => {
            let newest = if body["scroll_id"] == "more" { 1999 } else { 6999 };
            let event =
                |n: i64| json!({ "timestamp": n * 1000, "task": "a", "iter": n, "metric": "val/psi", "variant": "all", "value": n });
            let events: Vec<Value> = (0..=newest).rev().take(5000).map(event).collect();
            json!({ "events": events, "scroll_id": "more", "returned": events.len() })
        }
        ("/v2.13/events.get_task_events", _) => json!({ "events": [
            { "timestamp": 9500, "task": "b", "iter": 1, "metric": "val/psi", "variant": "all", "value": 0.25 },
            { "timestamp": 9000, "task": "b", "iter": 0, "metric": "val/psi", "variant": "all", "value": "NaN" },
            { "timestamp": 9000, "task": "b", "iter": 0, "metric": "val", "variant": "psi", "value": 8 }] }),
        other => panic!("{other:?}"),
    })
}

fn asked(fake: &Fake, call: &str) -> usize {
    fake.requests().iter().filter(|request| request.contains(call)).count()
}

#[tokio::test]
async fn scalars_are_read_back_to_the_start_of_the_span() {
    let fake = Fake::start(answer);
    let clearml = clearml(&fake.url());
    clearml.sign_in().await.unwrap();
    let name = fed("fraud/eval/val/psi/all");
    let got = clearml.samples(&name, 6_998_000, 7_000_000).await.unwrap();
    assert_eq!(gauges(&got), [(6_998_000, 6998.0), (6_999_000, 6999.0)]);
    assert_eq!(asked(&fake, "get_task_events"), 1, "one batch reaches back far enough, and the other task changed before");
    let got = clearml.samples(&name, 9_000, 10_000).await.unwrap();
    assert_eq!(gauges(&got), [(9_000, 9.0), (9_500, 0.25), (10_000, 10.0)]);
    assert_eq!((asked(&fake, "get_task_events"), asked(&fake, "tasks.get_all"), asked(&fake, "auth.login")), (3, 1, 1));
    let requests = fake.requests();
    assert!(requests[0].contains("authorization: Basic S0VZOnNlY3JldA=="), "{}", requests[0]);
    assert!(requests[1..].iter().all(|request| request.contains("authorization: Bearer t0ken")));
}

#[tokio::test]
async fn completed_tasks_can_count_by_what_they_ended_with() {
    let fake = Fake::start(answer);
    let got = clearml(&fake.url()).samples(&fed("fraud/eval/val/psi/all@last"), 0, 7_200_000).await.unwrap();
    assert_eq!(gauges(&got), [(1_800_500, 0.5)]);
    assert_eq!(asked(&fake, "get_task_events"), 0);
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    let refusal = r#"{"meta":{"result_code":400,"result_subcode":12,"result_msg":"Validation error: bad page"},"data":{}}"#;
    let unauthorized = r#"{"meta":{"result_code":401,"result_msg":"Unauthorized (invalid credentials)"},"data":{}}"#;
    for (status, body, expected, unavailable) in [
        ("400 Bad Request", refusal, "ClearML says: Validation error: bad page (400)", false),
        ("401 Unauthorized", unauthorized, "refuses the secret (401): give access_key:secret_key", true),
        ("200 OK", "<html>ClearML web app</html>", "not as a ClearML does (it sent a web page)", true),
        ("200 OK", r#"{"meta":{"result_code":200},"data":{}}"#, "in a shape that is not known here (missing field `token`", true),
        ("200 OK", r#"{"meta":{"resu"#, "it sent “{", true),
    ] {
        let answer = response(status, "", body);
        let fake = Fake::start(move |_| answer.clone());
        let failure = clearml(&fake.url()).samples(&fed("fraud/psi/all"), 0, 900).await.unwrap_err();
        assert!(failure.to_string().contains(expected), "{status} {body}: {failure}");
        assert_eq!(matches!(failure, Error::Unavailable { .. }), unavailable, "{failure}");
    }
    let fake = Fake::start(answer);
    for bad in ["", "frau/psi/all", "fraud/psi"] {
        let message = clearml(&fake.url()).samples(&fed(bad), 0, 1).await.unwrap_err().to_string();
        assert!(message.contains("write PROJECT/METRIC/VARIANT; projects are fraud, fraud/eval"), "{bad}: {message}");
    }
}
