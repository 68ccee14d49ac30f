//! What the commands do, apart from serving: each opens the database, asks one port and prints the answer.

mod accounts;
mod closing;
mod configuration;
mod grafana;
mod imports;
mod reports;

pub use accounts::{NewPerson, NewToken, add_person, add_token, audit};
pub use closing::{CloseArgs, VerifyArgs, close, restate, verify};
pub use configuration::{apply, backup, export};
pub use grafana::{GrafanaArgs, export_grafana};
pub use imports::{ImportKind, RunArgs, collect_once, import, import_run};
pub use reports::{ReportArgs, report};

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use domain::{Error, Result};
use engine::{Clock, Engine};

/// Opens the database of a command.
pub async fn open(database: &str) -> Result<Arc<Engine>> {
    Engine::open_for_command(database, Clock::System).await
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| Error::field("file", format!("cannot read {}: {cause}", path.display())))
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|cause| Error::field("out", format!("cannot write {}: {cause}", path.display())))
}

/// Prints to stdout; a reader that has gone away (`| head`) is no failure.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|error| Error::invalid(error.to_string()))
}
