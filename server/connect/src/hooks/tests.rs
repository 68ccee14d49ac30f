#![allow(clippy::unwrap_used)]
use domain::event::{Deployment, Incident};
use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use super::*;

/// 2026-10-01, 08:00 UTC.
const AT: i64 = 1_790_841_600_000;
const MINUTE: i64 = 60_000;

fn read(sender: Sender, body: &Value) -> Vec<(String, Event)> {
    let mut headers = HeaderMap::new();
    headers.insert("x-github-event", HeaderValue::from_static("deployment_status"));
    sender.read(&headers, body.to_string().as_bytes(), AT + MINUTE).unwrap()
}

fn deployment(key: &str, at_ms: i64, version: &str, succeeded: bool, url: Option<&str>) -> Event {
    let (key, version, url) = (key.to_owned(), version.to_owned(), url.map(str::to_owned));
    Event::Deployment(Deployment { key, at_ms, version, committed_ms: None, succeeded, url })
}

fn incident(key: &str, ends: (i64, Option<i64>), title: &str, severity: &str, url: &str) -> Event {
    let (key, title, severity, url) = (key.to_owned(), title.to_owned(), severity.to_owned(), Some(url.to_owned()));
    Event::Incident(Incident { key, from_ms: ends.0, until_ms: ends.1, title, severity, affected_share: None, url })
}

/// Bodies that Alertmanager 0.25 sent: `fixtures/record.py`.
#[test]
fn an_alert_is_an_incident_while_it_fires() {
    let key = format!("alertmanager/7f0aa1c82b6dc95d/{}", AT + 500);
    let url = "http://prometheus.internal:9090/graph?g0.expr=up";
    for (body, until_ms) in [
        (include_str!("fixtures/alertmanager_firing.json"), None),
        (include_str!("fixtures/alertmanager_resolved.json"), Some(AT + 40 * MINUTE)),
    ] {
        let body: Value = serde_json::from_str(body).unwrap();
        let expected = incident(&key, (AT + 500, until_ms), "fraud answers nothing", "critical", url);
        assert_eq!(read(Sender::Alertmanager, &body), [("fraud".to_owned(), expected)]);
    }
}

#[test]
fn newer_senders_of_that_shape_are_read_and_alerts_named_as_they_can_be() {
    let alert = |labels: Value| {
        json!({"status": "firing", "labels": labels, "annotations": {}, "startsAt": "2026-10-01T15:00:00+07:00", "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "", "fingerprint": "f", "values": {"A": 1}, "silenceURL": "https://grafana.internal/x"})
    };
    let alerts = [json!({"model": "ranker", "job": "j"}), json!({"alertname": "A", "job": "scorer"}), json!({"alertname": "A"}), json!({})];
    let body =
        json!({"version": "1", "orgId": 1, "state": "alerting", "notification_reason": "first notification", "alerts": alerts.map(alert)});
    let read = read(Sender::Grafana, &body);
    let scopes: Vec<&str> = read.iter().map(|(scope, _)| scope.as_str()).collect();
    assert_eq!(scopes, ["ranker", "scorer", "A"], "what has no name cannot be told");
    assert_eq!(read[0].1.key(), format!("grafana/f/{AT}"));
}

#[test]
fn github_tells_how_a_deployment_went() {
    let body = |state: &str| {
        json!({"action": "created", "repository": {"full_name": "acme/fraud"},
            "deployment": {"id": 145_988_746, "sha": "f95f852bd8fca8fcc58a9a2d6c842781e32a215e", "ref": "v1.4.2", "environment": "production",
                "created_at": "2026-10-01T07:58:00Z", "updated_at": "2026-10-01T08:00:00Z"},
            "deployment_status": {"id": 1, "state": state, "created_at": "2026-10-01T08:00:00Z", "target_url": ""}})
    };
    for (state, succeeded) in [("success", true), ("failure", false), ("error", false)] {
        let expected = deployment("github/145988746", AT, "v1.4.2 (f95f852)", succeeded, None);
        assert_eq!(read(Sender::GitHub, &body(state)), [("acme/fraud production".to_owned(), expected)]);
    }
    for state in ["queued", "pending", "in_progress", "inactive", "a state of tomorrow"] {
        assert!(read(Sender::GitHub, &body(state)).is_empty(), "{state}");
    }
    let ping = Sender::GitHub.read(&HeaderMap::new(), br#"{"zen":"Speak like a human."}"#, AT);
    assert_eq!(ping, Ok(Vec::new()));
}

#[test]
fn gitlab_tells_how_a_deployment_went() {
    let body = |status: &str, at: &str| {
        json!({"object_kind": "deployment", "status": status, "status_changed_at": at, "deployment_id": 15, "deployable_id": 796,
            "deployable_url": "https://gitlab.com/acme/fraud/-/jobs/796", "environment": "production", "environment_tier": "production",
            "project": {"id": 30, "path_with_namespace": "acme/fraud"}, "ref": "main", "short_sha": "279484c0", "user": {"username": "ana"}})
    };
    let url = Some("https://gitlab.com/acme/fraud/-/jobs/796");
    for (status, at, succeeded) in [
        ("success", "2026-10-01 15:00:00 +0700", true),
        ("failed", "2026-10-01 08:00:00 UTC", false),
        ("success", "2026-10-01T08:00:00Z", true),
    ] {
        let expected = deployment("gitlab/15", AT, "main (279484c0)", succeeded, url);
        assert_eq!(read(Sender::GitLab, &body(status, at)), [("acme/fraud production".to_owned(), expected)]);
    }
    assert!(read(Sender::GitLab, &body("running", "soon")).is_empty() && read(Sender::GitLab, &json!({"object_kind": "push"})).is_empty());
}

#[test]
fn pagerduty_tells_of_incidents() {
    let body = |kind: &str, status: &str| {
        json!({"event": {"id": "01X", "event_type": kind, "resource_type": "incident", "occurred_at": "2026-10-01T08:40:00.123Z",
            "data": {"id": "PGR0VU2", "type": "incident", "html_url": "https://acme.pagerduty.com/incidents/PGR0VU2", "number": 2,
                "status": status, "created_at": "2026-10-01T08:00:00Z", "title": "Scores are late", "service": {"id": "PF9KMXH", "summary": "Fraud"},
                "priority": {"id": "P5", "summary": "P1"}, "urgency": "high", "resolve_reason": null}}})
    };
    let url = "https://acme.pagerduty.com/incidents/PGR0VU2";
    for (kind, status, until_ms) in [
        ("incident.triggered", "triggered", None),
        ("incident.acknowledged", "acknowledged", None),
        ("incident.resolved", "resolved", Some(AT + 40 * MINUTE + 123)),
    ] {
        let expected = incident("pagerduty/PGR0VU2", (AT, until_ms), "Scores are late", "P1", url);
        assert_eq!(read(Sender::PagerDuty, &body(kind, status)), [("PF9KMXH".to_owned(), expected)]);
    }
    let ping =
        json!({"event": {"event_type": "pagey.ping", "occurred_at": "2026-10-01T08:00:00Z", "data": {"type": "ping", "message": "hello"}}});
    assert!(read(Sender::PagerDuty, &ping).is_empty());
}

#[test]
fn datadog_sends_the_payload_that_we_ask_for() {
    let body = |transition: &str, at: Value, tags: &str| {
        json!({"key": "8811", "transition": transition, "title": "p95 of fraud", "at": at, "tags": tags, "priority": "P2",
            "link": "https://app.datadoghq.eu/monitors/1"})
    };
    let told = |until_ms| incident("datadog/8811", (AT, until_ms), "p95 of fraud", "P2", "https://app.datadoghq.eu/monitors/1");
    let tags = "env:prod, service:fraud,team:risk";
    assert_eq!(read(Sender::Datadog, &body("Triggered", json!("1790841600"), tags)), [("fraud".to_owned(), told(None))]);
    assert_eq!(read(Sender::Datadog, &body("Recovered", json!(1_790_841_600), "")), [("p95 of fraud".to_owned(), told(Some(AT)))]);
    assert!(read(Sender::Datadog, &body("Warn", json!("1790841600"), tags)).is_empty());
    for at in [json!("$DATE_POSIX"), json!(1e300), json!(-1), json!(null)] {
        let body = body("Triggered", at, tags).to_string();
        let message = Sender::Datadog.read(&HeaderMap::new(), body.as_bytes(), AT).unwrap_err().to_string();
        assert!(message.contains("write $DATE_POSIX into the payload"), "{message}");
    }
}

#[test]
fn registries_tell_of_versions() {
    let mlflow = |entity: &str, action: &str, data: Value| json!({"entity": entity, "action": action, "timestamp": "2026-10-01T08:00:00.000000+00:00", "data": data});
    let alias = json!({"name": "fraud", "alias": "champion", "version": "7"});
    let expected = deployment("fraud@champion/7", AT, "7", true, None);
    assert_eq!(
        read(Sender::MlFlow, &mlflow("model_version_alias", "created", alias.clone())),
        [("models:/fraud@champion".to_owned(), expected)]
    );
    let version = json!({"name": "fraud", "version": "7", "source": "models:/123", "run_id": "abc", "tags": {}, "description": null});
    let expected = deployment("fraud/7", AT, "7", true, None);
    assert_eq!(read(Sender::MlFlow, &mlflow("model_version", "created", version)), [("models:/fraud".to_owned(), expected)]);
    assert!(read(Sender::MlFlow, &mlflow("model_version_alias", "deleted", alias)).is_empty());

    let wandb = |event: &str| json!({"event": event, "artifact": "acme/registry/fraud:v3"});
    let expected = deployment("wandb/acme/registry/fraud:v3", AT + MINUTE, "v3", true, None);
    assert_eq!(read(Sender::Wandb, &wandb("LINK_MODEL")), [("acme/registry/fraud".to_owned(), expected)]);
    assert!(read(Sender::Wandb, &wandb("CREATE_ARTIFACT")).is_empty());
}

#[test]
fn what_is_not_the_senders_is_refused_with_its_name() {
    let mut headers = HeaderMap::new();
    headers.insert("x-github-event", HeaderValue::from_static("deployment_status"));
    for sender in Sender::ALL {
        assert_eq!(Sender::parse(sender.key()), Ok(sender));
        for body in ["", "<html>", "[]", "{\"alerts\":[{\"status\":", "{}", &"[".repeat(100_000)] {
            let Err(error) = sender.read(&headers, body.as_bytes(), AT) else {
                assert!(sender == Sender::GitLab && ["[]", "{}"].contains(&body), "only what GitLab sends of other things is passed over");
                continue;
            };
            assert!(error.to_string().contains(&format!("not what {} sends", sender.key())), "{body:.20}: {error}");
        }
    }
    assert!(Sender::parse("jenkins").unwrap_err().to_string().contains("alertmanager, datadog"));
}
