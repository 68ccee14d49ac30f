//! The analysis of a test over HTTP.

use domain::access::Role;
use engine::Engine;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::Outcome;
use tests::http::client;
use tests::program::Served;

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
