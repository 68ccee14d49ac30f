//! What senders of series are answered.

use domain::access::Role;
use domain::ports::Accounts;
use engine::Engine;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use tests::Outcome;
use tests::http::client;
use tests::program::Served;
use tests::site;
use wire::remote_write::encode;
use wire::series::Series;

struct Sender<'a> {
    served: &'a Served,
    client: Client,
    token: String,
}

impl Sender<'_> {
    async fn write(&self, body: &[u8], encoding: &str, kind: &str) -> Outcome<Response> {
        let request = self.client.post(self.served.url("/api/v1/write")).bearer_auth(&self.token);
        Ok(request.header(CONTENT_ENCODING, encoding).header(CONTENT_TYPE, kind).body(body.to_vec()).send().await?)
    }

    async fn post(&self, path: &str, body: &Value) -> Outcome<Response> {
        Ok(self.client.post(self.served.url(path)).header("dd-api-key", &self.token).json(body).send().await?)
    }
}

async fn sender(served: &Served, role: Role) -> Outcome<Sender<'_>> {
    let token = served.engine.add_token(&Engine::command_line(), role.key(), role).await?;
    Ok(Sender { served, client: client()?, token })
}

/// `up 1` at an instant in Unix milliseconds.
fn up(at_ms: i64) -> Outcome<Vec<u8>> {
    Ok(encode::body(&[Series::new("up", [])?.with(at_ms, 1.0)]))
}

const PROTOBUF: &str = "application/x-protobuf";
/// 5 November 2026, as the site's clock has it, less a minute.
const AT_MS: i64 = 1_793_851_140_000;

#[tokio::test]
async fn remote_write_is_answered_as_its_senders_expect() -> Outcome {
    let served = site::start().await?;
    let lead = sender(&served, Role::MlLead).await?;
    let taken = lead.write(&up(AT_MS)?, "snappy", PROTOBUF).await?;
    assert_eq!(taken.status(), StatusCode::NO_CONTENT);
    assert_eq!(taken.headers()["x-prometheus-remote-write-samples-written"], "1");

    let future = lead.write(&up(AT_MS + 86_400_000)?, "snappy", PROTOBUF).await?;
    assert_eq!(future.status(), StatusCode::BAD_REQUEST, "4xx is not sent again");
    assert_eq!(future.headers()["x-prometheus-remote-write-samples-written"], "0");
    assert!(future.text().await?.contains("check the sender's clock"));
    for (body, encoding, kind, status) in [
        (b"hello".to_vec(), "snappy", PROTOBUF, StatusCode::BAD_REQUEST),
        (up(AT_MS)?, "zstd", PROTOBUF, StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (up(AT_MS)?, "snappy", "application/json", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (up(AT_MS)?, "snappy", "application/x-protobuf;proto=io.prometheus.write.v9.Request", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        // Announces four gigabytes.
        (vec![0xff, 0xff, 0xff, 0xff, 0x0f, 0], "snappy", PROTOBUF, StatusCode::PAYLOAD_TOO_LARGE),
        (vec![0; 33 << 20], "snappy", PROTOBUF, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = lead.write(&body, encoding, kind).await?;
        assert_eq!(answer.status(), status, "{encoding} {kind} {}", body.len());
    }
    let reader = sender(&served, Role::Executive).await?;
    assert_eq!(reader.write(&up(AT_MS)?, "snappy", PROTOBUF).await?.status(), StatusCode::FORBIDDEN);
    let stranger = Sender { token: "wrong".to_owned(), ..sender(&served, Role::Finance).await? };
    assert_eq!(stranger.write(&up(AT_MS)?, "snappy", PROTOBUF).await?.status(), StatusCode::UNAUTHORIZED);
    served.stop().await
}

#[tokio::test]
async fn opentelemetry_and_datadog_are_answered_in_their_own_shape() -> Outcome {
    let served = site::start().await?;
    let lead = sender(&served, Role::MlLead).await?;
    let point = json!({ "timeUnixNano": (AT_MS * 1_000_000).to_string(), "asDouble": 0.5 });
    let body = |name: &str| json!({ "resourceMetrics": [{ "scopeMetrics": [{ "metrics": [{ "name": name, "gauge": { "dataPoints": [point] } }] }] }] });
    let taken = lead.post("/v1/metrics", &body("score")).await?;
    assert_eq!((taken.status(), taken.json::<Value>().await?), (StatusCode::OK, json!({})));
    let partly: Value = lead.post("/v1/metrics", &body(&"x".repeat(5_000))).await?.json().await?;
    assert_eq!(partly["partialSuccess"]["rejectedDataPoints"].to_string().trim_matches('"'), "1", "{partly}");
    assert_eq!(lead.post("/v1/metrics", &json!([])).await?.status(), StatusCode::BAD_REQUEST);

    let series = |at_s: i64| json!({ "series": [{ "metric": "score", "type": 3, "points": [{ "timestamp": at_s, "value": 1.5 }] }] });
    let taken = lead.post("/api/v2/series", &series(AT_MS / 1000)).await?;
    assert_eq!((taken.status(), taken.json::<Value>().await?["errors"].clone()), (StatusCode::ACCEPTED, json!([])));
    let milliseconds: Value = lead.post("/api/v2/series", &series(AT_MS)).await?.json().await?;
    assert!(milliseconds["errors"][0].as_str().is_some_and(|error| error.contains("seconds")), "{milliseconds}");
    let tags = ["service:fraud-score", "version:v7", "event:deployment"];
    let deployment = json!({ "title": "Deployed v7", "text": "", "date_happened": AT_MS / 1000, "tags": tags });
    for (recorded, known) in [(1, 0), (0, 1)] {
        let taken = lead.post("/api/v1/events", &deployment).await?;
        assert_eq!(taken.status(), StatusCode::ACCEPTED);
        let event = taken.json::<Value>().await?["event"].clone();
        assert_eq!((&event["recorded"], &event["known"]), (&json!(recorded), &json!(known)), "{event}");
    }
    let neither = lead.post("/api/v1/events", &json!({ "title": "Lunch is ready", "text": "" })).await?;
    assert_eq!(neither.status(), StatusCode::ACCEPTED);
    let event = neither.json::<Value>().await?["event"].clone();
    assert!(event["recorded"] == 0 && event["note"].as_str().is_some_and(|note| note.contains("is not kept")), "{event}");
    assert_eq!(lead.post("/api/v1/events", &json!({ "text": "" })).await?.status(), StatusCode::BAD_REQUEST);
    let reader = sender(&served, Role::Executive).await?;
    assert_eq!(reader.post("/api/v1/events", &deployment).await?.status(), StatusCode::FORBIDDEN);
    let valid = lead.client.get(served.url("/api/v1/validate")).header("dd-api-key", &lead.token).send().await?;
    assert_eq!(valid.json::<Value>().await?, json!({ "valid": true }));
    served.stop().await
}
