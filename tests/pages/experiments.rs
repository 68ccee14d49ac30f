//! Experiments that GrowthBook says have ended, taken over as tests: signed out and forbidden first.

use domain::access::Role;
use domain::config::{Change, Item};
use engine::Engine;
use serde_json::{Value, json};
use tests::Outcome;
use tests::growthbook::{GrowthBook, SECRET};
use tests::html;
use tests::http::client;
use tests::program::Served;
use tests::site::{self, Reader, function};

const CALM: &str = "growthbook/exp_calm/var_b/met_orders";
const ASKED: &str = "/evidence?ended=growthbook";

/// The example company with a GrowthBook at an address, and its secret.
async fn connected(url: &str, secret: &str) -> Outcome<Served> {
    let served = site::start().await?;
    let (ports, viewer) = (served.engine.ports(), Engine::command_line());
    let source: domain::config::Source =
        serde_json::from_value(json!({"id": "growthbook", "name": "GrowthBook", "kind": "growthbook", "url": url}))?;
    let id = source.id.clone();
    ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Source(source)))]).await?;
    ports.sources.set_secret(&viewer, &id, domain::ports::SecretOf::Access, secret).await?;
    Ok(served)
}

/// The fields of the form, as they are typed.
fn typed<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let back = "/evidence?ended=growthbook&take=growthbook%2Fexp_calm%2Fvar_b%2Fmet_orders&form=take-over#take-over";
    let mut fields = vec![
        ("back", back),
        ("source", "growthbook"),
        ("key", CALM),
        ("cells[id]", ""),
        ("cells[service]", "recommender"),
        ("cells[kpi]", "search-conversion"),
        ("cells[valid_until]", "2027-09-28"),
        ("cells[exposed_share]", "0.8"),
        ("cells[metric]", "accuracy"),
        ("cells[control_indicator]", "0.92"),
        ("cells[treatment_indicator]", "0.93"),
        ("cells[stopped_early]", "no"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test]
async fn strangers_and_roles_that_may_not_neither_see_nor_record_them() -> Outcome {
    let growthbook = GrowthBook::start().await?;
    let served = connected(&growthbook.url, SECRET).await?;
    let stranger = Reader::stranger(&served)?;
    assert!(stranger.get(ASKED).await?.location.starts_with("/sign-in"));
    assert!(stranger.post(function("take_over")?, &typed(&[])).await?.location.starts_with("/sign-in"));
    for role in [Role::Finance, Role::Executive] {
        let reader = Reader::of(&served, role).await?;
        let page = reader.get(ASKED).await?.text;
        assert!(!page.contains("Experiments that have ended") && !page.contains("Ranker calm"), "{role:?}");
        let answer = reader.post(function("take_over")?, &typed(&[])).await?;
        assert!(reader.get(&answer.location).await?.text.contains("needs the role"), "{role:?}");
    }
    assert_eq!(growthbook.asked(), 0, "nobody asked in their name");
    let configuration = served.engine.ports().models.configuration(&Engine::command_line()).await?;
    assert!(configuration.tests.values().all(|test| test.origin.is_empty()), "nothing is recorded");
    served.stop().await
}

#[tokio::test]
async fn what_has_ended_is_listed_and_recorded_once_by_a_plain_form() -> Outcome {
    let growthbook = GrowthBook::start().await?;
    let served = connected(&growthbook.url, SECRET).await?;
    let reader = Reader::of(&served, Role::MlLead).await?;
    let first = reader.get("/evidence").await?.text;
    assert!(first.contains("Look what has ended in GrowthBook") && growthbook.asked() == 0, "a page alone asks nobody");

    let listed = reader.get(ASKED).await?.text;
    let section = section(&listed)?;
    // 0.11 / 0.10 by the log ratio and the pooled z-test, computed apart from this program.
    for says in [
        "Ranker calm",
        "Orders · 1 Sep 2026 – 28 Sep 2026",
        "1,000",
        "of 10,000 units",
        "of 9,900 units",
        "0.5 / 0.5",
        "+10.00",
        "+1.42",
        "+19.31",
        "p 0.021",
        "The split failed its check",
    ] {
        assert!(section.contains(says), "{says}: {section}");
    }
    assert!(!section.contains("Ranker new"), "it still runs");
    let asked = growthbook.asked();

    let form_page = reader.get(&format!("{ASKED}&take=growthbook%2Fexp_calm%2Fvar_b%2Fmet_orders")).await?.text;
    let form = html::form(&form_page, function("take_over")?).ok_or("no form")?;
    assert_eq!(html::value(form, "key").as_deref(), Some(CALM));

    // What is wrong comes back at its field with what was typed.
    for (name, wrong, says) in [
        ("cells[exposed_share]", "1.5", "is not a share"),
        ("cells[valid_until]", "2026-09-01", "before the test"),
        ("cells[treatment_indicator]", "", "in both arms"),
        ("cells[id]", "picks-v2", "there is a test “picks-v2” already"),
    ] {
        let answer = reader.post(function("take_over")?, &typed(&[(name, wrong)])).await?;
        let page = reader.get(&answer.location).await?.text;
        let shown = html::form(&page, function("take_over")?).ok_or("the form is gone")?;
        let control = html::control(shown, name).ok_or(name)?;
        assert_eq!(html::attribute(control, "aria-invalid").as_deref(), Some("true"), "{name}");
        assert!(shown.to_lowercase().contains(says), "{name}: {shown}");
        assert_eq!(html::value(shown, "cells[control_indicator]").as_deref(), Some("0.92"));
    }

    let answer = reader.post(function("take_over")?, &typed(&[])).await?;
    let page = reader.get(&answer.location).await?.text;
    assert!(page.contains("The test is recorded.") && page.contains("/evidence/tests/ranker-calm-orders"), "{page}");
    assert!(!self::section(&page)?.contains("Ranker calm"), "it is no longer offered");
    assert!(self::section(&page)?.contains("one more is recorded already"));
    let test = reader.get("/evidence/tests/ranker-calm-orders?month=2026-10").await?.text;
    for says in ["Ranker calm: Orders", "10,000", "1,089", "+10.00", "/experiment/exp_calm", "0.93"] {
        assert!(test.contains(says), "{says}: {test}");
    }

    let again = reader.post(function("take_over")?, &typed(&[("cells[id]", "another")])).await?;
    let page = reader.get(&again.location).await?.text;
    assert!(page.contains("It was recorded before, as the test ranker-calm-orders: nothing changed."), "{page}");
    assert_eq!(reader.get("/evidence/tests/another").await?.status, 404);
    assert_eq!(growthbook.asked(), asked, "its answer is kept for a while");
    served.stop().await
}

#[tokio::test]
async fn the_same_over_the_api() -> Outcome {
    let growthbook = GrowthBook::start().await?;
    let served = connected(&growthbook.url, SECRET).await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "ci", Role::MlLead).await?;
    let client = client()?;
    let address = served.url("/api/v1/sources/growthbook/experiments");
    let listed: Value = client.get(&address).bearer_auth(&token).send().await?.error_for_status()?.json().await?;
    let keys: Vec<&Value> = listed.as_array().ok_or("no list")?.iter().map(|ended| &ended["experiment"]["key"]).collect();
    assert_eq!(keys, [&json!(CALM), &json!("growthbook/exp_broken/var_b/met_orders")]);
    assert_eq!((&listed[0]["result"]["valid"], &listed[1]["result"]["valid"]), (&json!(true), &json!(false)));

    let take = async |key: &str, test: Value| -> Outcome<(u16, Value)> {
        let answer = client.post(&address).bearer_auth(&token).json(&json!({"key": key, "test": test})).send().await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    };
    let test = json!({"id": "calm", "service": "recommender", "valid_until": "2027-09-28", "exposed_share": "1"});
    assert_eq!(take(CALM, test.clone()).await?, (200, json!({"test": "calm", "new": true})));
    assert_eq!(take(CALM, test.clone()).await?, (200, json!({"test": "calm", "new": false})));
    assert_eq!(take("growthbook/none", test.clone()).await?.0, 404);
    let (status, problem) =
        take("growthbook/exp_broken/var_b/met_orders", json!({"service": "nobody", "valid_until": "2027-09-28"})).await?;
    assert_eq!((status, &problem["field"]), (422, &json!("service")), "{problem}");
    let listed: Value = client.get(&address).bearer_auth(&token).send().await?.json().await?;
    assert_eq!((&listed[0]["recorded"], &listed[1]["recorded"]), (&json!("calm"), &Value::Null));

    // A file cannot record it a second time under another id.
    let header = "id,service,kind,from,to,control_n,control_successes,treatment_n,treatment_successes,valid_until,origin";
    let file = format!("{header}\ntwice,recommender,proportion,2026-09-01,2026-09-28,10000,1000,9900,1089,2027-09-28,{CALM}\n");
    let report: Value = client.post(served.url("/api/v1/imports/tests")).bearer_auth(&token).body(file).send().await?.json().await?;
    assert_eq!((&report["rejected"], &report["rejected_rows"][0]["column"]), (&json!(1), &json!("origin")), "{report}");

    let other = client.get(served.url("/api/v1/sources/telemetry/experiments")).bearer_auth(&token).send().await?;
    assert_eq!(other.status(), 409);
    let other: Value = other.json().await?;
    assert!(other["detail"].as_str().is_some_and(|text| text.contains("tells of no experiments")), "{other}");
    served.stop().await
}

#[tokio::test]
async fn one_that_does_not_answer_says_what_to_do_and_the_page_stays() -> Outcome {
    let growthbook = GrowthBook::start().await?;
    for (url, secret, says) in
        [(growthbook.url.as_str(), "wrong", "refuses the secret (401)"), ("http://127.0.0.1:9", SECRET, "127.0.0.1:9")]
    {
        let served = connected(url, secret).await?;
        let reader = Reader::of(&served, Role::MlLead).await?;
        let page = reader.get(ASKED).await?;
        let shown = section(&page.text)?;
        assert!(page.status == 200 && shown.contains(says) && shown.contains("Try again"), "{says}: {shown}");
        assert!(page.text.contains("/evidence/tests/picks-v2"), "the rest of the page stands");
        let answer = reader.post(function("take_over")?, &typed(&[])).await?;
        assert!(reader.get(&answer.location).await?.text.contains(says));
        served.stop().await?;
    }
    Ok(())
}

/// The section of the page.
fn section(page: &str) -> Outcome<&str> {
    let start = page.find("id=\"ended-growthbook\"").ok_or("the page has no such section")?;
    Ok(page[start..].split("</section>").next().unwrap_or_default())
}
