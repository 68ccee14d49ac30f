//! Public clients of Prometheus' API read here what they read at a real Prometheus that was sent the same samples.

use std::path::Path;
use std::process::Command;

use domain::access::Role;
use engine::{Clock, Engine};
use serde_json::Value;
use tests::Outcome;
use tests::http::client;
use tests::process::{in_venv, node};
use tests::program::Served;
use tests::prometheus::Prometheus;
use wire::remote_write::encode;
use wire::series::Series;

const STEP_S: i64 = 15;

/// Ten minutes of counters, a histogram, a gauge with a gap, and numbers that are none.
fn seeded(start_s: i64, end_s: i64) -> Outcome<Vec<Series>> {
    let series = |name: &str, labels: &[(&str, &str)], value: &dyn Fn(i64) -> Option<f64>| -> Outcome<Series> {
        let labels = labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned()));
        let at = |step: i64| (start_s + step * STEP_S) * 1000;
        let values = (0..=(end_s - start_s) / STEP_S).filter_map(|step| Some((at(step), value(step)?)));
        Ok(values.fold(Series::new(name, labels)?, |series, (at_ms, value)| series.with(at_ms, value)))
    };
    let odd = [f64::NAN, 1.5, f64::INFINITY, -2.0, f64::NEG_INFINITY, 1e21, 1e-7];
    let counted = |by: f64| move |step: i64| Some(1000.0 + by * step as f64);
    Ok(vec![
        series("latency_bucket", &[("le", "+Inf")], &counted(9.0))?,
        series("latency_bucket", &[("le", "0.1")], &counted(4.0))?,
        series("latency_bucket", &[("le", "0.5")], &counted(8.0))?,
        series("level", &[], &|step| (!(8..36).contains(&step)).then_some((step as f64 / 7.0).sin()))?,
        series("odd", &[("kind", "\"quoted\" é")], &|step| Some(odd[step as usize % odd.len()]))?,
        series("requests_total", &[("code", "200"), ("job", "own")], &counted(3.0))?,
        series("requests_total", &[("code", "500"), ("job", "own")], &|step| Some((step % 17) as f64))?,
    ])
}

/// What a client reads at Prometheus and here, told by a script that prints it as JSON, call by call.
async fn compared(script: &str, start: impl Fn() -> Outcome<Command>) -> Outcome {
    let (served, prometheus) = (Served::start_at(Clock::System).await?, Prometheus::start_receiver().await?);
    let accounts = served.engine.ports().accounts;
    let writer = accounts.add_token(&Engine::command_line(), "writer", Role::MlLead).await?;
    let reader = accounts.add_token(&Engine::command_line(), "reader", Role::Executive).await?;
    let end_s = chrono::Utc::now().timestamp() / 60 * 60 - 60;
    let start_s = end_s - 600;
    let body = encode::body(&seeded(start_s, end_s)?);
    for url in [served.url("/api/v1/write"), format!("{}/api/v1/write", prometheus.url)] {
        let request = client()?.post(url).bearer_auth(&writer).header("content-encoding", "snappy");
        let answer = request.header("content-type", "application/x-protobuf").body(body.clone()).send().await?;
        assert_eq!(answer.status(), 204);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script);
    let read = |url: &str, token: &[&str]| -> Outcome<Value> {
        let said = start()?.arg(&script).args([url, &start_s.to_string(), &end_s.to_string()]).args(token).output()?;
        assert!(said.status.success(), "{url}: {}", String::from_utf8_lossy(&said.stderr));
        Ok(serde_json::from_slice(&said.stdout)?)
    };
    let (theirs, ours) = (read(&prometheus.url, &[])?, read(&served.url("/prometheus"), &[&reader])?);
    let calls = theirs.as_object().ok_or("no calls")?;
    assert!(calls.len() > 20 && calls.len() == ours.as_object().ok_or("no calls")?.len());
    for (call, theirs) in calls {
        assert_eq!(sorted(&ours[call]), sorted(theirs), "{call}");
    }
    println!("{} calls, the same answers", calls.len());
    served.stop().await
}

/// Series in the order of their labels, since a vector has none.
fn sorted(answer: &Value) -> Value {
    let mut answer = answer.clone();
    let list = if answer["result"].is_array() { &mut answer["result"] } else { &mut answer };
    if let Some(list) = list.as_array_mut().filter(|list| list.iter().all(Value::is_object)) {
        list.sort_by_key(Value::to_string);
    }
    answer
}

// The clients run while the server answers them on another thread.
#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_reads_both_alike() -> Outcome {
    compared("readers.py", || Ok(Command::new(in_venv("python")?))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_javascript_client_reads_both_alike() -> Outcome {
    compared("readers.cjs", node).await
}
