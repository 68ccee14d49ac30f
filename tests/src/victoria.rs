//! VictoriaMetrics: its server, and its agent, which scrapes and sends.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::Outcome;
use crate::http::client;
use crate::process::{Folder, Process, free_port};

/// A VictoriaMetrics with an empty database of its own.
pub struct Victoria {
    /// Its address, under which it speaks as a Prometheus does.
    pub url: String,
    _process: Process,
    _folder: Folder,
}

impl Victoria {
    /// Starts `program`; what it was given is found at once, where it would otherwise wait half a minute.
    pub async fn start(program: &Path) -> Outcome<Self> {
        let (folder, port) = (Folder::new()?, free_port()?);
        let mut process = Process::start(
            Command::new(program)
                .arg(format!("-storageDataPath={}", folder.path().join("data").display()))
                .arg(format!("-httpListenAddr=127.0.0.1:{port}"))
                .args(["-retentionPeriod=1y", "-search.latencyOffset=0s"]),
            &folder.path().join("log"),
        )?;
        let url = format!("http://127.0.0.1:{port}");
        process.wait_until_up(&format!("{url}/health"), Duration::from_secs(30)).await?;
        Ok(Self { url, _process: process, _folder: folder })
    }

    /// Gives it lines of Prometheus' text format, each with its time in milliseconds.
    pub async fn import(&self, lines: &str) -> Outcome {
        let client = client()?;
        client.post(format!("{}/api/v1/import/prometheus", self.url)).body(lines.to_owned()).send().await?.error_for_status()?;
        client.get(format!("{}/internal/force_flush", self.url)).send().await?.error_for_status()?;
        Ok(())
    }
}

/// A vmagent.
pub struct Agent {
    _process: Process,
    folder: Folder,
}

impl Agent {
    /// Starts a vmagent that scrapes `target`, a `host:port`, every second as the job `own`, and writes to every receiver with the token.
    pub async fn start(program: &Path, target: &str, receivers: &[&str], token: &str) -> Outcome<Self> {
        let (folder, port) = (Folder::new()?, free_port()?);
        let file = folder.path().join("scrape.yml");
        let job = format!("{{ job_name: own, static_configs: [{{ targets: ['{target}'] }}] }}");
        std::fs::write(&file, format!("global: {{ scrape_interval: 1s }}\nscrape_configs: [{job}]\n"))?;
        let mut process = Process::start(
            Command::new(program)
                .arg(format!("-promscrape.config={}", file.display()))
                .arg(format!("-httpListenAddr=127.0.0.1:{port}"))
                .arg(format!("-remoteWrite.tmpDataPath={}", folder.path().join("waiting").display()))
                .arg(format!("-remoteWrite.bearerToken={token}"))
                .args(receivers.iter().map(|receiver| format!("-remoteWrite.url={receiver}"))),
            &folder.path().join("log"),
        )?;
        process.wait_until_up(&format!("http://127.0.0.1:{port}/health"), Duration::from_secs(30)).await?;
        Ok(Self { _process: process, folder })
    }

    /// What it wrote so far.
    pub fn log(&self) -> Outcome<String> {
        Ok(std::fs::read_to_string(self.folder.path().join("log"))?)
    }
}
