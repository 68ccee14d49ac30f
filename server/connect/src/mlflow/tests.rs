#![allow(clippy::unwrap_used, clippy::panic)]
use domain::config::SourceRef;
use domain::metric::Kind;
use domain::sample::{Fixed, Reading, SeriesKey, SeriesShape};

use super::*;
use crate::fake::{Fake, response, source};

fn mlflow(url: &str) -> MlFlow {
    let source = source("mlflow", url);
    MlFlow::new(&source, Http::new(&source, Some("me:secret".to_owned())).unwrap())
}

fn fed(query: &str) -> Fed {
    let shape = SeriesShape { kind: Kind::Gauge, interval_s: 86_400 };
    Fed {
        series: SeriesKey::parse("fraud/feature-drift").unwrap(),
        shape,
        from: SourceRef { query: Some(query.to_owned()), ..SourceRef::default() },
    }
}

fn gauges(samples: &[Sample]) -> Vec<(i64, String)> {
    samples
        .iter()
        .map(|sample| match &sample.reading {
            Reading::Gauge { value, .. } => (sample.at_ms, value.to_f64().to_string()),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// Two pages of everything; missing lists where there is nothing.
fn answer(request: &str) -> String {
    let second = request.contains("more");
    let body = match request.split([' ', '?']).nth(1).unwrap().trim_start_matches("/api/2.0/mlflow/") {
        "experiments/search" if second => r#"{"experiments":[{"experiment_id":"2","name":"fraud/eval"}]}"#,
        "experiments/search" => r#"{"experiments":[{"experiment_id":"1","name":"fraud"}],"next_page_token":"more"}"#,
        "runs/search" if second => {
            r#"{"runs":[{"info":{"run_id":"b","status":"RUNNING","start_time":50},
            "data":{"metrics":[{"key":"psi","value":"NaN","timestamp":900,"step":9},{"key":"loss","value":1}]}},
            {"info":{"run_id":"old","status":"FINISHED","start_time":1,"end_time":9},"data":{"metrics":[{"key":"psi","value":7,"timestamp":8}]}},
            {"info":{"run_id":"bare","status":"FAILED","start_time":60,"end_time":70}}]}"#
        }
        "runs/search" => {
            r#"{"runs":[{"info":{"run_id":"a","status":"FINISHED","start_time":100,"end_time":450},
            "data":{"metrics":[{"key":"psi","value":0.3,"timestamp":400,"step":3}]}}],"next_page_token":"more"}"#
        }
        "metrics/get-history" if request.contains("run_id=a") && second => {
            r#"{"metrics":[{"key":"psi","value":"0.3","timestamp":400,"step":3}]}"#
        }
        "metrics/get-history" if request.contains("run_id=a") => {
            r#"{"metrics":[{"key":"psi","value":0.1,"timestamp":200,"step":1},{"key":"psi","value":1.7976931348623157e308,"timestamp":300,"step":2}],
            "next_page_token":"more"}"#
        }
        "metrics/get-history" if request.contains("run_id=b") => {
            r#"{"metrics":[{"key":"psi","value":0.2,"timestamp":250,"step":0},{"key":"psi","value":0.9,"timestamp":901,"step":9}]}"#
        }
        "model-versions/search" => {
            r#"{"model_versions":[{"name":"fraud","version":"3","creation_timestamp":500,"last_updated_timestamp":800,"current_stage":"Production",
            "status":"READY","run_id":"a"},{"name":"fraud","version":"2","creation_timestamp":400,"last_updated_timestamp":700,
            "current_stage":"Archived","status":"FAILED_REGISTRATION"}]}"#
        }
        "registered-models/alias" => r#"{"model_version":{"name":"fraud","version":"3","creation_timestamp":500,"status":"READY"}}"#,
        "runs/get" => r#"{"run":{"info":{"run_id":"a"},"data":{"metrics":[{"key":"psi","value":0.3,"timestamp":400,"step":3}]}}}"#,
        _ => return response("404 Not Found", "", "<!doctype html><title>404 Not Found</title>"),
    };
    response("200 OK", "", body)
}

#[tokio::test]
async fn histories_of_all_pages_are_read_and_what_is_no_number_left_out() {
    let fake = Fake::start(answer);
    let mlflow = mlflow(&fake.url());
    let got = mlflow.samples(&fed("fraud/eval/psi"), 100, 900).await.unwrap();
    assert_eq!(gauges(&got), [(200, "0.1".to_owned()), (250, "0.2".to_owned()), (400, "0.3".to_owned())]);
    let got = mlflow.samples(&fed("fraud/eval/psi"), 201, 399).await.unwrap();
    assert_eq!(gauges(&got), [(250, "0.2".to_owned())], "a part of the time gives the values of that part");
    let requests = fake.requests();
    assert!(requests.iter().all(|request| request.contains("authorization: Basic bWU6c2VjcmV0")), "{requests:?}");
    assert!(!requests.iter().any(|request| request.contains("run_id=old")), "a run that ended before is not asked");
    assert_eq!(requests.iter().filter(|request| request.contains("runs/search")).count(), 2, "runs are listed once a pass");
}

#[tokio::test]
async fn a_finished_run_can_count_by_its_last_value_alone() {
    let fake = Fake::start(answer);
    let got = mlflow(&fake.url()).samples(&fed("fraud/eval/psi@last"), 100, 900).await.unwrap();
    assert_eq!(gauges(&got), [(450, "0.3".to_owned())]);
}

#[tokio::test]
async fn a_version_has_what_its_run_ended_with() {
    let fake = Fake::start(answer);
    let got = mlflow(&fake.url()).samples(&fed("models:/fraud/psi"), 100, 900).await.unwrap();
    assert_eq!(gauges(&got), [(500, "0.3".to_owned())]);
}

#[tokio::test]
async fn versions_stages_and_aliases_are_deployments() {
    let fake = Fake::start(answer);
    let mlflow = mlflow(&fake.url());
    for (name, from_ms, expected) in [
        ("models:/fraud", 0, vec![("fraud/3", 500, true), ("fraud/2", 400, false)]),
        ("models:/fraud", 450, vec![("fraud/3", 500, true)]),
        ("models:/fraud/production", 0, vec![("fraud/production/3", 800, true)]),
        ("models:/fraud/Production", 801, vec![]),
        // Nobody knows since when, so it is told each time.
        ("models:/fraud@champion", 900, vec![("fraud@champion/3", 500, true)]),
    ] {
        let events = mlflow.events(&fed(name), from_ms, 1000).await.unwrap();
        let told: Vec<_> = events
            .iter()
            .map(|event| match event {
                Event::Deployment(it) => (it.key.as_str(), it.at_ms, it.succeeded),
                Event::Incident(_) => panic!("{event:?}"),
            })
            .collect();
        assert_eq!(told, expected, "{name}");
    }
}

#[tokio::test]
async fn wrong_names_are_told_the_right_ones() {
    let fake = Fake::start(answer);
    let mlflow = mlflow(&fake.url());
    for (name, expected) in [
        ("frau/psi", "experiments are fraud, fraud/eval"),
        ("fraud/eval/PSI", "no run recorded “PSI”; runs record loss, psi"),
        ("psi", "write EXPERIMENT/METRIC"),
    ] {
        let message = mlflow.samples(&fed(name), 0, 900).await.unwrap_err().to_string();
        assert!(message.contains(expected), "{name}: {message}");
    }
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    let refusal = r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid clause(s) in filter string: 'x'"}"#;
    for (status, body, expected, unavailable) in [
        ("200 OK", "<!doctype html><title>MLflow</title>", "not as an MLflow does", true),
        ("200 OK", r#"{"experiments":[{"exp"#, "it sent “{\"experiments\"", true),
        ("200 OK", r#"{"experiments":[{"id":1}]}"#, "in a shape that is not known here (missing field `experiment_id`", true),
        ("400 Bad Request", refusal, "MLflow says INVALID_PARAMETER_VALUE: Invalid clause(s)", false),
        ("401 Unauthorized", "<html>", "refuses the secret (401)", true),
        ("403 Forbidden", "Permission denied", "refuses the secret (403)", true),
        ("404 Not Found", "<html>", "check that the address is that of an MLflow", true),
    ] {
        let answer = response(status, "", body);
        let fake = Fake::start(move |_| answer.clone());
        let failure = mlflow(&fake.url()).samples(&fed("fraud/psi"), 0, 900).await.unwrap_err();
        assert!(failure.to_string().contains(expected), "{status} {body}: {failure}");
        assert_eq!(matches!(failure, Error::Unavailable { .. }), unavailable, "{failure}");
    }
}

#[tokio::test]
async fn an_evaluation_is_a_share_weighed_by_what_was_judged() {
    let fake = Fake::start(|request| match request {
        request if request.contains("metric_key=judged") => {
            response("200 OK", "", r#"{"metrics":[{"key":"judged","value":400,"timestamp":303,"step":2}]}"#)
        }
        request if request.contains("metric_key=acc") => {
            response("200 OK", "", r#"{"metrics":[{"key":"acc","value":0.95,"timestamp":300,"step":2}]}"#)
        }
        request if request.contains("runs/search") => response(
            "200 OK",
            "",
            r#"{"runs":[{"info":{"run_id":"a","start_time":1},"data":{"metrics":[{"key":"acc","timestamp":300},{"key":"judged","timestamp":303}]}}]}"#,
        ),
        _ => response("200 OK", "", r#"{"experiments":[{"experiment_id":"1","name":"fraud"}]}"#),
    });
    let mut fed = fed("fraud/acc");
    fed.shape.kind = Kind::Ratio;
    fed.from.denominator = Some("fraud/judged".to_owned());
    // The second was recorded just after the span.
    let got = mlflow(&fake.url()).samples(&fed, 0, 301).await.unwrap();
    let reading = Reading::Ratio { numerator: Fixed::whole(380), denominator: Fixed::whole(400) };
    assert_eq!(got, [Sample { at_ms: 300, reading }]);
}
