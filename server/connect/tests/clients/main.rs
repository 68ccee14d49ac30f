//! Systems of which only the client can be had: one fake, read by the system's own client and by ours, with the same result.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod datadog;
mod gitlab;

use std::path::Path;
use std::process::{Command, Stdio};

use serde::de::DeserializeOwned;

/// 2026-10-01, 08:00 UTC.
const AT: i64 = 1_790_841_600_000;
const MINUTE: i64 = 60_000;

/// What the system's own client reads.
fn client<T: DeserializeOwned>(arguments: &[&str]) -> T {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/peers/clients.py");
    let venv = std::env::var("TEST_VENV").expect("TEST_VENV is set by tests/run peers");
    let output = Command::new(format!("{venv}/bin/python")).arg(script).args(arguments).stderr(Stdio::inherit()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|cause| panic!("{cause}: {}", String::from_utf8_lossy(&output.stdout)))
}

/// Our connector of a kind.
fn connector(kind: &str, url: &str, secret: &str) -> Box<dyn connect::Connector> {
    connect::connect(&connect::fake::source(kind, url), Some(secret.to_owned())).unwrap()
}
