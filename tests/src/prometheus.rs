//! A real Prometheus.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::Outcome;
use crate::http::client;
use crate::process::{Folder, Process, free_port};

/// Prometheus with an empty database of its own.
pub struct Prometheus {
    /// Its address, for example `http://127.0.0.1:34567`.
    pub url: String,
    _process: Process,
    _folder: Folder,
}

impl Prometheus {
    /// Starts it; it scrapes each `(job, host:port)` at `/metrics` every `interval`.
    pub async fn start(targets: &[(&str, &str)], interval: Duration) -> Outcome<Self> {
        Self::start_with(targets, interval, "").await
    }

    /// The same with more in its configuration.
    pub async fn start_with(targets: &[(&str, &str)], interval: Duration, more: &str) -> Outcome<Self> {
        let folder = Folder::new()?;
        let every = format!("{}ms", interval.as_millis());
        let mut config = format!("global:\n  scrape_interval: {every}\n  scrape_timeout: {every}\nscrape_configs:\n");
        for (job, target) in targets {
            writeln!(config, "  - job_name: {job}\n    static_configs: [{{ targets: ['{target}'] }}]")?;
        }
        config.push_str(more);
        let file = folder.path().join("prometheus.yml");
        std::fs::write(&file, config)?;
        let port = free_port()?;
        let mut process = Process::start(
            Command::new("prometheus")
                .arg(format!("--config.file={}", file.display()))
                .arg(format!("--storage.tsdb.path={}", folder.path().join("tsdb").display()))
                .arg(format!("--web.listen-address=127.0.0.1:{port}")),
            &folder.path().join("log"),
        )?;
        let url = format!("http://127.0.0.1:{port}");
        process.wait_until_up(&format!("{url}/-/ready"), Duration::from_secs(30)).await?;
        Ok(Self { url, _process: process, _folder: folder })
    }

    /// Evaluates a PromQL expression now; the value of the first series, `None` if there is none.
    pub async fn value(&self, promql: &str) -> Outcome<Option<f64>> {
        self.ask(promql, None).await
    }

    /// The same at an instant in Unix seconds.
    pub async fn value_at(&self, promql: &str, at_s: i64) -> Outcome<Option<f64>> {
        self.ask(promql, Some(at_s)).await
    }

    async fn ask(&self, promql: &str, at_s: Option<i64>) -> Outcome<Option<f64>> {
        let url = format!("{}/api/v1/query", self.url);
        let mut query = vec![("query", promql.to_owned())];
        query.extend(at_s.map(|at_s| ("time", at_s.to_string())));
        let answer: Value = client()?.get(url).query(&query).send().await?.json().await?;
        if answer["status"] != "success" {
            return Err(format!("Prometheus refuses {promql}: {answer}").into());
        }
        match answer["data"]["result"][0]["value"][1].as_str() {
            Some(value) => Ok(Some(value.parse()?)),
            None => Ok(None),
        }
    }
}
