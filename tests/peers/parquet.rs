//! Parquet files that pyarrow writes anew: those that the reader's tests hold are its own, and one is imported over HTTP.

use std::path::Path;
use std::process::Command;

use domain::access::Role;
use engine::{Clock, Engine};
use serde_json::Value;
use tests::Outcome;
use tests::http::client;
use tests::process::{Folder, in_venv};
use tests::program::Served;

use crate::story::first_month::{COMPANY, NOW_MS};

#[tokio::test]
async fn what_pyarrow_writes_is_imported() -> Outcome {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/wire/fixtures/parquet");
    let folder = Folder::new()?;
    let output = Command::new(in_venv("python")?).arg(fixtures.join("make.py")).arg(folder.path()).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut compared = 0;
    for written in std::fs::read_dir(folder.path())? {
        let written = written?;
        assert!(std::fs::read(written.path())? == std::fs::read(fixtures.join(written.file_name()))?, "{:?}", written.file_name());
        compared += 1;
    }
    assert!(compared >= 18, "{compared}");

    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    served.engine.ports().models.apply(&Engine::command_line(), COMPANY, false).await?;
    let token = served.engine.ports().accounts.add_token(&Engine::command_line(), "lake", Role::MlLead).await?;
    let body = std::fs::read(folder.path().join("samples.parquet"))?;
    let send = client()?.post(served.url("/api/v1/imports/samples")).bearer_auth(&token).body(body).send();
    let report: Value = send.await?.error_for_status()?.json().await?;
    // 30 days with both parts of the ratio, and one without.
    assert_eq!((&report["accepted"], &report["rejected"]), (&Value::from(30), &Value::from(1)), "{report}");
    served.stop().await
}
