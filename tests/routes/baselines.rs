//! What records say of months that may become a baseline, over HTTP.

use domain::access::Role;
use engine::{Clock, Engine, demo};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::Outcome;
use tests::http::client;
use tests::program::Served;

use crate::story::first_month::NOW_MS;

#[tokio::test]
async fn the_months_of_a_window_add_up_to_its_figure() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "reader", Role::Executive).await?;
    let client = client()?;
    let get = async |path: &str| -> Outcome<(StatusCode, Value)> {
        let answer = client.get(served.url(path)).bearer_auth(&token).send().await?;
        Ok((answer.status(), answer.json().await?))
    };
    let number = |value: &Value| value.as_str().and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN);
    let asked = "/api/v1/baselines/windows?service=recommender&metric=accuracy";
    let (status, found) = get(&format!("{asked}&from=2026-03&to=2026-05")).await?;
    assert_eq!(status, StatusCode::OK, "{found}");
    let (mut right, mut cases) = (0.0, 0.0);
    for month in found["chosen"]["months"].as_array().ok_or("no months")? {
        let (_, series) = get(&format!("/api/v1/series/recommender/accuracy?month={}", month["month"].as_str().ok_or("no month")?)).await?;
        assert_eq!((&month["value"], &month["coverage"]), (&series["roll_up"]["value"], &series["coverage"]));
        assert_eq!(month["refused"], Value::Null);
        right += number(&series["roll_up"]["numerator"]);
        cases += number(&series["roll_up"]["denominator"]);
    }
    let figures = &found["chosen"]["figures"];
    assert!((number(&figures["value"]) - right / cases).abs() <= 0.00005, "{figures} is not {right} ÷ {cases}");
    assert_eq!(figures["n"].as_f64(), Some(cases));
    assert!(number(&figures["low"]) < number(&figures["value"]) && number(&figures["value"]) < number(&figures["high"]), "{figures}");
    assert_eq!((&found["before"]["from"], &found["year_earlier"]["to"]), (&json!("2025-12"), &json!("2025-05")));
    assert_eq!(found["year_earlier"]["figures"], Value::Null, "no records a year earlier");

    // The month that is open does not count, and two others are too few.
    let (_, found) = get(&format!("{asked}&from=2026-09&to=2026-11")).await?;
    assert_eq!(found["chosen"]["figures"], Value::Null);
    assert!(found["chosen"]["why"].as_str().is_some_and(|why| why.ends_with("November 2026: it has not ended")), "{found}");

    for (path, status, field) in [
        (format!("{asked}&from=2026-05&to=2026-03"), 422, Some("to")),
        (format!("{asked}&from=soon&to=2026-03"), 422, Some("from")),
        (format!("{asked}&from=2026-03&to=2026-05&statistic=p95"), 422, Some("statistic")),
        ("/api/v1/baselines/windows?metric=accuracy&from=2026-03&to=2026-05".to_owned(), 422, Some("service")),
        ("/api/v1/baselines/windows?service=nowhere&metric=accuracy&from=2026-03&to=2026-05".to_owned(), 404, None),
    ] {
        let (got, problem) = get(&path).await?;
        assert_eq!((got.as_u16(), problem["field"].as_str()), (status, field), "{path}: {problem}");
    }
    served.stop().await
}
