//! A real Triton on the CPU, with a model in Python.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use domain::metric::Statistic;
use serde_json::json;
use tests::Outcome;
use tests::process::{Folder, Process, free_port, in_venv};

use crate::peers::serving::{MINUTES, Request, Server, Watched, near};

/// The folder of the environment's packages, such as `lib/python3.11/site-packages`, and Python's version.
fn packages() -> Outcome<(PathBuf, String)> {
    let library = in_venv("../lib")?;
    for entry in std::fs::read_dir(&library)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(version) = name.strip_prefix("python") {
            return Ok((library.join(&name).join("site-packages"), version.to_owned()));
        }
    }
    Err(format!("{} holds no Python", library.display()).into())
}

/// Starts it in a folder; its addresses for requests and for metrics.
async fn start(folder: &Folder) -> Outcome<(Process, String, String)> {
    let (packages, version) = packages()?;
    let shipped = packages.join("pytriton/tritonserver");
    // The backend wants the helper for this Python beside it.
    let backends = folder.path().join("backends");
    std::fs::create_dir(&backends)?;
    let copied = Command::new("cp").arg("-r").args([shipped.join("backends/python"), backends.join("python")]).status()?;
    assert!(copied.success());
    let helper = "triton_python_backend_stub";
    std::fs::copy(shipped.join("python_backend_stubs").join(version).join(helper), backends.join("python").join(helper))?;
    let (http, grpc, metrics) = (free_port()?, free_port()?, free_port()?);
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/heavy/triton");
    let path = format!("{}:{}", in_venv("")?.display(), std::env::var("PATH")?);
    let mut triton = Process::start(
        Command::new(shipped.join("bin/tritonserver"))
            .arg(format!("--model-repository={}", models.display()))
            .arg(format!("--backend-directory={}", backends.display()))
            .args(["--http-address=127.0.0.1", "--grpc-address=127.0.0.1", "--metrics-address=127.0.0.1"])
            .args([format!("--http-port={http}"), format!("--grpc-port={grpc}"), format!("--metrics-port={metrics}")])
            .args(["--allow-gpu-metrics=false", "--disable-auto-complete-config", "--metrics-config=summary_latencies=true"])
            .env("LD_LIBRARY_PATH", packages.join("nvidia_pytriton.libs"))
            .env("PATH", path)
            .env("PYTHONDONTWRITEBYTECODE", "1"),
        &folder.path().join("log"),
    )?;
    let url = format!("http://127.0.0.1:{http}");
    triton.wait_until_up(&format!("{url}/v2/health/ready"), Duration::from_secs(60)).await?;
    let page = format!("http://127.0.0.1:{metrics}/metrics");
    triton.wait_until_up(&page, Duration::from_secs(10)).await?;
    Ok((triton, url, page))
}

#[tokio::test]
async fn it_is_counted_as_it_was_asked() -> Outcome {
    let folder = Folder::new()?;
    let (triton, url, page) = start(&folder).await?;
    let infer = |name: &str, x: f64, status| {
        let body = json!({ "inputs": [{ "name": name, "shape": [1], "datatype": "FP32", "data": [x] }] });
        Request { path: "/v2/models/fraud/infer", body, status }
    };
    let server = Server {
        system: "Triton",
        url: &url,
        page: &page,
        model: "fraud",
        ready: &["/v2/health/ready", "/v2/health/live", "/v2/models/fraud/ready", "/v2/models/fraud", "/v2"],
        unknown: &["/v2/models/nobody/ready", "/v1/models/fraud"],
        // Good, an error of one answer, an error of the model, and what does not fit the model.
        requests: &[infer("x", 2.0, 200), infer("x", 4.0, 200), infer("x", 0.0, 500), infer("x", -1.0, 500), infer("z", 2.0, 400)],
    };
    let watched = Watched::start(&server).await?;
    watched.is_up().await?;
    assert!(near(watched.figure("model/predictions").await?, 3.0 * MINUTES as f64), "an error of one answer is a success to Triton");
    assert!(near(watched.figure("model/error-rate").await?, 0.25), "what does not fit the model is not counted");
    assert!(near(watched.figure("model/predictions-per-second").await?, 0.05));
    let mut before = 0.0;
    for metric in ["latency-p50", "latency-p95", "latency-p99"] {
        let month = watched.month(&format!("model/{metric}")).await?.ok_or("no quantile")?;
        let ms: f64 = month.figure(Statistic::Value, 6).ok_or("no figure")?.to_string().parse()?;
        assert!(ms >= before && ms > 0.0, "{metric}: {ms}");
        before = ms;
    }
    drop(triton);
    watched.is_down().await
}
