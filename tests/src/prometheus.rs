//! A real Prometheus.

use std::fmt::Write as _;
use std::path::Path;
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
    folder: Folder,
}

impl Prometheus {
    /// Starts it; it scrapes each `(job, host:port)` at `/metrics` every `interval`.
    pub async fn start(targets: &[(&str, &str)], interval: Duration) -> Outcome<Self> {
        Self::start_with(targets, interval, "").await
    }

    /// The same with more in its configuration.
    pub async fn start_with(targets: &[(&str, &str)], interval: Duration, more: &str) -> Outcome<Self> {
        Self::start_program(Path::new("prometheus"), &[], targets, interval, more).await
    }

    /// Scrapes nothing and takes what is written to it.
    pub async fn start_receiver() -> Outcome<Self> {
        Self::start_program(Path::new("prometheus"), &["--web.enable-remote-write-receiver"], &[], Duration::from_secs(1), "").await
    }

    /// The same of another version, with more flags. The target `itself` is its own page.
    pub async fn start_program(program: &Path, flags: &[&str], targets: &[(&str, &str)], interval: Duration, more: &str) -> Outcome<Self> {
        let (folder, port) = (Folder::new()?, free_port()?);
        let own = format!("127.0.0.1:{port}");
        let every = format!("{}ms", interval.as_millis());
        let mut config = format!("global:\n  scrape_interval: {every}\n  scrape_timeout: {every}\nscrape_configs:\n");
        for (job, target) in targets {
            let target = if *target == "itself" { &own } else { *target };
            writeln!(config, "  - job_name: {job}\n    static_configs: [{{ targets: ['{target}'] }}]")?;
        }
        config.push_str(more);
        let file = folder.path().join("prometheus.yml");
        std::fs::write(&file, config)?;
        let mut process = Process::start(
            Command::new(program)
                .arg(format!("--config.file={}", file.display()))
                .arg(format!("--storage.tsdb.path={}", folder.path().join("tsdb").display()))
                .arg(format!("--web.listen-address={own}"))
                .args(flags),
            &folder.path().join("log"),
        )?;
        let url = format!("http://{own}");
        process.wait_until_up(&format!("{url}/-/ready"), Duration::from_secs(30)).await?;
        Ok(Self { url, _process: process, folder })
    }

    /// What it wrote so far.
    pub fn log(&self) -> Outcome<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("log"))?)
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
