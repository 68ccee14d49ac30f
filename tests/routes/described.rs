//! What the API answers is what `/api/openapi.json` describes, member by member.

use engine::{Clock, Engine, demo};
use reqwest::Client;
use serde_json::{Value, json};
use tests::Outcome;
use tests::program::Served;
use tests::schema::check;

use super::api::{Operation, operations, started};
use crate::story::first_month::NOW_MS;

/// Sends each operation as an administrator; every answer with a body fits its description.
async fn check_answers(client: &Client, served: &Served, operations: Vec<Operation>) -> Outcome<usize> {
    let document: Value = client.get(served.url("/api/openapi.json")).send().await?.json().await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "checker", domain::access::Role::Admin).await?;
    let mut checked = 0;
    for operation in operations.into_iter().filter(Operation::is_always_taken) {
        let (method, path) = operation.name.split_once(' ').ok_or("no method")?;
        let described = &document["paths"][path][method]["responses"];
        let answer = operation.request()?.bearer_auth(&token).send().await?;
        let status = answer.status();
        let responses = described.get(status.as_str()).ok_or_else(|| format!("{}: {status} is not described", operation.name))?;
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap_or_default().to_owned());
        let kind = kind.as_deref().and_then(|kind| kind.split(';').next());
        assert_eq!(
            kind,
            responses["content"].as_object().and_then(|content| content.keys().next()).map(String::as_str),
            "{}",
            operation.name
        );
        if kind == Some("application/json") {
            let schema = &responses["content"]["application/json"]["schema"];
            check(&document, schema, &answer.json().await?, &operation.name)?;
            checked += 1;
        }
    }
    Ok(checked)
}

#[tokio::test]
async fn every_answer_is_as_described() -> Outcome {
    let (served, client, operations, _growthbook) = started().await?;
    assert!(check_answers(&client, &served, operations).await? >= 14);
    served.stop().await
}

#[tokio::test]
async fn every_answer_about_the_sample_company_is_as_described() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let client = tests::http::client()?;
    let mut operations = operations(&client, &served).await?;
    // It has no GrowthBook.
    operations.retain(|operation| operation.name.starts_with("get ") && !operation.name.contains("{source}"));
    assert!(check_answers(&client, &served, operations).await? >= 9);
    served.stop().await
}

#[tokio::test]
async fn a_problem_is_as_described() -> Outcome {
    let (served, client, ..) = started().await?;
    let document: Value = client.get(served.url("/api/openapi.json")).send().await?.json().await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "checker", domain::access::Role::Admin).await?;
    for path in ["/api/v1/reports/2026-13", "/api/v1/nothing", "/api/v1/services/nowhere"] {
        let problem: Value = client.get(served.url(path)).bearer_auth(&token).send().await?.json().await?;
        check(&document, &document["components"]["schemas"]["Problem"], &problem, path)?;
    }
    let money = &document["components"]["schemas"]["Money"];
    assert_eq!(check(&document, money, &json!({"minor": 1, "currency": "USD"}), "money"), Ok(()));
    for bad in [json!({"minor": "1", "currency": "USD"}), json!({"minor": 1}), json!({"minor": 1, "currency": "USD", "x": 1}), json!(null)]
    {
        assert!(check(&document, money, &bad, "money").is_err(), "{bad} is not money");
    }
    served.stop().await
}
