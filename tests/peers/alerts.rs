//! A real Alertmanager fires and resolves: one incident, with its end.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use domain::access::Role;
use domain::ports::{Accounts, Models};
use engine::{Clock, Engine};
use serde_json::{Value, json};
use tests::Outcome;
use tests::database::Database;
use tests::http::client;
use tests::process::{Folder, Process, free_port};
use tests::program::Served;

const COMPANY: &str = r#"
[workspace]
name = "Test"
time_zone = "UTC"
currency = "USD"
[[team]]
id = "risk"
name = "Risk"
[[service]]
id = "fraud"
name = "Fraud score"
team = "risk"
[[indicator]]
service = "fraud"
metric = "incidents"
source = { id = "events", query = "fraud" }
"#;

#[tokio::test]
async fn an_alert_that_fires_and_resolves_is_one_incident() -> Outcome {
    one_incident(Path::new("prometheus-alertmanager")).await
}

/// An Alertmanager tells of an alert that fires and ends; here it is one incident of the same times.
pub async fn one_incident(program: &Path) -> Outcome {
    let served = Served::start_on(Database::sqlite()?, Clock::System).await?;
    served.engine.apply(&Engine::command_line(), COMPANY, false).await?;
    let token = served.engine.add_token(&Engine::command_line(), "alertmanager", Role::MlLead).await?;
    let (folder, port, client) = (Folder::new()?, free_port()?, client()?);
    let config = format!(
        "route: {{ receiver: us, group_wait: 0s, group_interval: 1s, repeat_interval: 1h }}\nreceivers:\n- name: us\n  webhook_configs:\n  \
         - url: {}\n    send_resolved: true\n    http_config: {{ authorization: {{ credentials: {token} }} }}\n",
        served.url("/api/v1/hooks/alertmanager")
    );
    let file = folder.path().join("alertmanager.yml");
    std::fs::write(&file, config)?;
    let mut alertmanager = Process::start(
        Command::new(program)
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .arg("--cluster.listen-address="),
        &folder.path().join("log"),
    )?;
    let url = format!("http://127.0.0.1:{port}");
    alertmanager.wait_until_up(&format!("{url}/-/ready"), Duration::from_secs(30)).await?;
    let labels = json!({ "alertname": "FraudDown", "service": "fraud", "severity": "critical" });
    let began = chrono::Utc::now() - chrono::Duration::minutes(30);
    let fire = async |ends: Option<chrono::DateTime<chrono::Utc>>| -> Outcome {
        let alert = json!([{ "labels": labels, "annotations": { "summary": "Fraud score is down" }, "startsAt": began, "endsAt": ends }]);
        client.post(format!("{url}/api/v2/alerts")).json(&alert).send().await?.error_for_status()?;
        Ok(())
    };
    let incidents = async |wanted: fn(&Value) -> bool| -> Outcome<Value> {
        for _ in 0..150 {
            let request = client.get(served.url("/api/v1/services/fraud/events")).bearer_auth(&token);
            let events: Value = request.send().await?.error_for_status()?.json().await?;
            if events["incidents"].as_array().is_some_and(|list| list.len() == 1 && wanted(&list[0])) {
                return Ok(events["incidents"][0].clone());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Err("no such incident within 30 seconds".into())
    };
    fire(None).await?;
    let open = incidents(|incident| incident["until_ms"].is_null()).await?;
    assert_eq!(open["from_ms"], json!(began.timestamp_millis()), "{open}");
    let ended = chrono::Utc::now();
    fire(Some(ended)).await?;
    let closed = incidents(|incident| !incident["until_ms"].is_null()).await?;
    assert_eq!(closed["from_ms"], open["from_ms"]);
    let apart = closed["until_ms"].as_i64().ok_or("no end")? - ended.timestamp_millis();
    assert!(apart.abs() < 1_000, "it ended when the alert did: {closed}");
    served.stop().await
}
