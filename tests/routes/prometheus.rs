//! The read side that clients of Prometheus use: its doors, its envelope, our own series.

use domain::access::Role;
use engine::{Clock, Engine};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tests::Outcome;
use tests::http::client;
use tests::program::Served;
use wire::remote_write::encode;
use wire::series::Series;

use crate::story::first_month::{COMPANY, NOW_MS};

const API: &str = "/prometheus/api/v1";
/// Midnight of 1 October 2026 in Jakarta, the first instant of the month, in seconds.
const OCTOBER_S: i64 = 1_790_787_600;

struct Read {
    served: Served,
    client: Client,
    token: String,
}

impl Read {
    /// The company with a month of accuracy and orders, and one raw series.
    async fn start() -> Outcome<Self> {
        let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
        let (command_line, ports) = (Engine::command_line(), served.engine.ports());
        ports.models.apply(&command_line, COMPANY, false).await?;
        let writer = ports.accounts.add_token(&command_line, "pipeline", Role::MlLead).await?;
        let token = ports.accounts.add_token(&command_line, "grafana", Role::Executive).await?;
        let client = client()?;
        let mut batch: Vec<Value> = Vec::new();
        for day in 1..=31 {
            let time = format!("2026-10-{day:02}T12:00:00+07:00");
            batch.push(json!({"series": "recommender/accuracy", "time": time, "numerator": 936, "denominator": 1000}));
            batch.push(json!({"series": "kpi/orders", "time": time, "value": 1000}));
        }
        let samples = client.post(served.url("/api/v1/samples")).bearer_auth(&writer).json(&batch).send().await?;
        assert_eq!(samples.status(), 200);
        let queue = Series::new("queue_length", [("model".to_owned(), "fraud".to_owned())])?;
        let queue = (0..=10).rev().fold(queue, |queue, n| queue.with(NOW_MS - n * 15_000, (10 - n) as f64));
        let sent = client.post(served.url("/api/v1/write")).bearer_auth(&writer);
        let sent = sent.header("content-encoding", "snappy").header("content-type", "application/x-protobuf");
        assert_eq!(sent.body(encode::body(&[queue])).send().await?.status(), 204);
        Ok(Self { served, client, token })
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Outcome<(StatusCode, Value)> {
        let answer = self.client.get(self.served.url(&format!("{API}{path}"))).query(query).bearer_auth(&self.token).send().await?;
        assert_eq!(answer.headers()["content-type"], "application/json", "{path}");
        Ok((answer.status(), answer.json().await?))
    }

    async fn data(&self, path: &str, query: &[(&str, &str)]) -> Outcome<Value> {
        let (status, mut answer) = self.get(path, query).await?;
        assert_eq!((status, &answer["status"]), (StatusCode::OK, &json!("success")), "{path} {query:?}: {answer}");
        Ok(answer["data"].take())
    }

    /// Labels and value of each series at a moment, in seconds.
    async fn at(&self, query: &str, at_s: i64) -> Outcome<Vec<(Value, String)>> {
        let data = self.data("/query", &[("query", query), ("time", &at_s.to_string())]).await?;
        let series = data["result"].as_array().ok_or("no vector")?.iter();
        Ok(series.map(|one| (one["metric"].clone(), one["value"][1].as_str().unwrap_or_default().to_owned())).collect())
    }
}

#[tokio::test]
async fn it_is_closed_to_strangers_and_open_to_every_role() -> Outcome {
    let read = Read::start().await?;
    for path in [
        "/query?query=1",
        "/query_range?query=1&start=0&end=1&step=1",
        "/labels",
        "/series",
        "/metadata",
        "/status/buildinfo",
        "/status/config",
        "/rules",
        "/alertmanagers",
        "/targets/metadata",
    ] {
        let url = read.served.url(&format!("{API}{path}"));
        assert_eq!(read.client.get(&url).send().await?.status(), 401, "{path}");
        assert_eq!(read.client.get(&url).bearer_auth("mw_nobody").send().await?.status(), 401, "{path}");
        assert_ne!(read.client.get(&url).bearer_auth(&read.token).send().await?.status(), 401, "{path}");
        assert_ne!(read.client.get(&url).basic_auth("any", Some(&read.token)).send().await?.status(), 401, "{path}");
    }
    let elsewhere = read.client.get(read.served.url("/api/v1/overview")).basic_auth("any", Some(&read.token)).send().await?;
    assert_eq!(elsewhere.status(), 401, "a password opens nothing that can be changed");
    for open in ["/prometheus", "/prometheus/", "/prometheus/-/healthy", "/prometheus/-/ready"] {
        assert_eq!(read.client.get(read.served.url(open)).send().await?.status(), 200, "{open}");
    }
    read.served.stop().await
}

#[tokio::test]
async fn raw_series_are_read_in_all_the_ways_that_grafana_asks() -> Outcome {
    let read = Read::start().await?;
    let now = (NOW_MS / 1000).to_string();
    let url = read.served.url(&format!("{API}/query"));
    let expected = json!({"resultType": "vector", "result": [{"metric": {"__name__": "queue_length", "model": "fraud"},
        "value": [NOW_MS / 1000, "10"]}]});
    let ask = || read.client.post(&url).bearer_auth(&read.token);
    for request in [
        read.client.get(&url).bearer_auth(&read.token).query(&[("query", "queue_length")]),
        ask().form(&[("query", "queue_length"), ("time", &now), ("unknown", "x")]),
        ask().query(&[("query", "queue_length"), ("time", &now)]),
        ask().query(&[("time", "2026-11-05T05:00:00Z")]).form(&[("query", "queue_length")]),
    ] {
        assert_eq!(request.send().await?.json::<Value>().await?["data"], expected);
    }
    let health = ask().form(&[("query", "1+1"), ("time", "4")]).send().await?.text().await?;
    assert_eq!(health, r#"{"status":"success","data":{"resultType":"scalar","result":[4,"2"]}}"#);
    let (start, end) = ((NOW_MS / 1000 - 60).to_string(), now.as_str());
    let over = [("query", "rate(queue_length[1m]) * 60"), ("start", &start), ("end", end), ("step", "30")];
    let matrix = read.data("/query_range", &over).await?;
    let times: Vec<i64> =
        matrix["result"][0]["values"].as_array().ok_or("no values")?.iter().filter_map(|point| point[0].as_i64()).collect();
    assert_eq!(times, [NOW_MS / 1000 - 60, NOW_MS / 1000 - 30, NOW_MS / 1000]);
    assert_eq!(matrix["result"][0]["values"][2][1], "4", "one more each 15 s");
    assert_eq!(
        read.data("/series", &[("match[]", "queue_length"), ("match[]", "nothing")]).await?,
        json!([{"__name__": "queue_length", "model": "fraud"}])
    );
    assert_eq!(read.data("/labels", &[("match[]", "queue_length")]).await?, json!(["__name__", "model"]));
    assert_eq!(read.data("/label/model/values", &[]).await?, json!(["fraud"]));
    let names = read.data("/label/__name__/values", &[("start", "0"), ("end", end)]).await?;
    assert!(names.as_array().is_some_and(|names| names.contains(&json!("queue_length")) && names.contains(&json!("modelworth_value"))));
    assert_eq!(read.data("/label/__name__/values", &[("limit", "2")]).await?.as_array().map(Vec::len), Some(2));
    assert_eq!(read.data("/metadata", &[("metric", "modelworth_value")]).await?["modelworth_value"][0]["type"], "gauge");
    assert_eq!(read.data("/metadata", &[("limit", "2")]).await?.as_object().map(serde_json::Map::len), Some(2));
    assert_eq!(read.data("/status/config", &[]).await?, json!({"yaml": ""}));
    assert!(read.data("/status/buildinfo", &[]).await?["features"].is_null());
    for (path, empty) in [
        ("/query_exemplars", json!([])),
        ("/rules", json!({"groups": []})),
        ("/alerts", json!({"alerts": []})),
        ("/alertmanagers", json!({"activeAlertmanagers": [], "droppedAlertmanagers": []})),
        ("/targets", json!({"activeTargets": [], "droppedTargets": []})),
        ("/targets/metadata", json!([])),
    ] {
        assert_eq!(read.data(path, &[]).await?, empty);
    }
    read.served.stop().await
}

#[tokio::test]
async fn what_is_wrong_is_said_as_prometheus_says_it() -> Outcome {
    let read = Read::start().await?;
    type Form<'a> = &'a [(&'a str, &'a str)];
    let cases: [(&str, Form<'_>, u16, &str); 9] = [
        ("/query", &[("query", "sum(")], 400, "bad_data"),
        ("/query", &[("query", "queue_length"), ("time", "yesterday")], 400, "bad_data"),
        ("/query", &[("query", "label_replace(queue_length, \"a b\", \"\", \"\", \"\")")], 422, "execution"),
        ("/query", &[("query", "a[1e300]")], 400, "bad_data"),
        ("/query_range", &[("query", "a"), ("start", "0"), ("end", "11001"), ("step", "1")], 400, "bad_data"),
        ("/query_range", &[("query", "a"), ("start", "2"), ("end", "1"), ("step", "1")], 400, "bad_data"),
        ("/query_range", &[("query", "a"), ("start", "0"), ("end", "1"), ("step", "0")], 400, "bad_data"),
        ("/series", &[], 400, "bad_data"),
        ("/labels", &[("match[]", "{a=~\"(\"}")], 400, "bad_data"),
    ];
    for (path, query, status, kind) in cases {
        let (answered, body) = read.get(path, query).await?;
        assert_eq!((answered.as_u16(), &body["status"], &body["errorType"]), (status, &json!("error"), &json!(kind)), "{query:?}: {body}");
        assert!(body["error"].as_str().is_some_and(|error| error.len() > 5), "{body}");
    }
    read.served.stop().await
}

#[tokio::test]
async fn long_answers_are_packed_for_those_who_take_it() -> Outcome {
    let read = Read::start().await?;
    let url = read.served.url(&format!("{API}/query_range?query=time()&start=0&end=9000&step=1"));
    let unpacking_nothing = Client::builder().no_gzip().build()?;
    let packed = unpacking_nothing.get(&url).bearer_auth(&read.token).header("accept-encoding", "gzip").send().await?;
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let (packed, plain) = (packed.bytes().await?, read.client.get(&url).bearer_auth(&read.token).header("accept-encoding", "identity"));
    let plain = plain.send().await?.bytes().await?;
    assert!(packed.len() * 3 < plain.len() * 2, "{} {}", packed.len(), plain.len());
    read.served.stop().await
}

#[tokio::test]
async fn money_and_indicators_are_series() -> Outcome {
    let read = Read::start().await?;
    let (middle, september) = (OCTOBER_S + 15 * 86_400, OCTOBER_S - 86_400);
    // 31,000 orders × (0.9360 − 0.9100) × USD 0.47, less USD 100.
    let line = |name: &str| json!({"__name__": name, "service": "recommender", "mapping": "picks", "currency": "USD", "grade": "D"});
    assert_eq!(read.at("modelworth_value", middle).await?, [(line("modelworth_value"), "378.82".to_owned())]);
    assert_eq!(read.at("modelworth_value", OCTOBER_S).await?.len(), 1, "it stands from the first instant");
    assert_eq!(read.at("modelworth_value", september).await?, [], "nothing was recorded, which is not zero");
    assert_eq!(read.at("sum_over_time(modelworth_net_value[60d])", NOW_MS / 1000).await?[0].1, "278.82", "a month is counted once");
    assert_eq!(read.at("modelworth_cost{service=\"recommender\"}", middle).await?[0].1, "100");
    assert_eq!(read.at("modelworth_grade{grade=\"D\"}", middle).await?[0].1, "4");
    assert_eq!(read.at("modelworth_coverage{metric=\"accuracy\"}", middle).await?[0].1, "1");
    assert_eq!(read.at("modelworth_value_low <= on () modelworth_value_high", middle).await?.len(), 1);
    // Noon of 2 October in Jakarta; the figure of a day holds for a day.
    let noon = OCTOBER_S + 36 * 3600;
    let indicator = json!({"__name__": "modelworth_indicator", "service": "recommender", "metric": "accuracy", "unit": "1"});
    assert_eq!(read.at("modelworth_indicator", noon + 3600).await?, [(indicator.clone(), "0.936".to_owned())]);
    assert_eq!(read.at("count_over_time(modelworth_indicator[7d])", noon + 5 * 86_400).await?[0].1, "7");
    assert_eq!(read.data("/series", &[("match[]", "{metric=\"accuracy\",unit!=\"\"}")]).await?, json!([indicator]));
    read.served.stop().await
}
