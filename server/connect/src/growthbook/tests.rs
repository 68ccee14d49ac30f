//! Arms of 10,000 and 9,900 units with 1,000 and 1,089 orders: 0.10 and 0.11, a difference of 0.01.
#![allow(clippy::unwrap_used)]
use domain::config::Number;
use domain::evidence::TestMetric;
use serde_json::{Value, json};

use super::*;
use crate::fake::{Fake, fed, json, response, source};

fn growthbook(url: &str) -> GrowthBook {
    GrowthBook::new(Http::new(&source("growthbook", url), Some("secret_x".to_owned())).unwrap())
}

fn listed(id: &str, status: &str) -> Value {
    json!({"id": id, "trackingKey": id, "name": format!("Ranker {id}"), "status": status, "archived": false, "type": "standard",
        "variations": [{"variationId": "var_a", "key": "0", "name": "Control"}, {"variationId": "var_b", "key": "1", "name": "New ranker"}],
        "phases": [{"name": "Main", "dateStarted": "2026-09-01T00:00:00.000Z", "dateEnded": "2026-09-28T12:00:00.000Z", "coverage": 1,
            "trafficSplit": [{"variationId": "var_a", "weight": 0.5}, {"variationId": "var_b", "weight": 0.5}]}]})
}

fn arm(id: &str, users: i64, numerator: f64, mean: f64, stddev: Value) -> Value {
    json!({"variationId": id, "users": users, "analyses": [{"engine": "bayesian", "numerator": numerator, "denominator": users, "mean": mean,
        "stddev": stddev, "percentChange": 0.1, "ciLow": 0.01, "ciHigh": 0.19, "pValue": null, "chanceToBeatControl": 0.99}]})
}

fn results(users: i64) -> Value {
    json!({"result": {"experimentId": "exp", "phase": "0", "dateStart": "2026-09-01T00:00:00Z", "settings": {"statsEngine": "bayesian",
    "goals": [{"metricId": "fact__revenue", "overrides": {"regressionAdjustmentEnabled": true}}]},
    "results": [{"dimension": "All", "totalUsers": 10_000 + users, "checks": {"srm": 0.48}, "metrics": [
        {"metricId": "met_order", "variations": [arm("var_a", 10_000, 1000.0, 0.1, json!(0.3)), arm("var_b", users, 1089.0, 0.11, json!(0.313))]},
        {"metricId": "fact__revenue", "variations": [arm("var_a", 10_000, 50_000.0, 5.0, json!(12.5)), arm("var_b", users, 50_490.0, 5.1, json!(12.5))]},
        {"metricId": "fact__ratio", "variations": [arm("var_a", 10_000, 1.0, 1.0, json!(1)), arm("var_b", users, 1.0, 1.0, json!(1))]},
        {"metricId": "met_time", "variations": [arm("var_a", 10_000, 1.0, 1.0, Value::Null), arm("var_b", users, 1.0, 1.0, json!(1))]},
    ]}]}})
}

/// 101 experiments on two pages, of which two have ended.
fn answer(request: &str) -> String {
    let path = request.split(' ').nth(1).unwrap();
    match path.split('?').next().unwrap() {
        "/api/v1/experiments" if path.contains("offset=0") => {
            let running = (0..99).map(|n| listed(&format!("exp_{n}"), "running"));
            let all: Vec<Value> = running.chain([listed("exp_good", "stopped")]).collect();
            json(&json!({"experiments": all, "limit": 100, "offset": 0, "count": 100, "total": 101, "hasMore": true, "nextOffset": 100}))
        }
        "/api/v1/experiments" => json(&json!({"experiments": [listed("exp_bad", "stopped")], "hasMore": false, "nextOffset": null})),
        "/api/v1/experiments/exp_good/results" => json(&results(9_900)),
        "/api/v1/experiments/exp_bad/results" => json(&results(8_000)),
        "/api/v1/metrics/met_order" => json(&json!({"metric": {"id": "met_order", "name": "Orders", "type": "binomial"}})),
        "/api/v1/metrics/met_time" => json(&json!({"metric": {"id": "met_time", "name": "Time", "type": "duration"}})),
        "/api/v1/fact-metrics/fact__revenue" => json(&json!({"factMetric": {"name": "Revenue", "metricType": "mean"}})),
        "/api/v1/fact-metrics/fact__ratio" => json(&json!({"factMetric": {"name": "Share", "metricType": "ratio"}})),
        _ => response("404 Not Found", "", r#"{"message":"not found"}"#),
    }
}

#[tokio::test]
async fn what_has_ended_becomes_arms_of_a_test() {
    let fake = Fake::start(answer);
    let found = growthbook(&fake.url()).experiments().await.unwrap();
    let told: Vec<(&str, &str, TestMetric)> = found.iter().map(|one| (one.key.as_str(), one.measure.as_str(), one.metric)).collect();
    assert_eq!(
        told,
        [
            ("growthbook/exp_good/var_b/met_order", "Orders", TestMetric::Proportion),
            ("growthbook/exp_good/var_b/fact__revenue", "Revenue", TestMetric::Mean),
            ("growthbook/exp_bad/var_b/met_order", "Orders", TestMetric::Proportion),
            ("growthbook/exp_bad/var_b/fact__revenue", "Revenue", TestMetric::Mean),
        ],
        "neither a ratio of amounts nor what was not computed"
    );
    let [good, revenue, bad, _] = &found[..] else { unreachable!() };
    let number = |text: &str| Number::parse(text).unwrap();
    assert_eq!((good.treatment.n, good.treatment.successes), (number("9900"), Some(number("1089"))));
    assert_eq!((revenue.control.mean, revenue.control.variance), (Some(number("5")), Some(number("156.25"))));
    assert_eq!((good.doubts.len(), revenue.doubts.len()), (0, 1), "corrected means are told");
    assert_eq!((good.from.to_string(), good.to.to_string()), ("2026-09-01".to_owned(), "2026-09-28".to_owned()));

    let shown = good.evaluate().unwrap();
    assert!(shown.valid && (shown.absolute.value.unwrap() - 0.01).abs() < 1e-12);
    // 10,000 to 8,000 where halves were planned.
    let broken = bad.evaluate().unwrap();
    assert!(!broken.valid && broken.split_ratio_p.unwrap() < 0.001);

    assert!(fake.requests().iter().all(|request| request.contains("authorization: Bearer secret_x\r\n")));
    assert_eq!(fake.requests().iter().filter(|request| request.contains("/metrics/met_order")).count(), 1, "asked once");
}

/// Its cloud takes 60 requests a minute.
#[tokio::test]
async fn only_those_that_ended_last_are_asked_for() {
    let fake = Fake::start(|request| {
        let path = request.split(' ').nth(1).unwrap();
        if path.contains("/results") {
            return json(&json!({"result": null}));
        }
        let ended = (0..100).map(|n| {
            let mut experiment = listed(&format!("exp_{n}"), "stopped");
            experiment["phases"][0]["dateEnded"] = json!(format!("2026-{:02}-{:02}T12:00:00.000Z", n / 28 + 1, n % 28 + 1));
            experiment
        });
        json(&json!({"experiments": ended.collect::<Vec<_>>(), "hasMore": false}))
    });
    growthbook(&fake.url()).experiments().await.unwrap();
    let asked: Vec<String> =
        fake.requests().iter().filter_map(|request| Some(request.split("/exp_").nth(1)?.split('/').next()?.to_owned())).collect();
    assert_eq!(asked, (70..100).rev().map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn two_of_three_variations_are_split_among_themselves() {
    let split = |control: &str, treatment: &str| {
        let number = |text: &str| Number::parse(text).unwrap();
        results::among_two((number(control), number(treatment))).map(|shares| shares.map(|share| share.0.to_string()).join("/"))
    };
    assert_eq!(split("0.5", "0.5").as_deref(), Some("0.5/0.5"));
    assert_eq!(split("0.5", "0.25").as_deref(), Some("0.666666667/0.333333333"));
    assert_eq!(split("0", "0"), None, "nobody was to see either");
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    for (status, body, expected) in [
        ("401 Unauthorized", r#"{"message":"bad key"}"#, "refuses the secret (401): give a secret key"),
        ("429 Too Many Requests", "", "asks us to slow down (429)"),
        ("404 Not Found", "<html>", "check that the address is that of a GrowthBook"),
        ("200 OK", "<html>", "it sent a web page"),
        ("200 OK", r#"{"experiments":[{"id""#, "not as a GrowthBook does"),
        ("200 OK", r#"{"features":[]}"#, "missing field `experiments`"),
        ("200 OK", r#"{"experiments":[{"id":"../x","name":"n","status":"stopped","variations":[]}]}"#, "which is no id"),
    ] {
        let headers = if status.starts_with("429") { "retry-after: 60\r\n" } else { "" };
        let answer = response(status, headers, body);
        let fake = Fake::start(move |_| answer.clone());
        let message = growthbook(&fake.url()).experiments().await.unwrap_err().to_string();
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
    let message = growthbook("http://127.0.0.1:1").samples(&fed("fraud/accuracy", "x"), 0, 1).await.unwrap_err().to_string();
    assert!(message.contains("GrowthBook tells of experiments and of no other figures"), "{message}");
}
