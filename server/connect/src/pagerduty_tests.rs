#![allow(clippy::unwrap_used)]
use serde_json::{Value, json};

use super::*;
use crate::fake::{Fake, fed, json, response, source};

/// 2026-10-01, 00:00 UTC.
const OCTOBER: i64 = 1_790_812_800_000;
const HOUR: i64 = 3_600_000;

fn pagerduty(url: &str) -> PagerDuty {
    PagerDuty::new(Http::new(&source("pagerduty", url), Some("u+key".to_owned())).unwrap())
}

async fn events(url: &str) -> Result<Vec<Event>> {
    pagerduty(url).events(&fed("fraud/incidents", "PFRAUD1"), OCTOBER, OCTOBER + 24 * HOUR).await
}

fn told(id: &str, status: &str, created: &str, changed: &str) -> Value {
    json!({"id": id, "type": "incident", "incident_number": 7, "title": format!("{id} is slow"), "status": status, "urgency": "high",
        "created_at": created, "last_status_change_at": changed, "html_url": format!("https://acme.pagerduty.com/incidents/{id}"),
        "service": {"id": "PFRAUD1", "type": "service_reference"}, "priority": null})
}

/// A parameter of a request's address, decoded.
fn parameter(request: &str, name: &str) -> String {
    let path = request.split(' ').nth(1).unwrap();
    let query = path.split_once('?').unwrap().1;
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).unwrap().1.into_owned()
}

#[tokio::test]
async fn what_changed_is_told_however_long_ago_it_began() {
    let fake = Fake::start(|request| {
        let old = told("QOLD", "resolved", "2026-07-20T00:00:00Z", "2026-10-01T02:00:00Z");
        let mut known = told("QNEW", "acknowledged", "2026-10-01T05:00:00Z", "2026-10-01T05:10:00Z");
        known["priority"] = json!({"summary": "P1"});
        let quiet = told("QQUIET", "resolved", "2026-09-20T00:00:00Z", "2026-09-21T00:00:00Z");
        let (since, until) = (parameter(request, "since"), parameter(request, "until"));
        let inside = |incident: &&Value| {
            let at = incident["created_at"].as_str().unwrap();
            since.as_str() <= at && at <= until.as_str()
        };
        let incidents: Vec<Value> = [&old, &known, &quiet].into_iter().filter(inside).cloned().collect();
        json(&json!({"incidents": incidents, "limit": 100, "offset": 0, "more": false, "total": null}))
    });
    let expected = [
        Incident {
            key: "pagerduty/QNEW".to_owned(),
            from_ms: OCTOBER + 5 * HOUR,
            until_ms: None,
            title: "QNEW is slow".to_owned(),
            severity: "P1".to_owned(),
            affected_share: None,
            url: Some("https://acme.pagerduty.com/incidents/QNEW".to_owned()),
        },
        Incident {
            key: "pagerduty/QOLD".to_owned(),
            from_ms: OCTOBER - 73 * 24 * HOUR,
            until_ms: Some(OCTOBER + 2 * HOUR),
            title: "QOLD is slow".to_owned(),
            severity: "high".to_owned(),
            affected_share: None,
            url: Some("https://acme.pagerduty.com/incidents/QOLD".to_owned()),
        },
    ];
    assert_eq!(events(&fake.url()).await.unwrap(), expected.map(Event::Incident));
    let requests = fake.requests();
    assert!(requests.iter().all(|request| request.contains("authorization: Token token=u+key\r\n")), "{}", requests[0]);
    assert_eq!(
        (parameter(&requests[0], "service_ids[]"), parameter(&requests[0], "since")),
        ("PFRAUD1".into(), "2026-07-03T00:00:00Z".into())
    );
}

/// 12,000 incidents of one day, one each 5 seconds: more than one list gives.
#[tokio::test]
async fn a_window_that_is_too_full_is_read_by_halves() {
    let fake = Fake::start(|request| {
        let (since, until) = (parameter(request, "since"), parameter(request, "until"));
        let offset: usize = parameter(request, "offset").parse().unwrap();
        if offset + 100 > 10_000 {
            return response("400 Bad Request", "", r#"{"error":{"message":"Offset + limit exceeds 10000"}}"#);
        }
        let at = |n: i64| instant::text(OCTOBER + n * 5000);
        let inside: Vec<i64> = (0..12_000).filter(|n| (since.as_str()..=until.as_str()).contains(&at(*n).as_str())).collect();
        let page = inside.iter().skip(offset).take(100).map(|n| told(&format!("Q{n}"), "triggered", &at(*n), &at(*n)));
        json(&json!({"incidents": page.collect::<Vec<_>>(), "more": inside.len() > offset + 100}))
    });
    let events = events(&fake.url()).await.unwrap();
    assert_eq!(events.len(), 12_000);
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    for (status, body, expected) in [
        ("401 Unauthorized", r#"{"error":{"code":2006}}"#, "refuses the secret (401): give an API key"),
        ("429 Too Many Requests", "{}", "asks us to slow down (429)"),
        ("200 OK", "<html>", "it sent a web page"),
        ("200 OK", r#"{"incidents":["#, "not as a PagerDuty does"),
        ("200 OK", r#"{"services":[]}"#, "missing field `incidents`"),
        ("200 OK", r#"{"incidents":[{"id":"Q","status":"resolved","created_at":"2026-10-01T00:00:00Z"}]}"#, "does not say when"),
    ] {
        let answer = response(status, "", body);
        let fake = Fake::start(move |_| answer.clone());
        let message = events(&fake.url()).await.unwrap_err().to_string();
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_no_service_without_incidents() {
    for (status, expected) in [("404 Not Found", Err(())), ("200 OK", Ok(0))] {
        let fake = Fake::start(move |request| match request.starts_with("GET /services/PFRAUD1 ") {
            true => response(status, "", "{}"),
            false => json(&json!({"incidents": [], "more": false})),
        });
        assert_eq!(events(&fake.url()).await.map(|events| events.len()).map_err(drop), expected);
    }
    let message = pagerduty("http://127.0.0.1:1").events(&fed("fraud/incidents", "Fraud scoring"), 0, 1).await.unwrap_err().to_string();
    assert!(message.contains("is no id of a service"), "{message}");
}
