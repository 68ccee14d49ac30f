//! Series that real programs send: Prometheus by remote-write, the clients of Datadog, OpenTelemetry and StatsD. What is read back by PromQL
//! is what each was told to send.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use domain::access::Role;
use domain::ports::{Accounts, Models};
use engine::{Clock, Engine};
use reqwest::StatusCode;
use serde_json::Value;
use server::statsd::Statsd;
use tests::Outcome;
use tests::database::Database;
use tests::http::client;
use tests::process::{in_venv, node};
use tests::program::Served;
use tests::prometheus::Prometheus;

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
"#;

/// The value of the only series of a query now; none when there is none.
async fn value(url: &str, token: &str, query: &str) -> Outcome<Option<f64>> {
    let request = client()?.get(format!("{url}/prometheus/api/v1/query")).query(&[("query", query)]).bearer_auth(token);
    let answer: Value = request.send().await?.error_for_status()?.json().await?;
    let result = answer["data"]["result"].as_array().ok_or_else(|| format!("{query}: {answer}"))?;
    assert!(result.len() < 2, "{query}: {answer}");
    Ok(result.first().and_then(|series| series["value"][1].as_str()).map(|text| text.parse()).transpose()?)
}

/// Asks until the value is there, or a minute is over.
async fn settled(url: &str, token: &str, query: &str, good: impl Fn(f64) -> bool) -> Outcome<f64> {
    let mut last = None;
    for _ in 0..300 {
        last = value(url, token, query).await?;
        if let Some(value) = last.filter(|value| good(*value)) {
            return Ok(value);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Err(format!("{query} is {last:?} after a minute").into())
}

#[tokio::test]
async fn a_real_prometheus_writes_here_and_both_hold_the_same() -> Outcome {
    let served = Served::start_on(Database::sqlite()?, Clock::System).await?;
    served.engine.apply(&Engine::command_line(), COMPANY, false).await?;
    let token = served.engine.add_token(&Engine::command_line(), "prometheus", Role::MlLead).await?;
    let write = format!(
        "remote_write:\n  - url: {}\n    authorization: {{ credentials: {token} }}\n    queue_config: {{ batch_send_deadline: 1s }}\n",
        served.url("/api/v1/write")
    );
    let prometheus = Prometheus::start_with(&[("own", &served.addr.to_string())], Duration::from_millis(500), &write).await?;
    let url = format!("http://{}", served.addr);
    settled(&url, &token, "count_over_time(up[5m])", |n| n >= 10.0).await?;
    // The same instants at both: what Prometheus scraped up to a moment that has passed.
    let at_s = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs())? - 2;
    tokio::time::sleep(Duration::from_secs(3)).await;
    for query in ["count_over_time(up[1m])", "count({job=\"own\"})", "count(modelworth_http_requests_total)"] {
        let theirs = prometheus.value_at(query, at_s).await?;
        let request = client()?.get(format!("{url}/prometheus/api/v1/query")).query(&[("query", query), ("time", &at_s.to_string())]);
        let ours: Value = request.bearer_auth(&token).send().await?.json().await?;
        let ours: Option<f64> = ours["data"]["result"][0]["value"][1].as_str().map(str::parse).transpose()?;
        assert!(ours.is_some());
        assert_eq!(ours, theirs, "{query}");
    }
    served.stop().await
}

/// Runs a script that sends; which queries must give what.
fn sent(mut program: Command, script: &str, arguments: &[&str]) -> Outcome<BTreeMap<String, f64>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script);
    let said = program.arg(script).args(arguments).output()?;
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    Ok(serde_json::from_slice(&said.stdout)?)
}

// The clients run while the server answers.
#[tokio::test(flavor = "multi_thread")]
async fn what_real_clients_send_is_read_back() -> Outcome {
    let served = Served::start_on(Database::sqlite()?, Clock::System).await?;
    served.engine.apply(&Engine::command_line(), COMPANY, false).await?;
    let token = served.engine.add_token(&Engine::command_line(), "sender", Role::MlLead).await?;
    let statsd = Statsd::at(&served.engine, "127.0.0.1:0").await?;
    let (url, udp) = (format!("http://{}", served.addr), statsd.addr.port().to_string());
    let mut expected = sent(Command::new(in_venv("python")?), "senders.py", &[&url, &token, &udp])?;
    assert!(expected.len() >= 18, "{expected:?}");
    let from_node = sent(node()?, "senders.cjs", &[&url, &token])?;
    assert!(from_node.len() >= 12, "{from_node:?}");
    expected.extend(from_node);
    statsd.stop().await;
    for (query, wanted) in &expected {
        settled(&url, &token, query, |value| (value - wanted).abs() < 1e-9).await.map_err(|fault| format!("{fault}; wanted {wanted}"))?;
    }
    let events: Value = client()?.get(format!("{url}/api/v1/services/fraud/events")).bearer_auth(&token).send().await?.json().await?;
    let versions = |list: &Value| Some(list.as_array()?.iter().map(|row| row["version"].clone()).collect::<Vec<_>>());
    assert_eq!(versions(&events["deployments"]), Some(vec!["v8".into(), "v7".into()]), "{events}");
    let incident = &events["incidents"][0];
    let lasted = incident["until_ms"].as_i64().zip(incident["from_ms"].as_i64()).map(|(until, from)| until - from);
    assert_eq!((lasted, events["incidents"].as_array().map(Vec::len)), (Some(30_000), Some(1)), "{events}");
    let forged = client()?.post(format!("{url}/api/v2/series")).header("dd-api-key", "wrong").body("{}").send().await?;
    assert_eq!(forged.status(), StatusCode::UNAUTHORIZED);
    served.stop().await
}
