//! Programs of Debian's next suite: a Prometheus that writes version 2.0 with native histograms, its Alertmanager, a VictoriaMetrics, and its vmagent,
//! which tries its own packing first.

use std::time::Duration;

use connect::{Connector, Fed, connect};
use domain::access::Role;
use domain::config::{Source, SourceRef};
use domain::metric::Kind;
use domain::sample::{Reading, SeriesKey, SeriesShape};
use engine::{Clock, Engine};
use serde_json::{Value, json};
use tests::Outcome;
use tests::http::{client, wait_for};
use tests::process::in_venv;
use tests::program::Served;
use tests::prometheus::Prometheus;

use crate::peers::{alerts, victoria};

/// A Prometheus that scrapes its own page, native histograms and all.
async fn prometheus(more: &str) -> Outcome<Prometheus> {
    let features = ["--enable-feature=native-histograms,metadata-wal-records"];
    Prometheus::start_program(&in_venv("prometheus")?, &features, &[("own", "itself")], Duration::from_secs(1), more).await
}

/// The vector that a query gives at an instant, without names, in the order of its labels.
async fn vector(url: &str, token: &str, query: &str, at_s: i64) -> Outcome<Vec<(String, f64)>> {
    let request = client()?.get(format!("{url}/api/v1/query")).query(&[("query", query), ("time", &at_s.to_string())]);
    let mut answer: Value = request.bearer_auth(token).send().await?.error_for_status()?.json().await?;
    let mut all = Vec::new();
    for series in answer["data"]["result"].as_array_mut().ok_or("no vector")? {
        series["metric"].as_object_mut().ok_or("no labels")?.remove("__name__");
        all.push((series["metric"].to_string(), series["value"][1].as_str().ok_or("no number")?.parse()?));
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(all)
}

#[tokio::test]
async fn prometheus_3_writes_version_2_and_both_hold_the_same() -> Outcome {
    let served = Served::start_at(Clock::System).await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "prometheus", Role::MlLead).await?;
    let sending = format!(
        "remote_write:\n  - url: {}\n    authorization: {{ credentials: '{token}' }}\n    protobuf_message: io.prometheus.write.v2.Request\n    \
         send_native_histograms: true\n",
        served.url("/api/v1/write")
    );
    let prometheus = prometheus(&sending).await?;
    let ours = served.url("/prometheus");
    let ask = async |theirs: &str, own: &str, at_s| -> Outcome<[Vec<(String, f64)>; 2]> {
        Ok([vector(&prometheus.url, "", theirs, at_s).await?, vector(&ours, &token, own, at_s).await?])
    };
    let whole = "count_over_time(up[15s]) >= 15";
    let at_s = wait_for("samples by remote-write", Duration::from_secs(60), || async {
        let at_s = chrono::Utc::now().timestamp() - 4;
        let [theirs, own] = ask(whole, whole, at_s).await.ok()?;
        (theirs.len() == 1 && own == theirs).then_some(at_s)
    })
    .await
    .map_err(|cause| format!("{cause}; Prometheus wrote:\n{}", prometheus.log().unwrap_or_default()))?;
    for query in ["up", "count by (job) ({job=\"own\",__name__=~\"go_.*|process_.*|scrape_.*\"})", "prometheus_http_requests_total"] {
        let [theirs, own] = ask(query, query, at_s).await?;
        assert!(!theirs.is_empty() && own == theirs, "{query}: {own:?}, {theirs:?}");
    }
    // One native histogram there is one of classic series here, with the same count and sum.
    for (theirs, own) in [
        ("histogram_count(prometheus_http_request_duration_seconds)", "prometheus_http_request_duration_seconds_count"),
        ("histogram_sum(prometheus_http_request_duration_seconds)", "prometheus_http_request_duration_seconds_sum"),
    ] {
        let [theirs, own] = ask(theirs, own, at_s).await?;
        assert!(!theirs.is_empty() && own == theirs, "{own:?}, {theirs:?}");
    }
    // Its buckets lie within ours, which are 19 % wide.
    let [theirs, own] = ask(
        "histogram_quantile(0.9, prometheus_http_request_duration_seconds{handler=\"/metrics\"})",
        "histogram_quantile(0.9, prometheus_http_request_duration_seconds_bucket{handler=\"/metrics\"})",
        at_s,
    )
    .await?;
    assert!(theirs.len() == 1 && own.len() == 1 && (own[0].1 / theirs[0].1).ln().abs() <= 1.19_f64.ln(), "{own:?}, {theirs:?}");
    let log = prometheus.log()?;
    assert!(!log.contains("level=ERROR"), "it complains of what was answered, such as counts of what was written:\n{log}");
    served.stop().await
}

#[tokio::test]
async fn prometheus_3_is_asked_by_our_connector() -> Outcome {
    let prometheus = prometheus("").await?;
    let source: Source = serde_json::from_value(json!({ "id": "prom", "kind": "prometheus", "url": prometheus.url }))?;
    let connector: Box<dyn Connector> = connect(&source, None)?;
    connector.reach().await?;
    connector.sign_in().await?;
    let at_s = wait_for("half a minute of samples", Duration::from_secs(90), || async {
        let at_s = (chrono::Utc::now().timestamp() - 5) / 15 * 15;
        let seen = prometheus.value_at("count_over_time(prometheus_tsdb_head_series[30s])", at_s).await.ok()??;
        (seen >= 29.0).then_some(at_s)
    })
    .await?;
    let fed = |kind, from: Value| -> Outcome<Fed> {
        let from: SourceRef = serde_json::from_value(from)?;
        Ok(Fed { series: SeriesKey::parse("fraud/uptime")?, shape: SeriesShape { kind, interval_s: 15 }, from })
    };
    for query in ["sum(prometheus_tsdb_head_series)", "sum(histogram_count(prometheus_http_request_duration_seconds))"] {
        let fed = fed(Kind::Gauge, json!({ "id": "prom", "query": query }))?;
        let samples = connector.samples(&fed, (at_s - 15) * 1000, at_s * 1000).await?;
        assert_eq!(samples.len(), 2, "{query}");
        for sample in samples {
            let Reading::Gauge { value, .. } = &sample.reading else { panic!("{sample:?}") };
            assert_eq!(Some(value.to_f64()), prometheus.value_at(query, sample.at_ms / 1000).await?, "{query}");
        }
    }
    let native = fed(Kind::Histogram, json!({ "id": "prom", "histogram": "prometheus_http_request_duration_seconds" }))?;
    let advice = connector.samples(&native, (at_s - 15) * 1000, at_s * 1000).await.unwrap_err().to_string();
    assert!(advice.contains("ask for classic buckets"), "{advice}");
    Ok(())
}

#[tokio::test]
async fn its_alertmanager_tells_one_incident() -> Outcome {
    alerts::one_incident(&in_venv("prometheus-alertmanager")?).await
}

#[tokio::test]
async fn its_victoria_metrics_gives_what_it_was_fed() -> Outcome {
    victoria::gives_what_it_was_fed(&in_venv("victoria-metrics")?).await
}

/// It packs with zstd first, which remote-write does not know, and falls back when it is told so.
#[tokio::test]
async fn its_agent_falls_back_to_what_is_read_here() -> Outcome {
    let log = victoria::agent_writes(&in_venv("vmagent")?).await?;
    let told = |line: &str| line.contains("\"1:secret-url\"") && line.contains("Downgrading protocol");
    assert!(log.lines().any(told), "we are its first receiver:\n{log}");
    Ok(())
}
