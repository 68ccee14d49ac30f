//! Dashboards for Grafana, as files to import.

use std::path::PathBuf;

use domain::ids::ServiceId;
use domain::{Error, Result};
use engine::Engine;

use super::{open, print, to_json, write_file};
use crate::grafana::dashboards;

/// `export grafana [--service S] --out FOLDER`.
#[derive(clap::Args, Debug)]
pub struct GrafanaArgs {
    /// Only this service's
    #[arg(long)]
    service: Option<String>,
    /// Folder to write to; it is made when it is not there
    #[arg(long)]
    out: PathBuf,
}

/// Writes the dashboards and prints their files.
pub async fn export_grafana(database: &str, args: &GrafanaArgs) -> Result<()> {
    let only = args.service.as_deref().map(ServiceId::parse).transpose()?;
    let engine = open(database).await?;
    let configuration = engine.ports().models.configuration(&Engine::command_line()).await?;
    let all = dashboards(&configuration, only.as_ref())?;
    std::fs::create_dir_all(&args.out).map_err(|cause| Error::field("out", format!("cannot make {}: {cause}", args.out.display())))?;
    for (name, dashboard) in all {
        let file = args.out.join(name);
        write_file(&file, to_json(&dashboard)?.as_bytes())?;
        print(&format!("{}\n", file.display()));
    }
    engine.close().await;
    Ok(())
}
