//! A real model server (MLServer) with the model of `tests/peers/model`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::Outcome;
use crate::http::client;
use crate::process::{Folder, Process, free_port, in_venv};

/// MLServer serving the model `fraud-score`.
pub struct ModelServer {
    /// Address of its inference endpoint.
    pub url: String,
    /// `host:port` whose `/metrics` Prometheus can scrape.
    pub metrics: String,
    ports: [u16; 3],
    /// None after a crash.
    process: Option<Process>,
    folder: Folder,
}

impl ModelServer {
    /// Starts it with the Python environment that `tests/run` makes.
    pub async fn start() -> Outcome<Self> {
        let folder = Folder::new()?;
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/model");
        for entry in std::fs::read_dir(model)? {
            let from = entry?.path();
            if let (true, Some(name)) = (from.is_file(), from.file_name()) {
                std::fs::copy(&from, folder.path().join(name))?;
            }
        }
        let ports = [free_port()?, free_port()?, free_port()?];
        let [http, _, metrics] = ports;
        let (url, metrics) = (format!("http://127.0.0.1:{http}"), format!("127.0.0.1:{metrics}"));
        let mut server = Self { url, metrics, ports, process: None, folder };
        server.start_again().await?;
        Ok(server)
    }

    /// Starts it on the same ports as before.
    pub async fn start_again(&mut self) -> Outcome {
        let [http, grpc, metrics] = self.ports;
        let mut process = Process::start(
            Command::new(in_venv("mlserver")?)
                .args(["start", "."])
                .current_dir(self.folder.path())
                .env("MLSERVER_HTTP_PORT", http.to_string())
                .env("MLSERVER_GRPC_PORT", grpc.to_string())
                .env("MLSERVER_METRICS_PORT", metrics.to_string())
                .env("MLSERVER_METRICS_DIR", self.folder.path().join("metrics")),
            &self.folder.path().join("log"),
        )?;
        let ready = format!("{}/v2/models/fraud-score/ready", self.url);
        process.wait_until_up(&ready, Duration::from_secs(90)).await?;
        self.process = Some(process);
        Ok(())
    }

    /// Dies at once, as by kill -9.
    pub fn crash(&mut self) {
        self.process = None;
    }

    /// Stays there and answers nothing, until [`ModelServer::go_on`].
    pub fn hang(&self) -> Outcome {
        self.process.as_ref().ok_or("the model server does not run")?.signal("STOP")
    }

    /// Ends a hang.
    pub fn go_on(&self) -> Outcome {
        self.process.as_ref().ok_or("the model server does not run")?.signal("CONT")
    }

    /// Asks for the score of one row; the HTTP status. Two numbers are a good row, any other count an error.
    pub async fn infer(&self, row: &[f64]) -> Outcome<u16> {
        let body = json!({
            "inputs": [{ "name": "x", "shape": [1, row.len()], "datatype": "FP64", "data": row }]
        });
        let url = format!("{}/v2/models/fraud-score/infer", self.url);
        Ok(client()?.post(url).json(&body).send().await?.status().as_u16())
    }
}
