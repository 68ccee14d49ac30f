//! A real model server (MLServer) with the model of `tests/peers/model`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;

use crate::Outcome;
use crate::http::client;
use crate::process::{Folder, Process, free_port};

/// MLServer serving the model `fraud-score`.
pub struct ModelServer {
    /// Address of its inference endpoint.
    pub url: String,
    /// `host:port` whose `/metrics` Prometheus can scrape.
    pub metrics: String,
    _process: Process,
    _folder: Folder,
}

impl ModelServer {
    /// Starts it with the Python environment that `tests/run` makes.
    pub async fn start() -> Outcome<Self> {
        let venv = std::env::var("TEST_VENV").map_err(|_| "TEST_VENV is not set; run this test by tests/run peers")?;
        let folder = Folder::new()?;
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/model");
        for entry in std::fs::read_dir(model)? {
            let from = entry?.path();
            if let (true, Some(name)) = (from.is_file(), from.file_name()) {
                std::fs::copy(&from, folder.path().join(name))?;
            }
        }
        let (http, grpc, metrics) = (free_port()?, free_port()?, free_port()?);
        let mut process = Process::start(
            Command::new(Path::new(&venv).join("bin/mlserver"))
                .args(["start", "."])
                .current_dir(folder.path())
                .env("MLSERVER_HTTP_PORT", http.to_string())
                .env("MLSERVER_GRPC_PORT", grpc.to_string())
                .env("MLSERVER_METRICS_PORT", metrics.to_string())
                .env("MLSERVER_METRICS_DIR", folder.path().join("metrics")),
            &folder.path().join("log"),
        )?;
        let url = format!("http://127.0.0.1:{http}");
        let ready = format!("{url}/v2/models/fraud-score/ready");
        process.wait_until_up(&ready, Duration::from_secs(90)).await?;
        Ok(Self { url, metrics: format!("127.0.0.1:{metrics}"), _process: process, _folder: folder })
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
