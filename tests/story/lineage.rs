//! From a printed amount to the samples beneath it, by the ids that the JSON carries and nothing else.

use std::collections::BTreeSet;

use domain::access::Role;
use engine::{Clock, Engine, demo};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tests::Outcome;
use tests::program::Served;

use super::first_month::{COMPANY, NOW_MS};

#[tokio::test]
async fn an_amount_leads_to_its_samples() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    let (ports, command_line) = (served.engine.ports(), Engine::command_line());
    ports.models.apply(&command_line, COMPANY, false).await?;
    let token = ports.accounts.add_token(&command_line, "auditor", Role::Admin).await?;
    let api = |path: String| get(served.url(&path), token.clone());
    let row = |day: u32| json!({"series": "recommender/accuracy", "time": format!("2026-10-{day:02}T23:30:00+07:00"), "numerator": 930 + day % 3, "denominator": 1000});
    let orders = |day: u32| json!({"series": "kpi/orders", "time": format!("2026-10-{day:02}T12:00:00+07:00"), "value": 1000 + day});
    let batch: Vec<Value> = (1..=31).flat_map(|day| [row(day), orders(day)]).collect();
    let written = tests::http::client()?.post(served.url("/api/v1/samples")).bearer_auth(&token).json(&batch).send().await?;
    assert_eq!(written.json::<Value>().await?["accepted"], 62);

    let report = api("/api/v1/reports/2026-10".into()).await?.1;
    let line = &report["ledger"]["lines"][0];
    assert_eq!((&line["mapping"], &line["version_from"]), (&json!("picks"), &json!("2026-01-01")));
    let measured = &line["chain"][0];
    let (series, statistic) = measured["record"].as_str().and_then(|record| record.rsplit_once('/')).ok_or("the term names its series")?;
    assert_eq!((series, statistic), ("recommender/accuracy", "value"));
    assert_eq!(line["chain"][1]["record"], "recommender/accuracy:value@2026-01-01", "the baseline by its id");

    let month = api(format!("/api/v1/series/{series}?month=2026-10")).await?.1;
    assert_eq!(month["roll_up"][statistic], measured["value"], "the month's figure is the printed one");
    // 931 on 11 days, 932 and 930 on 10 each, of 31,000: 0.9310.
    assert_eq!((&month["roll_up"]["numerator"], &month["roll_up"]["denominator"]), (&json!("28861"), &json!("31000")));
    let days = month["days"].as_array().ok_or("no days")?;
    assert_eq!((days.len(), &days[30]["day"]), (31, &json!("2026-10-31")), "days are local: 23:30 in Jakarta is the same day");
    let sum: i64 = days.iter().filter_map(|day| day["roll_up"]["numerator"].as_str()?.parse::<i64>().ok()).sum();
    assert_eq!(sum, 28_861, "and they add up to the month");

    let day = days[13]["day"].as_str().ok_or("no day")?;
    let samples = api(format!("/api/v1/series/{series}/samples?day={day}")).await?.1;
    assert_eq!(
        samples,
        json!([{"at_ms": 1_791_995_400_000i64, "source": "push", "kind": "ratio", "numerator": "932", "denominator": "1000"}])
    );

    let volume = &line["chain"][2];
    let behind = api(format!("/api/v1/series/driver/{}?month=2026-10", volume["driver"].as_str().ok_or("no driver")?)).await?.1;
    assert_eq!(
        (&behind["series"], &behind["roll_up"]["value"]),
        (&json!("kpi/orders"), &volume["value"]),
        "a volume leads to what it reads"
    );

    for (path, status) in [
        ("/api/v1/series/recommender/uptime", StatusCode::NOT_FOUND),
        ("/api/v1/series/kpi/nothing", StatusCode::NOT_FOUND),
        ("/api/v1/series/driver/value-of-a-right-pick", StatusCode::NOT_FOUND),
        ("/api/v1/series/recommender/acuracy", StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/series/recommender/accuracy?month=2026-13", StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/series/recommender/accuracy/samples", StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/series/recommender/accuracy/samples?day=2026-02-30", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (answered, problem) = api(path.into()).await?;
        assert_eq!(answered, status, "{path}: {problem}");
        assert!(problem["detail"].as_str().is_some_and(|text| text.len() > 10), "{problem}");
    }
    let empty = api("/api/v1/series/recommender/accuracy?month=2026-08".into()).await?.1;
    assert_eq!((&empty["roll_up"], &empty["days"], &empty["coverage"]), (&Value::Null, &json!([]), &Value::Null), "unknown is not zero");
    served.stop().await
}

#[tokio::test]
async fn every_printed_value_leads_to_where_it_is_kept() -> Outcome {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    demo::prepare(&served.engine).await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "auditor", Role::Admin).await?;
    let client = tests::http::client()?;
    let page = |path: String| {
        let request = client.get(served.url(&path)).bearer_auth(&token);
        async move {
            let answer = request.send().await?;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            Ok::<String, Box<dyn std::error::Error + Send + Sync>>(answer.text().await?)
        }
    };
    let mut found = BTreeSet::new();
    for path in ["/?month=2026-10", "/reports/2026-10", "/services/recommender?month=2026-10", "/services/fraud-score?month=2026-10"] {
        let html = page(path.to_owned()).await?;
        let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(|link| link.replace("&amp;", "&"));
        // Deployments and incidents lead to other sites.
        let own = links.filter(|link| !link.starts_with("https://"));
        found.extend(own.filter(|link| link.contains("2026-10") && !link.ends_with(".pdf")));
    }
    let kinds = ["/value-map/mappings/", "/drivers?month=2026-10#driver-", "#baseline-", "#strip-", "/api/v1/series/"];
    for kind in kinds {
        assert!(found.iter().any(|link| link.contains(kind)), "{kind} is linked: {found:?}");
    }
    for link in found {
        let (path, anchor) = link.split_once('#').map_or((link.as_str(), None), |(path, anchor)| (path, Some(anchor)));
        let html = page(path.to_owned()).await?;
        assert!(anchor.is_none_or(|anchor| html.contains(&format!("id=\"{anchor}\""))), "{link} leads to a place on the page");
    }
    served.stop().await
}

async fn get(url: String, token: String) -> Outcome<(StatusCode, Value)> {
    let answer = Client::new().get(url).bearer_auth(token).send().await?;
    Ok((answer.status(), answer.json().await?))
}
