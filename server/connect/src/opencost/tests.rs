//! The two bases of one hour, by hand: fraud is allocated 2.00 cores, 3.00 GPU, 1.00 memory and 0.50 disk: 6.50. Idle are 1.00 cores, 4.00 GPU and
//! 0.30 memory; fraud bears 2 of 4 cores, 3 of 4 GPU and 1 of 2 memory of them: 0.50 + 3.00 + 0.15. Allocated: 10.15.
//! Used: 0.25 × 2.00 + 0.60 × 3.00 + all of the memory, of which it used more than it asked for, + 0.50 = 3.80.
#![allow(clippy::unwrap_used)]
use domain::sample::Fixed;
use serde_json::{Value, json};

use super::*;
use crate::fake::{Fake, fed, json, response, source};

/// 2026-10-01, 00:00 UTC.
const OCTOBER: i64 = 1_790_812_800_000;

fn opencost(url: &str) -> OpenCost {
    OpenCost::new(Http::new(&source("opencost", url), None).unwrap())
}

fn window(hour: usize) -> Value {
    json!({"start": format!("2026-10-01T{hour:02}:00:00Z"), "end": format!("2026-10-01T{:02}:00:00Z", hour + 1)})
}

fn hour(hour: usize) -> Value {
    let workload = |name: &str, cpu: f64, gpu: f64, ram: f64| {
        json!({"name": name, "properties": {"cluster": "one"}, "window": window(hour), "minutes": 60, "cpuCost": cpu, "gpuCost": gpu, "ramCost": ram,
            "cpuCostAdjustment": 0, "totalCost": cpu + gpu + ram})
    };
    let mut fraud = workload("fraud", 1.75, 3.0, 1.0);
    let more = json!({"cpuCostAdjustment": 0.25, "pvCost": 0.5, "totalCost": 6.5, "cpuEfficiency": 0.25, "gpuEfficiency": 0.6, "ramEfficiency": 1.2});
    fraud.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"fraud": fraud, "ranker": workload("ranker", 2.0, 1.0, 1.0), "__idle__": workload("__idle__", 1.0, 4.0, 0.3)})
}

async fn costs(hours: Vec<Value>, series: &str, name: &str) -> Result<Vec<(i64, String)>> {
    let fake = Fake::start(move |_| json(&json!({"code": 200, "status": "success", "data": hours})));
    let opencost = opencost(&fake.url());
    let samples = opencost.samples(&fed(series, name), OCTOBER + 1, OCTOBER + 3 * HOUR_MS + 5).await?;
    let request = fake.requests().remove(0);
    let asked = "GET /allocation?window=2026-10-01T00%3A00%3A00Z%2C2026-10-01T03%3A00%3A00Z&aggregate=namespace&step=1h&accumulate=false&includeIdle=true ";
    assert!(request.starts_with(asked), "{request}");
    let told = samples.into_iter().map(|sample| match sample.reading {
        Reading::Increment { by } => ((sample.at_ms - OCTOBER) / HOUR_MS, by.round(6).unwrap().normalize().to_string()),
        other => unreachable!("{other:?}"),
    });
    Ok(told.collect())
}

#[tokio::test]
async fn two_bases_of_each_whole_hour() {
    let hours = || vec![hour(0), hour(1), hour(2), hour(3)];
    let each = |cost: &str| (0..3).map(|hour| (hour, cost.to_owned())).collect::<Vec<_>>();
    assert_eq!(costs(hours(), "fraud/cost-allocated", "namespace=fraud").await, Ok(each("10.15")));
    assert_eq!(costs(hours(), "fraud/cost-usage", "namespace=fraud").await, Ok(each("3.8")));
    assert_eq!(costs(hours(), "fraud/attributed-revenue", "namespace=fraud usage").await, Ok(each("3.8")), "as a KPI names it");
    let unmeasured = costs(hours(), "fraud/cost-usage", "namespace=ranker").await;
    assert_eq!(unmeasured, Ok(Vec::new()), "what is not measured is not known");
}

#[tokio::test]
async fn what_is_not_known_is_left_out_and_what_did_not_run_cost_nothing() {
    let mut unknown = hour(0);
    unknown["fraud"]["totalCost"] = Value::Null;
    let mut gone = hour(1);
    gone.as_object_mut().unwrap().remove("fraud");
    let told = costs(vec![unknown, gone, json!({}), Value::Null], "fraud/cost-allocated", "namespace=fraud").await;
    assert_eq!(told, Ok(vec![(1, "0".to_owned())]));
    let mut no_idle = hour(2);
    no_idle["__idle__"]["gpuCost"] = json!("NaN");
    assert_eq!(costs(vec![no_idle.clone()], "fraud/cost-allocated", "namespace=fraud").await, Ok(Vec::new()));
    assert_eq!(costs(vec![no_idle], "fraud/cost-usage", "namespace=fraud").await, Ok(vec![(2, "3.8".to_owned())]));
    assert_eq!(costs(Vec::new(), "fraud/cost-allocated", "namespace=fraud").await, Ok(Vec::new()));
}

#[tokio::test]
async fn both_bases_read_one_answer() {
    let fake = Fake::start(|_| json(&json!({"code": 200, "data": [hour(0)]})));
    let opencost = opencost(&fake.url());
    for series in ["fraud/cost-allocated", "fraud/cost-usage"] {
        let samples = opencost.samples(&fed(series, "namespace=fraud"), OCTOBER, OCTOBER + HOUR_MS).await.unwrap();
        assert_eq!(samples.len(), 1);
    }
    assert_eq!(fake.requests().len(), 1);
    let mut half = fed("fraud/cost-usage", "namespace=fraud");
    half.from.scale = Some("0.5".parse().unwrap());
    let samples = opencost.samples(&half, OCTOBER, OCTOBER + HOUR_MS).await.unwrap();
    assert_eq!(samples[0].reading, Reading::Increment { by: Fixed::parse("1.9").unwrap() });
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    let negative = json!({"data": [{"fraud": {"window": window(0), "totalCost": -1}}]}).to_string();
    for (status, body, series, name, expected) in [
        (
            "200 OK",
            json!({"data": [hour(0)]}).to_string(),
            "cost-usage",
            "namespace=frauds",
            "no cost of namespace=frauds; it has fraud, ranker",
        ),
        ("200 OK", String::new(), "cost-usage", "fraud", "names no workload: write for example namespace=fraud"),
        ("200 OK", String::new(), "cost-per-prediction-usage", "namespace=fraud", "knows cost and not what it was spent on"),
        (
            "200 OK",
            r#"{"code":500,"message":"boom: no data"}"#.to_owned(),
            "cost-usage",
            "namespace=fraud",
            "fails with 500: boom: no data",
        ),
        ("400 Bad Request", "Invalid 'window' parameter".to_owned(), "cost-usage", "namespace=fraud", "Invalid 'window' parameter"),
        ("200 OK", "<html>".to_owned(), "cost-usage", "namespace=fraud", "not as an OpenCost does"),
        ("200 OK", r#"{"code":200,"data":[{"#.to_owned(), "cost-usage", "namespace=fraud", "not as an OpenCost does"),
        ("200 OK", r#"{"code":200}"#.to_owned(), "cost-usage", "namespace=fraud", "in a shape that is not known here"),
        ("200 OK", negative, "cost-allocated", "namespace=fraud", "a counter cannot be negative"),
    ] {
        let answer = response(status, "", &body);
        let fake = Fake::start(move |_| answer.clone());
        let fed = fed(&format!("fraud/{series}"), name);
        let message = opencost(&fake.url()).samples(&fed, OCTOBER, OCTOBER + HOUR_MS).await.unwrap_err().to_string();
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
}
