//! A real KServe model server, by both versions of its protocol.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tests::Outcome;
use tests::process::{Folder, Process, free_port, in_venv};

use crate::peers::serving::{MINUTES, Request, Server, Watched, near};

#[tokio::test]
async fn it_is_counted_as_it_was_asked() -> Outcome {
    let (folder, port) = (Folder::new()?, free_port()?);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/heavy/kserve_model.py");
    let mut python = Command::new(in_venv("python")?);
    let mut kserve = Process::start(python.arg(script).arg(port.to_string()), &folder.path().join("log"))?;
    let url = format!("http://127.0.0.1:{port}");
    kserve.wait_until_up(&format!("{url}/v2/health/ready"), Duration::from_secs(90)).await?;
    let predict = |body, status| Request { path: "/v1/models/fraud:predict", body, status };
    let page = format!("{url}/metrics");
    let server = Server {
        system: "KServe",
        url: &url,
        page: &page,
        model: "fraud",
        ready: &[
            "/v2/health/ready",
            "/v2/health/live",
            "/v2/models/fraud/ready",
            "/v2/models/fraud",
            "/v2",
            "/v1/models/fraud",
            "/v1/models",
            "/",
        ],
        unknown: &["/v1/models/nobody", "/v2/models/nobody/ready"],
        // Good, failed in the model, and not understood.
        requests: &[
            predict(json!({ "instances": [2] }), 200),
            predict(json!({ "instances": [4] }), 200),
            predict(json!({ "instances": [0] }), 500),
            predict(json!({ "instances": 2 }), 400),
        ],
    };
    let watched = Watched::start(&server).await?;
    watched.is_up().await?;
    let minutes = MINUTES as f64;
    assert!(near(watched.figure("model/predictions").await?, 3.0 * minutes), "failed ones are counted, what is not understood is not");
    assert!(near(watched.timed().await?, 3.0 * minutes));
    assert!(near(watched.figure("model/predictions-per-second").await?, 0.05));
    drop(kserve);
    watched.is_down().await
}
