#![allow(clippy::unwrap_used)]
use serde_json::json;

use super::*;
use crate::fake::{Fake, fed, json, response, source};

/// 2026-10-01, 00:00 UTC.
const OCTOBER: i64 = 1_790_812_800_000;
const HOUR: i64 = 3_600_000;

fn gitlab(url: &str) -> GitLab {
    GitLab::new(Http::new(&source("gitlab", url), Some("glpat-x".to_owned())).unwrap())
}

fn answer(request: &str) -> String {
    let path = request.split(' ').nth(1).unwrap();
    match path.split('?').next().unwrap() {
        "/api/v4/projects/acme%2Fml%2Ffraud/deployments" if path.ends_with("page=1") => {
            let body = json!([
                {"id": 41, "iid": 1, "ref": "v1.4.2", "sha": "a91957a858320c0e17f3a0eca7cfacbff50ea29a", "status": "success",
                 "created_at": "2026-10-01T01:00:00.000Z", "updated_at": "2026-10-01T01:31:00.000Z", "environment": {"name": "production"},
                 "deployable": {"finished_at": "2026-10-01T01:30:00.000Z", "web_url": "https://gitlab.com/acme/ml/fraud/-/jobs/7"}},
                {"id": 42, "iid": 2, "ref": "main", "sha": "b91957a858320c0e17f3a0eca7cfacbff50ea29a", "status": "running",
                 "created_at": "2026-10-01T02:00:00.000Z", "updated_at": "2026-10-01T02:00:00.000Z", "deployable": null},
            ]);
            response("200 OK", "x-next-page: 2\r\n", &body.to_string())
        }
        "/api/v4/projects/acme%2Fml%2Ffraud/deployments" => {
            let body = json!([
                {"id": 43, "iid": 3, "ref": "main", "sha": "c91957a858320c0e17f3a0eca7cfacbff50ea29a", "status": "failed",
                 "created_at": "2026-10-01T03:00:00.000Z", "updated_at": "2026-10-01T03:05:00.000Z", "deployable": null},
            ]);
            response("200 OK", "x-next-page: \r\n", &body.to_string())
        }
        "/api/v4/projects/acme%2Fml%2Ffraud/repository/commits/a91957a858320c0e17f3a0eca7cfacbff50ea29a" => {
            json(&json!({"id": "a9", "authored_date": "2026-09-29T22:30:00.000+07:00", "committed_date": "2026-09-30T10:00:00.000Z"}))
        }
        "/api/v4/version" => json(&json!({"version": "18.6.0", "revision": "x"})),
        _ => response("404 Not Found", "", r#"{"message":"404 Project Not Found"}"#),
    }
}

#[tokio::test]
async fn finished_deployments_are_read_page_by_page() {
    let fake = Fake::start(answer);
    let gitlab = gitlab(&fake.url());
    gitlab.sign_in().await.unwrap();
    let events = gitlab.events(&fed("fraud/lead-time", "acme/ml/fraud production"), OCTOBER, OCTOBER + 24 * HOUR).await.unwrap();
    let through = Deployment {
        key: "gitlab/41".to_owned(),
        at_ms: OCTOBER + HOUR + HOUR / 2,
        version: "v1.4.2 (a91957a8)".to_owned(),
        committed_ms: Some(OCTOBER - 32 * HOUR - HOUR / 2),
        succeeded: true,
        url: Some("https://gitlab.com/acme/ml/fraud/-/jobs/7".to_owned()),
    };
    let failed = Deployment {
        key: "gitlab/43".to_owned(),
        at_ms: OCTOBER + 3 * HOUR + HOUR / 12,
        version: "main (c91957a8)".to_owned(),
        committed_ms: None,
        succeeded: false,
        url: None,
    };
    assert_eq!(events, [Event::Deployment(through), Event::Deployment(failed)]);
    let requests = fake.requests();
    let query = "environment=production&updated_after=2026-10-01T00%3A00%3A00Z&updated_before=2026-10-02T00%3A00%3A01Z&order_by=updated_at&sort=asc&per_page=100&page=1";
    assert!(requests[1].contains(query), "{}", requests[1]);
    assert!(requests.iter().all(|request| request.contains("private-token: glpat-x\r\n") && !request.contains("authorization")));
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    for (status, body, expected) in [
        ("401 Unauthorized", r#"{"message":"401 Unauthorized"}"#, "refuses the secret (401): give a token of scope read_api"),
        ("404 Not Found", r#"{"message":"404 Project Not Found"}"#, "knows no project acme/fraud that the token may see"),
        ("429 Too Many Requests", "Retry later", "asks us to slow down (429)"),
        ("200 OK", "<!DOCTYPE html>", "it sent a web page"),
        ("200 OK", r#"[{"id":1,"ref"#, "not as a GitLab does"),
        ("200 OK", r#"{"error":"x"}"#, "in a shape that is not known here"),
    ] {
        let answer = response(status, "", body);
        let fake = Fake::start(move |_| answer.clone());
        let failure = gitlab(&fake.url()).events(&fed("fraud/lead-time", "acme/fraud"), OCTOBER, OCTOBER + HOUR).await;
        let message = failure.unwrap_err().to_string();
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
}
