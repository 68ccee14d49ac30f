//! The analysis of a test over HTTP.

use domain::access::Role;
use engine::{Clock, Engine, demo};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::Outcome;
use tests::http::client;
use tests::program::Served;

use crate::story::first_month::NOW_MS;

#[tokio::test]
async fn a_test_is_analysed_and_a_wrong_one_refused_at_its_field() -> Outcome {
    let served = Served::start().await?;
    served.engine.ports().models.apply(&Engine::command_line(), crate::story::first_month::COMPANY, false).await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "analyst", Role::Executive).await?;
    let client = client()?;
    let ask = async |body: Value| -> Outcome<(StatusCode, Value)> {
        let request = client.post(served.url("/api/v1/tests/evaluate")).bearer_auth(&token).json(&body);
        let answer = request.send().await?;
        Ok((answer.status(), answer.json().await?))
    };
    let test = |successes: u32| {
        json!({"metric": "proportion", "control": {"n": 1000, "successes": 0}, "treatment": {"n": 1000, "successes": successes},
            "confidence": 0.95, "expected_split": [0.5, 0.5]})
    };

    let (status, shown) = ask(test(30)).await?;
    assert_eq!(status, StatusCode::OK, "{shown}");
    assert_eq!((&shown["absolute"]["value"], &shown["split_ratio_p"], &shown["valid"]), (&json!(0.03), &json!(1.0), &json!(true)));
    assert_eq!(shown["relative"], json!({"value": null, "low": null, "high": null}), "no base, no relative lift");
    assert!(shown["reasons"][0].as_str().is_some_and(|reason| reason.contains("zero")), "{shown}");

    let (status, refused) = ask(test(1001)).await?;
    assert_eq!((status, &refused["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("treatment.successes")), "{refused}");
    served.stop().await
}

#[tokio::test]
async fn the_queue_and_the_plans_rest_on_the_month_s_lines() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "reader", domain::access::Role::Executive).await?;
    let get = async |path: &str| -> Outcome<Value> {
        Ok(client()?.get(served.url(path)).bearer_auth(&token).send().await?.error_for_status()?.json().await?)
    };
    let evidence = get("/api/v1/evidence?month=2026-10").await?;
    let report = get("/api/v1/reports/2026-10").await?;
    let lines = report["ledger"]["lines"].as_array().ok_or("no lines")?;
    let minor = |money: &Value| money["minor"].as_i64().unwrap_or_default();

    let queue = evidence["queue"].as_array().ok_or("no queue")?;
    assert!(queue.len() >= 3 && queue.is_sorted_by(|a, b| minor(&a["resting"]) >= minor(&b["resting"])), "{queue:?}");
    for row in queue {
        let rests = |line: &&Value| line["chain"].as_array().is_some_and(|chain| chain.iter().any(|term| term["test"] == row["test"]));
        let resting: i64 = lines.iter().filter(rests).map(|line| minor(&line["amount"]).abs()).sum();
        assert_eq!(minor(&row["resting"]), resting, "{row}");
    }
    let planner = evidence["planner"].as_array().ok_or("no planner")?;
    let of_grade_d: Vec<&Value> = lines.iter().filter(|line| line["grade"] == "D").collect();
    assert_eq!(planner.len(), of_grade_d.len());
    for plan in planner {
        let line = of_grade_d.iter().find(|line| line["mapping"] == plan["mapping"]).ok_or("a plan without a line")?;
        assert_eq!(minor(&plan["amount"]), minor(&line["amount"]).abs());
        assert!(plan["size"].is_null() != plan["missing"].is_null(), "either a size or why there is none: {plan}");
    }
    served.stop().await
}
