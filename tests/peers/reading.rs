//! A real Prometheus sends what it scrapes; both are then asked what Grafana and promtool ask, and answer the same.

use std::process::Command;
use std::time::Duration;

use domain::access::Role;
use engine::{Clock, Engine};
use reqwest::Client;
use serde_json::Value;
use tests::Outcome;
use tests::http::{client, wait_for};
use tests::process::free_port;
use tests::program::Served;
use tests::prometheus::Prometheus;

struct Both {
    served: Served,
    prometheus: Prometheus,
    client: Client,
    token: String,
}

impl Both {
    async fn start() -> Outcome<Self> {
        let served = Served::start_at(Clock::System).await?;
        let accounts = served.engine.ports().accounts;
        let writer = accounts.add_token(&Engine::command_line(), "prometheus", Role::MlLead).await?;
        let token = accounts.add_token(&Engine::command_line(), "grafana", Role::Executive).await?;
        // Two targets: the receiver itself, whose counters move, and one that is down.
        let (up, down) = (served.addr.to_string(), format!("127.0.0.1:{}", free_port()?));
        let targets = [("modelworth", up.as_str()), ("nobody", down.as_str())];
        let receiver = served.url("/api/v1/write");
        let sending = format!("remote_write:\n  - url: {receiver}\n    authorization: {{ credentials: '{writer}' }}\n");
        let prometheus = Prometheus::start_with(&targets, Duration::from_secs(1), &sending).await?;
        Ok(Self { served, prometheus, client: client()?, token })
    }

    /// The answer of Prometheus and ours to one form.
    async fn ask(&self, path: &str, form: &[(&str, String)]) -> Outcome<[Value; 2]> {
        let theirs = self.client.post(format!("{}/api/v1/{path}", self.prometheus.url)).form(form).send().await?.json().await?;
        let ours = self.client.post(self.served.url(&format!("/prometheus/api/v1/{path}"))).bearer_auth(&self.token).form(form);
        Ok([theirs, ours.send().await?.json().await?])
    }

    /// The last whole second up to which both hold the same samples.
    async fn settled(&self) -> Outcome<i64> {
        wait_for("samples by remote-write", Duration::from_secs(60), || async {
            let at_s = chrono::Utc::now().timestamp() - 4;
            let form =
                [("query", "count_over_time(up[15s]) == 15 or count_over_time(up[15s]) == 16".to_owned()), ("time", at_s.to_string())];
            let [theirs, ours] = self.ask("query", &form).await.ok()?;
            let whole = theirs["data"]["result"].as_array().is_some_and(|all| all.len() == 2);
            (whole && sorted(&theirs) == sorted(&ours)).then_some(at_s)
        })
        .await
    }
}

/// An answer's series in the order of their labels, since a vector has none.
fn sorted(answer: &Value) -> Value {
    let mut answer = answer.clone();
    if let Some(result) = answer["data"]["result"].as_array_mut() {
        result.sort_by_key(|series| series["metric"].to_string());
    }
    answer
}

const QUERIES: [&str; 9] = [
    "up",
    "rate(modelworth_http_requests_total[10s])",
    "sum by (job) (rate(modelworth_http_requests_total{status!~\"5..\"}[10s]))",
    "{__name__=~\"scrape_.*\",job=\"modelworth\",__name__!~\".*duration.*\"}",
    "max_over_time(scrape_samples_scraped[10s:1s])",
    "count by (__name__) ({job!=\"\"})",
    "up == 0 or vector(1)",
    "absent(nothing{a=\"b\"})",
    "modelworth_build_info * on (job) group_left () up",
];

#[tokio::test]
async fn grafana_is_answered_as_by_the_prometheus_that_sent_the_samples() -> Outcome {
    let both = Both::start().await?;
    let at_s = both.settled().await?;
    for query in QUERIES {
        let text = ("query", query.to_owned());
        let [theirs, ours] = both.ask("query", &[text.clone(), ("time", at_s.to_string())]).await?;
        assert_eq!(sorted(&ours), sorted(&theirs), "{query}");
        let over = [text, ("start", format!("{}.25", at_s - 8)), ("end", at_s.to_string()), ("step", "2".to_owned())];
        let [theirs, ours] = both.ask("query_range", &over).await?;
        assert!(theirs["data"]["result"].as_array().is_some_and(|series| !series.is_empty()), "{query}: {theirs}");
        assert_eq!(ours, theirs, "{query}");
    }
    let between = |matcher: &str| [("match[]", matcher.to_owned()), ("start", (at_s - 10).to_string()), ("end", at_s.to_string())];
    for path in ["series", "labels"] {
        let [theirs, ours] = both.ask(path, &between("{job=\"modelworth\"}")).await?;
        assert_eq!(sorted_list(&ours), sorted_list(&theirs), "{path}");
    }
    for (path, form) in [("query", [("query", "sum(".to_owned())]), ("series", [("start", "0".to_owned())])] {
        let [theirs, ours] = both.ask(path, &form).await?;
        assert_eq!([&ours["status"], &ours["errorType"]], [&theirs["status"], &theirs["errorType"]], "{path}");
    }
    both.served.stop().await
}

fn sorted_list(answer: &Value) -> Vec<String> {
    let mut texts: Vec<String> = answer["data"].as_array().into_iter().flatten().map(Value::to_string).collect();
    texts.sort();
    texts
}

// promtool is waited for on one thread while the server answers it on another.
#[tokio::test(flavor = "multi_thread")]
async fn promtool_reads_both_alike() -> Outcome {
    let both = Both::start().await?;
    let at_s = both.settled().await?;
    let (start, end) = ((at_s - 8).to_string(), at_s.to_string());
    // It knows no bearer token; the token is the password.
    let ours = both.served.url("/prometheus").replace("http://", &format!("http://promtool:{}@", both.token));
    let run = |server: &str, arguments: &[&str]| -> Outcome<Vec<String>> {
        let place = arguments.iter().position(|argument| *argument == "SERVER").ok_or("no place for the server")?;
        let arguments = [&arguments[..place], &[server], &arguments[place + 1..]].concat();
        let output = Command::new("promtool").arg("query").args(&arguments).output()?;
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let mut lines: Vec<String> = String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect();
        lines.sort();
        Ok(lines)
    };
    for arguments in [
        &["instant", "--time", &end, "SERVER", "up"][..],
        &["instant", "--time", &end, "SERVER", "sum by (job) (rate(modelworth_http_requests_total[10s]))"],
        &["range", "--start", &start, "--end", &end, "--step", "2s", "SERVER", "scrape_samples_scraped"],
        &["series", "--match", "up", "SERVER"],
        &["labels", "SERVER", "instance"],
    ] {
        let (theirs, ours) = (run(&both.prometheus.url, arguments)?, run(&ours, arguments)?);
        assert!(!theirs.is_empty() && ours == theirs, "{arguments:?}\n{theirs:?}\n{ours:?}");
    }
    both.served.stop().await
}
