#![allow(clippy::unwrap_used)]
use serde_json::json;

use super::*;
use crate::fake::{Fake, fed, json, response, source};

/// 2026-10-01, 00:00 UTC.
const OCTOBER: i64 = 1_790_812_800_000;
const HOUR: i64 = 3_600_000;

fn github(url: &str) -> GitHub {
    GitHub::new(Http::new(&source("github", url), Some("ghp_x".to_owned())).unwrap())
}

fn deployed(id: u64, reference: &str, sha: &str, created: &str, updated: &str) -> serde_json::Value {
    json!({"id": id, "ref": reference, "sha": sha, "environment": "production", "task": "deploy", "payload": {},
        "created_at": created, "updated_at": updated, "creator": {"login": "ana"}})
}

fn status(state: &str, at: &str) -> serde_json::Value {
    json!({"id": 1, "state": state, "created_at": at, "target_url": "", "log_url": format!("https://ci.example.com/{state}")})
}

/// Three deployments on two pages: one that got through and was replaced, one that failed, one that waits.
fn answer(request: &str) -> String {
    let path = request.split(' ').nth(1).unwrap();
    let sha = "f95f852bd8fca8fcc58a9a2d6c842781e32a215e";
    match path.split('?').next().unwrap() {
        "/repos/acme/fraud/deployments" if path.contains("page=1") && !path.contains("page=2") => {
            let body = json!([
                deployed(13, sha, sha, "2026-10-01T09:00:00Z", "2026-10-01T09:00:00Z"),
                deployed(12, "main", sha, "2026-10-01T06:00:00Z", "2026-10-01T06:20:00Z"),
            ]);
            response("200 OK", "link: <https://elsewhere.example.com/x?page=2>; rel=\"next\"\r\n", &body.to_string())
        }
        "/repos/acme/fraud/deployments" => json(&json!([
            deployed(11, "v1.4.2", "0a1b2c3d4e", "2026-09-30T23:00:00Z", "2026-10-01T06:20:00Z"),
            deployed(10, "v1.4.1", "9a1b2c3d4e", "2026-09-29T10:00:00Z", "2026-09-29T11:00:00Z"),
            deployed(9, "v1.3.0", "8a1b2c3d4e", "2026-08-01T00:00:00Z", "2026-08-01T00:00:00Z"),
        ])),
        "/repos/acme/fraud/deployments/13/statuses" => json(&json!([status("queued", "2026-10-01T09:00:00Z")])),
        "/repos/acme/fraud/deployments/12/statuses" => {
            json(&json!([status("failure", "2026-10-01T06:20:00Z"), status("in_progress", "2026-10-01T06:01:00Z")]))
        }
        "/repos/acme/fraud/deployments/11/statuses" => json(&json!([
            status("inactive", "2026-10-01T06:20:00Z"),
            status("success", "2026-10-01T02:00:00Z"),
            status("success", "2026-10-01T01:30:00Z"),
            status("error", "2026-09-30T23:30:00Z"),
        ])),
        "/repos/acme/fraud/commits/0a1b2c3d4e" => {
            json(&json!({"sha": "0a1b2c3d4e", "commit": {"author": {"name": "Ana", "date": "2026-09-30T08:00:00+07:00"}}}))
        }
        "/meta" => json(&json!({"verifiable_password_authentication": false})),
        _ => response("404 Not Found", "", r#"{"message":"Not Found"}"#),
    }
}

#[tokio::test]
async fn the_first_success_counts_with_the_time_since_its_commit() {
    let fake = Fake::start(answer);
    let github = github(&fake.url());
    github.sign_in().await.unwrap();
    let events = github.events(&fed("fraud/deployment-frequency", "acme/fraud"), OCTOBER, OCTOBER + 24 * HOUR).await.unwrap();
    let failed = Deployment {
        key: "github/12".to_owned(),
        at_ms: OCTOBER + 6 * HOUR + HOUR / 3,
        version: "main (f95f852)".to_owned(),
        // Its commit is gone.
        committed_ms: None,
        succeeded: false,
        url: Some("https://ci.example.com/failure".to_owned()),
    };
    let through = Deployment {
        key: "github/11".to_owned(),
        at_ms: OCTOBER + HOUR + HOUR / 2,
        version: "v1.4.2 (0a1b2c3)".to_owned(),
        committed_ms: Some(OCTOBER - 23 * HOUR),
        succeeded: true,
        url: Some("https://ci.example.com/success".to_owned()),
    };
    assert_eq!(events, [Event::Deployment(failed), Event::Deployment(through)]);
    let requests = fake.requests();
    assert!(requests[1].starts_with("GET /repos/acme/fraud/deployments?environment=production&per_page=100&page=1 "), "{}", requests[1]);
    assert!(requests.iter().all(|request| request.contains("authorization: Bearer ghp_x\r\n")), "and asked of this host alone");
    assert!(!requests.iter().any(|request| request.contains("deployments/10/")), "what did not change is not asked for");
}

async fn failure_of(answer: String) -> String {
    let fake = Fake::start(move |_| answer.clone());
    github(&fake.url()).events(&fed("fraud/lead-time", "acme/fraud"), OCTOBER, OCTOBER + HOUR).await.unwrap_err().to_string()
}

#[tokio::test]
async fn every_failure_says_what_to_do() {
    let spent = "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 4102444800\r\n";
    for (status, headers, body, expected) in [
        ("401 Unauthorized", "", r#"{"message":"Bad credentials"}"#, "refuses the secret (401): give a token (deployments and contents)"),
        ("403 Forbidden", "", "{}", "refuses the secret (403)"),
        ("403 Forbidden", spent, "{}", "answers no more requests of this secret until 00:00 UTC of 2100-01-01 (403)"),
        ("403 Forbidden", "retry-after: 60\r\n", "{}", "asks us to slow down (403)"),
        ("404 Not Found", "", r#"{"message":"Not Found"}"#, "knows no repository acme/fraud that the token may see"),
        ("200 OK", "", "<html>Sign in</html>", "it sent a web page"),
        ("200 OK", "", r#"[{"id":1,"#, "not as a GitHub does"),
        ("200 OK", "", r#"{"message":"moved"}"#, "in a shape that is not known here"),
        (
            "200 OK",
            "",
            r#"[{"id":1,"ref":"a","sha":"b","environment":"c","created_at":"soon","updated_at":"soon"}]"#,
            "“soon” was sent where an instant",
        ),
    ] {
        let message = failure_of(response(status, headers, body)).await;
        assert!(message.contains(expected), "{status} {body}: {message}");
    }
}

#[tokio::test]
async fn it_tells_of_deployments_alone() {
    let github = github("http://127.0.0.1:1");
    let message = github.samples(&fed("fraud/accuracy", "acme/fraud"), 0, 1).await.unwrap_err().to_string();
    assert!(message.contains("fraud/accuracy: GitHub tells of deployments and of no other figures"), "{message}");
    let message = github.events(&fed("fraud/lead-time", "acme fraud/x y"), 0, 1).await;
    assert!(message.is_err(), "a place is asked for, and nothing answers there");
}
